//! What a running server knows of somebody, and which routes it has beside its file, for questions asked beforehand.
//!
//! Why: people of directory servers, and those of the store, are known to the running server alone.

use crate::client::{Client, ClientError, escape};
use portcullis_wire::{Listing, PersonFacts, Route};
use std::path::Path;

/// `None`: it knows nobody of that name.
pub async fn facts(socket: &Path, who: &str) -> Result<Option<PersonFacts>, ClientError> {
    match Client::over(socket).get(&format!("/people/{}/facts", escape(who))).await {
        Err(ClientError::Refused(problem)) if problem.status == 404 => Ok(None),
        other => other.map(Some),
    }
}

/// Names and documents of the routes that were added by command.
///
/// # Errors
/// None is running, or it does not tell.
pub async fn stored_routes(socket: &Path) -> Result<Vec<(String, String)>, ClientError> {
    let all: Listing<Route> = Client::over(socket).get("/routes").await?;
    Ok(all.items.into_iter().filter_map(|route| Some((route.name, route.document?))).collect())
}
