//! Signing out everywhere: the question, and the end of it.
//!
//! Why: a POST with its token ends the sign-in session and every host session of it; no link and no other site can (S25).

use crate::cookie;
use crate::form::Fields;
use crate::form_token::Form;
use crate::reply::{self, Reply};
use crate::visit::{Visit, person};
use http::StatusCode;
use portcullis_identity::LiveSession;
use portcullis_pages::{SignOut, SignOutScope, SignedOut, Trouble};
use std::time::Duration;

/// `GET /sign-out?flow=…`: with a flow somebody else goes on where this person was going.
pub(crate) async fn show(visit: &Visit<'_>) -> Reply {
    let fields = match visit.query() {
        Ok(fields) => fields,
        Err(trouble) => return visit.trouble(trouble),
    };
    match visit.session().await {
        Ok(Some(session)) => question(visit, &session, flow(&fields), false),
        Ok(None) => done(visit, None, 0),
        Err(_) => visit.trouble(Trouble::Unavailable),
    }
}

pub(crate) async fn submit(visit: &Visit<'_>, fields: &Fields) -> Reply {
    let session = match visit.session().await {
        Ok(Some(session)) => session,
        Ok(None) => return done(visit, None, 0),
        Err(_) => return visit.trouble(Trouble::Unavailable),
    };
    if !visit.holds(fields, Form::SignOut, Some(&session)) {
        return question(visit, &session, flow(fields), true);
    }
    let started = tokio::time::Instant::now();
    let identity = &visit.portal.identity;
    if identity.sign_out_everywhere(&session, &visit.actor(&session), visit.request.now).await.is_err() {
        return visit.trouble(Trouble::Unavailable);
    }
    // Somebody else signs in, and goes where this person was going: the hand-off is opened and judged on the sign-in page.
    if let Some(flow) = Some(flow(fields)).filter(|f| !f.is_empty()) {
        let mut answer = reply::redirect(StatusCode::SEE_OTHER, &format!("/login?flow={flow}"));
        reply::add_cookie(&mut answer, &cookie::clear(cookie::SESSION));
        return answer;
    }
    let left = identity.list_sessions(Some(&session.person.to_string()), visit.request.now).await;
    let others = left.map_or(0, |all| all.len());
    done(visit, Some(started.elapsed()), others)
}

/// The sealed hand-off, if what came could be one; anything else is none.
fn flow(fields: &Fields) -> &str {
    let flow = fields.get("flow");
    if flow.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)) { flow } else { "" }
}

fn question(visit: &Visit<'_>, session: &LiveSession, flow: &str, stale: bool) -> Reply {
    let subject = session.subject();
    let csrf = visit.token(Form::SignOut, Some(session));
    let page = SignOut {
        scope: SignOutScope::Everywhere,
        person: person(&subject),
        action: "/sign-out",
        csrf: &csrf,
        flow,
        stale,
        streams_stay: visit.portal.settings.streams_stay,
    };
    visit.page_with_form(page.render(&visit.site()))
}

fn done(visit: &Visit<'_>, closed: Option<Duration>, others: usize) -> Reply {
    let page = SignedOut { scope: SignOutScope::Everywhere, again: "/login", closed, others };
    let mut answer = visit.page(page.render(&visit.site()));
    reply::add_cookie(&mut answer, &cookie::clear(cookie::SESSION));
    answer
}
