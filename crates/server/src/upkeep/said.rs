//! What the store commands say when they are done.
//!
//! Why: an operator must see what was taken along and what is left to do; a program gets the same as JSON.

use super::NamedKey;
use super::installation::Installation;
use portcullis_model::Timestamp;
use portcullis_store::upkeep::{Backed, Contents, Rotated, Upgrade};
use serde_json::{Value, json};
use std::path::Path;

pub(super) struct Said {
    pub(super) text: String,
    pub(super) json: Value,
    pub(super) good: bool,
}
impl Said {
    fn good(text: String, json: Value) -> Self {
        Self { text, json, good: true }
    }
}

pub(super) fn backup(to: &Path, backed: &Backed) -> Said {
    let damaged = backed.contents.damaged.as_ref().map(ToString::to_string);
    let wrong: Vec<String> = damaged.into_iter().chain(backed.bad_event.as_deref().map(str::to_owned)).collect();
    let mut text = format!("Backed up into {}: {}.", to.display(), words(&backed.contents));
    if wrong.is_empty() {
        text.push_str("\nIt was opened and its ledger verifies. The root key is not in it: keep a copy of that in another place.");
    } else {
        text.push_str(&format!("\nThe store itself is not as it was written, and so is the backup: {}.", wrong.join("; ")));
    }
    let mut json = facts(&backed.contents);
    set(&mut json, [("backup", json!(to)), ("sound", json!(wrong.is_empty())), ("wrong", json!(wrong))]);
    Said { text, json, good: backed.is_sound() }
}

pub(super) fn restore(from: &Path, contents: &Contents) -> Said {
    let mut json = facts(contents);
    set(&mut json, [("restored", json!(from))]);
    Said::good(format!("Restored from {}: {}.\nIt opens with the root key and its ledger verifies. Start the server.", from.display(), words(contents)), json)
}

pub(super) fn copy(to: &str, at: &Installation, contents: &Contents) -> Said {
    // The address may hold a password (S17). A database leaves no folder for the lock and the socket.
    let address = if to.starts_with("sqlite:") { to.to_owned() } else { format!("the address you gave, and `data` to {}", at.store.data.display()) };
    let next = match &at.config {
        Some(file) => format!("in {}, set `store.url` to {address}", file.display()),
        None => format!("`serve` it from a configuration with the same root key: set `store.url` to {address}"),
    };
    let mut json = facts(contents);
    set(&mut json, [("next", json!([next]))]);
    Said::good(format!("Copied and compared: {}.\nNext: {next}. The old store is as it was.", words(contents)), json)
}

pub(super) fn rotate(done: &Rotated, key: Option<&NamedKey>, at: &Installation) -> Said {
    let next: Vec<String> = match key {
        None => Vec::new(),
        Some(named) => vec![put_in_place(named, at), "keep a copy of the new key in another place; the old one opens only older backups".into()],
    };
    let sealed = format!(
        "{}, {} and {}",
        counted(done.records, "record", "records"),
        counted(done.events, "event", "events"),
        counted(done.checkpoints, "checkpoint", "checkpoints")
    );
    let text = match key {
        None => format!("Sealed with a new data key: {sealed}. The root key is the same; there is nothing to change."),
        Some(_) => format!(
            "Sealed and signed under the new root key: {sealed}. The old key opens nothing any more.\nNext: {}.\nEverybody signs in again.",
            next.join("; ")
        ),
    };
    let json = json!({
        "key": if key.is_some() { "root" } else { "data" }, "records": done.records, "events": done.events, "checkpoints": done.checkpoints, "next": next,
    });
    Said::good(text, json)
}

fn put_in_place(named: &NamedKey, at: &Installation) -> String {
    let value = match named {
        NamedKey::File(path) => format!("{{ file: {} }}", path.display()),
        NamedKey::Env(name) => format!("{{ env: {name} }}"),
    };
    match (named, &at.config, &at.key_file) {
        (NamedKey::File(path), _, Some(old)) => format!("before you start the server: mv {} {}", path.display(), old.display()),
        (NamedKey::Env(name), None, Some(old)) => format!("before you start the server: (umask 077; printenv {name} > {})", old.display()),
        (_, Some(file), _) => format!("in {}, set `store.root_key: {value}` before you start the server", file.display()),
        (_, None, None) => format!("set `store.root_key: {value}` before you start the server"),
    }
}

pub(super) fn migrate(done: &[Upgrade]) -> Said {
    let line = |u: &Upgrade| match (u.moved.from, u.moved.to) {
        (from, to) if from == to => format!("{}: schema {to} already, nothing to do", u.part),
        (0, to) => format!("{}: made with schema {to}", u.part),
        (from, to) => {
            let kept = u.moved.copy.as_ref().map(|c| format!("; the one from before is kept as {}", c.display())).unwrap_or_default();
            format!("{}: schema {from} → {to}{kept}", u.part)
        }
    };
    let parts: Vec<Value> = done.iter().map(|u| json!({ "part": u.part, "from": u.moved.from, "to": u.moved.to, "kept": u.moved.copy })).collect();
    let changed = done.iter().any(|u| u.moved.from != u.moved.to);
    Said::good(done.iter().map(line).collect::<Vec<_>>().join("\n"), json!({ "changed": changed, "parts": parts }))
}

pub(super) fn finalize(steps: u32) -> Said {
    let text = if steps == 0 { "There is nothing to do: this schema left nothing behind.".into() } else { format!("{steps} steps done.") };
    Said::good(text, json!({ "steps": steps }))
}

fn words(contents: &Contents) -> String {
    let kinds: Vec<String> = contents.records.iter().map(|(kind, n)| format!("{n} {kind}")).collect();
    let kinds = if kinds.is_empty() { String::new() } else { format!(" ({})", kinds.join(", ")) };
    let newest = contents.newest.map(|at| format!(", the newest of {}", at.rfc3339())).unwrap_or_default();
    format!(
        "{}{kinds}, {} in {}{newest}, {}",
        counted(contents.all_records(), "record", "records"),
        counted(contents.events, "event", "events"),
        counted(contents.chains, "chain", "chains"),
        counted(contents.checkpoints, "checkpoint", "checkpoints")
    )
}

fn facts(contents: &Contents) -> Value {
    json!({
        "records": contents.records, "events": contents.events, "chains": contents.chains, "checkpoints": contents.checkpoints,
        "newest": contents.newest.map(Timestamp::rfc3339),
    })
}

fn set<const N: usize>(json: &mut Value, more: [(&str, Value); N]) {
    if let Some(map) = json.as_object_mut() {
        map.extend(more.into_iter().map(|(name, value)| (name.to_owned(), value)));
    }
}

fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
