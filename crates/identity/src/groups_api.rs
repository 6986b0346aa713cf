//! Managing groups of the internal directory.
//!
//! Why: people hold group ids; a name given again to a new group brings no old members with it.

use crate::failure::ManageError;
use crate::identity::Inner;
use crate::records::{GroupRecord, Payload as _, PersonRecord};
use crate::{Actor, Identity, PersonView};
use portcullis_crypto::random_bytes;
use portcullis_model::{EventKind, GroupId, PersonId, Timestamp};
use portcullis_store::{Change, Expect, Kind, Put, StoreError};
use serde_json::Map;

/// A group, to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupView {
    /// None for a group that a file states.
    pub id: Option<GroupId>,
    /// `internal/ops`.
    pub name: Box<str>,
    pub description: Box<str>,
    pub members: usize,
}

impl Identity {
    pub async fn add_group(&self, name: &str, description: &str, actor: &Actor, now: Timestamp) -> Result<GroupView, ManageError> {
        let inner = &self.inner;
        let name = bare(name);
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | ' ');
        if name.is_empty() || name.chars().count() > 64 || name.trim() != name || !name.chars().all(plain) || description.chars().any(char::is_control) {
            return Err(ManageError::BadGroupName);
        }
        let id = GroupId::new(now, random_bytes(&*inner.random));
        let record = GroupRecord { name: name.into(), description: description.into(), created: now, rest: Map::new() };
        let event = actor.did(now, EventKind::GroupCreated, &id.to_string()).with("group", name);
        let put = Put::new(Kind::Group, id.uuid(), Expect::Absent, record.to_bytes()).unique("name", name.as_bytes().to_vec());
        match inner.store.commit(Change::new().event(event).put(put)).await {
            Err(StoreError::Taken(_)) => return Err(ManageError::GroupTaken(name.into())),
            other => other.map(|_| ())?,
        }
        inner.hear(Kind::Group, id.uuid(), false).await?;
        Ok(GroupView { id: Some(id), name: format!("internal/{name}").into(), description: description.into(), members: 0 })
    }
    /// The internal directory's groups, then those that files state.
    pub async fn list_groups(&self) -> Result<Vec<GroupView>, ManageError> {
        let inner = &self.inner;
        let mut out = Vec::new();
        let mut pages = inner.store.pages(Kind::Group);
        while let Some(page) = pages.next().await? {
            for stored in page {
                let Some(record) = GroupRecord::from_bytes(&stored.payload) else { continue };
                let members = inner.store.find(Kind::Person, "group", stored.id.as_bytes()).await?.len();
                out.push(GroupView {
                    id: Some(GroupId::from_uuid(stored.id)),
                    name: format!("internal/{}", record.name).into(),
                    description: record.description,
                    members,
                });
            }
        }
        for source in &inner.sources.load().directories {
            let mut stated = std::collections::BTreeMap::<Box<str>, usize>::new();
            for group in source.people.iter().flat_map(|p| p.groups.iter()) {
                *stated.entry(format!("{}/{group}", source.name).into()).or_default() += 1;
            }
            out.extend(stated.into_iter().map(|(name, members)| GroupView { id: None, name, description: "".into(), members }));
        }
        Ok(out)
    }
    /// The members of a group of the internal directory.
    pub async fn group_members(&self, name: &str) -> Result<Vec<PersonView>, ManageError> {
        let inner = &self.inner;
        let id = inner.our_group(name)?;
        let found = inner.store.find(Kind::Person, "group", id.uuid().as_bytes()).await?;
        let mut out = Vec::with_capacity(found.len());
        for stored in found {
            let Some(record) = PersonRecord::from_bytes(&stored.payload) else { continue };
            let enrolled = inner.is_enrolled(PersonId::from_uuid(stored.id)).await?;
            out.push(inner.view(PersonId::from_uuid(stored.id), record, enrolled));
        }
        Ok(out)
    }
    /// Removes the group; its members lose it at once.
    pub async fn delete_group(&self, name: &str, actor: &Actor, now: Timestamp) -> Result<(), ManageError> {
        let inner = &self.inner;
        let id = inner.our_group(name)?;
        inner.not_the_last_ones(id).await?;
        let event = actor.did(now, EventKind::GroupDeleted, &id.to_string()).with("group", bare(name));
        inner.store.commit(Change::new().event(event).delete(Kind::Group, id.uuid(), Expect::Any)).await?;
        inner.hear(Kind::Group, id.uuid(), true).await?;
        Ok(())
    }
    pub async fn add_member(&self, group: &str, who: &str, actor: &Actor, now: Timestamp) -> Result<(), ManageError> {
        self.inner.set_member(group, who, Member::In, actor, now).await
    }
    pub async fn remove_member(&self, group: &str, who: &str, actor: &Actor, now: Timestamp) -> Result<(), ManageError> {
        self.inner.set_member(group, who, Member::Out, actor, now).await
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Member {
    In,
    Out,
}

/// The name without its source, if that is the internal one.
fn bare(name: &str) -> &str {
    name.strip_prefix("internal/").unwrap_or(name)
}

impl Inner {
    pub(crate) fn group_id(&self, name: &str) -> Option<GroupId> {
        let name = bare(name);
        self.sources.load().groups.iter().find(|(_, n)| ***n == *name).map(|(id, _)| *id)
    }
    /// A group that is kept here; of another the error says where it is kept.
    pub(crate) fn our_group(&self, name: &str) -> Result<GroupId, ManageError> {
        if let Some(id) = self.group_id(name) {
            return Ok(id);
        }
        let sources = self.sources.load();
        let whose = match name.split_once('/') {
            Some((source, _)) => sources.source(source),
            None => sources.directories.iter().find(|s| s.people.iter().any(|p| p.groups.iter().any(|g| **g == *name))),
        };
        Err(match whose {
            Some(source) => ManageError::InDirectory { name: name.into(), source_name: source.name.clone() },
            None => ManageError::UnknownGroup(name.into()),
        })
    }
    async fn set_member(&self, group: &str, who: &str, member: Member, actor: &Actor, now: Timestamp) -> Result<(), ManageError> {
        let id = self.our_group(group)?;
        let (person, mut record, version) = self.anyone(who).await?;
        if record.groups.contains(&id) == (member == Member::In) {
            return Ok(());
        }
        // Ids of groups that are gone leave with the next change.
        let known = self.sources.load_full();
        let before = record.clone();
        record.groups.retain(|g| *g != id && known.groups.contains_key(g));
        if member == Member::In {
            record.groups.push(id);
        }
        self.not_the_last(person, &before, Some(&record)).await?;
        let what = if member == Member::In { "added" } else { "removed" };
        let event = actor
            .did(now, EventKind::GroupChanged, &id.to_string())
            .with("group", bare(group))
            .with(what, &record.username)
            .with("person", &person.to_string());
        self.write_person(person, &record, version, event).await
    }
}
