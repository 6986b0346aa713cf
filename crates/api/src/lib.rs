//! The management API, `/api/v1`.
//!
//! Why: everything that changes a running server comes through here, is judged like any other request, and is in the ledger.

mod answer;
mod audit;
mod bans;
mod caller;
mod factors;
mod groups;
pub mod ledger;
mod mail;
mod people;
mod read;
mod routes;
mod sessions;

pub use caller::Caller;
pub use mail::Mailer;
pub use people::invitation;
pub use routes::{RouteKeeper, RouteRefused};

use answer::Refused;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post, put};
use portcullis_guard::Guard;
use portcullis_identity::Identity;
use portcullis_model::Timestamp;
use portcullis_store::Store;
use std::sync::Arc;

/// The one name that the local socket answers to.
const HOST: &str = "portcullis";

/// What the API works on.
pub struct Api<R> {
    pub identity: Arc<Identity>,
    pub guard: Arc<Guard>,
    pub store: Store,
    pub routes: Arc<R>,
    pub mailer: Arc<dyn Mailer>,
    /// The portal's origin, for links; changes at a reload.
    pub portal: Arc<dyn Fn() -> String + Send + Sync>,
    pub now: fn() -> Timestamp,
    /// Randomness for request numbers.
    pub random: Arc<dyn Fn() -> u64 + Send + Sync>,
    pub version: &'static str,
    pub started: Timestamp,
}

/// Every operation, each a decision with an action.
pub fn router<R: RouteKeeper>(api: Arc<Api<R>>) -> Router {
    Router::new()
        .route("/api/v1/status", get(routes::status))
        .route("/api/v1/people", get(people::list).post(people::add))
        .route("/api/v1/people/{name}", get(people::show).delete(people::remove))
        .route("/api/v1/refresh", post(people::refresh_all))
        .route("/api/v1/people/{name}/facts", get(people::facts))
        .route("/api/v1/people/{name}/refresh", post(people::refresh))
        .route("/api/v1/people/{name}/disable", post(people::disable))
        .route("/api/v1/people/{name}/enable", post(people::enable))
        .route("/api/v1/people/{name}/password", post(people::set_password))
        .route("/api/v1/people/{name}/invitation", post(people::invite))
        .route("/api/v1/people/{name}/factors", get(factors::list).post(factors::add))
        .route("/api/v1/people/{name}/factors/{id}", delete(factors::remove))
        .route("/api/v1/recovery", post(people::recover))
        .route("/api/v1/groups", get(groups::list).post(groups::add))
        .route("/api/v1/groups/{name}", get(groups::show).delete(groups::remove))
        .route("/api/v1/groups/{name}/members/{person}", put(groups::add_member).delete(groups::remove_member))
        .route("/api/v1/sessions", get(sessions::list).delete(sessions::revoke_person))
        .route("/api/v1/sessions/{sid}", delete(sessions::revoke))
        .route("/api/v1/bans", get(bans::list).post(bans::add))
        .route("/api/v1/bans/{who}", delete(bans::revoke))
        .route("/api/v1/mail/trial", post(mail::try_out))
        .route("/api/v1/routes", get(routes::list).post(routes::add))
        .route("/api/v1/routes/{name}", delete(routes::remove))
        .route("/api/v1/audit/events", get(audit::events))
        .route("/api/v1/audit/verification", get(audit::verification))
        .fallback(nothing_here)
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn_with_state(api.clone(), gate::<R>))
        .with_state(api)
}

/// Before any operation: the exact host (a browser under a rebinding name has another, S27), a known caller, a JSON body.
async fn gate<R: RouteKeeper>(State(api): State<Arc<Api<R>>>, mut request: Request, next: Next) -> Response {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let ours = matches!((hosts.next(), hosts.next()), (Some(host), None) if host.as_bytes() == HOST.as_bytes());
    let browser = request.headers().contains_key(header::ORIGIN) || request.headers().contains_key("sec-fetch-site");
    if !ours || browser {
        return Refused::forbidden("This socket answers only to local commands.").into_response();
    }
    let Some(caller) = request.extensions().get::<Caller>().cloned() else {
        return Refused::forbidden("Nobody is calling.").into_response();
    };
    let visit = caller.visit((api.now)(), (api.random)());
    let id = visit.request;
    request.extensions_mut().insert(visit);
    let mut response = next.run(request).await;
    if let Ok(value) = header::HeaderValue::from_str(id.as_str()) {
        response.headers_mut().insert("x-request-id", value);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    response
}

async fn nothing_here() -> Refused {
    Refused::new(StatusCode::NOT_FOUND, "Not found", "There is no such operation.")
}
async fn wrong_method() -> Refused {
    Refused::new(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed", "This operation has other methods.")
}
