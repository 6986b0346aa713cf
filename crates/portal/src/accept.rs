//! The privacy notice that somebody accepts before their sign-in goes on.
//!
//! Why: asked after the sign-in, so that it is a person's word and not a browser's; asked once for each notice.

use crate::form::Fields;
use crate::form_token::Form;
use crate::purpose::Purpose;
use crate::reply::Reply;
use crate::visit::{Visit, person};
use http::StatusCode;
use portcullis_identity::LiveSession;
use portcullis_pages::{Accept, Trouble};

/// Where it is asked.
pub(crate) fn address(purpose: &Purpose<'_>) -> String {
    format!("/accept{}", purpose.query())
}

/// The notice that this person has yet to accept.
pub(crate) fn missing<'a>(visit: &Visit<'a>, session: &LiveSession) -> Option<&'a str> {
    visit.portal.settings.must_accept.as_deref().filter(|notice| session.accepted_notice().as_deref() != Some(notice))
}

/// `GET /accept?flow=…`
pub(crate) async fn show(visit: &Visit<'_>) -> Reply {
    let fields = match visit.query() {
        Ok(fields) => fields,
        Err(trouble) => return visit.trouble(trouble),
    };
    let purpose = Purpose::of(visit, &fields);
    let session = match purpose.session(visit, StatusCode::FOUND).await {
        Ok(session) => session,
        Err(reply) => return reply,
    };
    match missing(visit, &session) {
        Some(notice) => page(visit, &purpose, &session, notice, false),
        None => purpose.to_sign_in(StatusCode::FOUND),
    }
}

/// `POST /accept` with the `notice` that was shown: of another one it says nothing.
pub(crate) async fn submit(visit: &Visit<'_>, fields: &Fields) -> Reply {
    let purpose = Purpose::of(visit, fields);
    let session = match purpose.session(visit, StatusCode::SEE_OTHER).await {
        Ok(session) => session,
        Err(reply) => return reply,
    };
    let Some(notice) = missing(visit, &session) else { return purpose.to_sign_in(StatusCode::SEE_OTHER) };
    if !visit.holds(fields, Form::Accept, Some(&session)) || fields.get("notice") != notice {
        return page(visit, &purpose, &session, notice, true);
    }
    match visit.portal.identity.accept_notice(&session, notice, &visit.actor(&session), visit.request.now).await {
        Ok(()) => purpose.to_sign_in(StatusCode::SEE_OTHER),
        Err(_) => visit.trouble(Trouble::Unavailable),
    }
}

fn page(visit: &Visit<'_>, purpose: &Purpose<'_>, session: &LiveSession, notice: &str, stale: bool) -> Reply {
    let (origin, subject) = (purpose.origin(), session.subject());
    let csrf = visit.token(Form::Accept, Some(session));
    let page = Accept { asker: purpose.asker(origin.as_deref()), person: person(&subject), notice, stale, csrf: &csrf, flow: purpose.flow };
    visit.page_with_form(page.render(&visit.site()))
}
