//! Trying mail out.
//!
//! Why: whoever sets a mail server up wants to know at once, in its own words, why nothing comes.

use crate::answer::{Answer, Refused};
use crate::caller::Visit;
use crate::read::Body;
use crate::{Api, RouteKeeper};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use portcullis_model::{Action, Email, Timestamp};
use portcullis_wire::{MailTrial, MailTried};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// Sends one mail past the queue. `server` fills it.
pub trait Mailer: Send + Sync {
    /// The error is the mail server's, in words for an administrator.
    fn try_out(&self, to: Email, now: Timestamp) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send + '_>>;
}

pub(crate) async fn try_out<R: RouteKeeper>(State(api): State<Arc<Api<R>>>, visit: Visit, body: Result<Body<MailTrial>, Refused>) -> Answer<MailTried> {
    visit.may(&api, Action::ApiWrite, "mail").await?;
    let Body(trial) = body?;
    let to = Email::parse(&trial.to).map_err(|e| Refused::bad(format!("{:?} is no address: {e}.", trial.to)))?;
    match api.mailer.try_out(to, visit.now).await {
        Ok(()) => Ok(Json(MailTried { to: trial.to })),
        Err(why) => Err(Refused::new(StatusCode::BAD_GATEWAY, "Mail was not sent", format!("{why}."))),
    }
}
