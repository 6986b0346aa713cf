//! What a running server knows of somebody, for questions asked beforehand.
//!
//! Why: people of directory servers, and those of the store, are known to the running server alone.

use crate::client::{Client, ClientError, escape};
use portcullis_wire::PersonFacts;
use std::path::Path;

/// `None`: it knows nobody of that name.
pub async fn facts(socket: &Path, who: &str) -> Result<Option<PersonFacts>, ClientError> {
    match Client::over(socket).get(&format!("/people/{}/facts", escape(who))).await {
        Err(ClientError::Refused(problem)) if problem.status == 404 => Ok(None),
        other => other.map(Some),
    }
}
