//! The message catalogue: key → text, with `{name}` places for facts.
//!
//! Why: words are reviewed and translated in one file; a text is ours and may hold `<b>`, a fact is somebody's and is always escaped (S24).

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::LazyLock;

pub(crate) struct Catalogue {
    texts: BTreeMap<&'static str, &'static str>,
}

pub(crate) static ENGLISH: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::read(include_str!("../messages/en.txt")));

impl Catalogue {
    fn read(source: &'static str) -> Self {
        let lines = source.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
        Self { texts: lines.filter_map(|l| l.split_once('=')).map(|(k, v)| (k.trim(), v.trim())).collect() }
    }
    pub(crate) fn get(&self, key: &str) -> Option<&'static str> {
        self.texts.get(key).copied()
    }
    /// The text as plain text, facts as they are: for titles, which the template escapes once.
    pub(crate) fn plain(&self, key: &str, facts: &[(&str, &str)]) -> String {
        let text = self.get(key).unwrap_or(key);
        fill(text, |name| facts.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))
    }
}

/// Puts facts into a text; a place without its fact stays visible, which the page tests find.
pub(crate) fn fill(text: &str, fact: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        match fact(name) {
            Some(value) => out.push_str(&value),
            None => drop(write!(out, "{{{name}}}")),
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// HTML text and attribute escaping.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use std::path::Path;

    fn folder(name: &str) -> String {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        let mut all = String::new();
        for file in std::fs::read_dir(dir).unwrap() {
            let path = file.unwrap().path();
            if path.is_file() {
                all.push_str(&std::fs::read_to_string(path).unwrap());
                all.push('\n');
            }
        }
        all
    }

    #[test]
    fn every_key_in_a_template_exists() {
        // Each call stands after a space, a bracket or an equals sign, so that no other function's name ends in it.
        let templates = folder("templates").replace("(t(", "( t(").replace("=t(", "= t(");
        let mut seen = 0;
        for call in [" t(\"", " tn(\""] {
            for after in templates.split(call).skip(1) {
                let key = after.split('"').next().unwrap();
                let found = if call == " t(\"" {
                    ENGLISH.get(key).is_some()
                } else {
                    ENGLISH.get(&format!("{key}.one")).is_some() && ENGLISH.get(&format!("{key}.other")).is_some()
                };
                assert!(found, "no message {key}");
                seen += 1;
            }
        }
        assert!(seen > 40, "only {seen} keys found: is the scan still right?");
    }
    #[test]
    fn no_message_is_unused() {
        let used = folder("templates") + &folder("src");
        for key in ENGLISH.texts.keys() {
            let stem = key.strip_suffix(".one").or_else(|| key.strip_suffix(".other")).unwrap_or(key);
            assert!(used.contains(&format!("\"{key}\"")) || used.contains(&format!("\"{stem}\"")), "unused message {key}");
        }
    }
    #[test]
    fn no_key_stands_twice_and_texts_hold_no_markup_but_bold() {
        let lines = include_str!("../messages/en.txt").lines().filter(|l| !l.trim().is_empty() && !l.starts_with('#'));
        assert_eq!(lines.count(), ENGLISH.texts.len());
        for (key, text) in &ENGLISH.texts {
            let bare = text.replace("<b>", "").replace("</b>", "");
            assert!(!bare.contains(['<', '>', '&', '"']), "{key}: {text}");
            assert!(!text.contains(['!', '\'']), "{key}: {text}");
            if key.ends_with(".title") {
                assert_eq!(&bare, text, "{key} is a title and shows as plain text");
            }
        }
    }
    #[test]
    fn facts_fill_their_places() {
        assert_eq!(fill("a {x} b {y}", |n| (n == "x").then(|| "1".into())), "a 1 b {y}");
        assert_eq!(fill("{", |_| None), "{");
        assert_eq!(escape("<a href='x'>&\""), "&lt;a href=&#39;x&#39;&gt;&amp;&quot;");
    }
}
