//! Whom a name means.
//!
//! Why: the internal directory and the files are one house with one doorbell; the order in which they are asked is fixed,
//! so that nobody can take over a name by adding it elsewhere.

use crate::Actor;
use crate::follow::LookFailure;
use crate::identity::Inner;
use crate::records::{Payload as _, PersonRecord};
use crate::whose::fold;
use portcullis_authn::{Candidate, Standing};
use portcullis_crypto::{SecretText, random_bytes};
use portcullis_directory::Person as Entry;
use portcullis_directory::ldap::{Found, LdapDirectory, LdapFailure, Sought};
use portcullis_model::{EventKind, PersonId};
use portcullis_store::{Change, Expect, Kind, Put, Record, StoreError};
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
    /// The server that compares the password, and whom it named.
    pub(crate) at: Option<(Arc<LdapDirectory>, Found)>,
}

impl Inner {
    /// User names first, then addresses; in each, the internal directory first, then the others in their order.
    pub(crate) async fn meant(&self, typed: &str) -> Result<Option<Meant>, LookFailure> {
        match self.meant_anywhere(typed).await {
            // Somebody of whom nobody can tell who they are is refused as nobody is (S20).
            Err(LookFailure::Server(LdapFailure::Id(_))) => Ok(None),
            other => other,
        }
    }
    async fn meant_anywhere(&self, typed: &str) -> Result<Option<Meant>, LookFailure> {
        if typed.is_empty() || typed.len() > LONGEST {
            return Ok(None);
        }
        if let Some(found) = self.find_username(typed).await? {
            return Ok(Some(self.internal(found).await?));
        }
        let sources = self.sources.load_full();
        let mut by_address = Vec::new();
        for source in &sources.directories {
            if let Some(entry) = source.people.find_name(typed) {
                return Ok(self.listed(&source.name, entry).await?);
            }
            let Some(server) = self.server(&source.name).filter(|_| source.server) else { continue };
            match server.find(typed, self.seconds()).await? {
                Sought::Person(found) if found.person.username.eq_ignore_ascii_case(typed) => return self.at_server(server, *found).await,
                Sought::Person(found) => by_address.push((server, *found)),
                Sought::Several => return Ok(None),
                Sought::Nobody => {}
            }
        }
        if let Some(found) = self.find_email(typed).await? {
            return Ok(Some(self.internal(found).await?));
        }
        for source in &sources.directories {
            if let Some(entry) = source.people.find_email(typed) {
                if self.is_named_before(&source.name, &entry.username).await? {
                    return Ok(None);
                }
                return Ok(self.listed(&source.name, entry).await?);
            }
            if let Some(at) = by_address.iter().position(|(server, _)| *server.name() == *source.name) {
                let (server, found) = by_address.swap_remove(at);
                if self.is_named_before(&source.name, &found.person.username).await? {
                    return Ok(None);
                }
                return self.at_server(server, found).await;
            }
        }
        Ok(None)
    }
    /// Whether a directory before this one has somebody of that name: then the name means them, and whoever is found here by an
    /// address is not let in under it.
    pub(crate) async fn is_named_before(&self, directory: &str, username: &str) -> Result<bool, LookFailure> {
        let sources = self.sources.load_full();
        for source in sources.directories.iter().take_while(|s| *s.name != *directory) {
            let named = match self.server(&source.name).filter(|_| source.server) {
                Some(server) => server.look(username, None, self.seconds()).await?.is_some_and(|f| f.person.username.eq_ignore_ascii_case(username)),
                None => source.people.find_name(username).is_some(),
            };
            if named {
                tracing::warn!(directory, user = username, "the name is taken in a directory before; whoever has it here cannot sign in");
                return Ok(true);
            }
        }
        Ok(false)
    }
    /// Somebody of a server. The name must mean them, as for a file's.
    async fn at_server(&self, server: Arc<LdapDirectory>, found: Found) -> Result<Option<Meant>, LookFailure> {
        if self.find_username(&found.person.username).await?.is_some() {
            tracing::warn!(
                directory = server.name(),
                user = &*found.person.username,
                "the name is taken in the internal directory; the server's person cannot sign in"
            );
            return Ok(None);
        }
        let (id, record, version) = self.record_of_found(&server, &found).await?;
        // A lock of some time is the server's to lift: it is asked with the password, and refuses it until then.
        let barred = self.sources.load().facts(id, record.clone(), version).barred;
        let standing = if barred { Standing::Barred } else { Standing::Active };
        let candidate = Candidate { person: id, standing, hash: None, elsewhere: true };
        Ok(Some(Meant { username: record.username, candidate, internal: false, at: Some((server, found)) }))
    }
    async fn internal(&self, (id, record, _): Stored) -> Result<Meant, StoreError> {
        let hash = self.credential(id).await?;
        let standing = if record.disabled { Standing::Barred } else { Standing::Active };
        Ok(Meant {
            username: record.username,
            candidate: Candidate { person: id, standing, hash: hash.map(SecretText::from), elsewhere: false },
            internal: true,
            at: None,
        })
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
        let candidate = Candidate { person: id, standing, hash: entry.hash.clone(), elsewhere: false };
        Ok(Some(Meant { username: record.username, candidate, internal: false, at: None }))
    }
    /// The record of a person of a file, made at the first need: it gives them an id that outlives the file's edits.
    pub(crate) async fn record_of(&self, source: &str, username: &str) -> Result<Stored, StoreError> {
        for _ in 0..3 {
            if let Some(found) = self.find_of_source(source, username).await? {
                return Ok(found);
            }
            let now = self.clock.now();
            let id = PersonId::new(now, random_bytes(&*self.random));
            let record = PersonRecord { source: Some(source.into()), ..PersonRecord::named(username, now) };
            let event = Actor::system().did(now, EventKind::PersonCreated, &id.to_string()).with("user", username).with("source", source);
            match self.store.commit(Change::new().event(event).put(person_put(id, &record, Expect::Absent))).await {
                // Another node was faster: theirs is the id.
                Err(StoreError::Taken(_) | StoreError::Conflict) => {}
                Err(other) => return Err(other),
                Ok(_) => {
                    self.hear(Kind::Person, id.uuid(), false).await?;
                    return Ok((id, record, 1));
                }
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
    /// Somebody of a file, by the name as it is written there.
    pub(crate) async fn find_of_source(&self, source: &str, username: &str) -> Result<Option<Stored>, StoreError> {
        one(self.store.find(Kind::Person, "source", &key(source, username)).await?)
    }
    /// Somebody of a server, by the name in either case. Records of before have it as it was written.
    pub(crate) async fn find_of_server(&self, source: &str, username: &str) -> Result<Option<Stored>, StoreError> {
        match self.find_of_source(source, &fold(username)).await? {
            None => self.find_of_source(source, username).await,
            found => Ok(found),
        }
    }
    /// The same by the id that the server gave.
    pub(crate) async fn find_of_entry(&self, source: &str, entry: &str) -> Result<Option<Stored>, StoreError> {
        one(self.store.find(Kind::Person, "entry", &key(source, entry)).await?)
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

/// `source`, a NUL that neither part can hold, and the name or the id.
fn key(source: &str, name: &str) -> Vec<u8> {
    [source.as_bytes(), b"\0", name.as_bytes()].concat()
}

/// A person's record with everything it is found by. Names and addresses of the internal directory are unique in it.
pub(crate) fn person_put(id: PersonId, record: &PersonRecord, expect: Expect) -> Put {
    let put = Put::new(Kind::Person, id.uuid(), expect, record.to_bytes());
    let put = match &record.source {
        Some(source) => {
            let put = match &record.entry {
                Some(entry) => put.unique("entry", key(source, entry)),
                None => put,
            };
            match (record.displaced, record.folded) {
                (true, _) => put,
                (false, true) => put.unique("source", key(source, &fold(&record.username))),
                (false, false) => put.unique("source", key(source, &record.username)),
            }
        }
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
