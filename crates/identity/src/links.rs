//! Single-use links: the first person, an invitation, the host's way back in.
//!
//! Why: there is no default account and no default password (S29). A link ends by itself, works once, and is stored only
//! as a digest.

use crate::code::id_of;
use crate::enrolling::Enrolling;
use crate::failure::ManageError;
use crate::identity::Inner;
use crate::lookup::Stored;
use crate::people_api::NewPerson;
use crate::records::{InvitationRecord, Mark, Payload as _, Purpose};
use crate::{Actor, Identity, SignInContext, Unavailable};
use portcullis_authn::Authenticated;
use portcullis_crypto::{SecretText, token};
use portcullis_model::{EventKind, PersonId, Role, Timestamp};
use portcullis_store::{Change, Expect, Kind, Put, StoreError};
use serde_json::Map;
use std::time::Duration;

/// How long the first link and a recovery link last.
pub const RECOVERY_LIFE: Duration = Duration::from_secs(3_600);
/// How long an invitation lasts.
pub const INVITATION_LIFE: Duration = Duration::from_secs(7 * 86_400);
const PREFIX: &str = "pce_";

/// What the form behind a link asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// `username`, `email`, `display_name` and a password; makes an administrator.
    NewAdministrator { expires: Timestamp },
    /// A password for this person; nothing else is theirs to choose. `first`: they have nothing to sign in with yet.
    SetPassword { first: bool, username: Box<str>, display_name: Box<str>, email: Option<Box<str>>, expires: Timestamp },
}

/// Why a link gives nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnrolRefused {
    /// Used, expired, invented, or the first person is there.
    #[error("this link was used already or is too old; ask for a new one")]
    NotValid,
    /// Something in the form can be mended; the link is still good.
    #[error(transparent)]
    Form(#[from] ManageError),
}
impl From<StoreError> for EnrolRefused {
    fn from(error: StoreError) -> Self {
        Self::Form(error.into())
    }
}

impl Identity {
    /// The link for the first person; `None` once there is anyone. A new one makes the one before worthless.
    pub async fn first_link(&self, now: Timestamp) -> Result<Option<SecretText>, Unavailable> {
        let inner = &self.inner;
        if !inner.store.list(Kind::Person, None, 1).await?.is_empty() {
            return Ok(None);
        }
        let mut change = Change::new();
        for old in inner.store.find(Kind::Invitation, "purpose", b"first").await? {
            change = change.delete(Kind::Invitation, old.id, Expect::Any);
        }
        let (text, put) = inner.link(Purpose::First, RECOVERY_LIFE, now);
        inner.store.commit(change.event(Actor::system().did(now, EventKind::RecoveryIssued, "first person")).put(put)).await?;
        Ok(Some(text))
    }
    /// A link with which a person chooses a password. Seven days; a new one makes the one before worthless.
    pub async fn invite(&self, who: &str, actor: &Actor, now: Timestamp) -> Result<SecretText, ManageError> {
        let inner = &self.inner;
        let (id, record, _) = inner.ours(who).await?;
        let event = actor.did(now, EventKind::PersonInvited, &id.to_string()).with("user", &record.username);
        inner.link_for(Purpose::Invite(id), id, INVITATION_LIFE, event, now).await.map_err(Into::into)
    }
    /// The host's way back in, one hour: for the named person, or, without a name, to make a further administrator.
    pub async fn recover(&self, who: Option<&str>, actor: &Actor, now: Timestamp) -> Result<SecretText, ManageError> {
        let inner = &self.inner;
        let Some(who) = who else {
            let (text, put) = inner.link(Purpose::Administrator, RECOVERY_LIFE, now);
            inner.store.commit(Change::new().event(actor.did(now, EventKind::RecoveryIssued, "new administrator")).put(put)).await?;
            return Ok(text);
        };
        let (id, record, _) = inner.ours(who).await?;
        let event = actor.did(now, EventKind::RecoveryIssued, &id.to_string()).with("user", &record.username);
        inner.link_for(Purpose::Recover(id), id, RECOVERY_LIFE, event, now).await.map_err(Into::into)
    }
    /// What the form behind a link asks for. Looking spends nothing.
    pub async fn link(&self, token: &str, now: Timestamp) -> Result<Link, EnrolRefused> {
        let inner = &self.inner;
        let Found { record, .. } = inner.read_link(token, now).await?;
        Ok(match record.purpose {
            Purpose::First | Purpose::Administrator => Link::NewAdministrator { expires: record.expires },
            Purpose::Invite(id) | Purpose::Recover(id) => {
                let (_, person, _) = inner.stored(id).await?.ok_or(EnrolRefused::NotValid)?;
                let first = !inner.is_enrolled(id).await?;
                Link::SetPassword { first, username: person.username, display_name: person.display_name, email: person.email, expires: record.expires }
            }
        })
    }
    /// Makes the person who holds a [`Link::NewAdministrator`], spends the link, and proves them.
    pub async fn enrol_first(
        &self,
        token: &str,
        new: &NewPerson,
        password: &SecretText,
        ctx: &SignInContext,
        now: Timestamp,
    ) -> Result<Authenticated, EnrolRefused> {
        let inner = &self.inner;
        let link = inner.read_link(token, now).await?;
        if !matches!(link.record.purpose, Purpose::First | Purpose::Administrator) {
            return Err(EnrolRefused::NotValid);
        }
        let mut person = inner.new_person(new, now).await?;
        person.roles = vec![Role::Administrator];
        let id = inner.new_id(now);
        let hashed = inner.hash_new(id, &person, password.clone()).await.map_err(ManageError::from)?;
        let proof = vec![inner.credential_put(id, hashed.text(), now)];
        inner.enrol_new(Enrolling { link, id, method: None, proof, ctx, now }, &person).await?;
        Ok(hashed.stored(now))
    }
    /// Sets the password of the person who holds a [`Link::SetPassword`], spends the link, ends their other sessions, and
    /// proves them.
    pub async fn enrol(&self, token: &str, password: &SecretText, ctx: &SignInContext, now: Timestamp) -> Result<Authenticated, EnrolRefused> {
        let inner = &self.inner;
        let link = inner.read_link(token, now).await?;
        let (id, recovers) = match link.record.purpose {
            Purpose::Invite(id) => (id, false),
            Purpose::Recover(id) => (id, true),
            Purpose::First | Purpose::Administrator => return Err(EnrolRefused::NotValid),
        };
        let known = inner.enrolling(id, recovers).await?;
        let hashed = inner.hash_new(id, &known.0, password.clone()).await.map_err(ManageError::from)?;
        let proof = vec![inner.credential_put(id, hashed.text(), now)];
        match inner.enrol_known(Enrolling { link, id, method: None, proof, ctx, now }, known).await {
            Err(StoreError::Conflict) => Err(EnrolRefused::NotValid),
            other => Ok(other.map(|()| hashed.stored(now))?),
        }
    }
}

/// A link that is good.
pub(crate) struct Found {
    pub(crate) id: uuid::Uuid,
    pub(crate) version: u64,
    pub(crate) record: InvitationRecord,
}

impl Inner {
    /// Of two forms sent at the same time, with whatever links, one makes the first person.
    pub(crate) async fn only_first(&self, change: Change, purpose: Purpose, now: Timestamp) -> Result<Change, EnrolRefused> {
        if purpose != Purpose::First {
            return Ok(change);
        }
        if !self.store.list(Kind::Person, None, 1).await?.is_empty() {
            return Err(EnrolRefused::NotValid);
        }
        let mark = Put::new(Kind::Setting, id_of(b"setting", b"first person"), Expect::Absent, Mark { at: now }.to_bytes());
        Ok(change.put(mark.expires(now.plus(RECOVERY_LIFE))))
    }
    /// The person of a link as they will be, and their record's version.
    pub(crate) async fn enrolling(&self, id: PersonId, recovers: bool) -> Result<(crate::records::PersonRecord, u64), EnrolRefused> {
        let (_, mut person, version) = self.stored(id).await?.ok_or(EnrolRefused::NotValid)?;
        // Who was disabled after the invitation stays out (S18); the host's own link opens again.
        if person.disabled && !recovers {
            return Err(EnrolRefused::NotValid);
        }
        if recovers {
            person.disabled = false;
            if !person.roles.contains(&Role::Administrator) {
                person.roles.push(Role::Administrator);
            }
        }
        Ok((person, version))
    }
    /// A token, and the record that knows it by its digest.
    fn link(&self, purpose: Purpose, life: Duration, now: Timestamp) -> (SecretText, Put) {
        let text = token(PREFIX, &*self.random);
        let record = InvitationRecord { purpose, expires: now.plus(life), rest: Map::new() };
        let put = Put::new(Kind::Invitation, id_of(b"invitation", text.as_bytes()), Expect::Absent, record.to_bytes()).expires(record.expires);
        let put = match purpose {
            Purpose::First => put.index("purpose", *b"first"),
            Purpose::Administrator => put.index("purpose", *b"administrator"),
            Purpose::Invite(id) | Purpose::Recover(id) => put.index("person", *id.uuid().as_bytes()),
        };
        (SecretText::from(text), put)
    }
    async fn link_for(&self, purpose: Purpose, id: PersonId, life: Duration, event: portcullis_model::Event, now: Timestamp) -> Result<SecretText, StoreError> {
        let (text, put) = self.link(purpose, life, now);
        let change = self.without_links(Change::new(), id).await?;
        self.store.commit(change.event(event).put(put)).await?;
        Ok(text)
    }
    /// Takes away all links of a person.
    pub(crate) async fn without_links(&self, change: Change, id: PersonId) -> Result<Change, StoreError> {
        let old = self.store.find(Kind::Invitation, "person", id.uuid().as_bytes()).await?;
        let change = old.into_iter().fold(change, |c, link| c.delete(Kind::Invitation, link.id, Expect::Any));
        self.without_resets(change, id).await
    }
    pub(crate) async fn read_link(&self, token: &str, now: Timestamp) -> Result<Found, EnrolRefused> {
        if !token.starts_with(PREFIX) || token.len() > 128 {
            return Err(EnrolRefused::NotValid);
        }
        let id = id_of(b"invitation", token.as_bytes());
        let stored = self.store.get(Kind::Invitation, id).await?.ok_or(EnrolRefused::NotValid)?;
        let record = InvitationRecord::from_bytes(&stored.payload).filter(|r| now < r.expires).ok_or(EnrolRefused::NotValid)?;
        if record.purpose == Purpose::First && !self.store.list(Kind::Person, None, 1).await?.is_empty() {
            return Err(EnrolRefused::NotValid);
        }
        Ok(Found { id, version: stored.version, record })
    }
    /// A person of the internal directory, by id, name or address: those of a file are changed in the file.
    pub(crate) async fn ours(&self, who: &str) -> Result<Stored, ManageError> {
        let found = self.anyone(who).await?;
        match &found.1.source {
            Some(source) => Err(ManageError::InDirectory { name: found.1.username.clone(), source_name: source.clone() }),
            None => Ok(found),
        }
    }
}
