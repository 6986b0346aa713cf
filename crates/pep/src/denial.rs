//! A denial, rendered: the page names what is missing; a program gets a problem document.
//!
//! Why: the enforcing evaluator's own trace speaks, so the page cannot say anything else than what was decided.

use crate::client::prefers_html;
use crate::enforce::{Asked, Pep, Scene, host_port};
use crate::render::{Reader, place, problem};
use bytes::Bytes;
use http::{Method, Response};
use portcullis_guard::Ask;
use portcullis_guard::{Effect, Operator, Outcome};
use portcullis_model::{Email, ReasonSet};
use portcullis_pages::{Condition, Denied, Met, Person, Problem};

/// A letter, not a list.
const SHOWN: usize = 8;

pub(crate) fn render(pep: &Pep, scene: &Scene<'_>, ask: &Ask<'_>, asked: &Asked<'_>, reasons: ReasonSet) -> Response<Bytes> {
    let html = matches!(asked.head.method, Method::GET | Method::HEAD | Method::POST) && prefers_html(&asked.head.headers);
    if !html {
        let names: Vec<&str> = reasons.iter().map(|r| r.as_str()).collect();
        return problem(&Problem {
            kind: "about:blank",
            status: 403,
            title: "Not permitted",
            request_id: asked.id.as_str(),
            reasons: &names,
            ..Problem::default()
        });
    }
    let subject = scene.who.subject();
    let account = subject.email.as_ref().map_or(&*subject.user, Email::as_str);
    let person = scene.who.session().map(|_| Person { display_name: &subject.display_name, account });
    let conditions = conditions(pep, scene, ask, asked);
    let host = host_port(asked.target);
    let page = Denied { application: &scene.route.name, person, conditions: &conditions, place: place(asked, &host) };
    let reader = Reader { headers: Some(&asked.head.headers), session: scene.who.session().map(|s| &**s) };
    pep.renderer.page(&pep.setting.load().portal, asked.now, reader, |site| page.render(site))
}

/// What is asked for, from the rules that allow. Of alternatives that name people, only that there are such is shown: a
/// refusal must not list who else may come in.
fn conditions(pep: &Pep, scene: &Scene<'_>, ask: &Ask<'_>, asked: &Asked<'_>) -> Vec<Condition> {
    let Some(trace) = pep.guard.explain(scene.who, ask, asked.now) else { return Vec::new() };
    let mut shown: Vec<Condition> = Vec::new();
    // Of steps only the one that decides asks for anything.
    let lists = trace.rules.iter().filter(|r| r.effect == Effect::Allow).flat_map(|r| &r.lists);
    let lists = lists.filter(|list| list.step.is_none() || list.criteria.iter().any(|c| c.deciding));
    for (list, criterion) in lists.flat_map(|list| list.criteria.iter().map(move |c| (list, c))) {
        let met = (criterion.outcome == Outcome::True) != criterion.condition.negated;
        let names_somebody = matches!(criterion.condition.key.split('.').next(), Some("user" | "email"));
        let condition = if names_somebody && !met && (list.operator == Operator::Or || list.criteria.len() > 1) {
            Condition { text: String::new(), met: Met::Hidden }
        } else {
            Condition { text: criterion.condition.to_string(), met: if met { Met::Met } else { Met::Missing } }
        };
        if !shown.iter().any(|c| c.text == condition.text && c.met == condition.met) {
            shown.push(condition);
        }
    }
    // A deny rule that holds is the reason, whatever the others say; its words may be private, its being there is not.
    if trace.deny == Outcome::True {
        shown.push(Condition { text: String::new(), met: Met::Hidden });
    }
    shown.truncate(SHOWN);
    shown
}
