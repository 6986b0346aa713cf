//! A policy document becomes rules.
//!
//! Why: the language of existing policies is taken as it is, and every fault in one is told at once, with its place.

mod steps;

use crate::criteria::{self, Check};
use crate::reading::Reading;
use crate::rules::{Effect, List, Operator, Rule, Rules, Written};
use crate::source;
use portcullis_document::{Entry, Fault, Node, Value, nearest};

/// Reads a policy: one map of `allow`, `deny` and `first_match`, or a list of such maps.
///
/// # Errors
/// All faults of the document, and the warnings about the rest of it. A document that says nothing at all is a fault; an empty list or map is a policy without
/// rules, which permits nobody.
pub fn parse(doc: &Node) -> Result<Rules, Vec<Fault>> {
    let mut reading = Reading::default();
    let mut rules = Vec::new();
    match &doc.value {
        Value::Map(entries) => rule_map(entries, &mut rules, &mut reading),
        Value::List(items) => {
            for item in items {
                match &item.value {
                    Value::Map(entries) => rule_map(entries, &mut rules, &mut reading),
                    _ => reading.wrong_type("this rule", item, "a map with `allow` or `deny`"),
                }
            }
        }
        _ => reading.wrong_type("this policy", doc, "a map with `allow` or `deny`, or a list of such maps"),
    }
    uncomparable(doc, &mut reading);
    let warnings = reading.done()?;
    Ok(Rules { rules, warnings })
}

fn rule_map(entries: &[Entry], rules: &mut Vec<Rule>, reading: &mut Reading) {
    for entry in entries {
        let effect = match entry.key.as_str() {
            "allow" => Effect::Allow,
            "deny" => Effect::Deny,
            "first_match" => {
                let steps = steps::steps(entry, reading);
                rules.extend(steps.map(|steps| Rule { effect: Effect::Allow, span: steps.span, lists: Vec::new(), steps: Some(steps) }));
                continue;
            }
            other => {
                reading.error(entry.key_span, format!("`{other}` is not known here"), "a rule has only `allow`, `deny` and `first_match`");
                continue;
            }
        };
        let Value::Map(body) = &entry.value.value else {
            reading.wrong_type(&format!("`{}`", entry.key), &entry.value, "a map with `and`, `or`, `not` or `nor`");
            continue;
        };
        let lists = body.iter().filter_map(|e| list(e, reading)).collect();
        rules.push(Rule { effect, span: entry.key_span, lists, steps: None });
    }
}

fn list(entry: &Entry, reading: &mut Reading) -> Option<List> {
    // Some writers of policies leave an `action` here; it says nothing.
    if entry.key == "action" {
        return None;
    }
    let Some(operator) = Operator::parse(&entry.key) else {
        reading.error(entry.key_span, format!("`{}` is not an operator", entry.key), "use `and`, `or`, `not` or `nor`");
        return None;
    };
    let Value::List(items) = &entry.value.value else {
        reading.wrong_type(&format!("`{}`", entry.key), &entry.value, "a list of criteria");
        return None;
    };
    if operator == Operator::Nor && !items.is_empty() {
        reading.warn(
            entry.key_span,
            "`nor` holds when at least one of its criteria does not (it is NAND, not NOR)",
            "for \"none of these\" write `not`; leave `nor` if you mean \"not all of these\"",
        );
    }
    let criteria: Vec<Written> = items.iter().filter_map(|item| criterion(item, reading)).collect();
    (!criteria.is_empty()).then_some(List { operator, span: entry.key_span, criteria })
}

fn criterion(item: &Node, reading: &mut Reading) -> Option<Written> {
    let entry = match &item.value {
        Value::Map(entries) => match entries.as_slice() {
            [one] => one,
            _ => {
                reading.error(
                    item.span,
                    format!("a criterion has exactly one key, this has {}", entries.len()),
                    "make each key an item of its own (`- key: …`)",
                );
                return None;
            }
        },
        _ => {
            reading.wrong_type("this criterion", item, "a map with one key, like `email: ada@example.com`");
            return None;
        }
    };
    let (name, sub_path) = entry.key.split_once('/').unwrap_or((&entry.key, ""));
    let known = match criteria::Kind::parse(name) {
        Some(kind) => kind,
        None => {
            unknown(name, entry, reading);
            return None;
        }
    };
    if !sub_path.is_empty() && !known.has_sub_path() {
        reading.warn(entry.key_span, format!("`{name}` has no sub path; `/{sub_path}` is ignored"), format!("write `{name}`"));
    }
    let check = Check::parse(known, sub_path, &entry.value, reading)?;
    Some(Written { check, source: source::flow(entry).into(), span: entry.key_span })
}

fn unknown(name: &str, entry: &Entry, reading: &mut Reading) {
    if Operator::parse(name).is_some() {
        reading.error(entry.key_span, format!("`{name}` is an operator, and operators do not nest"), "make it a key of the rule, or a rule of its own");
    } else if criteria::LATER.contains(&name) {
        reading.error(
            entry.key_span,
            format!("the criterion `{name}` is not supported yet"),
            "remove the rule or say it otherwise; ignoring it would open a door",
        );
    } else {
        let hint = match nearest(name, criteria::Kind::names()) {
            Some(word) => format!("did you mean `{word}`?"),
            None => format!("known are {}", criteria::Kind::names().collect::<Vec<_>>().join(", ")),
        };
        reading.error(entry.key_span, format!("the criterion `{name}` is not known"), hint);
    }
}

/// Infinity and not-a-number have no place in a policy: nothing equals them in any record.
fn uncomparable(node: &Node, reading: &mut Reading) {
    match &node.value {
        Value::Float(n) if !n.is_finite() => reading.error(node.span, "this is not a number that can be compared", "write a finite number, or quote the word"),
        Value::List(items) => items.iter().for_each(|item| uncomparable(item, reading)),
        Value::Map(entries) => entries.iter().for_each(|e| uncomparable(&e.value, reading)),
        _ => {}
    }
}
