//! The file that is read, and which of its keys somebody has looked at.
//!
//! Why: a key that nobody looked at is told, whoever forgot it.

use super::report::Report;
use portcullis_document::{Entry, Node, Value};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// The sections there are.
const SECTIONS: [&str; 23] = [
    "access_control",
    "authentication_backend",
    "certificates_directory",
    "default_2fa_method",
    "default_redirection_url",
    "definitions",
    "duo_api",
    "identity_providers",
    "identity_validation",
    "jwt_secret",
    "log",
    "notifier",
    "ntp",
    "password_policy",
    "privacy_policy",
    "regulation",
    "server",
    "session",
    "storage",
    "telemetry",
    "theme",
    "totp",
    "webauthn",
];

pub(super) struct Source<'a> {
    root: &'a Node,
    /// The places of entries in memory: what an alias repeats has one place in the file.
    seen: RefCell<BTreeSet<usize>>,
}
impl<'a> Source<'a> {
    pub(super) fn new(root: &'a Node) -> Self {
        Self { root, seen: RefCell::default() }
    }
    /// A section that is written wrongly would otherwise be as good as absent.
    pub(super) fn refuse_unknown(&self, report: &mut Report) {
        for entry in self.root.as_map().unwrap_or_default().iter().filter(|e| !SECTIONS.contains(&e.key.as_str())) {
            report.refuse(entry.key_span, format!("`{}` is not a key of Authelia's", entry.key), "correct it, or take it out");
        }
    }
    fn see(&self, entry: &Entry) {
        self.seen.borrow_mut().insert(std::ptr::from_ref(entry).addr());
    }
    /// The entry of that key, now looked at. What says nothing counts as absent.
    pub(super) fn entry(&self, node: &'a Node, key: &str) -> Option<&'a Entry> {
        let entry = node.entry(key)?;
        self.see(entry);
        Some(entry).filter(|e| !e.value.is_null())
    }
    pub(super) fn get(&self, node: &'a Node, key: &str) -> Option<&'a Node> {
        self.entry(node, key).map(|e| &e.value)
    }
    /// The same by a path from the root.
    pub(super) fn at(&self, path: &str) -> Option<&'a Entry> {
        let (above, last) = path.rsplit_once('.').map_or((None, path), |(above, last)| (Some(above), last));
        let node = above.map_or(Some(self.root), |above| self.at(above).map(|e| &e.value))?;
        self.entry(node, last)
    }
    /// Everything below counts as looked at.
    pub(super) fn see_all(&self, node: &Node) {
        match &node.value {
            Value::Map(entries) => entries.iter().for_each(|entry| {
                self.see(entry);
                self.see_all(&entry.value);
            }),
            Value::List(items) => items.iter().for_each(|item| self.see_all(item)),
            _ => {}
        }
    }
    pub(super) fn tell_unread(&self, report: &mut Report) {
        self.unread(self.root, "", report);
    }
    fn unread(&self, node: &Node, path: &str, report: &mut Report) {
        match &node.value {
            Value::Map(entries) => {
                for entry in entries {
                    let path = if path.is_empty() { entry.key.clone() } else { format!("{path}.{}", entry.key) };
                    if self.seen.borrow().contains(&std::ptr::from_ref(entry).addr()) {
                        self.unread(&entry.value, &path, report);
                    } else {
                        report.left(entry.key_span, format!("`{path}` has no counterpart here"), "see the guide on moving from Authelia");
                    }
                }
            }
            Value::List(items) => items.iter().for_each(|item| self.unread(item, path, report)),
            _ => {}
        }
    }
}

/// A scalar as text: Authelia reads numbers and words alike where it wants text.
pub(super) fn scalar(node: &Node) -> Option<String> {
    match &node.value {
        Value::Text(text) => Some(text.clone()),
        Value::Int(n) => Some(n.to_string()),
        Value::Bool(b) => Some(b.to_string()),
        Value::Float(n) => Some(n.to_string()),
        _ => None,
    }
}

/// A scalar, or a list of scalars. `None`: something else stands there.
pub(super) fn texts(node: &Node) -> Option<Vec<(String, portcullis_document::Span)>> {
    match &node.value {
        Value::Null => Some(Vec::new()),
        Value::List(items) => items.iter().map(|item| scalar(item).map(|text| (text, item.span))).collect(),
        _ => scalar(node).map(|text| vec![(text, node.span)]),
    }
}
