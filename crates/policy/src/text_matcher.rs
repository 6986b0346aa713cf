//! The string matcher: `is`, `not`, `contains`, `starts_with`, `ends_with`, `in`, `not_in`.
//!
//! Why: six criteria compare one text; they do it in one way, byte for byte, nothing folded or trimmed (S2, S9).

use crate::condition::Condition;
use crate::literal::Literal;
use crate::reading::Reading;
use portcullis_document::{Node, Value, nearest};

const OPERATORS: [&str; 7] = ["is", "not", "contains", "starts_with", "ends_with", "in", "not_in"];

/// Tests that must all hold. Nearly always there is one, and it lies where the criterion lies.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TextMatcher {
    One(Test),
    All(Box<[Test]>),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Test {
    Is(Box<str>),
    Not(Box<str>),
    Contains(Box<str>),
    StartsWith(Box<str>),
    EndsWith(Box<str>),
    In(Box<[Box<str>]>),
    NotIn(Box<[Box<str>]>),
    /// Equality with something that is not text: it never holds.
    Never,
}

impl TextMatcher {
    /// A plain value is short for `is`; a map of operators must hold whole; an empty map adds no condition.
    pub(crate) fn parse(name: &str, data: &Node, reading: &mut Reading) -> Option<Self> {
        let Value::Map(entries) = &data.value else {
            return Some(Self::One(is(name, data, reading)));
        };
        if entries.is_empty() {
            reading.warn(data.span, format!("`{name}: {{}}` asks nothing: it holds for every {name} there is"), "write what it has to be");
        }
        let mut tests = Vec::new();
        let mut sound = true;
        for entry in entries {
            let test = match entry.key.as_str() {
                "is" => Some(is(name, &entry.value, reading)),
                // What is not text differs from every text: nothing to test.
                "not" => match Literal::of(&entry.value) {
                    Literal::Text(text) => Some(Test::Not(text)),
                    _ => continue,
                },
                "contains" => text(&entry.key, &entry.value, reading).map(Test::Contains),
                "starts_with" => text(&entry.key, &entry.value, reading).map(Test::StartsWith),
                "ends_with" => text(&entry.key, &entry.value, reading).map(Test::EndsWith),
                "in" => texts(&entry.key, &entry.value, reading).map(Test::In),
                "not_in" => texts(&entry.key, &entry.value, reading).map(Test::NotIn),
                other => {
                    reading.error(entry.key_span, format!("`{other}` is not an operator of `{name}`"), operator_hint(other, &OPERATORS));
                    None
                }
            };
            match test {
                Some(test) => tests.push(test),
                None => sound = false,
            }
        }
        sound.then(|| match (tests.pop(), tests.is_empty()) {
            (Some(only), true) => Self::One(only),
            (last, _) => Self::All(tests.into_iter().chain(last).collect()),
        })
    }

    #[inline]
    pub(crate) fn holds(&self, text: &str) -> bool {
        match self {
            Self::One(test) => test.holds(text),
            Self::All(tests) => tests.iter().all(|test| test.holds(text)),
        }
    }
    fn tests(&self) -> &[Test] {
        match self {
            Self::One(test) => std::slice::from_ref(test),
            Self::All(tests) => tests,
        }
    }

    /// `<name>.is` with the one text it must be, else `<name>.matches` with the tests in words.
    pub(crate) fn condition(&self, is: &'static str, matches: &'static str) -> Condition {
        match self.tests() {
            [Test::Is(text)] => Condition::new(is).with("value", &**text),
            _ => Condition::new(matches).with("rule", self.words()),
        }
    }

    fn words(&self) -> String {
        let join = |list: &[Box<str>]| list.iter().map(|t| format!("“{t}”")).collect::<Vec<_>>().join(", ");
        let one = |test: &Test| match test {
            Test::Is(t) => format!("is “{t}”"),
            Test::Not(t) => format!("is not “{t}”"),
            Test::Contains(t) => format!("contains “{t}”"),
            Test::StartsWith(t) => format!("starts with “{t}”"),
            Test::EndsWith(t) => format!("ends with “{t}”"),
            Test::In(list) => format!("is one of {}", join(list)),
            Test::NotIn(list) => format!("is none of {}", join(list)),
            Test::Never => "is something no text can be".to_owned(),
        };
        if self.tests().is_empty() { "is anything".to_owned() } else { self.tests().iter().map(one).collect::<Vec<_>>().join(" and ") }
    }
}

impl Test {
    #[inline]
    fn holds(&self, text: &str) -> bool {
        match self {
            Self::Is(wanted) => same(text, wanted),
            Self::Not(unwanted) => !same(text, unwanted),
            Self::Contains(part) => text.contains(&**part),
            Self::StartsWith(start) => begins(text, start),
            Self::EndsWith(end) => text.ends_with(&**end),
            Self::In(list) => list.iter().any(|one| same(text, one)),
            Self::NotIn(list) => !list.iter().any(|one| same(text, one)),
            Self::Never => false,
        }
    }
}

/// Equality. Most texts that differ do so at an end or in length, which is seen without a call.
#[inline]
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.as_bytes().first() == b.as_bytes().first() && a.as_bytes().last() == b.as_bytes().last() && a == b
}

#[inline]
fn begins(text: &str, start: &str) -> bool {
    match start.as_bytes().last() {
        Some(last) => text.as_bytes().get(start.len() - 1) == Some(last) && text.starts_with(start),
        None => true,
    }
}

/// The hint after an unknown operator.
pub(crate) fn operator_hint(word: &str, known: &[&str]) -> String {
    match nearest(word, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known are {}", known.join(", ")),
    }
}

fn is(name: &str, node: &Node, reading: &mut Reading) -> Test {
    match Literal::of(node) {
        Literal::Text(text) => Test::Is(text),
        _ => {
            reading.warn(node.span, format!("`{name}` is text and never equals {}", node.type_name()), "quote it, or use `in` for a list");
            Test::Never
        }
    }
}

fn text(operator: &str, node: &Node, reading: &mut Reading) -> Option<Box<str>> {
    if let Value::Text(text) = &node.value {
        return Some(text.as_str().into());
    }
    reading.wrong_type(&format!("`{operator}`"), node, "text, in quotes if it looks like a number");
    None
}

/// The texts of the list; what is not text equals none and is left away.
fn texts(operator: &str, node: &Node, reading: &mut Reading) -> Option<Box<[Box<str>]>> {
    let Value::List(items) = &node.value else {
        reading.wrong_type(&format!("`{operator}`"), node, "a list of texts");
        return None;
    };
    for item in items.iter().filter(|i| i.as_str().is_none()) {
        reading.warn(item.span, format!("text never equals {}", item.type_name()), "quote it");
    }
    Some(items.iter().filter_map(|i| i.as_str().map(Into::into)).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn matcher(yaml: &str) -> TextMatcher {
        let mut reading = Reading::default();
        let node = portcullis_document::read_yaml(yaml).unwrap();
        TextMatcher::parse("http_path", &node, &mut reading).unwrap()
    }

    #[test]
    fn s02_each_operator_is_what_it_says() {
        let under = matcher("starts_with: /admin/");
        assert!(under.holds("/admin/x") && !under.holds("/admin") && !under.holds("/administrator"));
        // Without the slash it is a prefix of text and nothing cleverer.
        assert!(matcher("starts_with: /admin").holds("/administrator"));
        assert!(!matcher("/admin").holds("/admin/") && !matcher("/admin").holds("/Admin") && matcher("/admin").holds("/admin"));
        assert!(!matcher("ends_with: .com").holds("example.com."));
        assert!(matcher("{}").holds("anything") && !matcher("[x]").holds("x") && !matcher("5").holds("5"));
        assert!(matcher("{not_in: [5]}").holds("5") && !matcher("{in: []}").holds(""));
        assert!(!matcher("{starts_with: a, ends_with: c}").holds("ab"));
    }
}
