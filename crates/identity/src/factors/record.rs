//! A factor as it is stored.
//!
//! Why: one kind of record for all, so that "everything of this person" is one look-up.

use crate::identity::Inner;
use crate::records::Payload;
use portcullis_authn::{Device, Owned, Passkey};
use portcullis_crypto::{BadOtp, OtpKey, OtpShape, Zeroize};
use portcullis_model::{PersonId, Timestamp};
use portcullis_store::{Expect, Kind, Put, StoreError};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct FactorRecord {
    pub(crate) person: PersonId,
    /// As its person calls it.
    pub(crate) name: Box<str>,
    pub(crate) held: Held,
    pub(crate) created: Timestamp,
    #[serde(default)]
    pub(crate) last_used: Option<Timestamp>,
    #[serde(flatten)]
    pub(crate) rest: Map<String, Value>,
}
impl Payload for FactorRecord {
    const SCHEMA: u32 = 1;
}

/// What it is.
#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(crate) enum Held {
    App(App),
    Recovery {
        /// Digests of the codes that are left.
        left: Vec<[u8; 32]>,
        drawn: usize,
    },
    Passkey {
        key: Box<Passkey>,
        /// Its counter went back once: it is not taken any more.
        #[serde(default)]
        cloned: bool,
    },
    /// The phone that Duo asked last.
    Duo {
        device: Device,
    },
}

/// An authenticator app's key.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct App {
    secret: String,
    algorithm: String,
    digits: u8,
    period: u16,
    /// The last step a code was taken for.
    #[serde(default)]
    pub(crate) last_step: Option<u64>,
}
impl App {
    pub(crate) fn of(key: &OtpKey, last_step: Option<u64>) -> Self {
        let OtpShape { algorithm, digits, period } = key.shape();
        Self { secret: key.secret_text(), algorithm: algorithm.as_str().to_owned(), digits, period, last_step }
    }
    pub(crate) fn key(&self) -> Result<OtpKey, BadOtp> {
        let secret = data_encoding::BASE32_NOPAD.decode(self.secret.as_bytes()).map_err(|_| BadOtp::Secret)?;
        OtpKey::new(OtpShape { algorithm: self.algorithm.parse()?, digits: self.digits, period: self.period }, secret.into())
    }
}
impl Drop for App {
    fn drop(&mut self) {
        self.secret.zeroize();
    }
}

/// A factor with its id and version.
pub(crate) struct StoredFactor {
    pub(crate) id: Uuid,
    pub(crate) version: u64,
    pub(crate) record: FactorRecord,
}

impl FactorRecord {
    pub(crate) fn put(&self, id: Uuid, expect: Expect) -> Put {
        let put = Put::new(Kind::Factor, id, expect, self.to_bytes()).index("person", *self.person.uuid().as_bytes());
        match &self.held {
            // No two records hold one key, whoever's they are.
            Held::Passkey { key, .. } => put.unique("passkey", key.id()),
            Held::App(_) => put.unique("app", *self.person.uuid().as_bytes()),
            Held::Recovery { .. } => put.unique("recovery", *self.person.uuid().as_bytes()),
            Held::Duo { .. } => put.unique("duo", *self.person.uuid().as_bytes()),
        }
    }
}

impl Inner {
    /// Everything a person has, oldest first.
    pub(crate) async fn factors_of(&self, person: PersonId) -> Result<Vec<StoredFactor>, StoreError> {
        let stored = self.store.find(Kind::Factor, "person", person.uuid().as_bytes()).await?;
        let read = |r: portcullis_store::Record| {
            let record = FactorRecord::from_bytes(&r.payload).filter(|f| f.person == person)?;
            Some(StoredFactor { id: r.id, version: r.version, record })
        };
        let mut all: Vec<_> = stored.into_iter().filter_map(read).collect();
        all.sort_by_key(|f| (f.record.created, f.id));
        Ok(all)
    }
    /// What the person could show.
    pub(crate) async fn owned(&self, person: PersonId) -> Result<Owned, StoreError> {
        // Somebody of a directory has the password that stands there.
        let listed = self.stored(person).await?.is_some_and(|(_, record, _)| record.source.is_some());
        let mut owned = Owned { password: listed || self.credential(person).await?.is_some(), ..Owned::default() };
        owned.push_offered = self.asks_by_duo(person).await?;
        for factor in self.factors_of(person).await? {
            match &factor.record.held {
                Held::App(_) => owned.app = true,
                Held::Recovery { left, .. } => owned.recovery_codes = left.len(),
                Held::Passkey { cloned: true, .. } => {}
                Held::Passkey { key, .. } if key.is_synced() => owned.synced_keys += 1,
                Held::Passkey { .. } => owned.bound_keys += 1,
                // Where Duo does not ask, nobody has it.
                Held::Duo { .. } => owned.push = owned.push_offered,
            }
        }
        Ok(owned)
    }
}
