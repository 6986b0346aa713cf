//! A criterion as text on one line.
//!
//! Why: a trace shows what was written, without carrying the document along.

use portcullis_document::{Entry, Node, Value};

/// Longer text is cut here, in characters.
const LONGEST: usize = 240;

pub(crate) fn flow(entry: &Entry) -> String {
    let mut out = String::new();
    out.push_str(&entry.key);
    out.push_str(": ");
    write(&entry.value, &mut out);
    match out.char_indices().nth(LONGEST) {
        Some((at, _)) => {
            out.truncate(at);
            out.push('…');
            out
        }
        None => out,
    }
}

fn write(node: &Node, out: &mut String) {
    // Enough is enough: what follows would be cut anyway.
    if out.len() > LONGEST * 4 {
        return;
    }
    match &node.value {
        Value::Null => out.push('~'),
        Value::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Value::Int(n) => out.push_str(&n.to_string()),
        Value::Float(n) => out.push_str(&format!("{n:?}")),
        Value::Text(text) => word(text, out),
        Value::List(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push_str(", ");
                }
                write(item, out);
            }
            out.push(']');
        }
        Value::Map(entries) => {
            out.push('{');
            for (i, entry) in entries.iter().enumerate() {
                if i > 0 {
                    out.push_str(", ");
                }
                word(&entry.key, out);
                out.push_str(": ");
                write(&entry.value, out);
            }
            out.push('}');
        }
    }
}

/// Quotes a word that would read as something else without.
fn word(text: &str, out: &mut String) {
    let numeric = text.starts_with(|c: char| c.is_ascii_digit()) && !(text.contains('/') || text.matches('.').count() > 1);
    let plain = text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/')
        && !numeric
        && text.chars().all(|c| c.is_alphanumeric() || "_-./@+".contains(c))
        && !matches!(text.to_ascii_lowercase().as_str(), "true" | "false" | "null");
    if plain {
        out.push_str(text);
    } else {
        out.push_str(&format!("{text:?}"));
    }
}
