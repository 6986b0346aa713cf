//! What identity tells the rest of the house after its caches are current.
//!
//! Why: guard judges live permits again on these, and only the permits they are about.

use portcullis_model::{PersonId, SessionId};
use portcullis_store::StoreError;
use uuid::Uuid;

/// Something that may end or change a permit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// A sign-in session ended, with all its cookies.
    Session(SessionId),
    /// One host's cookie of a session ended.
    HostSession { session: SessionId, id: Uuid },
    /// Facts about a person changed: groups, roles, address, disabled.
    Person(PersonId),
    /// Anything may have changed.
    Everyone,
}

/// The store did not answer: 503, never a permit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("people and sessions cannot be read or written at the moment; try again shortly")]
pub struct Unavailable;

impl From<StoreError> for Unavailable {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the store did not serve identity");
        Self
    }
}
