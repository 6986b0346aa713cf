//! The reference of the file, in Markdown.
//!
//! Why: the manual's page of keys is made from the table, so it is never behind.

use crate::table::{Key, MapSpec, Need, Status, all_maps};
use std::fmt::Write as _;

/// One table for each map of the file.
pub fn reference() -> String {
    let mut out = String::from(
        "# The configuration file\n\nOne YAML file. Unknown keys are errors, and every fault is reported at once with its line and column. \
         Secrets may be `{ file: PATH }` or `{ env: NAME }`. Relative paths start from the file's folder.\n",
    );
    for spec in all_maps() {
        section(spec, &mut out);
    }
    out
}

fn section(spec: &MapSpec, out: &mut String) {
    let title = if spec.place.is_empty() { "The file".to_owned() } else { format!("`{}`", spec.place) };
    // Writing to a String cannot fail.
    let _ = write!(out, "\n## {title}\n\n{}\n\n| key | type | default | since | meaning |\n|---|---|---|---|---|\n", spec.doc);
    for key in spec.keys.iter().filter(|k| k.status == Status::Supported) {
        let _ = writeln!(out, "| `{}` | {} | {} | {} | {}{} |", key.name, cell(&key.kind.words()), cell(&default(key)), key.since, cell(key.doc), example(key));
    }
    let later: Vec<String> = spec.keys.iter().filter(|k| k.status == Status::Later).map(|k| format!("`{}` ({})", k.name, k.doc)).collect();
    if !later.is_empty() {
        let _ = write!(out, "\nKnown, and not supported yet: {}.\n", later.join(", "));
    }
}

fn default(key: &Key) -> String {
    match (key.need, key.default) {
        (Need::Required, _) => "required".to_owned(),
        (_, "") => "none".to_owned(),
        (_, text) => text.to_owned(),
    }
}

fn example(key: &Key) -> String {
    if key.example.is_empty() { String::new() } else { format!(" Example: `{}`", cell(key.example)) }
}

/// A bar would end the cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
