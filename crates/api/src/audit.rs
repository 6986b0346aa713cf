//! The ledger: search and verification.
//!
//! Why: reading the record is an action like any other, for auditors and administrators.

use crate::answer::{Answer, Refused};
use crate::caller::Visit;
use crate::ledger::{self, People, SearchRefused};
use crate::read::Asked;
use crate::{Api, RouteKeeper};
use axum::Json;
use axum::extract::State;
use portcullis_model::Action;
use portcullis_wire::{AuditEvent, AuditQuery, AuditReport, Listing};
use std::sync::Arc;

pub(crate) async fn events<R: RouteKeeper>(
    State(api): State<Arc<Api<R>>>,
    visit: Visit,
    query: Result<Asked<AuditQuery>, Refused>,
) -> Answer<Listing<AuditEvent>> {
    visit.may(&api, Action::AuditRead, "audit").await?;
    let Asked(query) = query?;
    let people = People::of(&api.identity.list_people().await?);
    match ledger::search(api.store.ledger(), &query, &people).await {
        Ok(items) => Ok(Json(Listing { items, next: None })),
        Err(SearchRefused::Query(why)) => Err(Refused::bad(why)),
        Err(SearchRefused::Store(error)) => Err(error.into()),
    }
}

pub(crate) async fn verification<R: RouteKeeper>(State(api): State<Arc<Api<R>>>, visit: Visit) -> Answer<AuditReport> {
    visit.may(&api, Action::AuditRead, "audit").await?;
    Ok(Json(ledger::report(&api.store.ledger().verify().await?)))
}
