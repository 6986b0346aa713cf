//! The new file, written: values that know how they look in YAML.
//!
//! Why: what comes out is read and kept by people; short things stand on one line, and every text is quoted where it has to be.

/// Longer than this, a value is written over several lines.
const WIDE: usize = 150;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Out {
    /// As it stands: numbers, true and false.
    Raw(String),
    Text(String),
    List(Vec<Out>),
    Map(Vec<(String, Out)>),
    /// On one line, however long.
    Line(Box<Out>),
}
impl Out {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
    pub(super) fn raw(value: impl ToString) -> Self {
        Self::Raw(value.to_string())
    }
    pub(super) fn texts<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::List(texts.into_iter().map(|t| Self::Text(t.into())).collect())
    }
    pub(super) fn map<const N: usize>(entries: [(&str, Self); N]) -> Self {
        Self::Map(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }
    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Self::Map(entries) if entries.is_empty()) || matches!(self, Self::List(items) if items.is_empty())
    }
    /// `key: value` at that depth, with the line's end.
    pub(super) fn entry(&self, key: &str, depth: usize, out: &mut String) {
        let indent = "  ".repeat(depth);
        let flow = self.flow();
        let alone = matches!(self, Self::Raw(_) | Self::Text(_) | Self::Line(_));
        if alone || (depth > 0 && flow.len() + indent.len() + key.len() < WIDE) || flow.len() < 60 {
            out.push_str(&format!("{indent}{}: {flow}\n", word(key)));
            return;
        }
        out.push_str(&format!("{indent}{}:\n", word(key)));
        self.block(depth + 1, out);
    }
    fn block(&self, depth: usize, out: &mut String) {
        let indent = "  ".repeat(depth);
        match self {
            Self::Map(entries) => entries.iter().for_each(|(key, value)| value.entry(key, depth, out)),
            Self::List(items) => {
                for item in items {
                    let flow = item.flow();
                    match item {
                        Self::Map(entries) if flow.len() + indent.len() >= WIDE => {
                            let mut inner = String::new();
                            entries.iter().for_each(|(key, value)| value.entry(key, depth + 1, &mut inner));
                            out.push_str(&format!("{indent}- {}", inner.trim_start()));
                        }
                        _ => out.push_str(&format!("{indent}- {flow}\n")),
                    }
                }
            }
            _ => out.push_str(&format!("{indent}{}\n", self.flow())),
        }
    }
    fn flow(&self) -> String {
        match self {
            Self::Raw(raw) => raw.clone(),
            Self::Text(text) => word(text),
            Self::Line(inner) => inner.flow(),
            Self::List(items) => format!("[{}]", items.iter().map(Self::flow).collect::<Vec<_>>().join(", ")),
            Self::Map(entries) if entries.is_empty() => "{}".to_owned(),
            Self::Map(entries) => {
                let one = |(key, value): &(String, Self)| format!("{}: {}", word(key), value.flow());
                format!("{{ {} }}", entries.iter().map(one).collect::<Vec<_>>().join(", "))
            }
        }
    }
}

/// A text as YAML, quoted where it would read as something else.
fn word(text: &str) -> String {
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-./@".contains(&b))
        && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(&text.to_ascii_lowercase().as_str());
    if plain {
        text.to_owned()
    } else if text.chars().any(char::is_control) {
        // JSON's way of quoting is YAML's too.
        serde_json::Value::from(text).to_string()
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}
