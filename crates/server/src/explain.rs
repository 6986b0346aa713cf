//! `explain`: the enforcing evaluator, asked beforehand.
//!
//! Why: "who may open what, and why" is answered by the code that decides, with the criterion that decided.

use crate::beneath;
use crate::source::Source;
use portcullis_config::{Answer, Asked, Question, evaluate};
use portcullis_model::{Aal, AmrSet, Email, Timestamp};
use portcullis_policy::{Effect, Operator, Outcome, Trace};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

/// What was asked on the command line.
pub(crate) struct Asking<'a> {
    pub(crate) file: &'a Path,
    pub(crate) user: Option<&'a str>,
    pub(crate) groups: Vec<Box<str>>,
    pub(crate) claims: BTreeMap<Box<str>, Vec<Value>>,
    pub(crate) aal: u8,
    pub(crate) amr: AmrSet,
    pub(crate) ago: Option<Duration>,
    pub(crate) ip: Option<std::net::IpAddr>,
    pub(crate) at: Timestamp,
    pub(crate) request: &'a str,
    pub(crate) json: bool,
}

/// 0 permit, 3 challenge, 1 deny; a fault is the caller's to report.
pub(crate) fn explain(asking: &Asking<'_>) -> Result<ExitCode, String> {
    let config = Source::file(asking.file).check(&[]).map_err(|e| e.to_string())?;
    let asked = Asked::parse(asking.request).map_err(|e| format!("`{}`: {e}; write it like \"GET https://wiki.example.com/admin\"", asking.request))?;
    // Somebody of a users file is asked about as the server knows them; what the command line says comes on top.
    let known = asking.user.and_then(|u| beneath::person(&config, u));
    let mut groups = asking.groups.clone();
    let mut claims = asking.claims.clone();
    if let Some((source, person)) = &known {
        groups.extend(person.groups.iter().map(|g| Box::<str>::from(format!("{source}/{g}"))));
        for (name, values) in &person.claims {
            claims.entry(name.clone()).or_insert_with(|| values.clone());
        }
    }
    let of_somebody = [
        ("--groups", !asking.groups.is_empty()),
        ("--claim", !asking.claims.is_empty()),
        ("--amr", asking.amr != AmrSet::default()),
        ("--authenticated-ago", asking.ago.is_some()),
    ];
    if let Some((option, _)) = of_somebody.iter().find(|(_, given)| *given && asking.user.is_none()) {
        return Err(format!("{option} says something of a person: give --user as well"));
    }
    let question = Question {
        user: known.as_ref().map(|(_, p)| p.username.clone()).or_else(|| asking.user.map(Into::into)),
        email: known.as_ref().and_then(|(_, p)| p.email.clone()).or_else(|| asking.user.and_then(|u| Email::parse(u).ok())),
        groups,
        claims,
        aal: Aal::try_from(asking.aal).map_err(|e| format!("--aal {}: {e}", asking.aal))?,
        amr: asking.amr,
        authenticated_ago: asking.ago.unwrap_or(Duration::ZERO),
        ip: asking.ip,
        at: asking.at,
        asked,
    };
    let answer = evaluate(&config, &question);
    let text = if asking.json { machine(&answer).to_string() } else { words(&answer) };
    let _ = writeln!(std::io::stdout().lock(), "{text}");
    Ok(match answer.decision {
        "permit" => ExitCode::SUCCESS,
        "challenge" => ExitCode::from(3),
        _ => ExitCode::FAILURE,
    })
}

fn reason(answer: &Answer) -> String {
    if answer.route.is_none() {
        return "route-not-found".into();
    }
    answer.reasons.iter().map(|r| r.as_str()).collect::<Vec<_>>().join(" ")
}

fn machine(answer: &Answer) -> Value {
    let deciding = answer.deciding.as_ref().map(|d| json!({ "criterion": &*d.source, "in": &*d.document, "line": d.span.line, "column": d.span.column }));
    json!({
        "decision": answer.decision,
        "route": answer.route.as_ref().map(|r| &*r.name),
        "reason": reason(answer),
        "deciding": deciding,
        "trace": answer.trace.as_ref().map_or_else(|| json!([]), steps),
    })
}

fn steps(trace: &Trace) -> Value {
    let outcome = |o: Outcome| match o {
        Outcome::True => json!(true),
        Outcome::False => json!(false),
        Outcome::Unknown => json!("unknown"),
    };
    let rows = trace.rules.iter().flat_map(|rule| {
        rule.lists.iter().flat_map(move |list| {
            list.criteria.iter().map(move |c| {
                json!({
                    "effect": effect(rule.effect),
                    "operator": operator(list.operator),
                    "criterion": c.source,
                    "words": c.condition.to_string(),
                    "outcome": outcome(c.outcome),
                    "reason": c.reason.as_str(),
                    "line": c.span.line,
                    "deciding": c.deciding,
                })
            })
        })
    });
    Value::Array(rows.collect())
}

fn words(answer: &Answer) -> String {
    let mut lines = vec![format!("{}: {}", answer.decision, reason(answer))];
    match &answer.route {
        Some(route) => lines.push(format!("route      {} ({})", route.name, route.from_origin())),
        None => lines.push("route      none has this host and path".into()),
    }
    if let Some(d) = &answer.deciding {
        lines.push(format!("decided by {} ({}, line {})", d.source, d.document, d.span.line));
    }
    let Some(trace) = &answer.trace else { return lines.join("\n") };
    for rule in &trace.rules {
        for list in &rule.lists {
            lines.push(format!("{} {}", effect(rule.effect), operator(list.operator)));
            for c in &list.criteria {
                let mark = match c.outcome {
                    Outcome::True => "yes",
                    Outcome::False => "no ",
                    Outcome::Unknown => "?  ",
                };
                let deciding = if c.deciding { "  <- decides" } else { "" };
                lines.push(format!("  {mark}  {}  [{}]{deciding}", c.source, c.reason.as_str()));
            }
        }
    }
    lines.join("\n")
}

const fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Allow => "allow",
        Effect::Deny => "deny",
    }
}
const fn operator(operator: Operator) -> &'static str {
    match operator {
        Operator::And => "and",
        Operator::Or => "or",
        Operator::Not => "not",
        Operator::Nor => "nor",
    }
}
