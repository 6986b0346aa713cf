//! Signing in: the form, the straight way on, the step-up that can't be met yet.
//!
//! Why: what was asked travels sealed and is opened once; what was typed goes to `identity`, and every refusal looks and lasts
//! the same (S20).

use crate::cookie::{self, Life};
use crate::form::Fields;
use crate::form_token::Form;
use crate::reply::{self, Reply};
use crate::visit::{Visit, person};
use http::{StatusCode, header};
use portcullis_authn::{Abilities, Ask, Requirement, SessionFacts, Step, Why, begin};
use portcullis_crypto::SecretBytes;
use portcullis_identity::{Handoff, Keep, LiveSession, Minted, SignInRefused};
use portcullis_pages::{Asker, Place, SignIn, SignInTrouble, StepUp, Trouble};
use tokio::time::Instant;

/// What a sign-in is for.
struct Purpose<'f> {
    flow: &'f str,
    /// The opened hand-off and its application's name; none where the person came by themselves, or the link is no good.
    to: Option<(Handoff, Box<str>)>,
    lost: bool,
}

/// `GET /login`: straight on where the session is enough, else the form.
pub(crate) async fn show(visit: &Visit<'_>) -> Reply {
    let fields = match visit.query() {
        Ok(fields) => fields,
        Err(trouble) => return visit.trouble(trouble),
    };
    let purpose = purpose(visit, &fields);
    let session = match visit.session().await {
        Ok(session) => session,
        Err(_) => return visit.trouble(Trouble::Unavailable),
    };
    let session = session.as_deref();
    match next(visit, &purpose, session) {
        Next::On => match session {
            Some(session) if visit.is_top_level() => on(visit, &purpose, session, StatusCode::FOUND).await,
            _ => form(visit, &purpose, session, None, None),
        },
        Next::Form(trouble) => form(visit, &purpose, session, trouble, None),
        Next::StepUp => step_up(visit, &purpose, session),
    }
}

/// `POST /login`: name and password, or the button that goes on with the session there is.
pub(crate) async fn submit(visit: &Visit<'_>, fields: &Fields, started: Instant) -> Reply {
    let purpose = purpose(visit, fields);
    let old = match visit.session().await {
        Ok(old) => old,
        Err(_) => return visit.trouble(Trouble::Unavailable),
    };
    if !visit.holds(fields, Form::SignIn, old.as_deref()) {
        return form(visit, &purpose, old.as_deref(), Some(SignInTrouble::Stale), Some(fields));
    }
    if fields.has("continue") && !fields.has("username") {
        return match (next(visit, &purpose, old.as_deref()), &old) {
            (Next::On | Next::Form(Some(SignInTrouble::SignedOutHere)), Some(session)) => on(visit, &purpose, session, StatusCode::SEE_OTHER).await,
            (Next::Form(trouble), _) => form(visit, &purpose, old.as_deref(), trouble, None),
            _ => step_up(visit, &purpose, old.as_deref()),
        };
    }
    let identity = &visit.portal.identity;
    let (context, now) = (visit.context(), visit.request.now);
    let password = SecretBytes::from(fields.get("password"));
    let proof = match identity.sign_in(fields.get("username").trim(), &password, &context, now).await {
        Ok(proof) => proof,
        Err(refused) => {
            let trouble = match refused {
                SignInRefused::NotRight => SignInTrouble::Refused,
                SignInRefused::Busy => SignInTrouble::Busy,
                SignInRefused::Unavailable(_) => SignInTrouble::Unavailable,
            };
            // One time for every failure: an unknown name costs what a wrong password costs (S20).
            tokio::time::sleep_until(started + identity.answer_deadline()).await;
            return form(visit, &purpose, old.as_deref(), Some(trouble), Some(fields));
        }
    };
    let keep = if fields.has("keep") { Keep::Remember } else { Keep::UntilClosed };
    // A session that this browser had ends: its id from before the sign-in opens nothing after it (S7).
    let minted = match &old {
        Some(old) => identity.mint_replacing(proof, keep, old, &context, now).await,
        None => identity.mint(proof, keep, &context, now).await,
    };
    let Ok(minted) = minted else {
        return form(visit, &purpose, old.as_deref(), Some(SignInTrouble::Unavailable), Some(fields));
    };
    let mut answer = match next(visit, &purpose, Some(&minted.session)) {
        Next::StepUp => step_up(visit, &purpose, Some(&minted.session)),
        // Just signed in: nothing is asked a second time.
        Next::On | Next::Form(_) => on(visit, &purpose, &minted.session, StatusCode::SEE_OTHER).await,
    };
    signed_in(&mut answer, &minted);
    answer
}

/// The cookies of a fresh session. The form cookie goes: what was valid before sign-in is not valid after it (S7).
pub(crate) fn signed_in(answer: &mut Reply, minted: &Minted) {
    let life = minted.max_age.map_or(Life::Browser, Life::For);
    answer.headers_mut().remove(header::SET_COOKIE);
    reply::add_cookie(answer, &cookie::set(cookie::SESSION, &minted.cookie_value, life));
    reply::add_cookie(answer, &cookie::clear(cookie::FORM));
}

enum Next {
    On,
    Form(Option<SignInTrouble>),
    StepUp,
}

fn next(visit: &Visit<'_>, purpose: &Purpose<'_>, session: Option<&LiveSession>) -> Next {
    let need = purpose.to.as_ref().map_or_else(Requirement::default, |(handoff, _)| handoff.requirement);
    let facts = session.map(|s| SessionFacts::from(&s.auth));
    match begin(&need, facts.as_ref(), Abilities::password(), visit.request.now) {
        Step::Satisfied => match (&purpose.to, session) {
            (Some((handoff, _)), Some(session)) if session.asks_on(handoff.target.host()) => Next::Form(Some(SignInTrouble::SignedOutHere)),
            _ => Next::On,
        },
        Step::Ask(Ask::Password(Why::Fresh)) => Next::Form(Some(SignInTrouble::Again)),
        Step::CannotMeet(_) => Next::StepUp,
        _ => Next::Form(purpose.lost.then_some(SignInTrouble::LostWay)),
    }
}

fn purpose<'f>(visit: &Visit<'_>, fields: &'f Fields) -> Purpose<'f> {
    let flow = fields.get("flow");
    if flow.is_empty() {
        return Purpose { flow, to: None, lost: false };
    }
    // Only what we sealed ourselves, and only to an origin that is a route's now (S3, S32).
    let opened = visit.portal.identity.open_handoff(flow, visit.request.now).ok();
    let to = opened.and_then(|handoff| visit.portal.launcher.application_at(&handoff.target).map(|name| (handoff, name)));
    match to {
        Some(to) => Purpose { flow, to: Some(to), lost: false },
        None => Purpose { flow: "", to: None, lost: true },
    }
}

/// To the application with a one-time code, or to the launcher.
async fn on(visit: &Visit<'_>, purpose: &Purpose<'_>, session: &LiveSession, status: StatusCode) -> Reply {
    let Some((handoff, _)) = &purpose.to else { return reply::redirect(status, "/") };
    match visit.portal.identity.issue_code(session, handoff, visit.request.now).await {
        Ok(code) => reply::redirect(status, &format!("{}/.portcullis/callback?code={code}", handoff.target.origin())),
        Err(_) => visit.trouble(Trouble::Unavailable),
    }
}

fn form(visit: &Visit<'_>, purpose: &Purpose<'_>, session: Option<&LiveSession>, trouble: Option<SignInTrouble>, typed: Option<&Fields>) -> Reply {
    let origin = purpose.to.as_ref().map(|(handoff, _)| handoff.target.origin());
    let asker = purpose.to.as_ref().zip(origin.as_deref()).map(|((_, name), origin)| Asker { name, origin });
    let subject = session.map(LiveSession::subject);
    let page = SignIn {
        asker,
        trouble,
        username: typed.map_or("", |f| f.get("username")),
        keep: typed.is_some_and(|f| f.has("keep")),
        keep_for: visit.portal.settings.keep_for,
        csrf: &visit.token(Form::SignIn, session),
        flow: purpose.flow,
        whose: subject.as_deref().map_or("", |s| person(s).account),
        continue_as: subject.as_deref().filter(|_| trouble == Some(SignInTrouble::SignedOutHere)).map(|s| person(s).display_name),
    };
    let mut answer = visit.page_with_form(page.render(&visit.site()));
    if answer.status() == StatusCode::SERVICE_UNAVAILABLE {
        reply::add(&mut answer, header::RETRY_AFTER, "5");
    }
    answer
}

fn step_up(visit: &Visit<'_>, purpose: &Purpose<'_>, session: Option<&LiveSession>) -> Reply {
    let (Some((handoff, name)), Some(session)) = (&purpose.to, session) else {
        // Nobody is signed in yet: the password is asked first, so that the page can say whose factor is missing.
        return form(visit, purpose, None, None, None);
    };
    let subject = session.subject();
    let origin = handoff.target.origin();
    // With the port, where it is not the scheme's own.
    let host = origin.split_once("://").map_or(&*origin, |(_, authority)| authority);
    let place = Place { method: "GET", host, path: "/", request: visit.request.id };
    visit.page(StepUp { application: name, person: person(&subject), place, status: 200 }.render(&visit.site()))
}
