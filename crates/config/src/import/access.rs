//! `access_control`: rules in an order, and what holds where none matches.
//!
//! Why: this is what people move for, or what keeps them from it: every verdict has to stay what it was.

use super::networks::Networks;
use super::out::Out;
use super::report::Report;
use super::source::{Source, scalar};
use super::step::{Level, Rule};
use portcullis_document::{Node, Span, Value};

/// The steps of one `first_match`.
pub(super) fn read(source: &Source<'_>, report: &mut Report) -> Option<Out> {
    let networks = Networks::read(source, report);
    let Some(section) = source.at("access_control") else {
        report.refuse(Span::START, "there is no `access_control`", "");
        return None;
    };
    let node = &section.value;
    let written = source.get(node, "default_policy");
    let default = match written.map(|w| (scalar(w), w.span)) {
        None => Some(Level::Deny),
        Some((word, span)) => {
            let level = word.as_deref().and_then(Level::parse);
            if level.is_none() {
                report.refuse(span, "`default_policy` is none of bypass, one_factor, two_factor and deny", "");
            }
            level
        }
    }?;
    let rules: &[Node] = match source.get(node, "rules").map(|r| (&r.value, r.span)) {
        None => &[],
        Some((Value::List(items), _)) => items,
        Some((_, span)) => {
            report.refuse(span, "`access_control.rules` is not a list", "");
            return None;
        }
    };
    if rules.is_empty() && matches!(default, Level::Deny | Level::Bypass) {
        report.refuse(section.key_span, "`access_control` has no rules, and a `default_policy` that makes no sense without", "");
        return None;
    }
    let mut steps: Vec<Out> = Vec::new();
    for (rule, number) in rules.iter().zip(1..) {
        steps.extend(Rule::new(source, &networks, number, report).steps(rule));
    }
    let name = "default_policy of access_control";
    steps.push(Out::Line(Box::new(Out::map([("name", Out::text(name)), ("then", default.then())]))));
    report.carried(section.key_span, format!("`access_control`: {} rules as {} steps of `policies.access-control`", rules.len(), steps.len()));
    if default == Level::Bypass {
        let hint = "name the hosts that are open to everybody in rules of their own, and let the rest be denied";
        report.changed(section.key_span, "`default_policy: bypass` opens every host of the cookie domains that no rule names", hint);
    }
    Some(Out::List(steps))
}
