//! `first_match`: steps in the order written.
//!
//! Why: rules with an order are read by people from the top; a step that is never reached is told.

use super::criterion;
use crate::criteria::{Check, Kind};
use crate::reading::Reading;
use crate::rules::{StepWritten, Steps, Written};
use portcullis_document::{Entry, Node, Span, Value};

pub(super) fn steps(entry: &Entry, reading: &mut Reading) -> Option<Steps> {
    let Some(items) = entry.value.as_list() else {
        reading.wrong_type("`first_match`", &entry.value, "a list of steps, like `- { when: [ {http_host: app.example.org} ], then: allow }`");
        return None;
    };
    let mut always: Option<Span> = None;
    let mut steps = Vec::new();
    for item in items {
        if let Some(before) = always {
            let what = format!("this step is never reached: the one in line {} has no `when` and always decides", before.line);
            reading.warn(item.span, what, "put it further up, or remove it");
        }
        let Some(read) = step(item, steps.len() + 1, reading) else { continue };
        if read.when.is_empty() {
            always = always.or(Some(item.span));
        }
        steps.push(read);
    }
    // Who is met by no step is denied, and that has a place to point at.
    if always.is_none() {
        steps.push(StepWritten {
            name: "no step matches".into(),
            span: entry.key_span,
            when: Vec::new(),
            then: vec![plain(Kind::Reject, entry.key_span, reading)?],
        });
    }
    Some(Steps { span: entry.key_span, steps })
}

fn step(item: &Node, number: usize, reading: &mut Reading) -> Option<StepWritten> {
    let Some(entries) = item.as_map() else {
        reading.wrong_type("this step", item, "a map with `when` and `then`, and a `name` if it should have one");
        return None;
    };
    let (mut name, mut when, mut then, mut sound): (Option<Box<str>>, _, _, _) = (None, Some(Vec::new()), None, true);
    for entry in entries {
        match entry.key.as_str() {
            "name" => match entry.value.as_str().filter(|n| !n.trim().is_empty()) {
                Some(text) => name = Some(text.into()),
                None => {
                    reading.wrong_type("`name`", &entry.value, "what the step is called, as text");
                    sound = false;
                }
            },
            "when" => when = criteria("`when`", &entry.value, reading),
            "then" => then = Some(outcome(&entry.value, reading)),
            other => {
                reading.error(entry.key_span, format!("`{other}` is not known here"), "a step has `name`, `when` and `then`");
                sound = false;
            }
        }
    }
    let Some(then) = then else {
        reading.error(item.span, "this step has no `then`", "write `then: allow`, `then: deny`, or `then: { and: [ {aal: 2} ] }`");
        return None;
    };
    let (Some(when), Some(then), true) = (when, then, sound) else { return None };
    Some(StepWritten { name: name.unwrap_or_else(|| format!("step {number}").into()), span: item.span, when, then })
}

fn outcome(node: &Node, reading: &mut Reading) -> Option<Vec<Written>> {
    const WANTED: &str = "`allow`, `deny`, or criteria that must hold too: `{ and: [ {aal: 2} ] }`";
    match &node.value {
        Value::Text(word) if word == "allow" => plain(Kind::Accept, node.span, reading).map(|one| vec![one]),
        Value::Text(word) if word == "deny" => plain(Kind::Reject, node.span, reading).map(|one| vec![one]),
        Value::Map(entries) => match entries.as_slice() {
            [one] if one.key == "and" => {
                let read = criteria("`and`", &one.value, reading)?;
                if read.is_empty() {
                    reading.error(node.span, "this asks for nothing", format!("write {WANTED}"));
                    return None;
                }
                Some(read)
            }
            _ => {
                reading.error(node.span, "`then` has `and` and nothing else", format!("write {WANTED}"));
                None
            }
        },
        _ => {
            reading.error(node.span, "`then` says neither `allow` nor `deny`", format!("write {WANTED}"));
            None
        }
    }
}

fn criteria(what: &str, node: &Node, reading: &mut Reading) -> Option<Vec<Written>> {
    let Some(items) = node.as_list() else {
        reading.wrong_type(what, node, "a list of criteria");
        return None;
    };
    let read: Vec<Written> = items.iter().filter_map(|item| criterion(item, reading)).collect();
    (read.len() == items.len()).then_some(read)
}

/// The outcome as a criterion, so that it can be pointed at.
fn plain(kind: Kind, span: Span, reading: &mut Reading) -> Option<Written> {
    let source = if kind == Kind::Accept { "then: allow" } else { "then: deny" };
    let check = Check::parse(kind, "", &Node::new(Value::Bool(true), span), reading)?;
    Some(Written { check, source: source.into(), span })
}
