//! Managing people: what the API and the command line ask for.
//!
//! Why: each function is one transaction with its ledger event in it, and names the author; who may call is decided before.

use crate::factors::{FactorRecord, Held};
use crate::failure::ManageError;
use crate::follow::LookFailure;
use crate::identity::Inner;
use crate::lookup::{Stored, person_put};
use crate::records::{Payload as _, PersonRecord};
use crate::{Actor, Identity};
use portcullis_crypto::random_bytes;
use portcullis_model::{Email, EventKind, PersonId, Role, Timestamp};
use portcullis_store::{Change, Expect, Kind, StoreError};

/// What a new person is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewPerson {
    pub username: Box<str>,
    /// Set by whoever adds the person, so it counts.
    pub email: Option<Box<str>>,
    /// The user name when empty.
    pub display_name: Box<str>,
    /// Names of groups of the internal directory.
    pub groups: Vec<Box<str>>,
}

/// A person, to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonView {
    /// None for someone of a file who has never been seen.
    pub id: Option<PersonId>,
    pub username: Box<str>,
    pub display_name: Box<str>,
    pub email: Option<Box<str>>,
    /// Canonical names.
    pub groups: Vec<Box<str>>,
    pub roles: Vec<Role>,
    pub disabled: bool,
    /// The directory that states the person; none for the internal one.
    pub source: Option<Box<str>>,
    pub created: Option<Timestamp>,
    /// Whether there is a password to sign in with.
    pub enrolled: bool,
}

impl Identity {
    pub async fn add_person(&self, new: &NewPerson, actor: &Actor, now: Timestamp) -> Result<PersonView, ManageError> {
        let inner = &self.inner;
        let record = inner.new_person(new, now).await?;
        let id = inner.new_id(now);
        let event = actor.did(now, EventKind::PersonCreated, &id.to_string()).with("user", &record.username);
        let change = Change::new().event(event).put(person_put(id, &record, Expect::Absent));
        inner.store.commit(change).await.map_err(|e| inner.taken(e, &record))?;
        inner.hear(Kind::Person, id.uuid(), false).await?;
        Ok(inner.view(id, record, false))
    }
    /// By id, user name or address.
    pub async fn show_person(&self, who: &str) -> Result<PersonView, ManageError> {
        let inner = &self.inner;
        let (id, record, _) = inner.anyone(who).await?;
        let enrolled = inner.is_enrolled(id).await?;
        Ok(inner.view(id, record, enrolled))
    }
    /// Everyone: first those with a record, then those of files whom nobody has seen yet.
    pub async fn list_people(&self) -> Result<Vec<PersonView>, ManageError> {
        let inner = &self.inner;
        let enrolled = inner.enrolled().await?;
        let mut out = Vec::new();
        let mut seen = std::collections::HashSet::new();
        let mut pages = inner.store.pages(Kind::Person);
        while let Some(page) = pages.next().await? {
            for stored in page {
                let Some(record) = <PersonRecord as crate::records::Payload>::from_bytes(&stored.payload) else { continue };
                let id = PersonId::from_uuid(stored.id);
                let enrolled = enrolled.contains(&stored.id);
                if let Some(source) = &record.source {
                    seen.insert((source.clone(), record.username.clone()));
                }
                out.push(inner.view(id, record, enrolled));
            }
        }
        let sources = inner.sources.load_full();
        for source in &sources.directories {
            for person in source.people.iter().filter(|p| !seen.contains(&(source.name.clone(), p.username.clone()))) {
                out.push(unseen(&sources, &source.name, person));
            }
        }
        Ok(out)
    }
    /// Bars the person and ends their sessions.
    pub async fn disable_person(&self, who: &str, actor: &Actor, now: Timestamp) -> Result<(), ManageError> {
        let inner = &self.inner;
        let (id, mut record, version) = inner.anyone(who).await?;
        if record.disabled {
            return Ok(());
        }
        let before = record.clone();
        record.disabled = true;
        inner.not_the_last(id, &before, Some(&record)).await?;
        let event = actor.did(now, EventKind::PersonDisabled, &id.to_string()).with("user", &record.username);
        inner.write_and_end(id, Some((record, version)), event).await
    }
    /// Lets the person sign in again. What sessions there may still be end first: nothing wakes up.
    pub async fn enable_person(&self, who: &str, actor: &Actor, now: Timestamp) -> Result<(), ManageError> {
        let inner = &self.inner;
        let (id, mut record, version) = inner.anyone(who).await?;
        if !record.disabled {
            return Ok(());
        }
        record.disabled = false;
        let event = actor.did(now, EventKind::PersonEnabled, &id.to_string()).with("user", &record.username);
        inner.write_and_end(id, Some((record, version)), event).await
    }
    /// Removes the person, their password, links and sessions.
    pub async fn delete_person(&self, who: &str, actor: &Actor, now: Timestamp) -> Result<(), ManageError> {
        let inner = &self.inner;
        let (id, record, version) = inner.anyone(who).await?;
        if let (Some(source), Some(_)) = (&record.source, inner.sources.load().entry(&record)) {
            return Err(ManageError::InDirectory { name: record.username.clone(), source_name: source.clone() });
        }
        inner.not_the_last(id, &record, None).await?;
        let event = actor.did(now, EventKind::PersonDeleted, &id.to_string()).with("user", &record.username);
        let sessions = inner.sessions_of(id).await?;
        let mut change = Change::new().event(event).delete(Kind::Person, id.uuid(), Expect::Version(version)).delete(Kind::Credential, id.uuid(), Expect::Any);
        change = change.delete(Kind::Device, id.uuid(), Expect::Any);
        change = inner.without_links(change, id).await?;
        change = inner.without_mailed(change, id).await?;
        for factor in inner.factors_of(id).await? {
            change = change.delete(Kind::Factor, factor.id, Expect::Any);
        }
        let change = inner.ending_all(change, &sessions).await?;
        inner.store.commit(change).await?;
        inner.hear(Kind::Person, id.uuid(), true).await?;
        sessions.into_iter().for_each(|s| inner.ended(s));
        Ok(())
    }
    /// Gives or takes a stored role.
    pub async fn set_roles(&self, who: &str, roles: &[Role], actor: &Actor, now: Timestamp) -> Result<(), ManageError> {
        let inner = &self.inner;
        let (id, mut record, version) = inner.anyone(who).await?;
        let before = record.clone();
        record.roles = roles.iter().copied().filter(|r| *r != Role::Member).collect();
        inner.not_the_last(id, &before, Some(&record)).await?;
        record.roles.sort();
        record.roles.dedup();
        let names = record.roles.iter().map(|r| r.as_str()).collect::<Vec<_>>().join(" ");
        let event = actor.did(now, EventKind::PersonChanged, &id.to_string()).with("user", &record.username).with("roles", &names);
        inner.write_person(id, &record, version, event).await
    }
}

pub(crate) fn unseen(sources: &crate::facts::Sources, source: &str, person: &portcullis_directory::Person) -> PersonView {
    PersonView {
        id: None,
        username: person.username.clone(),
        display_name: person.display_name.clone(),
        email: person.email.as_ref().map(|e| e.as_str().into()),
        groups: person.groups.iter().map(|g| format!("{source}/{g}").into()).collect(),
        roles: sources.roles_unseen(source, person),
        disabled: person.disabled,
        source: Some(source.into()),
        created: None,
        enrolled: true,
    }
}

/// Names of the internal directory: nothing that could be taken for an address, a group or another kind of subject.
pub fn is_username(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-+".contains(&b))
}

impl Inner {
    pub(crate) fn new_uuid(&self, now: Timestamp) -> uuid::Uuid {
        PersonId::new(now, random_bytes(&*self.random)).uuid()
    }
    pub(crate) fn new_id(&self, now: Timestamp) -> PersonId {
        PersonId::new(now, random_bytes(&*self.random))
    }
    /// Checks everything that was typed, all names free.
    pub(crate) async fn new_person(&self, new: &NewPerson, now: Timestamp) -> Result<PersonRecord, ManageError> {
        if !is_username(&new.username) {
            return Err(ManageError::BadName);
        }
        let display_name: Box<str> = if new.display_name.trim().is_empty() { new.username.clone() } else { new.display_name.trim().into() };
        if display_name.chars().count() > 128 || display_name.chars().any(char::is_control) {
            return Err(ManageError::BadDisplayName);
        }
        let email = new.email.as_deref().filter(|e| !e.is_empty()).map(Email::parse).transpose()?;
        if self.sources.load().directories.iter().any(|s| s.people.find_name(&new.username).is_some()) || self.find_username(&new.username).await?.is_some() {
            return Err(ManageError::NameTaken(new.username.clone()));
        }
        for server in self.servers.load_full().iter() {
            // Of those who were here. A server that is away must not keep an administrator from being added.
            if self.find_of_server(server.directory.name(), &new.username).await?.is_some() {
                return Err(ManageError::NameTaken(new.username.clone()));
            }
        }
        if let Some(email) = &email {
            let listed = self.sources.load().directories.iter().any(|s| s.people.find_email(email.as_str()).is_some());
            if listed || self.find_email(email.as_str()).await?.is_some() {
                return Err(ManageError::EmailTaken(email.as_str().into()));
            }
        }
        let mut groups = Vec::with_capacity(new.groups.len());
        for name in &new.groups {
            groups.push(self.our_group(name)?);
        }
        groups.sort();
        groups.dedup();
        Ok(PersonRecord { display_name, email: email.map(|e| e.as_str().into()), groups, ..PersonRecord::named(&new.username, now) })
    }
    /// Somebody was faster with the name or the address: the store's unique index tells which.
    pub(crate) fn taken(&self, error: StoreError, record: &PersonRecord) -> ManageError {
        match error {
            StoreError::Taken(index) if &*index == "email" => ManageError::EmailTaken(record.email.clone().unwrap_or_default()),
            StoreError::Taken(_) => ManageError::NameTaken(record.username.clone()),
            other => other.into(),
        }
    }
    /// Anyone, by id, user name or address; people of files get their record now.
    pub(crate) async fn anyone(&self, who: &str) -> Result<Stored, ManageError> {
        if let Some(id) = PersonId::parse(who) {
            return self.stored(id).await?.ok_or_else(|| ManageError::UnknownPerson(who.into()));
        }
        if let Some(found) = self.find_username(who).await? {
            return Ok(found);
        }
        let sources = self.sources.load_full();
        let by_name = sources.directories.iter().find_map(|s| Some((&s.name, s.people.find_name(who)?)));
        if let Some((source, person)) = by_name {
            return Ok(self.record_of(source, &person.username).await?);
        }
        for server in self.servers.load_full().iter() {
            if let Some(found) = self.find_of_server(server.directory.name(), who).await? {
                return Ok(found);
            }
        }
        if let Some(found) = self.find_email(who).await? {
            return Ok(found);
        }
        let by_email = sources.directories.iter().find_map(|s| Some((&s.name, s.people.find_email(who)?)));
        match by_email {
            Some((source, person)) => Ok(self.record_of(source, &person.username).await?),
            None => self.anyone_at_servers(who).await?.ok_or_else(|| ManageError::UnknownPerson(who.into())),
        }
    }
    /// Somebody whom only a server knows so far, or knows by that address.
    async fn anyone_at_servers(&self, who: &str) -> Result<Option<Stored>, LookFailure> {
        for server in self.servers.load_full().iter() {
            if let Some(found) = server.directory.find(who, self.seconds()).await?.person() {
                return self.record_of_found(&server.directory, &found).await.map(Some);
            }
        }
        Ok(None)
    }
    /// Whether the person could sign in: with a password of ours, or a key.
    pub(crate) async fn is_enrolled(&self, id: PersonId) -> Result<bool, StoreError> {
        let owned = self.owned(id).await?;
        Ok(owned.password || owned.keys() > 0)
    }
    /// The ids of all who have a password of ours, or a key.
    pub(crate) async fn enrolled(&self) -> Result<std::collections::HashSet<uuid::Uuid>, StoreError> {
        let mut out = std::collections::HashSet::new();
        let mut pages = self.store.pages(Kind::Credential);
        while let Some(page) = pages.next().await? {
            out.extend(page.iter().map(|r| r.id));
        }
        let mut pages = self.store.pages(Kind::Factor);
        while let Some(page) = pages.next().await? {
            let keys = page.iter().filter_map(|r| FactorRecord::from_bytes(&r.payload)).filter(|f| matches!(f.held, Held::Passkey { cloned: false, .. }));
            out.extend(keys.map(|f| f.person.uuid()));
        }
        Ok(out)
    }
    pub(crate) fn view(&self, id: PersonId, record: PersonRecord, enrolled: bool) -> PersonView {
        let facts = self.sources.load().facts(id, record, 0);
        let subject = &facts.subject;
        PersonView {
            id: Some(id),
            username: facts.record.username.clone(),
            display_name: subject.display_name.clone(),
            email: subject.email.as_ref().map(|e| e.as_str().into()),
            groups: subject.groups.canonical().map(Into::into).collect(),
            roles: subject.roles.iter().collect(),
            disabled: facts.barred,
            source: facts.record.source.clone(),
            created: Some(facts.record.created),
            enrolled: enrolled || facts.record.source.is_some(),
        }
    }
    pub(crate) async fn write_person(&self, id: PersonId, record: &PersonRecord, version: u64, event: portcullis_model::Event) -> Result<(), ManageError> {
        self.store.commit(Change::new().event(event).put(person_put(id, record, Expect::Version(version)))).await.map_err(|e| self.taken(e, record))?;
        self.hear(Kind::Person, id.uuid(), false).await?;
        Ok(())
    }
    /// Writes the person and ends every session of theirs, in one transaction.
    async fn write_and_end(&self, id: PersonId, person: Option<(PersonRecord, u64)>, event: portcullis_model::Event) -> Result<(), ManageError> {
        let sessions = self.sessions_of(id).await?;
        // An open invitation does not outlive a disabling.
        let change = self.without_links(Change::new().event(event), id).await?;
        let mut change = self.without_mailed(change, id).await?;
        if let Some((record, version)) = &person {
            change = change.put(person_put(id, record, Expect::Version(*version)));
        }
        let change = self.ending_all(change, &sessions).await?;
        self.store.commit(change).await?;
        self.hear(Kind::Person, id.uuid(), false).await?;
        sessions.into_iter().for_each(|s| self.ended(s));
        Ok(())
    }
}
