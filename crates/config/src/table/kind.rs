//! The types that values have, and the check of a single value.
//!
//! Why: a wrong value is told in one way, wherever it stands.

use super::MapSpec;
use crate::values;
use portcullis_document::{Node, Value};

#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Text,
    Bool,
    Int,
    /// `12h`, `1h30m`.
    Duration,
    /// `0.0.0.0:443`.
    Address,
    /// `10.0.0.0/8` or one address.
    Network,
    /// The same, or a map with one in it.
    NetworkOr(&'static MapSpec),
    IpAddress,
    /// A file or folder; relative ones start from the file's folder.
    FilePath,
    /// Text, `{file: …}` or `{env: …}`.
    Secret,
    WebOrigin,
    HostName,
    /// RFC 3339.
    Instant,
    Word(&'static [&'static str]),
    /// Words that are supported, and words whose features are not built yet.
    WordOrLater(&'static [&'static str], &'static [&'static str]),
    List(&'static Kind),
    OneOrList(&'static Kind),
    Map(&'static MapSpec),
    /// Names of one's own, each with such a value.
    Named(&'static Kind),
    /// The policy language.
    Policy,
    /// A policy's name, the policy language, or a list of both.
    PolicyUse,
    /// Of keys that are not supported yet.
    Any,
}

impl Kind {
    pub(crate) fn inner_map(self) -> Option<&'static MapSpec> {
        match self {
            Self::Map(spec) | Self::NetworkOr(spec) => Some(spec),
            Self::List(kind) | Self::OneOrList(kind) | Self::Named(kind) => kind.inner_map(),
            _ => None,
        }
    }
    /// With its article, for messages and the reference.
    pub(crate) fn words(self) -> String {
        match self {
            Self::Text => "text".into(),
            Self::Bool => "true or false".into(),
            Self::Int => "a whole number".into(),
            Self::Duration => "a length of time like 30s, 10m or 12h".into(),
            Self::Address => "an address and port like 0.0.0.0:443".into(),
            Self::Network => "a network like 10.0.0.0/8, or one address".into(),
            Self::NetworkOr(_) => "a network like 10.0.0.0/8, one address, or a map".into(),
            Self::IpAddress => "an IP address".into(),
            Self::FilePath => "a path".into(),
            Self::Secret => "text, { file: PATH } or { env: NAME }".into(),
            Self::WebOrigin => "an address like https://login.example.com".into(),
            Self::HostName => "a host name".into(),
            Self::Instant => "a time like 2026-01-31T09:00:00Z".into(),
            Self::Word(words) | Self::WordOrLater(words, _) => format!("one of {}", words.join(", ")),
            Self::List(kind) => format!("a list, each entry {}", kind.words()),
            Self::OneOrList(kind) => format!("{}, or a list of such", kind.words()),
            Self::Map(_) => "a map".into(),
            Self::Named(kind) => format!("a map of names, each with {}", kind.words()),
            Self::Policy => "a policy".into(),
            Self::PolicyUse => "a policy's name, a policy, or a list of both".into(),
            Self::Any => "anything".into(),
        }
    }
    /// Whether a single value has this type. Lists and maps answer for themselves only, not for what is in them.
    pub(crate) fn fits(self, node: &Node) -> bool {
        check_leaf(self, node).is_ok()
    }
}

/// A single value: its type and its form. The error says what is wrong and what to do.
pub(crate) fn check_leaf(kind: Kind, node: &Node) -> Result<(), (String, String)> {
    let wrong = || Err((format!("{} does not belong here", node.type_name()), format!("write {}", kind.words())));
    let form = |read: Result<(), String>| read.map_err(|what| (what, format!("write {}", kind.words())));
    match (kind, &node.value) {
        (Kind::Any, _) | (Kind::Text | Kind::FilePath, Value::Text(_)) | (Kind::Bool, Value::Bool(_)) | (Kind::Int, Value::Int(_)) => Ok(()),
        (Kind::Duration, Value::Int(0)) => Ok(()),
        (Kind::Duration, Value::Int(n)) => Err((format!("`{n}` has no unit"), format!("write {n}s for seconds, {n}m for minutes or {n}h for hours"))),
        (Kind::Duration, Value::Text(t)) => form(values::duration(t).map(drop)),
        (Kind::Address, Value::Text(t)) => form(values::address(t).map(drop)),
        (Kind::Network | Kind::NetworkOr(_), Value::Text(t)) => form(values::network(t).map(drop)),
        (Kind::IpAddress, Value::Text(t)) => form(t.parse::<std::net::IpAddr>().map(drop).map_err(|_| format!("`{t}` is not an IP address"))),
        (Kind::WebOrigin, Value::Text(t)) => form(values::web_origin(t).map(drop)),
        (Kind::HostName, Value::Text(t)) => form(values::host_name(t).map(drop)),
        (Kind::Instant, Value::Text(t)) => form(portcullis_model::Timestamp::parse_rfc3339(t).map(drop).ok_or_else(|| format!("`{t}` is not a time"))),
        (Kind::WordOrLater(words, later), Value::Text(t)) if later.contains(&t.as_str()) => {
            Err((format!("`{t}` is not supported yet"), format!("write {}", Kind::Word(words).words())))
        }
        (Kind::Word(words) | Kind::WordOrLater(words, _), Value::Text(t)) => match words.contains(&t.as_str()) {
            true => Ok(()),
            false => Err((format!("`{t}` is not known here"), format!("write {}", kind.words()))),
        },
        (Kind::Secret, Value::Text(_)) => Ok(()),
        (Kind::Secret, Value::Map(entries)) => match entries.as_slice() {
            [only] if matches!(only.key.as_str(), "file" | "env") && only.value.as_str().is_some_and(|t| !t.is_empty()) => Ok(()),
            _ => Err(("a secret is not written like this".into(), format!("write {}", kind.words()))),
        },
        (Kind::List(_) | Kind::OneOrList(_), Value::List(_)) | (Kind::Map(_) | Kind::Named(_) | Kind::NetworkOr(_), Value::Map(_)) => Ok(()),
        (Kind::OneOrList(kind), _) => check_leaf(*kind, node),
        (Kind::Policy, Value::List(_) | Value::Map(_)) | (Kind::PolicyUse, Value::List(_) | Value::Map(_) | Value::Text(_)) => Ok(()),
        _ => wrong(),
    }
}
