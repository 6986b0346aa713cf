//! `http_host`: the host that is asked for.
//!
//! Why: one list of rules may guard many hosts. Exact names and `under` can be looked up, so that such a list may be long.

use super::{About, Criterion, Finding, Truth};
use crate::ends::End;
use crate::pattern::{self, Pattern};
use crate::text_matcher::operator_hint;
use crate::{condition::Condition, facts::Facts, reading::Reading};
use portcullis_document::{Node, Value};
use portcullis_model::Reason;

const OPERATORS: [&str; 4] = ["is", "in", "under", "matches"];

/// One of them is enough. Names are in lower case, as hosts are judged.
#[derive(Clone, Debug, Default)]
pub(crate) struct HttpHost {
    /// Sorted.
    exact: Box<[Box<str>]>,
    /// Sorted; hosts at any depth below, not the name itself.
    under: Box<[Box<str>]>,
    patterns: Box<[Pattern]>,
}
impl HttpHost {
    /// What can be looked up; none where a pattern has to be asked for every host.
    pub(crate) fn names(&self) -> Option<Names<'_>> {
        let ends: Option<Vec<&[End]>> = self.patterns.iter().map(Pattern::ends).collect();
        Some(Names { exact: &self.exact, under: &self.under, ends: ends? })
    }
    fn has(&self, host: &str) -> bool {
        let find = |list: &[Box<str>], name: &str| list.binary_search_by(|n| (**n).cmp(name)).is_ok();
        find(&self.exact, host) || (!self.under.is_empty() && parents(host).any(|parent| find(&self.under, parent)))
    }
}

pub(crate) struct Names<'a> {
    pub(crate) exact: &'a [Box<str>],
    pub(crate) under: &'a [Box<str>],
    /// Of each pattern.
    pub(crate) ends: Vec<&'a [End]>,
}

/// The names above a host, the nearest first: of `a.b.c` these are `b.c` and `c`.
pub(crate) fn parents(host: &str) -> impl Iterator<Item = &str> {
    host.match_indices('.').filter_map(|(at, _)| host.get(at + 1..))
}

impl Criterion for HttpHost {
    const ABOUT: About = About::Request;
    fn parse(_: &str, data: &Node, reading: &mut Reading) -> Option<Self> {
        let mut building = Building::default();
        let sound = match &data.value {
            Value::List(items) if items.is_empty() => {
                reading.error(data.span, "`http_host` has no host, so nothing can fit", "write one, or remove the criterion");
                false
            }
            // One of several is enough.
            Value::List(items) => items.iter().filter(|item| !building.item(item, reading)).count() == 0,
            _ => building.item(data, reading),
        };
        sound.then(|| {
            let sorted = |mut list: Vec<Box<str>>| {
                list.sort_unstable();
                list.dedup();
                list.into_boxed_slice()
            };
            Self { exact: sorted(building.exact), under: sorted(building.under), patterns: building.patterns.into() }
        })
    }
    fn check(&self, facts: &Facts<'_>) -> Finding {
        Finding::new(facts.http.is_some_and(|http| self.has(http.host)), Reason::HttpHostOk, Reason::HttpHostUnauthorized)
    }
    #[inline]
    fn judge(&self, facts: &Facts<'_>) -> (Truth, Reason) {
        let Some(http) = facts.http else { return (Truth::False, Reason::HttpHostUnauthorized) };
        pattern::judge(&self.patterns, self.has(http.host), http.host, facts, Reason::HttpHostOk, Reason::HttpHostUnauthorized)
    }
    fn condition(&self) -> Condition {
        let exact = self.exact.iter().map(ToString::to_string);
        let under = self.under.iter().map(|name| format!("*.{name}"));
        let patterns = self.patterns.iter().map(|p| format!("“{}”", p.source()));
        Condition::new("http-host.is").with("hosts", exact.chain(under).chain(patterns).collect::<Vec<_>>().join(", "))
    }
}

#[derive(Default)]
struct Building {
    exact: Vec<Box<str>>,
    under: Vec<Box<str>>,
    patterns: Vec<Pattern>,
}
impl Building {
    /// A host, or a map with one operator. Whether it could be read.
    fn item(&mut self, item: &Node, reading: &mut Reading) -> bool {
        match &item.value {
            Value::Text(_) => names("is", item, &mut self.exact, reading),
            Value::Map(entries) => match entries.as_slice() {
                [one] => match one.key.as_str() {
                    "is" | "in" => names(&one.key, &one.value, &mut self.exact, reading),
                    "under" => names("under", &one.value, &mut self.under, reading),
                    "matches" => pattern::list("matches", &one.value, reading).map(|read| self.patterns.extend(read)).is_some(),
                    other => {
                        reading.error(one.key_span, format!("`{other}` is not an operator of `http_host`"), operator_hint(other, &OPERATORS));
                        false
                    }
                },
                _ => {
                    let hint = "write a list where one of several is enough, and two criteria where all must hold";
                    reading.error(item.span, format!("a host has exactly one operator, this has {}", entries.len()), hint);
                    false
                }
            },
            _ => {
                reading.wrong_type("`http_host`", item, "a host, a map like `{under: example.org}`, or a list of these");
                false
            }
        }
    }
}

/// A name, or a list of names.
fn names(operator: &str, node: &Node, into: &mut Vec<Box<str>>, reading: &mut Reading) -> bool {
    let items = match &node.value {
        Value::List(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let mut sound = !items.is_empty();
    if !sound {
        reading.error(node.span, format!("`{operator}` has no host, so nothing can fit"), "write one, or remove the criterion");
    }
    for item in items {
        let Value::Text(text) = &item.value else {
            reading.wrong_type(&format!("`{operator}`"), item, "a host, like app.example.org");
            sound = false;
            continue;
        };
        if text.bytes().any(|b| b.is_ascii_uppercase()) {
            reading.warn(item.span, format!("`{text}` matches no request: hosts are judged in lower case"), format!("write `{}`", text.to_ascii_lowercase()));
        } else if text.contains('*') {
            reading.warn(item.span, format!("`{text}` matches no request: a `*` is a letter here"), "write `under: example.org` for every host below it");
        } else if text.contains([':', '/']) && !text.contains("::") {
            reading.warn(item.span, format!("`{text}` matches no request: a host has no scheme, port or path"), "write the name alone");
        }
        into.push(text.as_str().into());
    }
    sound
}
