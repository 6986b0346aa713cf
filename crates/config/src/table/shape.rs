//! The check of the whole tree against the table: unknown keys, keys that are not built yet, wrong types.
//!
//! Why: what a person mistyped must never be silently without effect.

use super::{Key, Kind, MapSpec, Need, Status, check_leaf};
use portcullis_document::{Entry, Fault, Node, Value, nearest};

/// Adds every fault of form below `node`.
pub(crate) fn check_shape(node: &Node, spec: &'static MapSpec, faults: &mut Vec<Fault>) {
    let Value::Map(entries) = &node.value else {
        faults.push(Fault::error(node.span, format!("{} is {}", called(spec), node.type_name())).with_hint("write a map"));
        return;
    };
    for entry in entries {
        match spec.key(&entry.key) {
            None => faults.push(unknown(entry, spec)),
            Some(key) if key.status == Status::Later => {
                faults.push(Fault::error(entry.key_span, format!("`{}` is not supported yet", entry.key)).with_hint(if key.doc.is_empty() {
                    "remove it".to_owned()
                } else {
                    format!("remove it ({})", key.doc)
                }));
            }
            Some(key) => value(&entry.value, key.kind, key, faults),
        }
    }
    for key in spec.keys.iter().filter(|k| k.need == Need::Required && node.get(k.name).is_none()) {
        let hint = if key.example.is_empty() { format!("add `{}:`", key.name) } else { format!("add `{}: {}`", key.name, key.example) };
        faults.push(Fault::error(node.span, format!("{} has no `{}`", called(spec), key.name)).with_hint(hint));
    }
}

fn value(node: &Node, kind: Kind, key: &Key, faults: &mut Vec<Fault>) {
    if node.is_null() {
        faults.push(Fault::error(node.span, format!("`{}` has no value", key.name)).with_hint(format!("write {}, or remove the key", kind.words())));
        return;
    }
    if let Err((what, hint)) = check_leaf(kind, node) {
        faults.push(Fault::error(node.span, format!("`{}`: {what}", key.name)).with_hint(hint));
        return;
    }
    match (kind, &node.value) {
        (Kind::Map(spec), _) | (Kind::NetworkOr(spec), Value::Map(_)) => check_shape(node, spec, faults),
        (Kind::List(inner) | Kind::OneOrList(inner), Value::List(items)) => items.iter().for_each(|item| value(item, *inner, key, faults)),
        (Kind::OneOrList(Kind::Map(spec)), _) => check_shape(node, spec, faults),
        (Kind::Named(inner), Value::Map(entries)) => entries.iter().for_each(|e| value(&e.value, *inner, key, faults)),
        _ => {}
    }
}

fn unknown(entry: &Entry, spec: &MapSpec) -> Fault {
    let supported = || spec.keys.iter().filter(|k| k.status == Status::Supported).map(|k| k.name);
    let hint = match nearest(&entry.key, supported()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if spec.keys.len() <= 8 => format!("known here: {}", supported().collect::<Vec<_>>().join(", ")),
        None => "remove it; `portcullis config sample` shows every key".to_owned(),
    };
    Fault::error(entry.key_span, format!("{} has no key `{}`", called(spec), entry.key)).with_hint(hint)
}

/// How a map is called in messages.
fn called(spec: &MapSpec) -> String {
    match spec.place {
        "" => "the file".to_owned(),
        "routes[]" => "a route".to_owned(),
        "policy_tests[]" => "a policy test".to_owned(),
        "tls.certificates[]" => "a certificate".to_owned(),
        "routes[].redirect" => "a redirect".to_owned(),
        "routes[].response" => "a response".to_owned(),
        "trusted_proxies[]" => "a trusted proxy".to_owned(),
        "forward_auth.cookie_domains[]" => "a cookie domain".to_owned(),
        "forward_auth.endpoints[]" => "an endpoint".to_owned(),
        "forward_auth.endpoints[].strategies[]" => "a strategy".to_owned(),
        "directories[]" => "a directory".to_owned(),
        "definitions.user_attributes{}" => "a computed attribute".to_owned(),
        place => format!("`{}`", place.trim_end_matches("[]")),
    }
}
