//! One entry of the users file.
//!
//! Why: every field is checked where it stands, so that a fault names its line.

use crate::Person;
use portcullis_crypto::{SecretText, password};
use portcullis_document::{Entry, Fault, Node, Value, nearest};
use portcullis_model::Email;
use serde_json::Value as Json;
use std::collections::BTreeMap;

const TEXTS: [&str; 10] =
    ["given_name", "family_name", "middle_name", "nickname", "gender", "birthdate", "zoneinfo", "phone_number", "phone_extension", "locale"];
const LINKS: [&str; 3] = ["website", "profile", "picture"];
const ADDRESS: [&str; 5] = ["street_address", "locality", "region", "postal_code", "country"];
const FIRST: [&str; 7] = ["displayname", "password", "email", "groups", "disabled", "address", "extra"];

/// Reads one person. Faults go to `faults`; a person with an error is not returned.
pub(crate) fn person(entry: &Entry, memory_cap_kib: u32, faults: &mut Vec<Fault>) -> Option<Person> {
    let name = entry.key.as_str();
    let before = errors(faults);
    if name.is_empty() || name.len() > 255 || name.chars().any(char::is_control) {
        faults.push(Fault::error(entry.key_span, "this is no user name").with_hint("write a name of 1 to 255 printable characters"));
    }
    let Some(fields) = entry.value.as_map() else {
        let message = format!("user `{name}` is {}, not a list of fields", entry.value.type_name());
        faults.push(Fault::error(entry.value.span, message).with_hint("write `displayname:` and `password:` below the name"));
        return None;
    };
    let mut claims = BTreeMap::new();
    for field in fields {
        let key = field.key.as_str();
        if TEXTS.contains(&key) {
            profile_text(field, &mut claims, faults);
        } else if LINKS.contains(&key) {
            link(field, &mut claims, faults);
        } else if key == "address" {
            address(field, &mut claims, faults);
        } else if key == "extra" {
            extra(field, &mut claims, faults);
        } else if !FIRST.contains(&key) {
            let fault = Fault::warning(field.key_span, format!("`{key}` is not a field of a user; it is ignored"));
            faults.push(match nearest(key, FIRST.iter().chain(&TEXTS).chain(&LINKS).copied()) {
                Some(meant) => fault.with_hint(format!("did you mean `{meant}`?")),
                None => fault,
            });
        }
    }
    let display_name = required(entry, "displayname", faults);
    let hash = hash(entry, memory_cap_kib, faults);
    let email = email(entry, faults);
    let groups = groups(entry, faults);
    let disabled = disabled(entry, faults);
    if errors(faults) > before {
        return None;
    }
    Some(Person { username: name.into(), display_name: display_name?.into(), hash: Some(hash?), email, groups, disabled, claims })
}

fn errors(faults: &[Fault]) -> usize {
    faults.iter().filter(|f| f.is_error()).count()
}

fn required(entry: &Entry, key: &str, faults: &mut Vec<Fault>) -> Option<String> {
    match entry.value.get(key).map(|n| (n, text(n))) {
        Some((_, Some(t))) if !t.is_empty() => Some(t),
        Some((node, _)) => {
            faults.push(Fault::error(node.span, format!("`{key}` of user `{}` is empty or no text", entry.key)).with_hint("write a text"));
            None
        }
        None => {
            faults.push(Fault::error(entry.key_span, format!("user `{}` has no `{key}`", entry.key)).with_hint(format!("add `{key}:`")));
            None
        }
    }
}

/// The message names the person and the cause, never the hash.
fn hash(entry: &Entry, cap: u32, faults: &mut Vec<Fault>) -> Option<SecretText> {
    let text = required(entry, "password", faults)?;
    let span = entry.value.get("password").map_or(entry.key_span, |n| n.span);
    match password::cost(&text) {
        Ok(cost) if cost.memory_kib > cap => {
            let (needs, has) = (cost.memory_kib.div_ceil(1024), cap / 1024);
            let message = format!("the password hash of user `{}` needs {needs} MiB of memory; at most {has} MiB are allowed", entry.key);
            faults.push(Fault::error(span, message).with_hint("make a smaller one with `portcullis hash password`"));
            None
        }
        Ok(_) => Some(SecretText::from(text)),
        Err(bad) => {
            let message = bad.to_string();
            let (what, todo) = message.split_once("; ").unwrap_or((&message, "make one with `portcullis hash password`"));
            faults.push(Fault::error(span, format!("the password of user `{}` cannot be used: {what}", entry.key)).with_hint(todo));
            None
        }
    }
}

/// An address that is none counts as absent: no rule may ever see it (S9).
fn email(entry: &Entry, faults: &mut Vec<Fault>) -> Option<Email> {
    let node = entry.value.get("email").filter(|n| !n.is_null())?;
    let parsed = node.as_str().and_then(|t| Email::parse(t).ok());
    if parsed.is_none() && node.as_str() != Some("") {
        let message = format!("`email` of user `{}` is no e-mail address; it is ignored", entry.key);
        faults.push(Fault::warning(node.span, message).with_hint("write the address in full, like ada@example.com"));
    }
    parsed
}

fn groups(entry: &Entry, faults: &mut Vec<Fault>) -> Vec<Box<str>> {
    let Some(node) = entry.value.get("groups").filter(|n| !n.is_null()) else { return Vec::new() };
    let Some(list) = node.as_list() else {
        let message = format!("`groups` of user `{}` is {}, not a list", entry.key, node.type_name());
        faults.push(Fault::error(node.span, message).with_hint("write `groups: [staff, dev]`"));
        return Vec::new();
    };
    let mut out: Vec<Box<str>> = Vec::with_capacity(list.len());
    for item in list {
        match text(item).filter(|t| !t.is_empty() && !t.chars().any(char::is_control)) {
            Some(group) => out.push(group.into()),
            None => faults.push(Fault::error(item.span, format!("a group of user `{}` is no name", entry.key)).with_hint("write a text")),
        }
    }
    out
}

/// YAML 1.1's `yes` and `no` arrive as text and are taken; a quoted `'true'` is not.
fn disabled(entry: &Entry, faults: &mut Vec<Fault>) -> bool {
    let Some(node) = entry.value.get("disabled").filter(|n| !n.is_null()) else { return false };
    match (&node.value, node.as_str().map(str::to_ascii_lowercase).as_deref()) {
        (Value::Bool(b), _) => *b,
        (_, Some("yes" | "on" | "y")) => true,
        (_, Some("no" | "off" | "n")) => false,
        _ => {
            faults.push(
                Fault::error(node.span, format!("`disabled` of user `{}` is neither true nor false", entry.key))
                    .with_hint("write `true` or `false` without quotes"),
            );
            true
        }
    }
}

fn profile_text(field: &Entry, claims: &mut BTreeMap<Box<str>, Vec<Json>>, faults: &mut Vec<Fault>) {
    if field.value.is_null() {
        return;
    }
    let value = text(&field.value).filter(|t| field.key != "locale" || is_language_tag(t));
    match value {
        Some(t) => drop(claims.insert(field.key.as_str().into(), vec![Json::from(t)])),
        None => faults.push(
            Fault::error(field.value.span, format!("`{}` is not a {}", field.key, if field.key == "locale" { "language tag" } else { "text" }))
                .with_hint(if field.key == "locale" { "write a tag like `de-AT` (BCP 47)" } else { "write a text" }),
        ),
    }
}

/// BCP 47 by shape: subtags of one to eight letters and digits, the first of letters only.
fn is_language_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().is_some_and(|p| (2..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphabetic()));
    first && parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
}

fn link(field: &Entry, claims: &mut BTreeMap<Box<str>, Vec<Json>>, faults: &mut Vec<Fault>) {
    if field.value.is_null() {
        return;
    }
    let rest = |t: &str| t.strip_prefix("https://").or_else(|| t.strip_prefix("http://")).map(str::to_owned);
    match field.value.as_str().filter(|t| rest(t).is_some_and(|r| !r.is_empty() && !r.starts_with('/') && !r.contains(char::is_whitespace))) {
        Some(t) => drop(claims.insert(field.key.as_str().into(), vec![Json::from(t)])),
        None => faults.push(Fault::error(field.value.span, format!("`{}` is not an absolute web address", field.key)).with_hint("write https://…")),
    }
}

fn address(field: &Entry, claims: &mut BTreeMap<Box<str>, Vec<Json>>, faults: &mut Vec<Fault>) {
    let Some(parts) = field.value.as_map() else {
        if !field.value.is_null() {
            faults
                .push(Fault::error(field.value.span, "`address` is not a list of fields").with_hint("write `street_address:`, `locality:` and so on below it"));
        }
        return;
    };
    let mut out = serde_json::Map::new();
    for part in parts {
        match text(&part.value).filter(|_| ADDRESS.contains(&part.key.as_str())) {
            Some(t) => drop(out.insert(part.key.clone(), Json::from(t))),
            None => faults.push(Fault::warning(part.key_span, format!("`{}` is not a text field of an address; it is ignored", part.key))),
        }
    }
    claims.insert("address".into(), vec![Json::Object(out)]);
}

/// Attributes of one's own: a scalar or a list of scalars each. They never replace a profile field.
fn extra(field: &Entry, claims: &mut BTreeMap<Box<str>, Vec<Json>>, faults: &mut Vec<Fault>) {
    let Some(attributes) = field.value.as_map() else {
        if !field.value.is_null() {
            faults.push(Fault::error(field.value.span, "`extra` is not a list of attributes").with_hint("write `name: value` below it"));
        }
        return;
    };
    for attribute in attributes {
        let values: Option<Vec<Json>> = match attribute.value.as_list() {
            Some(list) => list.iter().map(scalar).collect(),
            None => scalar(&attribute.value).map(|v| vec![v]),
        };
        let taken = TEXTS.contains(&attribute.key.as_str()) || LINKS.contains(&attribute.key.as_str()) || FIRST.contains(&attribute.key.as_str());
        match values.filter(|_| !taken) {
            Some(values) => drop(claims.insert(attribute.key.as_str().into(), values)),
            None if taken => faults.push(
                Fault::error(attribute.key_span, format!("`{}` is a field of the user, not an extra one", attribute.key)).with_hint("move it one level up"),
            ),
            None => faults.push(
                Fault::error(attribute.value.span, format!("`{}` is neither a value nor a list of values", attribute.key))
                    .with_hint("write a text, a number, true or false"),
            ),
        }
    }
}

fn scalar(node: &Node) -> Option<Json> {
    match &node.value {
        Value::Bool(b) => Some(Json::from(*b)),
        Value::Int(n) => Some(Json::from(*n)),
        Value::Float(n) => Some(Json::from(*n)),
        Value::Text(t) => Some(Json::from(t.as_str())),
        _ => None,
    }
}

/// A text, or a number written without quotes.
fn text(node: &Node) -> Option<String> {
    match &node.value {
        Value::Text(t) => Some(t.clone()),
        Value::Int(n) => Some(n.to_string()),
        Value::Float(n) => Some(n.to_string()),
        _ => None,
    }
}
