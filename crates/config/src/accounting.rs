//! Tests that the table, the check, the schema, the sample and the reference are one.
//!
//! Why: a key that only one of them knows is a key that somebody will trip over.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use crate::table::{self, Kind, Status, all_maps, check_shape, reads};
use crate::{Input, check, reference, sample, schema};
use portcullis_document::{Node, read_yaml};
use serde_json::Value;
use std::path::Path;

const PEM: &str = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    match path.file_name().and_then(|n| n.to_str()).unwrap_or_default() {
        "tls.crt" | "origin-ca.pem" | "mail-ca.pem" | "duo-ca.pem" | "root.pem" | "mail.crt" => Ok(PEM.into()),
        "tls.key" | "mail.key" => Ok("-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n".into()),
        "root.key" => Ok("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=\n".into()),
        "smtp.password" | "duo.key" => Ok("hunter22\n".into()),
        "users.yml" => Ok("people: []\n".into()),
        _ => Err(std::io::ErrorKind::NotFound.into()),
    }
}
fn checked(text: &str) -> Result<crate::CheckedConfig, crate::Faults> {
    check(&Input {
        name: "portcullis.yaml",
        text,
        stored_routes: &[],
        base: Path::new("/etc/portcullis"),
        read: &read,
        mode: &|_| None,
        known: &|_, _| Ok(None),
        catalogues: &|_| Ok(crate::Catalogues::default()),
        env: &|_| None,
    })
}
/// The sample with every key that stands commented out in force.
fn loud() -> String {
    let strip = |l: &str| {
        let start = l.len() - l.trim_start().len();
        let (margin, rest) = l.split_at(start);
        match rest.strip_prefix('#').filter(|r| !r.starts_with(' ') || r.starts_with("  ") && (r.trim_start().contains(':') || r.trim() == "-")) {
            Some(rest) => format!("{margin}{rest}"),
            None => l.to_owned(),
        }
    };
    sample().lines().map(strip).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_sample_passes_without_a_word() {
    let config = checked(&sample()).unwrap_or_else(|f| panic!("{f}\n{}", sample()));
    assert_eq!(config.warnings, []);
    assert_eq!(config.policy_tests.len(), 1);
    assert_eq!(config.routes.len(), 1);
}

/// A house that takes the example's colours as they are has a configuration that passes.
#[test]
fn the_colours_of_the_sample_can_be_read() {
    let colors: Vec<String> = table::portal_colors().keys.iter().map(|k| format!("{}: {}", k.name, k.example)).collect();
    let text = sample().replacen("portal:\n", &format!("portal:\n  colors: {{ {} }}\n", colors.join(", ")), 1);
    let config = checked(&text).unwrap_or_else(|f| panic!("{f}\n{text}"));
    assert_eq!(config.appearance.colors.len(), 5);
}

#[test]
fn every_key_of_the_sample_has_the_right_form() {
    let text = loud();
    let tree = read_yaml(&text).unwrap_or_else(|f| panic!("{f}\n{text}"));
    let mut faults = Vec::new();
    check_shape(&tree, &table::ROOT, &mut faults);
    assert_eq!(faults, [], "{text}");
    for spec in all_maps() {
        for key in spec.keys.iter().filter(|k| k.status == Status::Supported) {
            assert!(holds(&tree, spec.place, key.name), "{} has no {}\n{text}", spec.place, key.name);
        }
        for key in spec.keys.iter().filter(|k| k.status == Status::Later) {
            assert!(sample().contains(key.name), "{}", key.name);
        }
    }
}
fn holds(tree: &Node, place: &str, key: &str) -> bool {
    let mut at = tree;
    for step in place.split('.').filter(|s| !s.is_empty()) {
        let name = step.trim_end_matches("[]").trim_end_matches("{}");
        at = at.get(name).unwrap();
        if step.ends_with("{}") {
            at = &at.as_map().unwrap()[0].value;
        }
        if step.ends_with("[]") {
            at = &at.as_list().unwrap()[0];
        }
    }
    at.get(key).is_some()
}

#[test]
fn the_check_reads_every_supported_key_and_no_other() {
    reads::take();
    // Three files, since some keys exclude each other.
    let head = "portal: { origin: https://l.test, colors: {} }\nlisten: { https: ':443' }\nstore: { url: 'sqlite:///x/y.db' }\n";
    let routes = "routes:\n - { from: https://a.test, redirect: { host_redirect: b.test }, allow_any_authenticated_user: true }\n - { from: https://b.test, response: { status: 200 }, allow_any_authenticated_user: true }\n";
    let directories = "tls: { certificates: [ { cert: a, key: b } ] }\ndirectories: [ { file: { path: users.yml, search: { email: true }, authoritative_for: { groups: true } } }, { ldap: { address: 'ldaps://d.test', base_dn: 'dc=d', implementation: lldap, user: u, password: p, tls: {}, pooling: {}, attributes: { extra: [ { attribute: a } ] }, authoritative_for: { groups: true } } } ]\n";
    let proxies = "trusted_proxies: [ { network: 10.0.0.1, secret: 0123456789abcdef }, { network: 10.0.0.2, certificate: x } ]\nforward_auth: { cookie_domains: [ { domain: l.test } ], endpoints: [ { path: /api/authz/x, dialect: verify, strategies: [ { kind: authorization } ] } ] }\n";
    let tests = "policy_tests: [ { request: 'GET https://a.test/', expect: challenge } ]\nsessions: {}\ndefinitions: { user_attributes: { x: { expression: email } } }\ndeadlines: { request_head: 1s }\ntotp: { digits: 8 }\nwebauthn: { display_name: x, metadata: { file: a, root: duo-ca.pem } }\nduo: { hostname: a.test, integration_key: A, secret_key: b }\nregulation: { modes: [ip] }\npassword_policy: { min_length: 12 }\nrate_limits: { second_factor_totp: [] }\n";
    let mail = "notifier: { smtp: { address: 'smtp://m.test', sender: a@b.test, tls: { minimum_version: TLS1.3 } } }\nidentity_validation: { undo: {}, reset_password: {}, elevated_session: { characters: 8 } }\npassword_reset: { custom_url: 'https://a.test' }\n";
    let _ = checked(&format!("{head}{routes}{directories}{proxies}{tests}{mail}"));
    let _ = checked(&format!("{head}notifier: {{ filesystem: {{ folder: mails }} }}\n"));
    let _ = checked(&sample());
    let read = reads::take();
    for spec in all_maps() {
        for key in spec.keys.iter().filter(|k| k.status == Status::Supported) {
            assert!(read.contains(&(spec.place, key.name)), "`{}` of `{}` is in the table and is never read", key.name, spec.place);
        }
    }
    // The other direction holds by construction: `Section::get` asserts that the key is in the table.
    for (place, name) in read {
        let spec = all_maps().into_iter().find(|m| m.place == place).unwrap();
        assert_eq!(spec.key(name).map(|k| k.status), Some(Status::Supported), "{place} {name}");
    }
}

#[test]
fn every_key_is_in_schema_and_reference() {
    let schema = schema();
    let reference = reference();
    let mut sections = reference.split("\n## ");
    sections.next();
    for spec in all_maps() {
        let object = locate(&schema, spec.place);
        let section = sections.next().unwrap();
        assert!(section.starts_with(&if spec.place.is_empty() { "The file".to_owned() } else { format!("`{}`", spec.place) }), "{section}");
        for key in spec.keys {
            let property = &object["properties"][key.name];
            assert!(property.is_object(), "{} {}", spec.place, key.name);
            assert_eq!(property.get("not").is_some(), key.status == Status::Later, "{}", key.name);
            assert!(section.contains(&format!("`{}`", key.name)), "{} {}", spec.place, key.name);
            assert!(!key.doc.is_empty() && !key.since.is_empty(), "{}", key.name);
            assert!(key.status == Status::Later || !key.example.is_empty() || key.kind.inner_map().is_some(), "{} has no example", key.name);
        }
        let mut names: Vec<_> = spec.keys.iter().map(|k| k.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), spec.keys.len(), "{} has a key twice", spec.place);
    }
    assert_eq!(sections.next(), None);
}
fn locate<'a>(schema: &'a Value, place: &str) -> &'a Value {
    let mut at = schema;
    for step in place.split('.').filter(|s| !s.is_empty()) {
        at = &at["properties"][step.trim_end_matches("[]").trim_end_matches("{}")];
        if step.ends_with("{}") {
            at = &at["additionalProperties"];
        }
        if step.ends_with("[]") {
            at = &at["items"];
        }
    }
    at
}

/// The parts of JSON Schema that ours uses.
fn valid(schema: &Value, value: &Value) -> bool {
    let list = |name: &str| schema.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let type_ok = |t: &str| match t {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64(),
        other => panic!("{other}"),
    };
    let types = match schema.get("type") {
        Some(Value::String(t)) => vec![t.clone()],
        Some(Value::Array(ts)) => ts.iter().map(|t| t.as_str().unwrap().to_owned()).collect(),
        _ => vec![],
    };
    let members = value.as_object().is_none_or(|object| {
        object.iter().all(|(name, inner)| match schema.get("properties").and_then(|p| p.get(name)) {
            Some(inner_schema) => valid(inner_schema, inner),
            None => match schema.get("additionalProperties") {
                Some(Value::Bool(b)) => *b,
                Some(inner_schema) => valid(inner_schema, inner),
                None => true,
            },
        })
    });
    let required = list("required").iter().all(|name| value.get(name.as_str().unwrap()).is_some());
    let items = value.as_array().is_none_or(|all| schema.get("items").is_none_or(|s| all.iter().all(|v| valid(s, v))));
    let any = schema.get("anyOf").is_none() || list("anyOf").iter().any(|s| valid(s, value));
    let one = schema.get("oneOf").is_none() || list("oneOf").iter().filter(|s| valid(s, value)).count() == 1;
    let not = schema.get("not").is_none_or(|s| !valid(s, value));
    let words = schema.get("enum").is_none() || list("enum").contains(value);
    let fixed = schema.get("const").is_none_or(|c| c == value);
    (types.is_empty() || types.iter().any(|t| type_ok(t))) && members && required && items && any && one && not && words && fixed
}
fn json(node: &Node) -> Value {
    use portcullis_document::Value as V;
    match &node.value {
        V::Null => Value::Null,
        V::Bool(b) => (*b).into(),
        V::Int(n) => (*n).into(),
        V::Float(n) => (*n).into(),
        V::Text(t) => t.as_str().into(),
        V::List(l) => l.iter().map(json).collect(),
        V::Map(m) => m.iter().map(|e| (e.key.clone(), json(&e.value))).collect::<serde_json::Map<_, _>>().into(),
    }
}

#[test]
fn the_schema_takes_the_sample_and_refuses_what_the_check_refuses() {
    let schema = schema();
    let value = json(&read_yaml(&sample()).unwrap());
    assert!(valid(&schema, &value));
    let spoil = |pointer: &str, key: &str, with: Value| {
        let mut other = value.clone();
        other.pointer_mut(pointer).unwrap().as_object_mut().unwrap().insert(key.to_owned(), with);
        assert!(!valid(&schema, &other), "{pointer} {key}");
    };
    spoil("", "colour", "red".into());
    spoil("", "identity_providers", serde_json::json!([]));
    spoil("/portal", "origin", 7.into());
    spoil("/routes/0", "redirect", serde_json::json!({ "https_redirect": true }));
    spoil("/routes/0", "health_checks", serde_json::json!([]));
    spoil("/policy_tests/0", "expect", "perhaps".into());
}

#[test]
fn kinds_are_told_in_words() {
    for spec in all_maps() {
        for key in spec.keys {
            assert!(!key.kind.words().is_empty());
            assert_eq!(matches!(key.kind, Kind::Any), key.status == Status::Later, "{}", key.name);
        }
    }
}
