//! Refusals: every cause to one status and one sentence.
//!
//! Why: one file maps errors to the wire, so no operation invents its own.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use portcullis_guard::Unavailable;
use portcullis_identity::{BanRefused, BringRefused, ManageError, RemoveRefused};
use portcullis_store::StoreError;
use portcullis_wire::Problem;

/// A problem document on its way out.
#[derive(Debug)]
pub(crate) struct Refused {
    status: StatusCode,
    title: &'static str,
    detail: String,
}

pub(crate) type Answer<T> = Result<Json<T>, Refused>;

impl Refused {
    pub(crate) fn new(status: StatusCode, title: &'static str, detail: impl Into<String>) -> Self {
        Self { status, title, detail: detail.into() }
    }
    pub(crate) fn forbidden(detail: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "Not permitted", detail)
    }
    pub(crate) fn bad(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "Bad request", detail)
    }
    pub(crate) fn missing(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "Not found", detail)
    }
    pub(crate) fn conflict(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "Conflict", detail)
    }
    pub(crate) fn unavailable() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "Unavailable", "The store did not answer in time. Nothing was changed; try again.")
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let problem = Problem { title: self.title.into(), status: self.status.as_u16(), detail: Some(self.detail), request_id: None };
        let mut response = (self.status, Json(problem)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        response
    }
}

impl From<Unavailable> for Refused {
    fn from(_: Unavailable) -> Self {
        Self::unavailable()
    }
}
impl From<portcullis_identity::Unavailable> for Refused {
    fn from(_: portcullis_identity::Unavailable) -> Self {
        Self::unavailable()
    }
}
impl From<ManageError> for Refused {
    fn from(error: ManageError) -> Self {
        let said = sentence(&error.to_string());
        match error {
            ManageError::UnknownPerson(_) | ManageError::UnknownGroup(_) => Self::missing(said),
            ManageError::NameTaken(_) | ManageError::EmailTaken(_) | ManageError::GroupTaken(_) | ManageError::LastAdministrator(_) | ManageError::Conflict => {
                Self::conflict(said)
            }
            ManageError::BadName
            | ManageError::BadGroupName
            | ManageError::BadDisplayName
            | ManageError::BadEmail(_)
            | ManageError::Password(_)
            | ManageError::PasswordNotTaken { .. }
            | ManageError::InDirectory { .. } => Self::bad(said),
            ManageError::Busy => Self::new(StatusCode::SERVICE_UNAVAILABLE, "Busy", said),
            ManageError::Unavailable(_) => Self::unavailable(),
        }
    }
}

impl From<BanRefused> for Refused {
    fn from(error: BanRefused) -> Self {
        let said = sentence(&error.to_string());
        match error {
            BanRefused::None(_) => Self::missing(said),
            BanRefused::Loopback | BanRefused::Over | BanRefused::BadReason => Self::bad(said),
            BanRefused::Manage(why) => why.into(),
        }
    }
}
impl From<BringRefused> for Refused {
    fn from(error: BringRefused) -> Self {
        let said = sentence(&error.to_string());
        match error {
            BringRefused::Off | BringRefused::There(_) => Self::conflict(said),
            BringRefused::Key(_) => Self::bad(said),
            BringRefused::Manage(why) => why.into(),
        }
    }
}
impl From<RemoveRefused> for Refused {
    fn from(error: RemoveRefused) -> Self {
        let said = sentence(&error.to_string());
        match error {
            RemoveRefused::Unknown(_) | RemoveRefused::None(_) => Self::missing(said),
            RemoveRefused::LastWay(_) => Self::conflict(said),
            RemoveRefused::Manage(why) => why.into(),
        }
    }
}

/// A cause as a sentence.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    let end = if text.ends_with('.') { "" } else { "." };
    format!("{first}{}{end}", chars.as_str())
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => Self::conflict("Somebody else changed this at the same moment. Look at it and try again."),
            other => {
                tracing::error!(error = %other, "an operation of the API failed in the store");
                Self::unavailable()
            }
        }
    }
}
