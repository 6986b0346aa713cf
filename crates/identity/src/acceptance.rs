//! That a person accepted a notice: which, and when.
//!
//! Why: it goes with the person to every browser, and the ledger can say so later.

use crate::failure::ManageError;
use crate::{Actor, Identity, LiveSession};
use portcullis_model::{EventKind, Timestamp};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Accepted {
    /// Its address.
    pub(crate) notice: Box<str>,
    pub(crate) at: Timestamp,
}

impl Identity {
    /// Keeps that this person accepted the notice at that address; another address is another notice.
    pub async fn accept_notice(&self, session: &LiveSession, notice: &str, actor: &Actor, now: Timestamp) -> Result<(), ManageError> {
        let inner = &self.inner;
        let (id, mut record, version) = inner.anyone(&session.person.to_string()).await?;
        if record.accepted.as_ref().is_some_and(|a| *a.notice == *notice) {
            return Ok(());
        }
        record.accepted = Some(Accepted { notice: notice.into(), at: now });
        let event = actor.did(now, EventKind::NoticeAccepted, &id.to_string()).with("user", &record.username).with("notice", notice);
        inner.write_person(id, &record, version, event).await
    }
}

impl LiveSession {
    /// The address of the notice that this person accepted last.
    pub fn accepted_notice(&self) -> Option<Box<str>> {
        self.slot.facts().record.accepted.as_ref().map(|a| a.notice.clone())
    }
}
