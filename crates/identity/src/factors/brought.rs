//! An authenticator app that somebody used with another system, taken over with its key.
//!
//! Why: whoever moves a house does not make everybody scan a code again. The person is told by mail, as of any new factor.

use super::FactorView;
use super::record::{App, FactorRecord, Held, StoredFactor};
use crate::failure::ManageError;
use crate::mailed::{Deed, Told};
use crate::{Actor, Identity};
use portcullis_crypto::{BadOtp, OtpKey, OtpShape, SecretBytes, SecretText};
use portcullis_model::{EventKind, Timestamp};
use portcullis_pages::MailKind;
use portcullis_store::{Change, Expect, StoreError};
use serde_json::Map;

/// What the app holds.
pub struct BroughtApp<'a> {
    /// In base32.
    pub secret: &'a SecretText,
    pub algorithm: &'a str,
    pub digits: u8,
    pub period: u16,
}
impl BroughtApp<'_> {
    fn key(&self) -> Result<OtpKey, BadOtp> {
        let secret = data_encoding::BASE32_NOPAD.decode(self.secret.expose().trim_end_matches('=').as_bytes()).map_err(|_| BadOtp::Secret)?;
        OtpKey::new(OtpShape { algorithm: self.algorithm.parse()?, digits: self.digits, period: self.period }, SecretBytes::from(secret))
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BringRefused {
    #[error("codes of authenticator apps are switched off here")]
    Off,
    #[error("{0:?} has an app already; remove it first")]
    There(Box<str>),
    #[error("the key is not one: {0}")]
    Key(#[from] BadOtp),
    #[error(transparent)]
    Manage(#[from] ManageError),
}
impl From<StoreError> for BringRefused {
    fn from(error: StoreError) -> Self {
        Self::Manage(error.into())
    }
}

impl Identity {
    /// Gives a person (by id, name or e-mail address) the app that they have. A code of the running step was perhaps shown to the
    /// other system: it is spent here.
    pub async fn bring_app(&self, who: &str, app: &BroughtApp<'_>, actor: &Actor, now: Timestamp) -> Result<FactorView, BringRefused> {
        let inner = &self.inner;
        if inner.parties.load().codes.is_none() {
            return Err(BringRefused::Off);
        }
        let key = app.key()?;
        let (person, record, _) = inner.anyone(who).await?;
        let step = u64::try_from(now.micros() / 1_000_000).unwrap_or_default() / u64::from(app.period);
        let factor = FactorRecord {
            person,
            name: "Authenticator app".into(),
            held: Held::App(App::of(&key, Some(step))),
            created: now,
            last_used: None,
            rest: Map::new(),
        };
        let event = actor.did(now, EventKind::FactorAdded, &person.to_string()).with("user", &record.username);
        let event = event.with("factor", "app").with("name", &factor.name).with("brought", "yes");
        let id = inner.new_uuid(now);
        let change = Change::new().event(event).put(factor.put(id, Expect::Absent));
        let undo = Some(Deed::UndoAdded { factors: vec![id] });
        let told = Told { kind: MailKind::AppAdded, person, actor, factor: &factor.name, undo, now };
        match inner.store.commit(inner.telling(change, told).await?).await {
            Err(StoreError::Taken(_)) => Err(BringRefused::There(record.username)),
            Err(other) => Err(other.into()),
            Ok(_) => Ok(StoredFactor { id, version: 1, record: factor }.view(None)),
        }
    }
}
