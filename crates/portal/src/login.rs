//! Signing in: the form, the straight way on, a passkey instead of a password.
//!
//! Why: what was asked travels sealed and is opened once; what was typed goes to `identity`, and every refusal looks and lasts
//! the same (S20).

use crate::accept;
use crate::cookie::{self, Life};
use crate::form::Fields;
use crate::form_token::Form;
use crate::purpose::{Next, Purpose};
use crate::reply::{self, Reply};
use crate::visit::{Visit, person};
use http::{StatusCode, header};
use portcullis_crypto::SecretBytes;
use portcullis_identity::{Keep, LiveSession, Minted, Proven, SignInRefused};
use portcullis_pages::{KeyAsk, SignIn, SignInTrouble, Trouble};
use tokio::time::Instant;

/// `GET /login`: straight on where the session is enough, else the form.
pub(crate) async fn show(visit: &Visit<'_>) -> Reply {
    let fields = match visit.query() {
        Ok(fields) => fields,
        Err(trouble) => return visit.trouble(trouble),
    };
    let purpose = Purpose::of(visit, &fields);
    let session = match visit.session().await {
        Ok(session) => session,
        Err(_) => return visit.trouble(Trouble::Unavailable),
    };
    let session = session.as_deref();
    match purpose.next(visit, session).await {
        Ok(Next::On) => match session {
            Some(session) if visit.is_top_level() => purpose.on(visit, session, StatusCode::FOUND).await,
            _ => form(visit, &purpose, session, None, None).await,
        },
        Ok(Next::Form(trouble)) => {
            let reset = (session.is_none() && fields.get("done") == "password-reset").then_some(SignInTrouble::PasswordReset);
            form(visit, &purpose, session, trouble.or(reset), None).await
        }
        Ok(Next::Accept) => reply::redirect(StatusCode::FOUND, &accept::address(&purpose)),
        Ok(Next::Second) => reply::redirect(StatusCode::FOUND, &format!("/second-factor{}", purpose.query())),
        Ok(Next::StepUp { enroll }) => step_up(visit, &purpose, session, enroll).await,
        Err(_) => visit.trouble(Trouble::Unavailable),
    }
}

/// `POST /login`: name and password, a passkey's answer, or the button that goes on with the session there is.
pub(crate) async fn submit(visit: &Visit<'_>, fields: &Fields, started: Instant) -> Reply {
    let purpose = Purpose::of(visit, fields);
    let old = match visit.session().await {
        Ok(old) => old,
        Err(_) => return visit.trouble(Trouble::Unavailable),
    };
    if !visit.holds(fields, Form::SignIn, old.as_deref()) {
        return form(visit, &purpose, old.as_deref(), Some(SignInTrouble::Stale), Some(fields)).await;
    }
    if fields.has("continue") && !fields.has("username") {
        return go_on(visit, &purpose, old.as_deref()).await;
    }
    let with_key = !fields.get("answer").is_empty();
    let offered = !visit.portal.settings.keep_for.is_zero();
    let keep = if offered && fields.has("keep") { Keep::Remember } else { Keep::UntilClosed };
    let minted = match prove(visit, fields, with_key).await {
        Ok(proven) => mint(visit, proven, keep, old.as_deref()).await,
        Err(refused) => Err(refused),
    };
    let minted = match minted {
        Ok(minted) => minted,
        Err(refused) => {
            let trouble = match refused {
                SignInRefused::NotRight if with_key => SignInTrouble::PasskeyRefused,
                SignInRefused::NotRight => SignInTrouble::Refused,
                SignInRefused::Busy => SignInTrouble::Busy,
                SignInRefused::Unavailable(_) => SignInTrouble::Unavailable,
            };
            // One time for every failure: an unknown name costs what a wrong password costs (S20).
            tokio::time::sleep_until(started + visit.portal.identity.answer_deadline()).await;
            return form(visit, &purpose, old.as_deref(), Some(trouble), Some(fields)).await;
        }
    };
    after(visit, &purpose, &minted).await
}

async fn prove(visit: &Visit<'_>, fields: &Fields, with_key: bool) -> Result<Proven, SignInRefused> {
    let identity = &visit.portal.identity;
    let (context, now) = (visit.context(), visit.request.now);
    if with_key {
        return identity.sign_in_with_passkey(fields.get("sealed"), fields.get("answer"), &context, now).await;
    }
    Ok(identity.sign_in(fields.get("username").trim(), &SecretBytes::from(fields.get("password")), &context, now).await?.into())
}

async fn go_on(visit: &Visit<'_>, purpose: &Purpose<'_>, session: Option<&LiveSession>) -> Reply {
    match (purpose.next(visit, session).await, session) {
        (Ok(Next::On | Next::Form(Some(SignInTrouble::SignedOutHere))), Some(session)) => purpose.on(visit, session, StatusCode::SEE_OTHER).await,
        (Ok(Next::Form(trouble)), _) => form(visit, purpose, session, trouble, None).await,
        (Ok(Next::Accept), _) => reply::redirect(StatusCode::SEE_OTHER, &accept::address(purpose)),
        (Ok(Next::Second), _) => reply::redirect(StatusCode::SEE_OTHER, &format!("/second-factor{}", purpose.query())),
        (Ok(Next::StepUp { enroll }), _) => step_up(visit, purpose, session, enroll).await,
        (Ok(Next::On), None) => form(visit, purpose, None, None, None).await,
        (Err(_), _) => visit.trouble(Trouble::Unavailable),
    }
}

/// A session that this browser had ends: its id from before the sign-in opens nothing after it (S7).
async fn mint(visit: &Visit<'_>, proven: Proven, keep: Keep, old: Option<&LiveSession>) -> Result<Minted, SignInRefused> {
    let (identity, context, now) = (&visit.portal.identity, visit.context(), visit.request.now);
    match old {
        Some(old) => identity.mint_replacing(proven, keep, old, &context, now).await,
        None => identity.mint(proven, keep, &context, now).await,
    }
}

/// Where a fresh session leads.
pub(crate) async fn after(visit: &Visit<'_>, purpose: &Purpose<'_>, minted: &Minted) -> Reply {
    let session = &*minted.session;
    let mut answer = match purpose.next(visit, Some(session)).await {
        Ok(Next::StepUp { enroll }) => step_up(visit, purpose, Some(session), enroll).await,
        Ok(Next::Accept) => reply::redirect(StatusCode::SEE_OTHER, &accept::address(purpose)),
        Ok(Next::Second) => reply::redirect(StatusCode::SEE_OTHER, &format!("/second-factor{}", purpose.query())),
        // Just signed in: nothing is asked a second time.
        Ok(Next::On | Next::Form(_)) => purpose.on(visit, session, StatusCode::SEE_OTHER).await,
        Err(_) => visit.trouble(Trouble::Unavailable),
    };
    signed_in(visit, &mut answer, minted);
    answer
}

/// The cookies of a fresh session. The form cookie goes: what was valid before sign-in is not valid after it (S7).
pub(crate) fn signed_in(visit: &Visit<'_>, answer: &mut Reply, minted: &Minted) {
    let life = minted.max_age.map_or(Life::Browser, Life::For);
    answer.headers_mut().remove(header::SET_COOKIE);
    reply::add_cookie(answer, &cookie::set(cookie::SESSION, &minted.cookie_value, life));
    reply::add_cookie(answer, &cookie::clear(cookie::FORM));
    if let Some(device) = visit.device_cookie() {
        reply::add_cookie(answer, &device);
    }
}

async fn form(visit: &Visit<'_>, purpose: &Purpose<'_>, session: Option<&LiveSession>, trouble: Option<SignInTrouble>, typed: Option<&Fields>) -> Reply {
    let origin = purpose.origin();
    let subject = session.map(LiveSession::subject);
    // Whoever's key it is: the page is the same for everybody.
    let key = visit.portal.identity.ask_passkey(None, visit.request.now).await.ok();
    let page = SignIn {
        asker: purpose.asker(origin.as_deref()),
        trouble,
        username: typed.map_or("", |f| f.get("username")),
        whose: subject.as_deref().map_or("", |s| person(s).account),
        keep: typed.is_some_and(|f| f.has("keep")),
        keep_for: visit.portal.settings.keep_for,
        csrf: &visit.token(Form::SignIn, session),
        flow: purpose.flow,
        continue_as: subject.as_deref().filter(|_| trouble == Some(SignInTrouble::SignedOutHere)).map(|s| person(s).display_name),
        forgot: crate::reset::address(visit),
        passkey: key.as_ref().map(|k| KeyAsk { options: &k.options, sealed: &k.sealed }),
    };
    let mut answer = visit.page_with_form(page.render(&visit.site()));
    if answer.status() == StatusCode::SERVICE_UNAVAILABLE {
        reply::add(&mut answer, header::RETRY_AFTER, "5");
    }
    answer
}

/// Where nobody is signed in yet the password is asked first, so that the page can say whose factor is missing.
async fn step_up(visit: &Visit<'_>, purpose: &Purpose<'_>, session: Option<&LiveSession>, enroll: bool) -> Reply {
    match purpose.step_up(visit, session, enroll) {
        Some(page) => page,
        None => form(visit, purpose, None, None, None).await,
    }
}
