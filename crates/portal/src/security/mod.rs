//! A person's factors: seen, added, renamed, removed.
//!
//! Why: everything here asks for a recent and strong proof first, as a type ([`Elevated`]): a stolen session adds no key of its own.

mod app;
pub(crate) mod confirm;
mod keys;
mod overview;
mod password;
mod recovery;
mod remove;

pub(crate) use overview::show;

use crate::form::Fields;
use crate::form_token::Form;
use crate::purpose;
use crate::reply::{self, Reply};
use crate::visit::Visit;
use http::StatusCode;
use portcullis_authn::{Elevated, NotElevated, Owned, SessionFacts};
use portcullis_identity::{FactorRefused, LiveSession, MailedCode, PasskeyRefused};
use portcullis_pages::{FactorTrouble, Trouble};
use std::sync::Arc;
use tokio::time::Instant;

/// Somebody who may change how they sign in.
pub(crate) struct Keeper {
    pub(crate) session: Arc<LiveSession>,
    pub(crate) proof: Elevated,
    pub(crate) owned: Owned,
}

/// The person of this browser, or the way to become it.
pub(crate) async fn keeper(visit: &Visit<'_>, status: StatusCode) -> Result<Keeper, Reply> {
    let to_sign_in = || reply::redirect(status, &format!("/login?flow={}", purpose::to_security(visit.request.target.path())));
    let session = match visit.session().await {
        Ok(Some(session)) => session,
        Ok(None) => return Err(to_sign_in()),
        Err(_) => return Err(visit.trouble(Trouble::Unavailable)),
    };
    if crate::accept::missing(visit, &session).is_some() {
        return Err(reply::redirect(status, "/accept"));
    }
    let Ok(owned) = visit.portal.identity.owned(session.person).await else { return Err(visit.trouble(Trouble::Unavailable)) };
    let now = visit.request.now;
    let proof = match visit.portal.identity.mailed_code(&session, &owned).await {
        Ok(MailedCode::NotAsked) => Elevated::of(session.person, &SessionFacts::from(&session.auth), &owned, now),
        Ok(MailedCode::Asked(until)) if owned.has_second() => {
            Elevated::of(session.person, &SessionFacts::from(&session.auth), &owned, now).and_then(|proof| proof.with_code(until, now))
        }
        Ok(MailedCode::Asked(until)) => Elevated::by_code(session.person, &owned, until, now),
        Err(_) => return Err(visit.trouble(Trouble::Unavailable)),
    };
    match proof {
        Ok(proof) => Ok(Keeper { session, proof, owned }),
        Err(NotElevated::Unconfirmed) => Err(reply::redirect(status, &confirm::address(visit.request.target.path()))),
        Err(NotElevated::Old | NotElevated::Weak) => Err(to_sign_in()),
    }
}

/// `GET` below `/account/security/`.
pub(crate) async fn read(visit: &Visit<'_>, path: &str) -> Reply {
    let keeper = match keeper(visit, StatusCode::FOUND).await {
        Ok(keeper) => keeper,
        Err(reply) => return reply,
    };
    match path {
        "/account/security/keys/add" => keys::show(visit, &keeper, None, "").await,
        "/account/security/app/add" => app::show(visit, &keeper, None).await,
        "/account/security/codes" => recovery::ask(visit, &keeper).await,
        "/account/security/password" => password::show(visit, &keeper, &[], None),
        _ => remove::confirm(visit, &keeper).await,
    }
}

/// `POST` below `/account/security/`.
pub(crate) async fn write(visit: &Visit<'_>, path: &str, fields: &Fields, started: Instant) -> Reply {
    let keeper = match keeper(visit, StatusCode::SEE_OTHER).await {
        Ok(keeper) => keeper,
        Err(reply) => return reply,
    };
    if !visit.holds(fields, Form::Security, Some(&keeper.session)) {
        return overview::page(visit, &keeper.session, None, Some(FactorTrouble::Stale)).await;
    }
    match path {
        "/account/security/keys/add" => keys::add(visit, &keeper, fields).await,
        "/account/security/keys/rename" => keys::rename(visit, &keeper, fields).await,
        "/account/security/app/add" => app::add(visit, &keeper, fields).await,
        "/account/security/codes" => recovery::draw(visit, &keeper).await,
        "/account/security/password" => password::change(visit, &keeper, fields, started).await,
        _ => remove::remove(visit, &keeper, fields).await,
    }
}

/// To the overview, which says what was done.
fn done(what: &str) -> Reply {
    reply::redirect(StatusCode::SEE_OTHER, &format!("/account/security?done={what}"))
}

pub(crate) const fn trouble(refused: FactorRefused) -> FactorTrouble {
    match refused {
        FactorRefused::Off => FactorTrouble::Off,
        FactorRefused::Stale => FactorTrouble::Stale,
        FactorRefused::WrongCode => FactorTrouble::WrongCode,
        FactorRefused::There => FactorTrouble::There,
        FactorRefused::BadName => FactorTrouble::BadName,
        FactorRefused::Unknown => FactorTrouble::Unknown,
        FactorRefused::TooMany => FactorTrouble::TooMany,
        FactorRefused::Passkey(PasskeyRefused::Unreadable) => FactorTrouble::KeyUnreadable,
        FactorRefused::Passkey(PasskeyRefused::NotVerified) => FactorTrouble::KeyNotVerified,
        FactorRefused::Passkey(PasskeyRefused::Model(_)) => FactorTrouble::KeyModel,
        FactorRefused::Passkey(PasskeyRefused::Synced) => FactorTrouble::KeySynced,
        FactorRefused::Passkey(PasskeyRefused::Unproven(_)) => FactorTrouble::KeyUnproven,
        FactorRefused::Passkey(PasskeyRefused::Outdated) => FactorTrouble::ModelsOutdated,
        FactorRefused::Passkey(_) => FactorTrouble::KeyMismatch,
        FactorRefused::Unavailable(_) => FactorTrouble::Unavailable,
    }
}
