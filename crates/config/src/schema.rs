//! The file's JSON Schema (2020-12), for editors.
//!
//! Why: an editor that knows the keys spares its user the first round of faults. It is made from the table.

use crate::table::{Key, Kind, MapSpec, Need, ROOT, Status};
use serde_json::{Map, Value, json};

/// The schema of the whole file. What needs more than form (clashes, addresses, policies) only the check tells.
pub fn schema() -> Value {
    let mut whole = map(&ROOT);
    if let Some(object) = whole.as_object_mut() {
        object.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
        object.insert("title".into(), "Portcullis configuration".into());
    }
    whole
}

fn map(spec: &'static MapSpec) -> Value {
    let properties: Map<String, Value> = spec.keys.iter().map(|k| (k.name.to_owned(), key(k))).collect();
    let required: Vec<&str> = spec.keys.iter().filter(|k| k.need == Need::Required).map(|k| k.name).collect();
    let mut out = json!({ "type": "object", "description": spec.doc, "additionalProperties": false, "properties": properties });
    if let Some(object) = out.as_object_mut() {
        if !required.is_empty() {
            object.insert("required".into(), json!(required));
        }
        if spec.place == "routes[]" {
            object.insert("oneOf".into(), json!([{ "required": ["to"] }, { "required": ["redirect"] }, { "required": ["response"] }]));
        }
    }
    out
}

fn key(key: &Key) -> Value {
    if key.status == Status::Later {
        return json!({ "not": {}, "description": format!("Not supported yet: {}.", key.doc) });
    }
    let mut out = kind(key.kind);
    if let Some(object) = out.as_object_mut() {
        let default = if key.default.is_empty() { String::new() } else { format!(" Default: {}.", key.default) };
        object.insert("description".into(), format!("{}{default}", key.doc).into());
    }
    out
}

fn kind(of: Kind) -> Value {
    match of {
        Kind::Text | Kind::Address | Kind::Network | Kind::IpAddress | Kind::FilePath | Kind::HostName => json!({ "type": "string" }),
        Kind::Bool => json!({ "type": "boolean" }),
        Kind::Int => json!({ "type": "integer" }),
        Kind::Duration => json!({ "anyOf": [{ "const": 0 }, { "type": "string", "pattern": "^(0|([0-9]+(ms|s|m|h|d|w))+)$" }] }),
        Kind::WebOrigin => json!({ "type": "string", "pattern": "^https?://" }),
        Kind::Instant => json!({ "type": "string", "format": "date-time" }),
        Kind::Word(words) | Kind::WordOrLater(words, _) => json!({ "enum": words }),
        Kind::Secret => {
            let one = |name: &str| json!({ "type": "object", "additionalProperties": false, "required": [name], "properties": { name: { "type": "string" } } });
            json!({ "anyOf": [{ "type": "string" }, one("file"), one("env")] })
        }
        Kind::List(inner) => json!({ "type": "array", "items": kind(*inner) }),
        Kind::OneOrList(inner) => json!({ "anyOf": [kind(*inner), { "type": "array", "items": kind(*inner) }] }),
        Kind::Map(spec) => map(spec),
        Kind::NetworkOr(spec) => {
            let mut either = map(spec);
            if let Some(object) = either.as_object_mut() {
                object.insert("type".into(), json!(["string", "object"]));
            }
            either
        }
        Kind::Named(inner) => json!({ "type": "object", "additionalProperties": kind(*inner) }),
        Kind::Policy => json!({ "type": ["object", "array"] }),
        Kind::PolicyUse => json!({ "type": ["string", "object", "array"] }),
        Kind::Any => json!({}),
    }
}
