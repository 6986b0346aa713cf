//! Which record an entry of a directory server belongs to.
//!
//! Why: a name is given again to somebody else, an id is not. Whoever gets the name of a person that left finds none of their keys,
//! groups and roles (S18); whoever is renamed keeps theirs.

use crate::Actor;
use crate::follow::LookFailure;
use crate::identity::Inner;
use crate::lookup::{Stored, person_put};
use crate::mirror::{Mirror, State};
use crate::records::PersonRecord;
use portcullis_directory::ldap::{EntryId, Found, LdapDirectory, LdapFailure};
use portcullis_model::{EventKind, PersonId};
use portcullis_store::{Change, Expect, Kind, StoreError};

/// What a look at a server says of a record.
pub(crate) struct Said {
    pub(crate) mirror: Mirror,
    /// The name of now.
    pub(crate) username: Box<str>,
    pub(crate) entry: Option<Box<str>>,
    /// Somebody else has the name.
    pub(crate) displaced: bool,
    /// Why they are out, where the entry does not say it.
    pub(crate) cause: Option<String>,
}
impl Said {
    /// What was known, and that it is over.
    pub(crate) fn gone(record: &PersonRecord) -> Self {
        let known = Self::known(record);
        Self { mirror: Mirror { state: State::Gone, ..known.mirror }, ..known }
    }
    fn known(record: &PersonRecord) -> Self {
        Self {
            mirror: record.mirror.clone().unwrap_or_default(),
            username: record.username.clone(),
            entry: record.entry.clone(),
            displaced: record.displaced,
            cause: None,
        }
    }
    pub(crate) fn is_of(&self, record: &PersonRecord) -> bool {
        record.mirror.as_ref() == Some(&self.mirror)
            && record.username == self.username
            && record.entry == self.entry
            && record.displaced == self.displaced
            && record.folded
    }
}

impl Inner {
    /// The record of a person whom a server just named, with what it said; made at the first need.
    pub(crate) async fn record_of_found(&self, server: &LdapDirectory, found: &Found) -> Result<Stored, LookFailure> {
        for _ in 0..4 {
            match self.found_once(server, found).await {
                // Another node was faster.
                Err(LookFailure::Store(StoreError::Taken(_) | StoreError::Conflict)) => {}
                Ok(id) => return self.stored(id).await?.ok_or(LookFailure::Store(StoreError::Conflict)),
                Err(other) => return Err(other),
            }
        }
        Err(LookFailure::Store(StoreError::Conflict))
    }
    async fn found_once(&self, server: &LdapDirectory, found: &Found) -> Result<PersonId, LookFailure> {
        let source = server.name();
        let same = match &found.id {
            Some(entry) => self.find_of_entry(source, entry.as_str()).await?,
            None => None,
        };
        let named = self.find_of_server(source, &found.person.username).await?;
        let stored = match (same, named) {
            (Some(same), Some(named)) if named.0 != same.0 => {
                self.give_up_name(server, named).await?;
                Some(same)
            }
            (Some(same), _) => Some(same),
            (None, Some(named)) if may_be(server, &named.1, found)? => Some(named),
            (None, Some(named)) => {
                self.give_up_name(server, named).await?;
                None
            }
            (None, None) => None,
        };
        let Some(stored) = stored else { return self.begin(server, found).await };
        let id = stored.0;
        self.take_in(server, stored, found).await?;
        Ok(id)
    }
    /// A person whom nobody saw before.
    async fn begin(&self, server: &LdapDirectory, found: &Found) -> Result<PersonId, LookFailure> {
        if let Some(entry) = &found.id {
            only_one(server, entry).await?;
        }
        let now = self.clock.now();
        let (id, username) = (self.new_id(now), &found.person.username);
        let record = PersonRecord {
            source: Some(server.name().into()),
            mirror: Some(Mirror::of(&found.person, state_of(found))),
            entry: found.id.as_ref().map(|e| e.as_str().into()),
            folded: true,
            ..PersonRecord::named(username, now)
        };
        let event = Actor::system().did(now, EventKind::PersonCreated, &id.to_string()).with("user", username).with("source", server.name());
        self.store.commit(Change::new().event(event).put(person_put(id, &record, Expect::Absent))).await?;
        self.hear(Kind::Person, id.uuid(), false).await?;
        self.looked_at(id);
        Ok(id)
    }
    /// Writes what a server said of the person behind a record, who may be called otherwise by now. Says whether anything is new.
    pub(crate) async fn take_in(&self, server: &LdapDirectory, stored: Stored, found: &Found) -> Result<bool, LookFailure> {
        let (id, record, _) = &stored;
        let name = &found.person.username;
        if !may_be(server, record, found)? {
            return self.keep(stored.clone(), Said::gone(&stored.1)).await;
        }
        let mut said = Said {
            mirror: Mirror::of(&found.person, state_of(found)),
            username: name.clone(),
            entry: found.id.as_ref().map(|e| e.as_str().into()),
            displaced: false,
            cause: found.unclear.clone(),
        };
        if let Some(entry) = found.id.as_ref().filter(|e| record.entry.as_deref() != Some(e.as_str())) {
            if self.find_of_entry(server.name(), entry.as_str()).await?.is_some_and(|(other, ..)| other != *id) {
                // A record from before ids, of whoever had the name before.
                return self.keep(stored.clone(), Said::gone(&stored.1)).await;
            }
            only_one(server, entry).await?;
        }
        if fold(name) != fold(&record.username) || record.displaced {
            if let Some(entry) = &found.id {
                only_one(server, entry).await?;
            }
            if self.is_taken(server.name(), name).await? {
                tracing::warn!(directory = server.name(), user = &**name, was = &*record.username, "a person was given a name that is taken before");
                said = Said::gone(record);
            } else if let Some(holder) = self.find_of_server(server.name(), name).await?.filter(|holder| holder.0 != *id) {
                // Whether its person is gone or has another name by now, their own next look tells.
                let lost = Said { displaced: true, ..Said::known(&holder.1) };
                self.keep(holder, lost).await?;
            }
        }
        self.keep(stored, said).await
    }
    /// Somebody else has the name of this record. If its person is called otherwise by now it follows them, else they are gone.
    async fn give_up_name(&self, server: &LdapDirectory, holder: Stored) -> Result<(), LookFailure> {
        let (id, name) = (holder.0, holder.1.username.clone());
        self.look_again(id).await?;
        let Some(still) = self.find_of_server(server.name(), &name).await?.filter(|h| h.0 == id) else { return Ok(()) };
        if still.1.mirror.as_ref().is_some_and(|m| m.state != State::Gone) {
            // Nobody who is there loses their name.
            return Err(unsaid(server, format!("two entries are called {name:?}")).into());
        }
        let lost = Said { displaced: true, ..Said::gone(&still.1) };
        self.keep(still, lost).await.map(drop)
    }
    /// Whether the internal directory or a directory before this one has somebody of that name.
    async fn is_taken(&self, source: &str, name: &str) -> Result<bool, LookFailure> {
        Ok(self.find_username(name).await?.is_some() || self.is_named_before(source, name).await?)
    }
    /// Writes what a server said, if it is new; of somebody who is out now every session ends with it.
    pub(crate) async fn keep(&self, (id, record, version): Stored, said: Said) -> Result<bool, LookFailure> {
        let mut current = Some((record, version));
        for _ in 0..4 {
            let Some((mut record, version)) = current.take() else { return Ok(false) };
            if said.is_of(&record) {
                self.looked_at(id);
                return Ok(false);
            }
            let left = !said.mirror.is_active() && record.mirror.as_ref().is_some_and(Mirror::is_active);
            let mut event = Actor::system().did(self.clock.now(), EventKind::PersonChanged, &id.to_string()).with("user", &said.username);
            event = event.with("source", record.source.as_deref().unwrap_or_default()).with("changed", &changes(&record, &said));
            if said.username != record.username {
                event = event.with("was", &record.username);
            }
            if said.displaced && !record.displaced {
                event = event.with("cause", "somebody else has the name");
            }
            if let Some(cause) = &said.cause {
                event = event.with("cause", cause);
            }
            record.mirror = Some(said.mirror.clone());
            record.username.clone_from(&said.username);
            record.entry.clone_from(&said.entry);
            (record.displaced, record.folded) = (said.displaced, true);
            let mut change = Change::new().event(event).put(person_put(id, &record, Expect::Version(version)));
            let sessions = if left { self.sessions_of(id).await? } else { Vec::new() };
            if !sessions.is_empty() {
                let cause = Actor::system().did(self.clock.now(), EventKind::SessionRevoked, &id.to_string()).with("person", &record.username);
                change = self.ending_all(change.event(cause.with("cause", "left the directory")), &sessions).await?;
            }
            match self.store.commit(change).await {
                // Somebody else changed the record at the same moment.
                Err(StoreError::Conflict) => current = self.stored(id).await?.map(|(_, record, version)| (record, version)),
                other => {
                    other?;
                    self.hear(Kind::Person, id.uuid(), false).await?;
                    sessions.into_iter().for_each(|s| self.ended(s));
                    self.looked_at(id);
                    return Ok(true);
                }
            }
        }
        Err(LookFailure::Store(StoreError::Conflict))
    }
}

/// Names of servers mean the same in either case, as their own rule has it (RFC 4519 §2.39).
pub(crate) fn fold(name: &str) -> String {
    name.to_lowercase()
}

/// Whether a record of that name may be of the entry: by the id where there is one.
fn may_be(server: &LdapDirectory, record: &PersonRecord, found: &Found) -> Result<bool, LdapFailure> {
    match (record.entry.as_deref().and_then(|e| server.kept(e)), &found.id) {
        (None, _) => Ok(!record.displaced),
        (Some(_), None) => Err(unsaid(server, format!("the id of {:?}, which is known, is not stated any more", record.username))),
        (Some(kept), Some(stated)) => Ok(kept == *stated),
    }
}

/// With an id that several have, one would become the other.
async fn only_one(server: &LdapDirectory, entry: &EntryId) -> Result<(), LdapFailure> {
    match server.count(entry).await? {
        0 | 1 => Ok(()),
        many => Err(unsaid(server, format!("{many} entries have the same id"))),
    }
}

fn unsaid(server: &LdapDirectory, why: String) -> LdapFailure {
    let failure = LdapFailure::Id(why);
    tracing::warn!(directory = server.name(), why = %failure, "nobody can tell who an entry of the LDAP directory is");
    failure
}

fn state_of(found: &Found) -> State {
    if found.person.disabled || found.unclear.is_some() { State::Barred } else { State::Active }
}

/// What is different, for the ledger: words, no values.
fn changes(record: &PersonRecord, said: &Said) -> String {
    let Some(before) = &record.mirror else { return "first seen".into() };
    let after = &said.mirror;
    let parts = [
        ("username", record.username != said.username),
        ("groups", before.groups != after.groups),
        ("email", before.email != after.email),
        ("name", before.display_name != after.display_name),
        ("attributes", before.claims != after.claims),
        ("id", record.entry != said.entry),
        (
            match after.state {
                State::Active => "active",
                State::Barred => "barred",
                State::Gone => "gone",
            },
            before.state != after.state || said.displaced != record.displaced,
        ),
    ];
    parts.into_iter().filter(|(_, differs)| *differs).map(|(word, _)| word).collect::<Vec<_>>().join(" ")
}
