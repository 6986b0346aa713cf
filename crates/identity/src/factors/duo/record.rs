//! What is kept of a question while it is waited for: one a person.
//!
//! Why: the record is written before anybody is asked, so a person has one question on the phone and not two, whichever node and
//! however many presses.

use crate::code::id_of;
use crate::identity::Inner;
use crate::records::Payload;
use portcullis_authn::{PUSH_LIFE, Push, PushState};
use portcullis_model::{PersonId, SessionId, Timestamp};
use portcullis_store::{Expect, Kind, Put, StoreError};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::time::Duration;
use uuid::Uuid;

/// How long it is kept for whoever comes back late.
const KEPT: Duration = Duration::from_secs(600);

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct PushRecord {
    pub(super) person: PersonId,
    /// The session that the answer raises, and no other.
    pub(super) session: SessionId,
    pub(super) began: Timestamp,
    /// Absent from the moment before Duo is told to the one after.
    #[serde(default)]
    pub(super) push: Option<Push>,
    #[serde(flatten)]
    pub(super) rest: Map<String, Value>,
}
impl Payload for PushRecord {
    const SCHEMA: u32 = 1;
}
impl PushRecord {
    pub(super) fn id_of(person: PersonId) -> Uuid {
        id_of(b"duo push", person.uuid().as_bytes())
    }
    pub(super) fn put(&self, expect: Expect) -> Put {
        Put::new(Kind::Push, Self::id_of(self.person), expect, self.to_bytes()).expires(self.began.plus(KEPT))
    }
    /// Whether the phone may be showing it.
    pub(super) fn is_waiting(&self, now: Timestamp) -> bool {
        match &self.push {
            None => now < self.began.plus(PUSH_LIFE),
            Some(push) => push.state(now) == PushState::Waiting,
        }
    }
}

impl Inner {
    pub(super) async fn push_of(&self, person: PersonId) -> Result<Option<(PushRecord, u64)>, StoreError> {
        let stored = self.store.get(Kind::Push, PushRecord::id_of(person)).await?;
        Ok(stored.and_then(|s| Some((PushRecord::from_bytes(&s.payload).filter(|r| r.person == person)?, s.version))))
    }
}
