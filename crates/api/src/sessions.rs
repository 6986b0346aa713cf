//! Sign-in sessions: list and revoke.
//!
//! Why: revoking is by the shown id or by person; it ends every cookie and cuts every stream of theirs.

use crate::answer::{Answer, Refused};
use crate::caller::Visit;
use crate::read::{Asked, Named, most};
use crate::{Api, RouteKeeper};
use axum::Json;
use axum::extract::State;
use portcullis_identity::SessionView;
use portcullis_model::{Action, Amr};
use portcullis_wire::{Listing, Revoked, Session};
use serde::Deserialize;
use std::sync::Arc;

type Here<R> = State<Arc<Api<R>>>;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Whose {
    /// A person's name, id or e-mail address.
    person: Option<String>,
    /// At most this many, of a listing.
    limit: Option<u64>,
}

pub(crate) async fn list<R: RouteKeeper>(State(api): Here<R>, visit: Visit, whose: Result<Asked<Whose>, Refused>) -> Answer<Listing<Session>> {
    visit.may(&api, Action::ApiRead, "sessions").await?;
    let Asked(whose) = whose?;
    let most = most(whose.limit)?;
    let items = api.identity.list_sessions(whose.person.as_deref(), visit.now).await?.iter().take(most).map(shown).collect();
    Ok(Json(Listing { items, next: None }))
}

pub(crate) async fn revoke<R: RouteKeeper>(State(api): Here<R>, visit: Visit, Named(sid): Named<String>) -> Answer<Revoked> {
    visit.may(&api, Action::ApiWrite, "sessions").await?;
    if api.identity.revoke_session(&sid, &visit.actor(), visit.now).await? {
        Ok(Json(Revoked { revoked: 1 }))
    } else {
        Err(Refused::missing(format!("There is no session `{sid}`. See `portcullis session list`.")))
    }
}

pub(crate) async fn revoke_person<R: RouteKeeper>(State(api): Here<R>, visit: Visit, whose: Result<Asked<Whose>, Refused>) -> Answer<Revoked> {
    visit.may(&api, Action::ApiWrite, "sessions").await?;
    let Asked(whose) = whose?;
    let Some(person) = whose.person else { return Err(Refused::bad("Name a person: `?person=NAME`.")) };
    let mut revoked = 0;
    for session in api.identity.list_sessions(Some(&person), visit.now).await? {
        revoked += u64::from(api.identity.revoke_session(&session.sid, &visit.actor(), visit.now).await?);
    }
    Ok(Json(Revoked { revoked }))
}

fn shown(s: &SessionView) -> Session {
    Session {
        sid: s.sid.to_string(),
        person: s.username.to_string(),
        aal: u8::from(s.aal),
        amr: s.amr.iter().map(|a: Amr| a.as_str().into()).collect(),
        signed_in: s.created.rfc3339(),
        expires: s.expires.rfc3339(),
        ip: s.ip.map(|ip| ip.to_string()),
        user_agent: (!s.user_agent.is_empty()).then(|| s.user_agent.to_string()),
    }
}
