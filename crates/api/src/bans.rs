//! Bans: list, add, revoke.
//!
//! Why: an administrator sees who is shut out and opens again at once; identity writes ban and event together.

use crate::answer::{Answer, Refused};
use crate::caller::Visit;
use crate::read::{Asked, Body, Limited, Named};
use crate::{Api, RouteKeeper};
use axum::Json;
use axum::extract::State;
use portcullis_identity::{BanDoor, BanSubject, BanView};
use portcullis_model::{Action, Timestamp, duration};
use portcullis_wire::{Ban, Listing, NewBan, Revoked};
use std::sync::Arc;

type Here<R> = State<Arc<Api<R>>>;

pub(crate) async fn list<R: RouteKeeper>(State(api): Here<R>, visit: Visit, limit: Result<Asked<Limited>, Refused>) -> Answer<Listing<Ban>> {
    visit.may(&api, Action::ApiRead, "bans").await?;
    let Asked(limit) = limit?;
    let bans = limit.of(api.identity.list_bans(visit.now).await?)?;
    Ok(Json(Listing { items: bans.iter().map(shown).collect(), next: None }))
}

pub(crate) async fn add<R: RouteKeeper>(State(api): Here<R>, visit: Visit, body: Result<Body<NewBan>, Refused>) -> Answer<Ban> {
    visit.may(&api, Action::ApiWrite, "bans").await?;
    let Body(new) = body?;
    let until = new.lasting.as_deref().map(|text| ends(text, visit.now)).transpose()?;
    let ban = api.identity.ban(&new.who, until, new.reason.as_deref().unwrap_or_default(), &visit.actor(), visit.now).await?;
    Ok(Json(shown(&ban)))
}

pub(crate) async fn revoke<R: RouteKeeper>(State(api): Here<R>, visit: Visit, Named(who): Named<String>) -> Answer<Revoked> {
    visit.may(&api, Action::ApiWrite, "bans").await?;
    api.identity.revoke_ban(&who, &visit.actor(), visit.now).await?;
    Ok(Json(Revoked { revoked: 1 }))
}

fn ends(text: &str, now: Timestamp) -> Result<Timestamp, Refused> {
    match duration(text) {
        Ok(length) if length.is_zero() => Err(Refused::bad("A ban of no length does nothing. Write a length of time like 30m, 2h or 7d.")),
        Ok(length) => Ok(now.plus(length)),
        Err(what) => Err(Refused::bad(format!("{what}. Write one like 30m, 2h or 7d."))),
    }
}

fn shown(ban: &BanView) -> Ban {
    let kind = match ban.subject {
        BanSubject::Person { .. } => "person",
        BanSubject::Address(_) => "address",
    };
    let refuses = match ban.door {
        BanDoor::Every => "sign-in",
        BanDoor::Password => "password",
        BanDoor::SecondFactor => "second-factor",
    };
    Ban {
        who: ban.subject.to_string(),
        kind: kind.into(),
        refuses: refuses.into(),
        since: ban.since.map(Timestamp::rfc3339),
        until: ban.until.map(Timestamp::rfc3339),
        reason: (!ban.reason.is_empty()).then(|| ban.reason.to_string()),
    }
}
