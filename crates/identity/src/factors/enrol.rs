//! Enrolling with a passkey over a single-use link.
//!
//! Why: the key is made for a person whose id is drawn with the offer and sealed into it; link, person and key are written in one
//! transaction, and the password stays optional.

use super::sealed::{Opened, Purpose};
use super::{FactorRecord, Held, PasskeyOffer};
use crate::enrolling::Enrolling;
use crate::failure::ManageError;
use crate::identity::Inner;
use crate::links::{EnrolRefused, Found};
use crate::people_api::NewPerson;
use crate::records::Purpose as LinkPurpose;
use crate::{FactorRefused, Identity, SignInContext};
use portcullis_authn::{Authenticated, Passkey, Registering};
use portcullis_model::{PersonId, Role, Timestamp};
use portcullis_store::{Expect, Put, StoreError};
use serde_json::Map;

/// What the first key of a person is called.
const FIRST_KEY: &str = "Passkey";

/// Why nobody was enrolled with a key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyEnrolRefused {
    #[error(transparent)]
    Link(#[from] EnrolRefused),
    #[error(transparent)]
    Key(#[from] FactorRefused),
}
impl From<StoreError> for KeyEnrolRefused {
    fn from(error: StoreError) -> Self {
        Self::Link(error.into())
    }
}
impl From<ManageError> for KeyEnrolRefused {
    fn from(error: ManageError) -> Self {
        Self::Link(error.into())
    }
}

impl Identity {
    /// Begins making a key for whoever holds the link. `None` where passkeys are off.
    pub async fn offer_enrolment(&self, token: &str, now: Timestamp) -> Result<Option<PasskeyOffer>, EnrolRefused> {
        let inner = &self.inner;
        let parties = inner.parties.load_full();
        let Some(party) = &parties.passkeys else { return Ok(None) };
        let Found { record, .. } = inner.read_link(token, now).await?;
        let (id, name, shown) = match record.purpose {
            LinkPurpose::First | LinkPurpose::Administrator => (inner.new_id(now), "administrator".into(), "".into()),
            LinkPurpose::Invite(id) | LinkPurpose::Recover(id) => {
                let (_, person, _) = inner.stored(id).await?.ok_or(EnrolRefused::NotValid)?;
                (id, person.username, person.display_name)
            }
        };
        let Ok((options, state)) = party.register(id, &name, &shown, &[]) else { return Ok(None) };
        Ok(Some(PasskeyOffer { options, sealed: inner.states.seal(Purpose::EnrolPasskey, &state, &*inner.random, now) }))
    }
    /// Spends the link and enrols its person with a key. `new` is read for links that make a person.
    pub async fn enrol_with_key(
        &self,
        token: &str,
        new: &NewPerson,
        sealed: &str,
        answer: &str,
        ctx: &SignInContext,
        now: Timestamp,
    ) -> Result<Authenticated, KeyEnrolRefused> {
        let inner = &self.inner;
        let parties = inner.parties.load_full();
        let party = parties.passkeys.as_ref().ok_or(FactorRefused::Off)?;
        let found = inner.read_link(token, now).await?;
        let opened = inner.states.open::<Registering>(Purpose::EnrolPasskey, sealed, now).ok_or(FactorRefused::Stale)?;
        let (key, verified) = party.enrolled(&opened.state, answer, now).map_err(FactorRefused::from)?;
        let id = verified.person();
        let enrolling = |link: Found| Enrolling { link, id, method: Some("passkey"), proof: inner.first_key(id, key, &opened, now), ctx, now };
        match found.record.purpose {
            LinkPurpose::First | LinkPurpose::Administrator => {
                let mut person = inner.new_person(new, now).await?;
                person.roles = vec![Role::Administrator];
                inner.enrol_new(enrolling(found), &person).await?;
            }
            LinkPurpose::Invite(of) | LinkPurpose::Recover(of) if of != id => return Err(FactorRefused::Stale.into()),
            LinkPurpose::Invite(_) | LinkPurpose::Recover(_) => {
                let recovers = matches!(found.record.purpose, LinkPurpose::Recover(_));
                let known = inner.enrolling(id, recovers).await?;
                match inner.enrol_known(enrolling(found), known).await {
                    Err(StoreError::Conflict) => return Err(EnrolRefused::NotValid.into()),
                    Err(StoreError::Taken(_)) => return Err(FactorRefused::There.into()),
                    other => other?,
                }
            }
        }
        verified.alone().ok_or_else(|| FactorRefused::Stale.into())
    }
}

impl Inner {
    /// The key's record, and the mark that its envelope was used.
    fn first_key(&self, id: PersonId, key: Passkey, opened: &Opened<Registering>, now: Timestamp) -> Vec<Put> {
        let held = Held::Passkey { key: Box::new(key), cloned: false };
        let record = FactorRecord { person: id, name: FIRST_KEY.into(), held, created: now, last_used: Some(now), rest: Map::new() };
        vec![opened.mark(now), record.put(self.new_uuid(now), Expect::Absent)]
    }
}
