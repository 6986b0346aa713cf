//! A file with every key, its words and its default: most keys commented out, the rest a working start.
//!
//! Why: people copy before they read. It is made from the table.

use crate::table::{Key, Kind, MapSpec, ROOT, Sample, Status};

/// The sample. Words are behind `# `; keys that are not in force are behind `#` alone.
pub fn sample() -> String {
    let mut out = String::from(
        "# Portcullis configuration: every key, with its default.\n\
         # Check it with `portcullis config check`. Secrets may be written out, or as { file: PATH } or { env: NAME }.\n",
    );
    map(&ROOT, 0, Quiet::No, &mut out);
    out
}

/// Whether what is written is commented out, and from which column.
#[derive(Clone, Copy)]
enum Quiet {
    No,
    From(usize),
}

fn map(spec: &'static MapSpec, indent: usize, quiet: Quiet, out: &mut String) {
    for key in spec.keys.iter().filter(|k| k.status == Status::Supported) {
        entry(key, indent, quiet, out);
    }
    let later: Vec<&Key> = spec.keys.iter().filter(|k| k.status == Status::Later).collect();
    if !later.is_empty() {
        out.push('\n');
        let names: Vec<&str> = later.iter().map(|k| k.name).collect();
        words(&format!("Not supported yet: {}.", names.join(", ")), indent, out);
    }
}

fn entry(key: &Key, indent: usize, quiet: Quiet, out: &mut String) {
    out.push('\n');
    let default = if key.default.is_empty() { String::new() } else { format!(" Default: {}.", key.default) };
    words(&format!("{}{default}", key.doc), indent, out);
    let quiet = match (quiet, key.sample) {
        (Quiet::No, Sample::Quiet) => Quiet::From(indent),
        (outer, _) => outer,
    };
    if !key.example.is_empty() {
        line(&format!("{}: {}", key.name, key.example), indent, quiet, out);
        return;
    }
    line(&format!("{}:", key.name), indent, quiet, out);
    match key.kind {
        Kind::List(inner) => {
            line("-", indent + 2, quiet, out);
            if let Some(spec) = inner.inner_map() {
                map(spec, indent + 4, quiet, out);
            }
        }
        kind => {
            if let Some(spec) = kind.inner_map() {
                map(spec, indent + 2, quiet, out);
            }
        }
    }
}

fn line(text: &str, indent: usize, quiet: Quiet, out: &mut String) {
    match quiet {
        Quiet::No => out.push_str(&" ".repeat(indent)),
        Quiet::From(column) => {
            out.push_str(&" ".repeat(column));
            out.push('#');
            out.push_str(&" ".repeat(indent.saturating_sub(column)));
        }
    }
    out.push_str(text);
    out.push('\n');
}

/// Words as comments, broken at 110 columns.
fn words(text: &str, indent: usize, out: &mut String) {
    let margin = " ".repeat(indent);
    let mut row = String::new();
    for word in text.split_whitespace() {
        if !row.is_empty() && indent + row.len() + word.len() > 108 {
            out.push_str(&format!("{margin}# {row}\n"));
            row.clear();
        }
        if !row.is_empty() {
            row.push(' ');
        }
        row.push_str(word);
    }
    out.push_str(&format!("{margin}# {row}\n"));
}
