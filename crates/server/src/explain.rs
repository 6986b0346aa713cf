//! `explain`: the enforcing evaluator, asked beforehand.
//!
//! Why: "who may open what, and why" is answered by the code that decides, with the criterion that decided.

mod notes;
mod told;

use crate::beneath;
use crate::source::Source;
use notes::{Barred, Elsewhere, Said, notes};
use portcullis_config::{Answer, Asked, Faults, Question, StoredRoute, evaluate};
use portcullis_model::{Aal, AmrSet, Timestamp};
use portcullis_policy::{Effect, Operator, Outcome, Trace};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;
pub use told::{Running, Told};

/// What was asked on the command line.
pub(crate) struct Asking<'a> {
    pub(crate) file: &'a Path,
    pub(crate) user: Option<&'a str>,
    pub(crate) groups: Option<Vec<Box<str>>>,
    pub(crate) claims: BTreeMap<Box<str>, Vec<Value>>,
    pub(crate) aal: u8,
    pub(crate) amr: AmrSet,
    pub(crate) ago: Option<Duration>,
    pub(crate) ip: Option<std::net::IpAddr>,
    pub(crate) at: Timestamp,
    pub(crate) request: &'a str,
    pub(crate) json: bool,
}

/// 0 permit, 3 challenge, 1 deny; a fault is the caller's to report. `stored`: the routes that the running server has
/// beside its file, where one runs; `ask` asks it about somebody.
pub(crate) fn explain(asking: &Asking<'_>, stored: Option<Vec<StoredRoute>>, ask: impl FnOnce(&str) -> Told) -> Result<ExitCode, String> {
    let config = Source::file(asking.file).check(stored.as_deref().unwrap_or_default()).map_err(|e| e.to_string())?;
    let asked = Asked::parse(asking.request).map_err(|e| format!("`{}`: {e}; write it like \"GET https://wiki.example.com/admin\"", asking.request))?;
    let known = asking.user.map(|u| beneath::knowing()(&config.directories, u)).transpose().map_err(|faults| Faults(faults).to_string())?.flatten();
    let of_somebody = [
        ("--groups", asking.groups.is_some()),
        ("--claim", !asking.claims.is_empty()),
        ("--amr", asking.amr != AmrSet::default()),
        ("--authenticated-ago", asking.ago.is_some()),
    ];
    if let Some((option, _)) = of_somebody.iter().find(|(_, given)| *given && asking.user.is_none()) {
        return Err(format!("{option} says something of a person: give --user as well"));
    }
    // Groups that are given are all that is meant to count.
    let asks = asking.user.filter(|_| known.is_none() && asking.groups.is_none());
    let mut barred = known.as_ref().filter(|p| p.disabled).map(|_| Barred::Disabled);
    let (known, groups, told) = match asks.map(ask) {
        Some(Told::Facts(facts)) => {
            let (person, groups) = told::known(*facts);
            let word = notes::of_server(&person);
            barred = Some(Barred::Disabled).filter(|_| person.disabled);
            (Some(person), Some(groups), Some(word))
        }
        Some(other) => {
            barred = Some(Barred::Unknown).filter(|_| matches!(other, Told::Nobody) && asking.claims.is_empty());
            (None, None, Some(notes::unknown(asking.user.unwrap_or_default(), &other)))
        }
        None => (known, asking.groups.clone(), None),
    };
    let question = Question {
        user: asking.user.map(Into::into),
        email: None,
        known,
        groups,
        claims: asking.claims.clone(),
        aal: Aal::try_from(asking.aal).map_err(|e| format!("--aal {}: {e}", asking.aal))?,
        amr: asking.amr,
        authenticated_ago: asking.ago.unwrap_or(Duration::ZERO),
        ip: asking.ip,
        at: asking.at,
        asked,
    };
    let mut answer = evaluate(&config, &question);
    // Whoever cannot sign in opens what is open to everybody, and nothing else.
    let barred = barred.filter(|_| answer.route.is_some() && evaluate(&config, &Question { user: None, known: None, ..question.clone() }).decision != "permit");
    if barred.is_some() {
        answer.decision = "deny";
    }
    let mut notes = notes(&config, &question, &answer, told);
    let elsewhere = answer.route.is_none().then(|| Elsewhere::of(&config, &question)).flatten();
    notes.extend(elsewhere.as_ref().map(Elsewhere::note));
    if stored.is_none() && answer.route.is_none() && elsewhere.is_none() && !config.portal.is_host_of(&question.asked.target) {
        notes.push("no server is running with this configuration: routes that were added by command are known to it alone".to_owned());
    }
    let said = Said { portal: config.portal.is_host_of(&question.asked.target), barred, encoded: matches!(elsewhere, Some(Elsewhere::Encoded(_))), notes };
    let text = if asking.json { machine(&answer, &said).to_string() } else { words(&answer, &said) };
    let _ = writeln!(std::io::stdout().lock(), "{text}");
    Ok(match answer.decision {
        "permit" => ExitCode::SUCCESS,
        "challenge" => ExitCode::from(3),
        _ => ExitCode::FAILURE,
    })
}

fn reason(answer: &Answer, said: &Said) -> String {
    match (&answer.route, said.portal) {
        (Some(_), _) if said.barred.is_some() => said.barred.map_or("", Barred::as_str).into(),
        (None, _) if said.encoded => "encoded-slash".into(),
        (Some(_), _) => answer.reasons.iter().map(|r| r.as_str()).collect::<Vec<_>>().join(" "),
        (None, true) => "portal-host".into(),
        (None, false) => "route-not-found".into(),
    }
}

fn machine(answer: &Answer, said: &Said) -> Value {
    let deciding =
        answer.deciding.as_ref().map(|d| json!({ "criterion": &*d.source, "step": d.step, "in": &*d.document, "line": d.span.line, "column": d.span.column }));
    json!({
        "decision": answer.decision,
        "route": answer.route.as_ref().map(|r| &*r.name),
        "reason": reason(answer, said),
        "deciding": deciding,
        "trace": answer.trace.as_ref().map_or_else(|| json!([]), steps),
        "notes": said.notes,
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
                    "step": list.step,
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

fn words(answer: &Answer, said: &Said) -> String {
    let mut lines = vec![format!("{}: {}", answer.decision, reason(answer, said))];
    match &answer.route {
        Some(route) => lines.push(format!("route      {} ({})", route.name, route.from_origin())),
        None if said.portal => lines.push("route      none: this host is the portal's".into()),
        None if said.encoded => lines.push("route      none takes an encoded slash here: the server answers 400".into()),
        None => lines.push("route      none has this host and path".into()),
    }
    if let Some(d) = &answer.deciding {
        let step = d.step.as_ref().map_or_else(String::new, |step| format!("{step}, "));
        lines.push(format!("decided by {} ({step}{}, line {})", d.source, d.document, d.span.line));
    }
    for rule in answer.trace.iter().flat_map(|t| &t.rules) {
        for list in &rule.lists {
            lines.push(match &list.step {
                Some(step) => format!("step {step}"),
                None => format!("{} {}", effect(rule.effect), operator(list.operator)),
            });
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
    lines.extend(said.notes.iter().map(|note| format!("note       {note}")));
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
