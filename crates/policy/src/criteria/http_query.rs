//! `http_query`: names and values of the query.
//!
//! Why: the same page with `?mode=edit` may be another right. Written as forward-auth rules write it: a list of lists, of which one
//! must hold whole.

use super::{About, Criterion, Finding};
use crate::pattern::Pattern;
use crate::text_matcher::operator_hint;
use crate::{condition::Condition, facts::Facts, query, reading::Reading};
use portcullis_document::{Node, Value};
use portcullis_model::Reason;

const OPERATORS: [&str; 6] = ["equal", "not equal", "present", "absent", "pattern", "not pattern"];

/// One of the lists must hold whole.
#[derive(Clone, Debug)]
pub(crate) struct HttpQuery(Box<[Box<[Item]>]>);

#[derive(Clone, Debug)]
struct Item {
    key: Box<str>,
    test: Test,
    not: bool,
}
#[derive(Clone, Debug)]
enum Test {
    Present,
    Equal(Box<str>),
    Pattern(Pattern),
}
impl Item {
    fn holds(&self, text: &str, reading: query::Reading) -> bool {
        let value = query::value(text, &self.key, reading);
        // A name that is not there has the empty value.
        let holds = match &self.test {
            Test::Present => value.is_some(),
            Test::Equal(wanted) => value.as_deref().unwrap_or_default() == &**wanted,
            Test::Pattern(pattern) => pattern.is_match(value.as_deref().unwrap_or_default()),
        };
        holds != self.not
    }
    fn words(&self) -> String {
        let (key, not) = (&self.key, if self.not { "not " } else { "" });
        match &self.test {
            Test::Present => format!("{key} is {not}there"),
            Test::Equal(value) => format!("{key} is {not}“{value}”"),
            Test::Pattern(pattern) => format!("{key} is {not}of the form “{}”", pattern.source()),
        }
    }
}

impl Criterion for HttpQuery {
    const ABOUT: About = About::Request;
    fn parse(_: &str, data: &Node, reading: &mut Reading) -> Option<Self> {
        let items = match &data.value {
            Value::List(items) if !items.is_empty() => items.as_slice(),
            Value::Map(_) => std::slice::from_ref(data),
            _ => {
                reading.wrong_type("`http_query`", data, "a list of lists, like [[{key: mode, operator: equal, value: ro}]]");
                return None;
            }
        };
        let mut lists = Vec::new();
        for one in items {
            // An item by itself is a list of one.
            let members = one.as_list().unwrap_or(std::slice::from_ref(one));
            if members.is_empty() {
                reading.error(one.span, "an empty list asks nothing, so every query would do", "write what the query must have, or remove the criterion");
            }
            let read: Vec<Item> = members.iter().filter_map(|member| item(member, reading)).collect();
            if read.len() == members.len() && !read.is_empty() {
                lists.push(read.into());
            }
        }
        (lists.len() == items.len()).then(|| Self(lists.into()))
    }
    fn check(&self, facts: &Facts<'_>) -> Finding {
        let holds = |query: &str| self.0.iter().any(|all| all.iter().all(|item| item.holds(query, facts.query)));
        Finding::new(facts.http.is_some_and(|http| holds(http.query().unwrap_or_default())), Reason::HttpQueryOk, Reason::HttpQueryUnauthorized)
    }
    fn condition(&self) -> Condition {
        let all = |items: &[Item]| items.iter().map(Item::words).collect::<Vec<_>>().join(" and ");
        Condition::new("http-query.matches").with("rule", self.0.iter().map(|items| all(items)).collect::<Vec<_>>().join(", or "))
    }
}

fn item(node: &Node, reading: &mut Reading) -> Option<Item> {
    let Some(entries) = node.as_map() else {
        reading.wrong_type("an item of `http_query`", node, "a map like {key: mode, operator: equal, value: ro}");
        return None;
    };
    if let Some(entry) = entries.iter().find(|e| !matches!(e.key.as_str(), "key" | "operator" | "value")) {
        reading.error(entry.key_span, format!("`{}` is not known here", entry.key), "an item has `key`, `operator` and `value`");
        return None;
    }
    let Some(key) = node.get("key").and_then(Node::as_str) else {
        reading.error(node.span, "this item has no `key`", "write the name in the query that is asked about");
        return None;
    };
    let value = node.get("value").filter(|v| !v.is_null());
    let default = if value.is_some() { "equal" } else { "present" };
    let operator = match node.get("operator") {
        Some(operator) => operator.as_str().unwrap_or_default(),
        None => default,
    };
    if !OPERATORS.contains(&operator) {
        reading.error(node.span, format!("`{operator}` is not an operator of `http_query`"), operator_hint(operator, &OPERATORS));
        return None;
    }
    let (plain, not) = operator.strip_prefix("not ").map_or((operator, operator == "absent"), |rest| (rest, true));
    let test = match (plain, value) {
        ("present" | "absent", None) => Test::Present,
        ("present" | "absent", Some(value)) => {
            reading.error(value.span, format!("`{operator}` asks for no value"), "remove `value`, or write `operator: equal`");
            return None;
        }
        ("pattern", Some(value)) => Test::Pattern(Pattern::parse(value, reading)?),
        (_, Some(value)) => match value.as_str() {
            Some(text) => Test::Equal(text.into()),
            None => {
                reading.wrong_type("`value`", value, "text, in quotes if it looks like a number");
                return None;
            }
        },
        (_, None) => {
            reading.error(node.span, format!("`{operator}` needs a `value`"), "write what is compared");
            return None;
        }
    };
    Some(Item { key: key.into(), test, not })
}
