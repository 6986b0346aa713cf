//! JSON (RFC 8259), read into the spanned tree.
//!
//! Why: the usual readers lose the place of a value, and a fault without a place is half a fault.

use crate::{Entry, Fault, Node, Span, Value, limits};
use std::collections::HashMap;

/// Reads one JSON text. Of a repeated key the last value counts; anything after the value is a fault.
///
/// # Errors
/// The first fault.
pub fn read_json(text: &str) -> Result<Node, Fault> {
    let mut reader = Reader { rest: text, line: 1, column: 1, nodes: 0, depth: 0 };
    reader.blank();
    let node = reader.value()?;
    reader.blank();
    if !reader.rest.is_empty() {
        return Err(Fault::error(reader.here(), "something follows the end of the JSON value").with_hint("remove it"));
    }
    Ok(node)
}

struct Reader<'a> {
    rest: &'a str,
    line: u32,
    column: u32,
    nodes: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn here(&self) -> Span {
        Span { line: self.line, column: self.column }
    }
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }
    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let c = chars.next()?;
        self.rest = chars.as_str();
        if c == '\n' {
            self.line = self.line.saturating_add(1);
            self.column = 1;
        } else {
            self.column = self.column.saturating_add(1);
        }
        Some(c)
    }
    fn blank(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\n' | '\r')) {
            self.next();
        }
    }
    fn wants(&self, what: &str) -> Fault {
        let message = match self.peek() {
            Some(c) => format!("this is not valid JSON: {what} is expected, not {c:?}"),
            None => format!("this is not valid JSON: {what} is expected, and the text ends"),
        };
        Fault::error(self.here(), message)
    }

    fn value(&mut self) -> Result<Node, Fault> {
        let span = self.here();
        self.nodes += 1;
        if self.nodes > limits::NODES {
            return Err(Fault::error(span, "the document is too large").with_hint("split it"));
        }
        let value = match self.peek() {
            Some('{') => self.nested(Self::map)?,
            Some('[') => self.nested(Self::list)?,
            Some('"') => Value::Text(self.string()?),
            Some('-' | '0'..='9') => self.number()?,
            Some('t') => self.word("true", Value::Bool(true))?,
            Some('f') => self.word("false", Value::Bool(false))?,
            Some('n') => self.word("null", Value::Null)?,
            _ => return Err(self.wants("a value")),
        };
        Ok(Node::new(value, span))
    }

    fn nested(&mut self, inner: fn(&mut Self) -> Result<Value, Fault>) -> Result<Value, Fault> {
        if self.depth == limits::DEPTH {
            return Err(Fault::error(self.here(), format!("more than {} levels of lists and maps", limits::DEPTH)).with_hint("flatten this part"));
        }
        self.depth += 1;
        self.next();
        self.blank();
        let value = inner(self)?;
        self.depth -= 1;
        Ok(value)
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, Fault> {
        if !self.rest.starts_with(word) {
            return Err(self.wants("true, false or null"));
        }
        for _ in 0..word.len() {
            self.next();
        }
        Ok(value)
    }

    fn list(&mut self) -> Result<Value, Fault> {
        let mut items = Vec::new();
        if self.peek() == Some(']') {
            self.next();
            return Ok(Value::List(items));
        }
        loop {
            self.blank();
            items.push(self.value()?);
            self.blank();
            match self.peek() {
                Some(',') => self.next(),
                Some(']') => {
                    self.next();
                    return Ok(Value::List(items));
                }
                _ => return Err(self.wants("`,` or `]`")),
            };
        }
    }

    fn map(&mut self) -> Result<Value, Fault> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut index: HashMap<String, usize> = HashMap::new();
        if self.peek() == Some('}') {
            self.next();
            return Ok(Value::Map(entries));
        }
        loop {
            self.blank();
            let key_span = self.here();
            if self.peek() != Some('"') {
                return Err(self.wants("a key in double quotes"));
            }
            let key = self.string()?;
            self.blank();
            if self.peek() != Some(':') {
                return Err(self.wants("`:`"));
            }
            self.next();
            self.blank();
            let value = self.value()?;
            let entry = Entry { key, key_span, value };
            match index.get(&entry.key).and_then(|at| entries.get_mut(*at)) {
                Some(earlier) => *earlier = entry,
                None => {
                    index.insert(entry.key.clone(), entries.len());
                    entries.push(entry);
                }
            }
            self.blank();
            match self.peek() {
                Some(',') => self.next(),
                Some('}') => {
                    self.next();
                    return Ok(Value::Map(entries));
                }
                _ => return Err(self.wants("`,` or `}`")),
            };
        }
    }

    fn number(&mut self) -> Result<Value, Fault> {
        let span = self.here();
        let start = self.rest;
        let mut whole = true;
        if self.peek() == Some('-') {
            self.next();
        }
        match self.peek() {
            Some('0') => {
                self.next();
            }
            _ => self.digits()?,
        }
        if self.peek() == Some('.') {
            whole = false;
            self.next();
            self.digits()?;
        }
        if matches!(self.peek(), Some('e' | 'E')) {
            whole = false;
            self.next();
            if matches!(self.peek(), Some('+' | '-')) {
                self.next();
            }
            self.digits()?;
        }
        let text = start.get(..start.len() - self.rest.len()).unwrap_or_default();
        if whole && let Ok(n) = text.parse() {
            return Ok(Value::Int(n));
        }
        match text.parse::<f64>() {
            Ok(n) if n.is_finite() => Ok(Value::Float(n)),
            _ => Err(Fault::error(span, "this number is too large")),
        }
    }

    fn digits(&mut self) -> Result<(), Fault> {
        if !matches!(self.peek(), Some('0'..='9')) {
            return Err(self.wants("a digit"));
        }
        while matches!(self.peek(), Some('0'..='9')) {
            self.next();
        }
        Ok(())
    }

    fn string(&mut self) -> Result<String, Fault> {
        let opened = self.here();
        self.next();
        let mut out = String::new();
        loop {
            let span = self.here();
            match self.next() {
                Some('"') => return Ok(out),
                Some('\\') => out.push(self.escape(span)?),
                Some(c) if c < ' ' => return Err(Fault::error(span, "a control character inside text").with_hint("write it as an escape, like \\n")),
                Some(c) => out.push(c),
                None => return Err(Fault::error(opened, "this text has no closing quote")),
            }
        }
    }

    fn escape(&mut self, span: Span) -> Result<char, Fault> {
        Ok(match self.next() {
            Some(c @ ('"' | '\\' | '/')) => c,
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('u') => {
                let high = self.hex(span)?;
                // A pair of surrogates is one character; a lone one is none, and becomes the replacement character.
                if (0xd800..0xdc00).contains(&high) && self.rest.starts_with("\\u") {
                    let mut ahead = Reader { rest: self.rest, ..*self };
                    ahead.next();
                    ahead.next();
                    let low = ahead.hex(span)?;
                    if (0xdc00..0xe000).contains(&low) {
                        *self = ahead;
                        return Ok(char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)).unwrap_or(char::REPLACEMENT_CHARACTER));
                    }
                }
                char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            _ => return Err(Fault::error(span, "this is not an escape of JSON").with_hint("a backslash itself is written \\\\")),
        })
    }

    fn hex(&mut self, span: Span) -> Result<u32, Fault> {
        let mut n = 0;
        for _ in 0..4 {
            let digit = self.next().and_then(|c| c.to_digit(16));
            n = n * 16 + digit.ok_or_else(|| Fault::error(span, "\\u takes four hexadecimal digits"))?;
        }
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn values_and_their_places() {
        let doc = read_json(" {\"a\": [1, -2.5e1, true, null],\n  \"é\": \"x\\u0065\\ud83d\\ude00\\n\"}\n").unwrap();
        let items: Vec<_> = doc.get("a").unwrap().as_list().unwrap().iter().map(|n| n.value.clone()).collect();
        assert_eq!(items, [Value::Int(1), Value::Float(-25.0), Value::Bool(true), Value::Null]);
        let entry = doc.entry("é").unwrap();
        assert_eq!((entry.key_span, entry.value.span), (Span { line: 2, column: 3 }, Span { line: 2, column: 8 }));
        assert_eq!(entry.value.as_str(), Some("xe😀\n"));
        assert_eq!(read_json("\"\\ud800x\\udc00\"").unwrap().as_str(), Some("\u{fffd}x\u{fffd}"));
    }
    #[test]
    fn the_last_of_repeated_keys_counts() {
        let doc = read_json(r#"{"a": 1, "b": 2, "a": 3}"#).unwrap();
        assert_eq!((doc.get("a").and_then(Node::as_int), doc.as_map().map(<[_]>::len)), (Some(3), Some(2)));
    }
    #[test]
    fn s19_refuses_what_is_not_json() {
        for wrong in [
            "",
            " ",
            "{",
            "[",
            "[}",
            "{]",
            "[1,]",
            "{\"a\":1,}",
            "{a:1}",
            "{'a':1}",
            "{\"a\" 1}",
            "01",
            "1.",
            ".5",
            "+1",
            "-",
            "1e",
            "1e999",
            "NaN",
            "tru",
            "truex",
            "\"\\x\"",
            "\"\\u12g4\"",
            "\"a",
            "\"a\nb\"",
            "{} []",
            "1 1",
            "// x\n{}",
            "\u{feff}{}",
            "[1 2]",
        ] {
            assert!(read_json(wrong).is_err(), "{wrong:?}");
        }
        assert_eq!(read_json("{\n  \"a\": tru\n}").unwrap_err().span, Span { line: 2, column: 8 });
        assert!(read_json(&"[".repeat(100_000)).unwrap_err().message.contains("64 levels"));
        assert!(read_json(&format!("[{}1]", "1,".repeat(200_000))).unwrap_err().message.contains("too large"));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn never_panics(bytes in prop::collection::vec(any::<u8>(), 0..100), text in "[{}\\[\\]\",:\\\\u0-9eE.+truefalsn -]{0,60}") {
            let _ = read_json(&String::from_utf8_lossy(&bytes));
            let _ = read_json(&text);
        }
        /// What is written as JSON reads the same as YAML, of which it is a part.
        #[test]
        fn agrees_with_yaml(words in prop::collection::vec(("[a-z]{1,5}", -1000i64..1000), 0..6)) {
            let inner = words.iter().enumerate().map(|(i, (word, n))| format!("\"{word}{i}\": [{n}, \"{word}\"]")).collect::<Vec<_>>().join(", ");
            let text = format!("{{{inner}}}");
            let (json, yaml) = (read_json(&text), crate::read_yaml(&text));
            prop_assert_eq!(json.unwrap(), yaml.unwrap());
        }
    }
}
