//! A regular expression over a host or a resource, whose groups may name a person.
//!
//! Why: `(?P<User>…)` and `(?P<Group>…)` let one rule serve everybody's own host or folder; whom such a pattern fits hangs on who asks.

use crate::criteria::Truth;
use crate::ends::{self, End};
use crate::facts::{Facts, Veil};
use crate::re2;
use crate::reading::Reading;
use portcullis_document::{Node, Value};
use portcullis_model::Reason;
use regex::{Regex, RegexBuilder};
use regex_syntax::hir::Look;
use regex_syntax::hir::literal::Extractor;
use std::sync::{Arc, OnceLock};

/// The largest compiled form, in bytes. A policy is no place for more.
const LARGEST: usize = 1 << 20;
/// What one pattern may use for its cache while it is asked.
const CACHE: usize = 256 << 10;

/// A pattern that built once, and is built again when it is first asked: of ten thousand few ever are, and each takes some forty
/// kilobytes.
#[derive(Clone, Debug)]
pub(crate) struct Built {
    source: Arc<str>,
    regex: Arc<OnceLock<Option<Regex>>>,
    /// The numbers of the groups, where the pattern has them.
    user: Option<usize>,
    exact_user: Option<usize>,
    group: Option<usize>,
}
impl Built {
    fn new(source: &str) -> Result<Self, String> {
        let regex = build(source)?;
        let number = |name: &str| regex.capture_names().position(|n| n == Some(name));
        Ok(Self { source: source.into(), regex: Arc::default(), user: number("User"), exact_user: number("ExactUser"), group: number("Group") })
    }
    /// The same text built before, so it does again.
    fn regex(&self) -> Option<&Regex> {
        self.regex.get_or_init(|| build(&self.source).ok()).as_ref()
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    built: Built,
    /// What everything that it fits begins with, one of them; absent where that cannot be told.
    starts: Option<Box<[Box<str>]>>,
    /// How a host that fits ends, where that can be told.
    ends: Option<Box<[End]>>,
}

impl Pattern {
    pub(crate) fn parse(node: &Node, reading: &mut Reading) -> Option<Self> {
        let Value::Text(source) = &node.value else {
            reading.wrong_type("a pattern", node, "text in single quotes, like '^/api/'");
            return None;
        };
        let built = match reading.patterns.get(source) {
            Some(built) => Ok(built.clone()),
            None => Built::new(source),
        };
        match built {
            Ok(built) => {
                reading.patterns.entry(source.clone()).or_insert_with(|| built.clone());
                Some(Self { starts: starts(source), ends: re2::translate(source).ok().and_then(|translated| ends::of(&translated)), built })
            }
            Err(why) => {
                reading.error(
                    node.span,
                    format!("this pattern is not understood: {why}"),
                    "patterns are written as RE2 has them: no look-around, no references",
                );
                None
            }
        }
    }
    pub(crate) fn source(&self) -> &str {
        &self.built.source
    }
    pub(crate) fn starts(&self) -> Option<&[Box<str>]> {
        self.starts.as_deref()
    }
    pub(crate) fn ends(&self) -> Option<&[End]> {
        self.ends.as_deref()
    }
    fn about_person(&self) -> bool {
        self.built.user.is_some() || self.built.exact_user.is_some() || self.built.group.is_some()
    }
    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.built.regex().is_some_and(|regex| regex.is_match(text))
    }
    /// Whether what the groups took is the person's name and one of their groups. A group that took nothing names nobody. Letter
    /// case does not count, since hosts have none, save for `ExactUser`.
    fn names(&self, text: &str, facts: &Facts<'_>) -> bool {
        let (user, exact_user, group) = (self.built.user, self.built.exact_user, self.built.group);
        let Some(found) = self.built.regex().and_then(|regex| regex.captures(text)) else { return false };
        let taken = |number: usize| found.get(number).map(|m| m.as_str()).filter(|t| !t.is_empty());
        let user = user.is_none_or(|n| taken(n).is_some_and(|name| name.eq_ignore_ascii_case(&facts.subject.user)));
        let exact = exact_user.is_none_or(|n| taken(n).is_some_and(|name| name == &*facts.subject.user));
        user && exact && group.is_none_or(|n| taken(n).is_some_and(|name| facts.subject.groups.names().any(|group| group.eq_ignore_ascii_case(name))))
    }
}

fn build(source: &str) -> Result<Regex, String> {
    let translated = re2::translate(source).map_err(|refused| refused.why().to_owned())?;
    let built = RegexBuilder::new(&translated).size_limit(LARGEST).dfa_size_limit(CACHE).nest_limit(100).build();
    built.map_err(|e| e.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned())
}

/// The beginnings of what a pattern fits, where it is bound to the beginning of the text.
fn starts(source: &str) -> Option<Box<[Box<str>]>> {
    let hir = regex_syntax::Parser::new().parse(&re2::translate(source).ok()?).ok()?;
    if !hir.properties().look_set_prefix().contains(Look::Start) {
        return None;
    }
    let found = Extractor::new().extract(&hir);
    let texts: Vec<Box<str>> =
        found.literals()?.iter().map(|literal| std::str::from_utf8(literal.as_bytes()).map(Into::into)).collect::<Result<_, _>>().ok()?;
    (!texts.is_empty()).then(|| texts.into())
}

/// Whether one of the patterns fits. `plain`: something else that is enough already holds.
#[inline]
pub(crate) fn judge(patterns: &[Pattern], plain: bool, text: &str, facts: &Facts<'_>, pass: Reason, fail: Reason) -> (Truth, Reason) {
    if plain || patterns.iter().any(|p| !p.about_person() && p.is_match(text)) {
        return (Truth::True, pass);
    }
    let mut asks = false;
    for pattern in patterns.iter().filter(|p| p.about_person() && p.is_match(text)) {
        if facts.person && facts.veil != Veil::Person {
            if pattern.names(text, facts) {
                return (Truth::True, pass);
            }
        } else {
            asks = true;
        }
    }
    match (asks, facts.veil) {
        (true, Veil::Person) => (Truth::Unknown, Reason::UserUnauthenticated),
        (true, _) => (Truth::False, Reason::UserUnauthenticated),
        (false, _) => (Truth::False, fail),
    }
}

/// One pattern, or a list of them.
pub(crate) fn list(name: &str, data: &Node, reading: &mut Reading) -> Option<Box<[Pattern]>> {
    let items = match &data.value {
        Value::List(items) => items.as_slice(),
        Value::Text(_) => std::slice::from_ref(data),
        _ => {
            reading.wrong_type(&format!("`{name}`"), data, "a pattern in single quotes, or a list of them");
            return None;
        }
    };
    if items.is_empty() {
        reading.error(data.span, format!("`{name}` has no pattern, so nothing can fit"), "write one, or remove the criterion");
        return None;
    }
    let read: Vec<Pattern> = items.iter().filter_map(|item| Pattern::parse(item, reading)).collect();
    (read.len() == items.len()).then(|| read.into())
}
