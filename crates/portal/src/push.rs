//! A question on the person's phone: one press asks, a page waits, one press takes the answer.
//!
//! Why: the waiting page only looks; what was allowed is taken by a form of our own, in the session that asked (S18). How often a
//! phone is asked is limited by address and by the person it belongs to.

use crate::form::Fields;
use crate::form_token::Form;
use crate::limits::Endpoint;
use crate::purpose::{Next, Purpose};
use crate::reply::{self, Reply};
use crate::second_factor::{self, Shown};
use crate::visit::{Visit, person};
use http::{HeaderName, StatusCode};
use portcullis_identity::{LiveSession, PushBegun, PushNotBegun, PushRefused, PushView};
use portcullis_pages::{Push, SecondTrouble, Trouble, Way};
use tokio::time::Instant;

const WAITING: &str = "/second-factor/push";

/// The button of the page of second factors, with `push` and, where one was chosen, `phone`.
pub(crate) async fn press(visit: &Visit<'_>, purpose: &Purpose<'_>, session: &LiveSession, fields: &Fields) -> Reply {
    if let Some(refused) = visit.limited(Endpoint::Push).or_else(|| visit.limited_for(Endpoint::Push, session.person)) {
        return refused;
    }
    let (identity, context, now) = (&visit.portal.identity, visit.context(), visit.request.now);
    let phone = Some(fields.get("phone")).filter(|p| !p.is_empty());
    let begun = if fields.get("push") == "list" && phone.is_none() {
        identity.push_devices(session, &context, now).await
    } else {
        // The application's own host: what the person reads on the phone is where they want to go.
        let origin = purpose.origin().unwrap_or_else(|| visit.portal.settings.origin.to_string());
        let place = origin.split_once("://").map_or(&*origin, |(_, host)| host);
        identity.begin_push(session, phone, place, &context, now).await
    };
    let (trouble, enrol) = match begun {
        Ok(PushBegun::Asked) => return reply::redirect(StatusCode::SEE_OTHER, &format!("{WAITING}{}", purpose.query())),
        Ok(PushBegun::Choose(phones)) => {
            return second_factor::form(visit, purpose, session, Shown { way: Some(Way::Duo), phones: &phones, ..Shown::default() }).await;
        }
        Ok(PushBegun::Bypassed(proof)) => return second_factor::taken(visit, purpose, session, *proof).await,
        Err(PushNotBegun::Unknown(page)) => (SecondTrouble::DuoUnknown, page.unwrap_or_default()),
        Err(refused) => (trouble(&refused), "".into()),
    };
    second_factor::form(visit, purpose, session, Shown { way: Some(Way::Duo), trouble: Some(trouble), enrol: &enrol, ..Shown::default() }).await
}

const fn trouble(refused: &PushNotBegun) -> SecondTrouble {
    match refused {
        PushNotBegun::NotRight => SecondTrouble::NotRight,
        PushNotBegun::Pending => SecondTrouble::PushPending,
        PushNotBegun::Denied => SecondTrouble::DuoDenied,
        PushNotBegun::Unknown(_) => SecondTrouble::DuoUnknown,
        PushNotBegun::NoDevice => SecondTrouble::DuoNoPhone,
        PushNotBegun::Bypass => SecondTrouble::DuoBypass,
        PushNotBegun::Away => SecondTrouble::DuoAway,
        PushNotBegun::Unavailable(_) => SecondTrouble::Unavailable,
    }
}

/// `GET /second-factor/push?flow=…`: how it stands. It comes again by itself while nobody has answered.
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
    match purpose.next(visit, Some(&session)).await {
        Ok(Next::Second) => {}
        Ok(_) => return purpose.to_sign_in(StatusCode::FOUND),
        Err(_) => return visit.trouble(Trouble::Unavailable),
    }
    let (phone, allowed) = match visit.portal.identity.push(&session, visit.request.now).await {
        Ok(PushView::Waiting(phone)) => (phone, false),
        Ok(PushView::Allowed(phone)) => (phone, true),
        Ok(PushView::Refused(why)) => {
            let trouble = match why {
                PushRefused::Denied => SecondTrouble::PushDenied,
                PushRefused::Reported => SecondTrouble::PushReported,
                PushRefused::Unanswered => SecondTrouble::PushUnanswered,
                PushRefused::Bypassed => SecondTrouble::DuoBypass,
            };
            return second_factor::form(visit, &purpose, &session, Shown { way: Some(Way::Duo), trouble: Some(trouble), ..Shown::default() }).await;
        }
        Ok(PushView::None) => return reply::redirect(StatusCode::FOUND, &format!("/second-factor{}", purpose.query())),
        Err(_) => return visit.trouble(Trouble::Unavailable),
    };
    let origin = purpose.origin();
    let subject = session.subject();
    let page = Push {
        asker: purpose.asker(origin.as_deref()),
        person: person(&subject),
        phone: &phone,
        allowed,
        csrf: &visit.token(Form::Second, Some(&session)),
        flow: purpose.flow,
    };
    let mut answer = visit.page_with_form(page.render(&visit.site()));
    if !allowed {
        reply::add(&mut answer, HeaderName::from_static("refresh"), "3");
    }
    answer
}

/// `POST /second-factor/push`: takes what the phone allowed.
pub(crate) async fn submit(visit: &Visit<'_>, fields: &Fields, started: Instant) -> Reply {
    let purpose = Purpose::of(visit, fields);
    let session = match purpose.session(visit, StatusCode::SEE_OTHER).await {
        Ok(session) => session,
        Err(reply) => return reply,
    };
    let refused =
        async |trouble| second_factor::form(visit, &purpose, &session, Shown { way: Some(Way::Duo), trouble: Some(trouble), ..Shown::default() }).await;
    if !visit.holds(fields, Form::Second, Some(&session)) {
        return refused(SecondTrouble::Stale).await;
    }
    match visit.portal.identity.finish_push(&session, &visit.context(), visit.request.now).await {
        Ok(proof) => second_factor::taken(visit, &purpose, &session, proof).await,
        Err(why) => {
            tokio::time::sleep_until(started + visit.portal.identity.answer_deadline()).await;
            refused(second_factor::trouble(why)).await
        }
    }
}
