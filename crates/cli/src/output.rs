//! What commands print: aligned columns for people, JSON for programs.
//!
//! Why: the same facts, two readers; nothing else decides how a listing looks.

use clap::ValueEnum;
use serde::Serialize;
use std::io::Write;

/// How to print.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Output {
    #[default]
    Text,
    Json,
}

impl Output {
    /// A listing: rows of cells under headings, or the items as they are.
    pub(crate) fn list<T: Serialize>(self, items: &[T], headings: &[&str], row: impl Fn(&T) -> Vec<String>, nothing: &str) {
        match self {
            Self::Json => self.json(&items),
            Self::Text if items.is_empty() => print(nothing),
            Self::Text => print(&table(headings, &items.iter().map(row).collect::<Vec<_>>())),
        }
    }
    /// One thing, as lines of `name: value`.
    pub(crate) fn one<T: Serialize>(self, item: &T, lines: &[(&str, String)]) {
        match self {
            Self::Json => self.json(item),
            Self::Text => {
                let width = lines.iter().map(|(n, _)| n.len()).max().unwrap_or(0);
                let text: Vec<String> =
                    lines.iter().filter(|(_, v)| !v.is_empty()).map(|(n, v)| format!("{:<w$}  {v}", format!("{n}:"), w = width + 1)).collect();
                print(&text.join("\n"));
            }
        }
    }
    /// A sentence for people; programs get the item.
    pub(crate) fn said<T: Serialize>(self, item: &T, sentence: &str) {
        match self {
            Self::Json => self.json(item),
            Self::Text => print(sentence),
        }
    }
    fn json<T: Serialize>(self, item: &T) {
        if let Ok(text) = serde_json::to_string_pretty(item) {
            print(&text);
        }
    }
}

/// Writes a line; a reader that has gone away (`| head`) is no error.
pub(crate) fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{text}");
}

/// Writes a line for people beside the answer.
pub(crate) fn complain(text: &str) {
    let mut out = std::io::stderr().lock();
    let _ = writeln!(out, "{}", visible(text));
}

fn table(headings: &[&str], rows: &[Vec<String>]) -> String {
    let mut widths: Vec<usize> = headings.iter().map(|h| h.chars().count()).collect();
    for row in rows {
        for (w, cell) in widths.iter_mut().zip(row) {
            *w = (*w).max(visible(cell).chars().count());
        }
    }
    let line = |cells: Vec<String>| {
        let text: Vec<String> = cells.iter().zip(&widths).map(|(c, w)| format!("{c:<w$}")).collect();
        text.join("  ").trim_end().to_owned()
    };
    let mut out = vec![line(headings.iter().map(|h| (*h).to_uppercase()).collect())];
    out.extend(rows.iter().map(|r| line(r.iter().map(|c| visible(c)).collect())));
    out.join("\n")
}

/// Names may hold anything; a terminal gets no control characters from us.
fn visible(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_and_control_characters_stay_out() {
        let text = table(&["name", "e-mail"], &[vec!["ada".into(), "ada@example.com".into()], vec!["\u{1b}[31mred".into(), "x@y.z".into()]]);
        assert_eq!(text, "NAME      E-MAIL\nada       ada@example.com\n\u{fffd}[31mred  x@y.z");
    }
}
