//! Whom a name means.
//!
//! Why: the internal directory and the files are one house with one doorbell; the order in which they are asked is fixed,
//! so that nobody can take over a name by adding it elsewhere.

use crate::Actor;
use crate::identity::Inner;
use crate::records::{Payload as _, PersonRecord};
use portcullis_authn::{Candidate, Standing};
use portcullis_crypto::{SecretText, random_bytes};
use portcullis_directory::Person as Entry;
use portcullis_model::{EventKind, PersonId};
use portcullis_store::{Change, Expect, Kind, Put, Record, StoreError};
use serde_json::Map;
use std::sync::Arc;

/// No name is longer, in bytes; nothing longer is looked up.
const LONGEST: usize = 320;

/// A person with their id and the record's version.
pub(crate) type Stored = (PersonId, PersonRecord, u64);

/// Whom a typed name means.
pub(crate) struct Meant {
    pub(crate) username: Box<str>,
    pub(crate) candidate: Candidate,
    /// Whether the hash is ours to replace.
    pub(crate) internal: bool,
}

impl Inner {
    /// User names first, then addresses; in each, the internal directory first, then the files in their order.
    pub(crate) async fn meant(&self, typed: &str) -> Result<Option<Meant>, StoreError> {
        if typed.is_empty() || typed.len() > LONGEST {
            return Ok(None);
        }
        if let Some(found) = self.find_username(typed).await? {
            return self.internal(found).await.map(Some);
        }
        let sources = self.sources.load_full();
        if let Some((source, entry)) = sources.directories.iter().find_map(|s| Some((s, s.people.find_name(typed)?))) {
            return self.listed(&source.name, entry).await;
        }
        if let Some(found) = self.find_email(typed).await? {
            return self.internal(found).await.map(Some);
        }
        if let Some((source, entry)) = sources.directories.iter().find_map(|s| Some((s, s.people.find_email(typed)?))) {
            return self.listed(&source.name, entry).await;
        }
        Ok(None)
    }
    async fn internal(&self, (id, record, _): Stored) -> Result<Meant, StoreError> {
        let hash = self.credential(id).await?;
        let standing = if record.disabled { Standing::Barred } else { Standing::Active };
        Ok(Meant { username: record.username, candidate: Candidate { person: id, standing, hash: hash.map(SecretText::from) }, internal: true })
    }
    /// Somebody of a file. The name must mean them: not somebody of the internal directory or of a file before.
    async fn listed(&self, source: &str, entry: &Arc<Entry>) -> Result<Option<Meant>, StoreError> {
        if self.find_username(&entry.username).await?.is_some() {
            tracing::warn!(directory = source, user = &*entry.username, "the name is taken in the internal directory; the file's person cannot sign in");
            return Ok(None);
        }
        let (id, record, version) = self.record_of(source, &entry.username).await?;
        let barred = self.sources.load().facts(id, record.clone(), version).barred;
        let standing = if barred { Standing::Barred } else { Standing::Active };
        let candidate = Candidate { person: id, standing, hash: entry.hash.clone() };
        Ok(Some(Meant { username: record.username, candidate, internal: false }))
    }
    /// The record of a person of a directory, made at the first need: it gives them an id that outlives the file's edits.
    pub(crate) async fn record_of(&self, source: &str, username: &str) -> Result<Stored, StoreError> {
        for _ in 0..3 {
            if let Some(found) = self.find_of_source(source, username).await? {
                return Ok(found);
            }
            let now = self.clock.now();
            let id = PersonId::new(now, random_bytes(&*self.random));
            let record = PersonRecord {
                username: username.into(),
                display_name: "".into(),
                email: None,
                groups: Vec::new(),
                roles: Vec::new(),
                disabled: false,
                source: Some(source.into()),
                created: now,
                password_set: None,
                rest: Map::new(),
            };
            let event = Actor::system().did(now, EventKind::PersonCreated, &id.to_string()).with("user", username).with("source", source);
            match self.store.commit(Change::new().event(event).put(person_put(id, &record, Expect::Absent))).await {
                // Another node was faster: theirs is the id.
                Err(StoreError::Taken(_) | StoreError::Conflict) => {}
                Err(other) => return Err(other),
                Ok(_) => return Ok((id, record, 1)),
            }
        }
        Err(StoreError::Conflict)
    }
    pub(crate) async fn find_username(&self, name: &str) -> Result<Option<Stored>, StoreError> {
        one(self.store.find(Kind::Person, "username", name.to_lowercase().as_bytes()).await?)
    }
    pub(crate) async fn find_email(&self, address: &str) -> Result<Option<Stored>, StoreError> {
        one(self.store.find(Kind::Person, "email", address.to_ascii_lowercase().as_bytes()).await?)
    }
    pub(crate) async fn find_of_source(&self, source: &str, username: &str) -> Result<Option<Stored>, StoreError> {
        one(self.store.find(Kind::Person, "source", &source_key(source, username)).await?)
    }
    pub(crate) async fn stored(&self, id: PersonId) -> Result<Option<Stored>, StoreError> {
        one(self.store.get(Kind::Person, id.uuid()).await?.into_iter().collect())
    }
}

fn one(found: Vec<Record>) -> Result<Option<Stored>, StoreError> {
    let Some(stored) = found.into_iter().next() else { return Ok(None) };
    let record = PersonRecord::from_bytes(&stored.payload).ok_or(StoreError::Damaged { kind: Kind::Person, id: stored.id })?;
    Ok(Some((PersonId::from_uuid(stored.id), record, stored.version)))
}

/// `source`, a NUL that neither part can hold, and the name.
fn source_key(source: &str, username: &str) -> Vec<u8> {
    [source.as_bytes(), b"\0", username.as_bytes()].concat()
}

/// A person's record with everything it is found by. Names and addresses of the internal directory are unique in it.
pub(crate) fn person_put(id: PersonId, record: &PersonRecord, expect: Expect) -> Put {
    let put = Put::new(Kind::Person, id.uuid(), expect, record.to_bytes());
    let put = match &record.source {
        Some(source) => put.unique("source", source_key(source, &record.username)),
        None => {
            let put = put.unique("username", record.username.to_lowercase().into_bytes());
            match record.email() {
                Some(email) => put.unique("email", email.key().into_bytes()),
                None => put,
            }
        }
    };
    record.groups.iter().fold(put, |p, g| p.index("group", *g.uuid().as_bytes()))
}
