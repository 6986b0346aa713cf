//! A mailed secret as it is stored: whose it is, and what it does.
//!
//! Why: the secret itself is nowhere; the record's id comes from it.

use crate::code::id_of;
use crate::factors::FactorRecord;
use crate::identity::Inner;
use crate::records::Payload;
use portcullis_crypto::{SecretText, token};
use portcullis_model::{PersonId, SessionId, Timestamp};
use portcullis_store::{Expect, Kind, Put};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::time::Duration;
use uuid::Uuid;

const PREFIX: &str = "pcm_";

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct MailedRecord {
    pub(crate) person: PersonId,
    pub(crate) deed: Deed,
    pub(crate) expires: Timestamp,
    #[serde(flatten)]
    pub(crate) rest: Map<String, Value>,
}
impl Payload for MailedRecord {
    const SCHEMA: u32 = 1;
}

/// What it does.
#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "deed", rename_all = "kebab-case")]
pub(crate) enum Deed {
    /// Lets the browser that asked choose a new password.
    Reset { browser: [u8; 32] },
    /// Shuts the new password out.
    UndoPassword,
    /// Removes what was added.
    UndoAdded { factors: Vec<Uuid> },
    /// Puts back what was removed.
    UndoRemoved { factors: Vec<Kept> },
    /// Shuts out whoever signed in with that browser, and the password with it.
    ShutOut { browser: [u8; 32] },
    /// Makes the code of a session worthless.
    StopCode { session: SessionId },
    /// A code for one session; its id comes from the session.
    Code { digest: [u8; 32], tries: u8, sent: Vec<Timestamp> },
    /// When links were asked for, for this person; its id comes from the person.
    Asked { at: Vec<Timestamp> },
}
/// A factor that was removed.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) id: Uuid,
    pub(crate) record: FactorRecord,
}

impl MailedRecord {
    pub(crate) fn put(&self, id: Uuid, expect: Expect) -> Put {
        Put::new(Kind::Mailed, id, expect, self.to_bytes()).index("person", *self.person.uuid().as_bytes()).expires(self.expires)
    }
}

/// The record's id of a link's secret; `None` for what cannot be one.
pub(crate) fn id_of_link(secret: &str) -> Option<Uuid> {
    (secret.starts_with(PREFIX) && secret.len() <= 128).then(|| id_of(b"mailed", secret.as_bytes()))
}

impl Inner {
    /// A fresh secret, and the put of the record that knows it.
    pub(crate) fn mailed(&self, person: PersonId, deed: Deed, life: Duration, now: Timestamp) -> (SecretText, Timestamp, Put) {
        let text = token(PREFIX, &*self.random);
        let record = MailedRecord { person, deed, expires: now.plus(life), rest: Map::new() };
        let put = record.put(id_of(b"mailed", text.as_bytes()), Expect::Absent);
        (SecretText::from(text), record.expires, put)
    }
}
