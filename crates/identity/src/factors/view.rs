//! A person's factors, to be shown, renamed and removed.
//!
//! Why: what is shown has no secret in it; what is changed is the person's own (S18).

use super::record::{Held, StoredFactor};
use super::{FactorRecord, FactorRefused};
use crate::mailed::{Deed, Kept, Told};
use crate::{Actor, Identity, Unavailable};
use portcullis_authn::{Elevated, Owned, RelyingParty};
use portcullis_crypto::OtpShape;
use portcullis_model::{EventKind, PersonId, Timestamp};
use portcullis_pages::MailKind;
use portcullis_store::{Change, Expect, Kind};
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactorView {
    pub id: Uuid,
    pub kind: FactorKind,
    pub name: Box<str>,
    /// Of an app's codes.
    pub shape: Option<OtpShape>,
    /// What the maker of a key calls it, where metadata say so.
    pub model: Option<Box<str>>,
    pub created: Timestamp,
    pub last_used: Option<Timestamp>,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactorKind {
    App,
    Recovery {
        left: usize,
        drawn: usize,
    },
    Passkey {
        synced: bool,
        cloned: bool,
    },
    /// A phone that Duo asks.
    Duo,
}
/// A password, to be spoken of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordView {
    pub set: Option<Timestamp>,
    /// The directory that keeps it, where it is not ours.
    pub directory: Option<Box<str>>,
    /// Whether it can be changed here.
    pub changeable: bool,
}
/// What is switched on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offers {
    pub codes: bool,
    pub passkeys: bool,
}
impl FactorKind {
    /// For the ledger.
    pub const fn word(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Recovery { .. } => "recovery-codes",
            Self::Passkey { .. } => "passkey",
            Self::Duo => "duo",
        }
    }
}
impl FactorRecord {
    pub(crate) fn kind(&self) -> FactorKind {
        match &self.held {
            Held::App(_) => FactorKind::App,
            Held::Recovery { left, drawn } => FactorKind::Recovery { left: left.len(), drawn: *drawn },
            Held::Passkey { key, cloned } => FactorKind::Passkey { synced: key.is_synced(), cloned: *cloned },
            Held::Duo { .. } => FactorKind::Duo,
        }
    }
}
impl StoredFactor {
    pub(crate) fn view(&self, keys: Option<&RelyingParty>) -> FactorView {
        let FactorRecord { name, created, last_used, .. } = &self.record;
        let shape = match &self.record.held {
            Held::App(app) => app.key().ok().map(|key| key.shape()),
            Held::Recovery { .. } | Held::Passkey { .. } | Held::Duo { .. } => None,
        };
        let model = match &self.record.held {
            Held::Passkey { key, .. } => keys.and_then(|keys| keys.description(key.model())).map(Into::into),
            Held::App(_) | Held::Recovery { .. } | Held::Duo { .. } => None,
        };
        FactorView { id: self.id, kind: self.record.kind(), shape, model, name: name.clone(), created: *created, last_used: *last_used }
    }
}

impl Identity {
    /// What the person has, oldest first.
    pub async fn factors(&self, person: PersonId) -> Result<Vec<FactorView>, Unavailable> {
        let parties = self.inner.parties.load_full();
        Ok(self.inner.factors_of(person).await?.iter().map(|f| f.view(parties.passkeys.as_ref())).collect())
    }
    /// What the person could show in a ceremony.
    pub async fn owned(&self, person: PersonId) -> Result<Owned, Unavailable> {
        Ok(self.inner.owned(person).await?)
    }
    /// Where the person's password is kept; `None` where they have none.
    pub async fn password_of(&self, person: PersonId) -> Result<Option<PasswordView>, Unavailable> {
        let Some((_, record, _)) = self.inner.stored(person).await? else { return Ok(None) };
        let changeable = self.inner.password_home(&record).is_ok_and(|home| home.is_writable());
        if let Some(source) = record.source {
            return Ok(Some(PasswordView { set: record.password_set, directory: Some(source), changeable }));
        }
        Ok(self.inner.credential_record(person).await?.map(|c| PasswordView { set: Some(c.set_at), directory: None, changeable }))
    }
    /// Which kinds of factor can be added here.
    pub fn offers(&self) -> Offers {
        let parties = self.inner.parties.load();
        Offers { codes: parties.codes.is_some(), passkeys: parties.passkeys.is_some() }
    }
    pub async fn rename_factor(&self, proof: &Elevated, id: Uuid, name: &str, actor: &Actor, now: Timestamp) -> Result<(), FactorRefused> {
        let name = name_of(name)?;
        let StoredFactor { version, mut record, .. } = self.own(proof, id).await?;
        record.name = name;
        let event = actor.did(now, EventKind::FactorChanged, &proof.person().to_string()).with("factor", record.kind().word()).with("name", &record.name);
        self.inner.store.commit(Change::new().event(event).put(record.put(id, Expect::Version(version)))).await?;
        Ok(())
    }
    pub async fn remove_factor(&self, proof: &Elevated, id: Uuid, actor: &Actor, now: Timestamp) -> Result<(), FactorRefused> {
        let StoredFactor { version, record, .. } = self.own(proof, id).await?;
        let event = actor.did(now, EventKind::FactorRemoved, &proof.person().to_string()).with("factor", record.kind().word()).with("name", &record.name);
        let change = Change::new().event(event).delete(Kind::Factor, id, Expect::Version(version));
        let kind = match record.kind() {
            FactorKind::App => MailKind::AppRemoved,
            FactorKind::Recovery { .. } => MailKind::CodesRemoved,
            FactorKind::Passkey { .. } => MailKind::PasskeyRemoved,
            FactorKind::Duo => MailKind::PhoneForgotten,
        };
        let name = record.name.clone();
        let undo = Some(Deed::UndoRemoved { factors: vec![Kept { id, record }] });
        let told = Told { kind, person: proof.person(), actor, factor: &name, undo, now };
        self.inner.store.commit(self.inner.telling(change, told).await?).await?;
        Ok(())
    }
    /// One of the person's own.
    async fn own(&self, proof: &Elevated, id: Uuid) -> Result<StoredFactor, FactorRefused> {
        self.inner.factors_of(proof.person()).await?.into_iter().find(|f| f.id == id).ok_or(FactorRefused::Unknown)
    }
}

pub(crate) fn name_of(text: &str) -> Result<Box<str>, FactorRefused> {
    let name = text.trim();
    let fits = (1..=64).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if fits { Ok(name.into()) } else { Err(FactorRefused::BadName) }
}
