//! Looking a mailed link up. Looking spends nothing.
//!
//! Why: mail scanners follow links; only a form that a person sends does anything.

use super::record::{Deed, MailedRecord, id_of_link};
use crate::Unavailable;
use crate::identity::Inner;
use crate::records::Payload as _;
use portcullis_model::{PersonId, Timestamp};
use portcullis_store::{Change, Expect, Kind, StoreError};
use uuid::Uuid;

/// Why a link gives nothing. Used, too old, invented, another browser's: all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailedRefused {
    #[error("this link was used already, is too old, or belongs to another browser; ask for a new one")]
    NotValid,
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
impl From<StoreError> for MailedRefused {
    fn from(error: StoreError) -> Self {
        match error {
            // Somebody else used it at the same moment.
            StoreError::Conflict => Self::NotValid,
            other => Self::Unavailable(other.into()),
        }
    }
}

/// A link that is good.
pub(super) struct Found {
    pub(super) id: Uuid,
    pub(super) version: u64,
    pub(super) record: MailedRecord,
}

impl Inner {
    pub(super) async fn mailed_link(&self, secret: &str, now: Timestamp) -> Result<Found, MailedRefused> {
        let id = id_of_link(secret).ok_or(MailedRefused::NotValid)?;
        let stored = self.store.get(Kind::Mailed, id).await?.ok_or(MailedRefused::NotValid)?;
        let record = MailedRecord::from_bytes(&stored.payload).filter(|r| now < r.expires).ok_or(MailedRefused::NotValid)?;
        Ok(Found { id, version: stored.version, record })
    }
    /// Takes away the links to a new password that this person has: a newer one, or a new password, makes them worthless.
    pub(crate) async fn without_resets(&self, change: Change, person: PersonId) -> Result<Change, StoreError> {
        let all = self.store.find(Kind::Mailed, "person", person.uuid().as_bytes()).await?;
        let resets = all.into_iter().filter(|r| MailedRecord::from_bytes(&r.payload).is_some_and(|m| matches!(m.deed, Deed::Reset { .. })));
        Ok(resets.fold(change, |c, old| c.delete(Kind::Mailed, old.id, Expect::Any)))
    }
    /// Takes away everything that was mailed to a person, and what waits to be.
    pub(crate) async fn without_mailed(&self, change: Change, person: PersonId) -> Result<Change, StoreError> {
        let all = self.store.find(Kind::Mailed, "person", person.uuid().as_bytes()).await?;
        Ok(all.into_iter().fold(change, |c, old| c.delete(Kind::Mailed, old.id, Expect::Any)))
    }
}
