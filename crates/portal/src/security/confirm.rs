//! A mailed code before a change, for somebody who has nothing but a password.
//!
//! Why: a password that was guessed must not be enough to put a key of one's own beside it.

use super::overview;
use crate::form::Fields;
use crate::form_token::Form;
use crate::limits::Endpoint;
use crate::purpose::{self, SECURITY};
use crate::reply::{self, Reply};
use crate::visit::{Visit, person};
use http::{StatusCode, header};
use portcullis_identity::{CodeTrouble, LiveSession, MailedCode};
use portcullis_pages::{ConfirmCode, ConfirmState, FactorTrouble, Trouble};
use std::sync::Arc;

/// The way to this page from one that asked for it.
pub(super) fn address(path: &str) -> String {
    match purpose::word_of(path) {
        Some(word) => format!("/account/security/confirm?to={word}"),
        None => "/account/security/confirm".to_owned(),
    }
}
fn back(word: &str) -> &'static str {
    purpose::page_of(word).unwrap_or(purpose::SECURITY_PAGE)
}

/// The person of this browser, where a code is what stands between them and a change.
async fn asked(visit: &Visit<'_>, to: &str, status: StatusCode) -> Result<Arc<LiveSession>, Reply> {
    let session = match visit.session().await {
        Ok(Some(session)) => session,
        Ok(None) => return Err(reply::redirect(status, &format!("/login?flow={SECURITY}"))),
        Err(_) => return Err(visit.trouble(Trouble::Unavailable)),
    };
    let identity = &visit.portal.identity;
    let Ok(owned) = identity.owned(session.person).await else { return Err(visit.trouble(Trouble::Unavailable)) };
    match identity.mailed_code(&session, &owned).await {
        Ok(MailedCode::Asked(until)) if until.is_none_or(|until| visit.request.now >= until) => Ok(session),
        Ok(_) => Err(reply::redirect(status, back(to))),
        Err(_) => Err(visit.trouble(Trouble::Unavailable)),
    }
}

/// `GET /account/security/confirm?to=…`
pub(crate) async fn show(visit: &Visit<'_>) -> Reply {
    let fields = match visit.query() {
        Ok(fields) => fields,
        Err(trouble) => return visit.trouble(trouble),
    };
    match asked(visit, fields.get("to"), StatusCode::FOUND).await {
        Ok(session) => page(visit, &session, ConfirmState::Ask, fields.get("to")),
        Err(reply) => reply,
    }
}

/// `POST /account/security/confirm` with `send` or `code`
pub(crate) async fn submit(visit: &Visit<'_>, fields: &Fields) -> Reply {
    let to = fields.get("to");
    let session = match asked(visit, to, StatusCode::SEE_OTHER).await {
        Ok(session) => session,
        Err(reply) => return reply,
    };
    if !visit.holds(fields, Form::Security, Some(&session)) {
        return page(visit, &session, ConfirmState::Stale, to);
    }
    let (identity, actor, now) = (&visit.portal.identity, visit.actor(&session), visit.request.now);
    let endpoint = if fields.has("send") { Endpoint::MailedCodeStart } else { Endpoint::MailedCodeFinish };
    if let Some(wait) = visit.wait(endpoint) {
        let mut answer = page(visit, &session, ConfirmState::TooMany, to);
        reply::retry_after(&mut answer, wait);
        return answer;
    }
    let done = if fields.has("send") {
        identity.send_code(&session, &actor, &visit.context(), now).await.map(|()| ConfirmState::Sent)
    } else {
        match identity.confirm_code(&session, fields.get("code"), &actor, now).await {
            Ok(()) => return reply::redirect(StatusCode::SEE_OTHER, back(to)),
            Err(trouble) => Err(trouble),
        }
    };
    match done {
        Ok(state) => page(visit, &session, state, to),
        Err(CodeTrouble::NotRight) => page(visit, &session, ConfirmState::Wrong, to),
        Err(CodeTrouble::TooMany) => {
            let mut answer = page(visit, &session, ConfirmState::TooMany, to);
            reply::add(&mut answer, header::RETRY_AFTER, "60");
            answer
        }
        Err(CodeTrouble::Off) => overview::page(visit, &session, None, Some(FactorTrouble::Off)).await,
        Err(CodeTrouble::Unavailable(_)) => page(visit, &session, ConfirmState::Unavailable, to),
    }
}

fn page(visit: &Visit<'_>, session: &LiveSession, state: ConfirmState, to: &str) -> Reply {
    let subject = session.subject();
    let address = subject.email.as_ref().map_or("", |e| e.as_str());
    let to = purpose::page_of(to).and_then(purpose::word_of).unwrap_or_default();
    let page = ConfirmCode { person: person(&subject), state, address, to, csrf: &visit.token(Form::Security, Some(session)) };
    visit.page_with_form(page.render(&visit.site()))
}
