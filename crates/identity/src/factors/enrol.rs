//! Enrolling with a passkey over a single-use link.
//!
//! Why: the key is made for a person whose id is drawn with the offer and sealed into it; link, person and key are written in one
//! transaction, and the password stays optional.

use super::sealed::{Opened, Purpose};
use super::{FactorRecord, Held, PasskeyOffer};
use crate::failure::ManageError;
use crate::identity::Inner;
use crate::links::{EnrolRefused, Found};
use crate::lookup::person_put;
use crate::people_api::NewPerson;
use crate::records::Purpose as LinkPurpose;
use crate::{FactorRefused, Identity, SignInContext};
use portcullis_authn::{Authenticated, Passkey, Registering, Verified};
use portcullis_model::{EventKind, PersonId, Role, Timestamp};
use portcullis_store::{Change, Expect, Kind, StoreError};
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
        match found.record.purpose {
            LinkPurpose::First | LinkPurpose::Administrator => inner.first_with_key(new, found, &opened, key, ctx, now).await?,
            LinkPurpose::Invite(id) if id == verified.person() => inner.known_with_key(id, false, found, &opened, key, ctx, now).await?,
            LinkPurpose::Recover(id) if id == verified.person() => inner.known_with_key(id, true, found, &opened, key, ctx, now).await?,
            LinkPurpose::Invite(_) | LinkPurpose::Recover(_) => return Err(FactorRefused::Stale.into()),
        }
        proof(verified).ok_or_else(|| FactorRefused::Stale.into())
    }
}

fn proof(verified: Verified) -> Option<Authenticated> {
    verified.alone()
}

impl Inner {
    async fn first_with_key(
        &self,
        new: &NewPerson,
        link: Found,
        opened: &Opened<Registering>,
        key: Passkey,
        ctx: &SignInContext,
        now: Timestamp,
    ) -> Result<(), KeyEnrolRefused> {
        let id = opened.state.person();
        let mut person = self.new_person(new, now).await?;
        person.roles = vec![Role::Administrator];
        let who = ctx.of(&id.to_string(), &person.username);
        let change = Change::new()
            .event(who.did(now, EventKind::PersonCreated, &id.to_string()).with("user", &person.username))
            .event(who.did(now, EventKind::PersonEnrolled, &id.to_string()).with("role", "administrator").with("method", "passkey"))
            .delete(Kind::Invitation, link.id, Expect::Version(link.version))
            .put(person_put(id, &person, Expect::Absent));
        let change = self.with_first_key(change, id, key, opened, now);
        let change = self.only_first(change, link.record.purpose, now).await?;
        match self.store.commit(change).await {
            Err(StoreError::Conflict) => Err(EnrolRefused::NotValid.into()),
            Err(error) => Err(self.taken(error, &person).into()),
            Ok(_) => Ok(()),
        }
    }
    #[allow(clippy::too_many_arguments)]
    async fn known_with_key(
        &self,
        id: PersonId,
        recovers: bool,
        link: Found,
        opened: &Opened<Registering>,
        key: Passkey,
        ctx: &SignInContext,
        now: Timestamp,
    ) -> Result<(), KeyEnrolRefused> {
        let (person, version) = self.enrolling(id, recovers).await?;
        let who = ctx.of(&id.to_string(), &person.username);
        let change = Change::new()
            .event(who.did(now, EventKind::PersonEnrolled, &id.to_string()).with("user", &person.username).with("method", "passkey"))
            .delete(Kind::Invitation, link.id, Expect::Version(link.version))
            // Also the guard against a disable that comes between the look and the write.
            .put(person_put(id, &person, Expect::Version(version)));
        let mut change = self.with_first_key(change, id, key, opened, now);
        let sessions = self.sessions_of(id).await?;
        for session in &sessions {
            change = self.ending(change, *session).await?;
        }
        match self.store.commit(change).await {
            Err(StoreError::Conflict) => return Err(EnrolRefused::NotValid.into()),
            Err(StoreError::Taken(_)) => return Err(FactorRefused::There.into()),
            other => other.map(|_| ())?,
        }
        sessions.into_iter().for_each(|s| self.ended(s));
        self.hear(Kind::Person, id.uuid(), false).await?;
        Ok(())
    }
    fn with_first_key(&self, change: Change, id: PersonId, key: Passkey, opened: &Opened<Registering>, now: Timestamp) -> Change {
        let held = Held::Passkey { key: Box::new(key), cloned: false };
        let record = FactorRecord { person: id, name: FIRST_KEY.into(), held, created: now, last_used: Some(now), rest: Map::new() };
        change.put(opened.mark(now)).put(record.put(self.new_uuid(now), Expect::Absent))
    }
}
