//! Second factors, new passwords, and the brake on guessing.
//!
//! Why: these say how hard it is to come in as somebody else; what is weaker there than it may be here is told.

use super::length;
use super::out::Out;
use super::report::Report;
use super::source::{Source, scalar, texts};
use portcullis_document::{Entry, Node};

type Entries = Vec<(String, Out)>;

/// Copies scalars whose key and meaning are the same.
fn same<'a>(node: &'a Node, keys: &[&str], source: &Source<'a>, out: &mut Entries) {
    for key in keys {
        if let Some(value) = source.get(node, key) {
            out.extend(plain(value).map(|value| ((*key).to_owned(), value)));
        }
    }
}
pub(super) fn plain(node: &Node) -> Option<Out> {
    use portcullis_document::Value;
    match &node.value {
        Value::Bool(_) | Value::Int(_) => scalar(node).map(Out::Raw),
        Value::Text(text) => Some(Out::text(text)),
        Value::List(items) => Some(Out::List(items.iter().filter_map(plain).collect())),
        _ => None,
    }
}
/// A length of time under our key, between bounds in seconds.
pub(super) fn lasts<'a>(node: &'a Node, key: &str, ours: &str, bounds: [u64; 2], source: &Source<'a>, report: &mut Report, out: &mut Entries) {
    let Some(entry) = source.entry(node, key) else { return };
    let Some(seconds) = length::seconds(&entry.value) else {
        report.changed(entry.key_span, format!("`{key}` is not understood; the default is used"), "");
        return;
    };
    let [least, most] = bounds;
    if !(least..=most).contains(&seconds) {
        report.changed(entry.key_span, format!("`{key}` is brought to between {} and {}", length::text(least), length::text(most)), "");
    }
    out.push((ours.to_owned(), Out::text(length::text(seconds.clamp(least, most)))));
}
fn number<'a>(node: &'a Node, key: &str, bounds: [i64; 2], source: &Source<'a>, report: &mut Report, out: &mut Entries) {
    let Some(entry) = source.entry(node, key) else { return };
    let Some(n) = entry.value.as_int() else { return };
    let [least, most] = bounds;
    if !(least..=most).contains(&n) {
        report.changed(entry.key_span, format!("`{key}: {n}` is brought to between {least} and {most}"), "");
    }
    out.push((key.to_owned(), Out::raw(n.clamp(least, most))));
}
pub(super) fn is_on<'a>(node: &'a Node, key: &str, source: &Source<'a>) -> bool {
    source.get(node, key).and_then(Node::as_bool) == Some(true)
}
fn section(entries: Entries, entry: &Entry, what: &str, report: &mut Report) -> Option<Out> {
    report.carried(entry.key_span, format!("`{}` as `{what}`", entry.key));
    Some(Out::Map(entries))
}

pub(super) fn totp<'a>(source: &Source<'a>, report: &mut Report) -> Option<Out> {
    let entry = source.at("totp")?;
    let node = &entry.value;
    let mut out = Vec::new();
    same(node, &["disable", "issuer", "digits"], source, &mut out);
    if let Some(algorithm) = source.get(node, "algorithm").and_then(Node::as_str) {
        out.push(("algorithm".to_owned(), Out::text(algorithm.to_uppercase())));
    }
    lasts(node, "period", "period", [15, 3_600], source, report, &mut out);
    number(node, "skew", [0, 4], source, report, &mut out);
    number(node, "secret_size", [20, 128], source, report, &mut out);
    same(node, &["allowed_digits"], source, &mut out);
    if let Some(list) = source.get(node, "allowed_algorithms").and_then(texts) {
        out.push(("allowed_algorithms".to_owned(), Out::texts(list.into_iter().map(|(word, _)| word.to_uppercase()))));
    }
    if let Some(list) = source.get(node, "allowed_periods").and_then(Node::as_list) {
        out.push(("allowed_periods".to_owned(), Out::texts(list.iter().filter_map(length::seconds).map(length::text))));
    }
    if let Some(reuse) = source.entry(node, "disable_reuse_security_policy") {
        report.left(reuse.key_span, "`totp.disable_reuse_security_policy`", "a code counts once");
    }
    section(out, entry, "totp", report)
}

pub(super) fn webauthn<'a>(source: &Source<'a>, report: &mut Report) -> Option<Out> {
    let entry = source.at("webauthn")?;
    let node = &entry.value;
    let mut out = Vec::new();
    same(node, &["disable", "display_name"], source, &mut out);
    if let Some(criteria) = source.get(node, "selection_criteria") {
        if let Some(word) = source.get(criteria, "user_verification").and_then(Node::as_str) {
            out.push(("user_verification".to_owned(), Out::text(word)));
        }
        for key in ["attachment", "discoverability"] {
            if let Some(entry) = source.entry(criteria, key) {
                report.left(entry.key_span, format!("`webauthn.selection_criteria.{key}`"), "keys of both kinds can be added");
            }
        }
    }
    if let Some(filtering) = source.get(node, "filtering") {
        same(filtering, &["permitted_aaguids", "prohibited_aaguids", "prohibit_backup_eligibility"], source, &mut out);
    }
    for (key, why) in [
        ("enable_passkey_login", "passkeys always sign in by themselves here"),
        ("experimental_enable_passkey_uv_two_factors", "a passkey that verified its person counts as two factors here"),
        ("experimental_enable_passkey_upgrade", "passkeys are added in the account"),
        ("attestation_conveyance_preference", "keys are asked for their model where models are listed"),
        ("timeout", "a ceremony has a minute"),
    ] {
        if let Some(entry) = source.entry(node, key) {
            report.changed(entry.key_span, format!("`webauthn.{key}`"), why);
        }
    }
    if let Some(metadata) = source.entry(node, "metadata") {
        source.see_all(&metadata.value);
        if metadata.value.get("enabled").and_then(Node::as_bool) == Some(true) {
            report.guard(
                metadata.key_span,
                "`webauthn.metadata`: models of keys are not checked until you name a file",
                "see `webauthn.metadata` in docs/reference/config.md",
            );
        }
    }
    section(out, entry, "webauthn", report)
}

pub(super) fn duo<'a>(source: &Source<'a>, report: &mut Report) -> Option<Out> {
    let entry = source.at("duo_api")?;
    let mut out = Vec::new();
    same(&entry.value, &["disable", "hostname", "integration_key", "secret_key", "enable_self_enrollment"], source, &mut out);
    section(out, entry, "duo", report)
}

pub(super) fn regulation<'a>(source: &Source<'a>, report: &mut Report) -> Option<Out> {
    let Some(entry) = source.at("regulation") else {
        // The defaults there are stricter on people than ours.
        return Some(Out::map([("modes", Out::texts(["user"])), ("max_retries", Out::raw(3)), ("find_time", Out::text("2m")), ("ban_time", Out::text("5m"))]));
    };
    let node = &entry.value;
    let mut out = Vec::new();
    let modes = source.get(node, "modes").and_then(texts).unwrap_or_default();
    let modes: Vec<String> = modes.into_iter().map(|(word, _)| word).filter(|w| w == "user" || w == "ip").collect();
    let modes = if modes.is_empty() { vec!["user".to_owned()] } else { modes };
    let by_address = modes.iter().any(|m| m == "ip");
    out.push(("modes".to_owned(), Out::texts(modes)));
    let retries = source.get(node, "max_retries").and_then(Node::as_int).unwrap_or(3).clamp(0, 1000);
    out.push(("max_retries".to_owned(), Out::raw(retries)));
    if by_address {
        out.push(("max_retries_address".to_owned(), Out::raw(retries)));
    }
    let before = out.len();
    lasts(node, "find_time", "find_time", [1, 86_400], source, report, &mut out);
    if out.len() == before {
        out.push(("find_time".to_owned(), Out::text("2m")));
    }
    let before = out.len();
    lasts(node, "ban_time", "ban_time", [1, 30 * 86_400], source, report, &mut out);
    if out.len() == before {
        out.push(("ban_time".to_owned(), Out::text("5m")));
    }
    section(out, entry, "regulation", report)
}

pub(super) fn passwords<'a>(source: &Source<'a>, report: &mut Report) -> Option<Out> {
    let entry = source.at("password_policy")?;
    let mut out = Vec::new();
    if let Some(standard) = source.get(&entry.value, "standard") {
        if is_on(standard, "enabled", source) {
            number(standard, "min_length", [8, 128], source, report, &mut out);
            if let Some(most) = source.entry(standard, "max_length") {
                let n = most.value.as_int().unwrap_or(0);
                if n != 0 && n < 64 {
                    report.changed(most.key_span, format!("`max_length: {n}` is 64 here"), "a shorter one keeps good passwords out");
                }
                out.push(("max_length".to_owned(), Out::raw(if n == 0 { 0 } else { n.max(64) })));
            }
            same(standard, &["require_uppercase", "require_lowercase", "require_number", "require_special"], source, &mut out);
        } else {
            source.see_all(standard);
        }
    }
    if let Some(zxcvbn) = source.get(&entry.value, "zxcvbn") {
        if is_on(zxcvbn, "enabled", source) {
            let score = source.get(zxcvbn, "min_score").and_then(Node::as_int).unwrap_or(3);
            out.push(("min_score".to_owned(), Out::raw(score.clamp(0, 4))));
        } else {
            source.see_all(zxcvbn);
        }
    }
    section(out, entry, "password_policy", report)
}
