//! What a request says: its body, its query, the names in its path; each with words for what is wrong.
//!
//! Why: every refusal is a problem document that says what to mend, never the framework's plain text.

use crate::answer::Refused;
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// A JSON body.
pub(crate) struct Body<T>(pub(crate) T);
impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Refused;
    async fn from_request(request: Request, state: &S) -> Result<Self, Refused> {
        let read = Json::<T>::from_request(request, state).await;
        read.map(|Json(body)| Self(body)).map_err(|why| {
            Refused::bad(match why {
                JsonRejection::MissingJsonContentType(_) => "The body must be JSON: send it with `Content-Type: application/json`.".to_owned(),
                JsonRejection::JsonSyntaxError(e) => format!("The body is not JSON: {}.", cause(&e.body_text())),
                JsonRejection::JsonDataError(e) => format!("The body does not fit: {}.", cause(&e.body_text())),
                other => format!("The body could not be read: {}.", other.body_text()),
            })
        })
    }
}

/// The fields of the query.
pub(crate) struct Asked<T>(pub(crate) T);
impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = Refused;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let read = Query::<T>::from_request_parts(parts, state).await;
        read.map(|Query(fields)| Self(fields)).map_err(|why: QueryRejection| Refused::bad(format!("The query does not fit: {}.", cause(&why.body_text()))))
    }
}

/// The names in the path.
pub(crate) struct Named<T>(pub(crate) T);
impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Named<T> {
    type Rejection = Refused;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let read = Path::<T>::from_request_parts(parts, state).await;
        read.map(|Path(names)| Self(names)).map_err(|why: PathRejection| Refused::bad(format!("The address does not fit: {}.", cause(&why.body_text()))))
    }
}

/// At most how many of a listing are wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Limited {
    limit: Option<u64>,
}
impl Limited {
    pub(crate) fn of<T>(&self, mut items: Vec<T>) -> Result<Vec<T>, Refused> {
        items.truncate(most(self.limit)?);
        Ok(items)
    }
}

/// How many at most; none stated: all.
pub(crate) fn most(limit: Option<u64>) -> Result<usize, Refused> {
    match limit {
        Some(0) => Err(Refused::bad("`limit` is at least 1; leave it out for all.")),
        Some(limit) => Ok(usize::try_from(limit).unwrap_or(usize::MAX)),
        None => Ok(usize::MAX),
    }
}

/// The part behind the framework's own introduction.
fn cause(text: &str) -> &str {
    text.split_once(": ").map_or(text, |(_, cause)| cause)
}
