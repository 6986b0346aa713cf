//! The policy tests: read, and run.
//!
//! Why: a file that lets somebody in, or keeps somebody out, against its author's word is refused (S2).

use super::desk::Desk;
use crate::ask::{Asked, Judge, Question};
use crate::table::Section;
use crate::{Expect, FileDirectory, PolicyTest, WebOrigin};
use portcullis_document::{Node, Value, nearest};
use portcullis_model::{Aal, Amr, AmrSet, Email, Timestamp};
use portcullis_route::RouteTable;
use std::collections::BTreeMap;
use std::time::Duration;

/// The instant of a test that names none: 2026-01-05T12:00:00Z, a Monday.
const NOON: Timestamp = Timestamp::from_secs(1_767_614_400);

pub(super) fn read(root: Section<'_>, directories: &[FileDirectory], desk: &mut Desk<'_>) -> Vec<PolicyTest> {
    root.inners("policy_tests").filter_map(|section| one(section, directories, desk)).collect()
}

/// Runs each against the real table and policies.
pub(super) fn run(tests: &[PolicyTest], judge: &Judge<'_>, portal: &WebOrigin, desk: &mut Desk<'_>) {
    desk.turn_back();
    for test in tests {
        let answer = judge.question(&test.question);
        if answer.decision == test.expect.as_str() {
            if answer.route.is_none() {
                tests_nothing(test, judge.routes, portal, desk);
            }
            continue;
        }
        let why = match (&answer.route, &answer.deciding) {
            (None, _) => "no route takes this request".to_owned(),
            (Some(route), None) => format!("route `{}` has no rules", route.name),
            (Some(route), Some(d)) => format!("on route `{}`, `{}` decides ({}, line {})", route.name, d.source, d.document, d.span.line),
        };
        desk.error(test.span, format!("this test expects {}, and the answer is {}", test.expect.as_str(), answer.decision), why);
    }
}

/// A test that passes because its host is nobody's.
fn tests_nothing(test: &PolicyTest, routes: &RouteTable, portal: &WebOrigin, desk: &mut Desk<'_>) {
    let target = &test.question.asked.target;
    let host = target.host();
    if portal.is_host_of(target) {
        desk.warn(test.span, format!("this test asks the portal's own host, `{host}`, which is on no route"), "write the host of a route");
    } else if !routes.iter().any(|r| r.host.matches(host)) {
        let hosts: Vec<String> = routes.iter().map(|r| r.host.to_string()).collect();
        let hint = match nearest(host, hosts.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write the host of a route, or add one".to_owned(),
        };
        desk.warn(test.span, format!("no route has this host, `{host}`, so this test says nothing of a policy"), hint);
    }
}

fn one(section: Section<'_>, directories: &[FileDirectory], desk: &mut Desk<'_>) -> Option<PolicyTest> {
    let expect = section.text("expect").and_then(|(t, _)| Expect::ALL.into_iter().find(|e| e.as_str() == t));
    let asked = section.text("request").and_then(|(text, span)| {
        Asked::parse(text).map_err(|e| desk.error(span, format!("`{text}`: {e}"), "write a method and an address, like \"GET https://wiki.example.com/\"")).ok()
    });
    let email = section
        .text("email")
        .and_then(|(text, span)| Email::parse(text).map_err(|e| desk.error(span, format!("`{text}` is not an e-mail address"), e.to_string())).ok());
    let aal = match section.get("aal").map(|n| (n.as_int(), n.span)) {
        None | Some((Some(1), _)) => Aal::One,
        Some((Some(2), _)) => Aal::Two,
        Some((_, span)) => {
            desk.error(span, "this is not a level of assurance", "write 1 or 2");
            Aal::One
        }
    };
    let mut amr = AmrSet::default();
    for (text, span) in section.texts("amr") {
        match Amr::parse(text) {
            Some(one) => amr = amr.with(one),
            None => {
                let known = || Amr::ALL.into_iter().map(Amr::as_str);
                let hint = nearest(text, known())
                    .map_or_else(|| format!("known: {}", known().collect::<Vec<_>>().join(", ")), |near| format!("did you mean `{near}`?"));
                desk.error(span, format!("`{text}` is not a way of signing in"), hint);
            }
        }
    }
    let user = section.text("user").map(|(t, _)| t.into());
    for key in ["email", "groups", "claims", "aal", "amr", "authenticated_ago"] {
        if user.is_none() && section.node().get(key).is_some() && section.node().get("user").is_none() {
            desk.error(section.key_span(key), format!("`{key}` says something of a person, and this test names none"), "add `user:`");
        }
    }
    let question = Question {
        known: user.as_deref().and_then(|u: &str| desk.told_of_another((desk.input.known)(directories, u))),
        user,
        email,
        groups: section.get("groups").map(|_| section.texts("groups").map(|(t, _)| t.into()).collect()),
        claims: claims(section.get("claims")),
        aal,
        amr,
        authenticated_ago: section.duration("authenticated_ago").unwrap_or(Duration::ZERO),
        ip: section.text("ip").and_then(|(t, _)| t.parse().ok()),
        at: section.text("at").and_then(|(t, _)| Timestamp::parse_rfc3339(t)).unwrap_or(NOON),
        asked: asked?,
    };
    Some(PolicyTest { question, expect: expect?, span: section.span() })
}

fn claims(node: Option<&Node>) -> BTreeMap<Box<str>, Vec<serde_json::Value>> {
    let entries = node.and_then(Node::as_map).unwrap_or_default();
    let values = |n: &Node| n.as_list().unwrap_or(std::slice::from_ref(n)).iter().map(json).collect();
    entries.iter().map(|e| (e.key.as_str().into(), values(&e.value))).collect()
}

fn json(node: &Node) -> serde_json::Value {
    match &node.value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(b) => (*b).into(),
        Value::Int(n) => (*n).into(),
        Value::Float(n) => (*n).into(),
        Value::Text(t) => t.as_str().into(),
        Value::List(items) => items.iter().map(json).collect(),
        Value::Map(entries) => entries.iter().map(|e| (e.key.clone(), json(&e.value))).collect::<serde_json::Map<_, _>>().into(),
    }
}
