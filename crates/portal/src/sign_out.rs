//! Signing out everywhere: the question, and the end of it.
//!
//! Why: a POST with its token ends the sign-in session and every host session of it; no link and no other site can (S25).

use crate::cookie;
use crate::form::Fields;
use crate::form_token::Form;
use crate::reply::{self, Reply};
use crate::visit::{Visit, person};
use portcullis_identity::LiveSession;
use portcullis_pages::{SignOut, SignOutScope, SignedOut, Trouble};
use std::time::Duration;

pub(crate) async fn show(visit: &Visit<'_>) -> Reply {
    match visit.session().await {
        Ok(Some(session)) => question(visit, &session, false),
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
        return question(visit, &session, true);
    }
    let started = tokio::time::Instant::now();
    let identity = &visit.portal.identity;
    if identity.sign_out_everywhere(&session, &visit.actor(&session), visit.request.now).await.is_err() {
        return visit.trouble(Trouble::Unavailable);
    }
    let left = identity.list_sessions(Some(&session.person.to_string()), visit.request.now).await;
    let others = left.map_or(0, |all| all.len());
    done(visit, Some(started.elapsed()), others)
}

fn question(visit: &Visit<'_>, session: &LiveSession, stale: bool) -> Reply {
    let subject = session.subject();
    let csrf = visit.token(Form::SignOut, Some(session));
    let page = SignOut { scope: SignOutScope::Everywhere, person: person(&subject), action: "/sign-out", csrf: &csrf, stale };
    visit.page_with_form(page.render(&visit.site()))
}

fn done(visit: &Visit<'_>, closed: Option<Duration>, others: usize) -> Reply {
    let page = SignedOut { scope: SignOutScope::Everywhere, again: "/login", closed, others };
    let mut answer = visit.page(page.render(&visit.site()));
    reply::add_cookie(&mut answer, &cookie::clear(cookie::SESSION));
    answer
}
