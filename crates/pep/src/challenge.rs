//! A challenge, rendered by kind of client.
//!
//! Why: it is a decision, never an error. A navigation is sent to the portal with a sealed return target; a program gets
//! 401 with what would help; three returns that did not help end on a page that names the cause.

use crate::client::Client;
use crate::enforce::{Asked, Pep, Scene};
use crate::flow;
use crate::render::{problem, redirect};
use bytes::Bytes;
use http::header::{self, HeaderValue};
use http::{Response, StatusCode};
use portcullis_guard::{Ask, Challenge, Effect, Operator};
use portcullis_identity::{Requirement, Via};
use portcullis_model::{Aal, Reason, ReasonSet, TargetUri};
use portcullis_pages::{Problem, Trouble};

/// Returns from sign-in within a minute that still met a challenge: the third is the last.
const BOUNCES: u8 = 3;

pub(crate) fn render(pep: &Pep, scene: &Scene<'_>, asked: &Asked<'_>, need: &Challenge, ask: Option<&Ask<'_>>, reasons: ReasonSet) -> Response<Bytes> {
    // What kind of client asks matters only now: most requests never come here.
    match Client::of(&asked.head.method, asked.handshake, &asked.head.headers) {
        Client::Navigation => to_portal(pep, asked, asked.target, None, need, &scene.route.name),
        Client::Program | Client::Socket => program(pep, asked, need, ask.is_some_and(|ask| need.sign_in && wants_two(pep, scene, ask, asked)), reasons),
    }
}

/// The page that ends a loop, if this is one.
pub(crate) fn loop_page(pep: &Pep, asked: &Asked<'_>, route: &str) -> Option<Response<Bytes>> {
    (flow::bounces(&asked.head.headers) >= BOUNCES).then(|| {
        let mut page = pep.renderer.trouble(asked, Trouble::Loop, route, &pep.setting.load().portal);
        append(&mut page, flow::forget_bounces());
        page
    })
}

/// To the portal, and from there back to `target`: by its host's own callback, or by that of the cookie domain's portal.
pub(crate) fn to_portal(pep: &Pep, asked: &Asked<'_>, target: &TargetUri, via: Option<Via>, need: &Challenge, route: &str) -> Response<Bytes> {
    let headers = &asked.head.headers;
    let setting = pep.setting.load();
    if let Some(page) = loop_page(pep, asked, route) {
        return page;
    }
    let (flow, set) = flow::current_or_new(headers, pep.renderer.random());
    let requirement = Requirement { aal: need.aal, fresh_within: need.fresh_within, amr: need.amr };
    let sealed = match via {
        Some(via) => pep.identity.begin_domain_handoff(target, via, &flow, &requirement, asked.now),
        None => pep.identity.begin_handoff(target, &flow, &requirement, asked.now),
    };
    let mut response = redirect(StatusCode::FOUND, &format!("{}/login?flow={sealed}", setting.portal));
    append(&mut response, set);
    response
}

const SIGN_IN: &str = "Open login_url in a browser, sign in, and send the request again with the cookie of this host.";
const SECOND_FACTOR: &str = "This application asks for a second factor; sign in at login_url in a browser, with a second factor, and send the request again with the cookie of this host.";

/// Whether nobody comes in with one factor, whoever signs in: each rule that lets somebody in asks for two.
fn wants_two(pep: &Pep, scene: &Scene<'_>, ask: &Ask<'_>, asked: &Asked<'_>) -> bool {
    let Some(trace) = pep.guard.explain(scene.who, ask, asked.now) else { return false };
    let mut allowing = trace.rules.iter().filter(|r| r.effect == Effect::Allow && !r.lists.is_empty()).peekable();
    allowing.peek().is_some()
        && allowing.all(|rule| {
            rule.lists.iter().any(|list| {
                let mut twos = list.criteria.iter().map(|c| c.condition.key == "aal.two" && !c.condition.negated);
                match list.operator {
                    Operator::And => twos.any(|two| two),
                    Operator::Or => !list.criteria.is_empty() && twos.all(|two| two),
                    Operator::Not | Operator::Nor => false,
                }
            })
        })
}

/// RFC 9110 §11.6.1 wants the field on a 401; RFC 9470 names what a stronger sign-in would have to be.
fn program(pep: &Pep, asked: &Asked<'_>, need: &Challenge, two_factors: bool, reasons: ReasonSet) -> Response<Bytes> {
    let setting = pep.setting.load();
    let login = format!("{}/login", setting.portal);
    let reasons = if two_factors { reasons.with(Reason::AalInsufficient) } else { reasons };
    let names: Vec<&str> = reasons.iter().map(|r| r.as_str()).collect();
    let (title, detail) = match (need.sign_in, two_factors || need.aal == Some(Aal::Two)) {
        (true, false) => ("Sign in first", SIGN_IN),
        (true, true) => ("Sign in first, with a second factor", SECOND_FACTOR),
        (false, true) => ("Sign in again, with a second factor", SECOND_FACTOR),
        (false, false) => ("Sign in again", SIGN_IN),
    };
    let mut response =
        problem(&Problem { kind: "about:blank", status: 401, title, detail, request_id: asked.id.as_str(), reasons: &names, login_url: Some(&login) });
    let mut authenticate = format!("Portcullis login_url=\"{login}\"");
    if !need.sign_in {
        authenticate.push_str(", error=\"insufficient_user_authentication\"");
        if let Some(aal) = need.aal {
            authenticate.push_str(&format!(", aal=\"{}\"", u8::from(aal)));
        }
        if let Some(within) = need.fresh_within {
            authenticate.push_str(&format!(", max_age=\"{}\"", within.as_secs()));
        }
    }
    if let Ok(value) = HeaderValue::from_str(&authenticate) {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, value);
    }
    response
}

pub(crate) fn append(response: &mut Response<Bytes>, cookie: Option<HeaderValue>) {
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}
