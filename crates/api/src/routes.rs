//! Routes and status.
//!
//! Why: `protect` adds a route to the running server; the same check that reads the file judges the document.

use crate::Api;
use crate::answer::{Answer, Refused};
use crate::caller::Visit;
use crate::read::{Asked, Body, Limited, Named};
use axum::Json;
use axum::extract::State;
use portcullis_identity::Actor;
use portcullis_model::{Action, Timestamp};
use portcullis_wire::{Listing, NewRoute, Route, Status};
use std::future::Future;
use std::sync::Arc;

/// Who keeps the routes: declared here, filled by the server.
pub trait RouteKeeper: Send + Sync + 'static {
    fn list(&self) -> impl Future<Output = Result<Vec<Route>, RouteRefused>> + Send;
    fn add(&self, new: NewRoute, actor: Actor, now: Timestamp) -> impl Future<Output = Result<Route, RouteRefused>> + Send;
    fn remove(&self, name: &str, actor: Actor, now: Timestamp) -> impl Future<Output = Result<Route, RouteRefused>> + Send;
    /// How often the configuration was put in force.
    fn epoch(&self) -> u64;
}

/// Why a route was not added or removed; the sentence says what to do.
#[derive(Debug, thiserror::Error)]
pub enum RouteRefused {
    #[error("{0}")]
    Bad(String),
    #[error("{0}")]
    Taken(String),
    #[error("{0}")]
    Missing(String),
    #[error("the store did not answer in time")]
    Unavailable,
}
impl From<RouteRefused> for Refused {
    fn from(why: RouteRefused) -> Self {
        match why {
            RouteRefused::Bad(detail) => Self::bad(detail),
            RouteRefused::Taken(detail) => Self::conflict(detail),
            RouteRefused::Missing(detail) => Self::missing(detail),
            RouteRefused::Unavailable => Self::unavailable(),
        }
    }
}

pub(crate) async fn status<R: RouteKeeper>(State(api): State<Arc<Api<R>>>, visit: Visit) -> Answer<Status> {
    visit.may(&api, Action::ApiRead, "status").await?;
    Ok(Json(Status { version: api.version.into(), portal: (api.portal)(), epoch: api.routes.epoch(), started: api.started.rfc3339() }))
}

pub(crate) async fn list<R: RouteKeeper>(State(api): State<Arc<Api<R>>>, visit: Visit, limit: Result<Asked<Limited>, Refused>) -> Answer<Listing<Route>> {
    visit.may(&api, Action::ApiRead, "routes").await?;
    let Asked(limit) = limit?;
    Ok(Json(Listing { items: limit.of(api.routes.list().await?)?, next: None }))
}

pub(crate) async fn add<R: RouteKeeper>(State(api): State<Arc<Api<R>>>, visit: Visit, body: Result<Body<NewRoute>, Refused>) -> Answer<Route> {
    visit.may(&api, Action::ApiWrite, "routes").await?;
    let Body(new) = body?;
    Ok(Json(api.routes.add(new, visit.actor(), visit.now).await?))
}

pub(crate) async fn remove<R: RouteKeeper>(State(api): State<Arc<Api<R>>>, visit: Visit, Named(name): Named<String>) -> Answer<Route> {
    visit.may(&api, Action::ApiWrite, "routes").await?;
    Ok(Json(api.routes.remove(&name, visit.actor(), visit.now).await?))
}
