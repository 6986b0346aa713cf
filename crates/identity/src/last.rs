//! The last administrator.
//!
//! Why: whoever takes the last one away, in whatever way, shuts everybody out of managing; only the host's `recover` leads back in. What a
//! directory or the configuration file changes is not ours to refuse.

use crate::Identity;
use crate::Unavailable;
use crate::facts::Sources;
use crate::failure::ManageError;
use crate::identity::Inner;
use crate::records::{Payload as _, PersonRecord};
use portcullis_model::{GroupId, PersonId, Role};
use portcullis_store::{Kind, StoreError};
use std::collections::HashSet;

impl Identity {
    /// Whether anybody who is known here is administrator and may come.
    pub async fn has_administrator(&self) -> Result<bool, Unavailable> {
        let sources = self.inner.sources.load_full();
        Ok(self.inner.anyone_administers(&sources, None).await?)
    }
}

impl Inner {
    /// Refuses a change of a person after which nobody is left. `after`: the record as it will be; none: it is gone.
    pub(crate) async fn not_the_last(&self, id: PersonId, record: &PersonRecord, after: Option<&PersonRecord>) -> Result<(), ManageError> {
        let sources = self.sources.load_full();
        if !administers(&sources, id, record) || after.is_some_and(|record| administers(&sources, id, record)) {
            return Ok(());
        }
        if self.anyone_administers(&sources, Some(id)).await? { Ok(()) } else { Err(ManageError::LastAdministrator(record.username.clone())) }
    }
    /// The same for a group that goes.
    pub(crate) async fn not_the_last_ones(&self, group: GroupId) -> Result<(), ManageError> {
        let before = self.sources.load_full();
        let mut after = Sources::clone(&before);
        after.groups.remove(&group);
        let members = self.store.find(Kind::Person, "group", group.uuid().as_bytes()).await?;
        let members = members.iter().filter_map(|r| Some((PersonId::from_uuid(r.id), PersonRecord::from_bytes(&r.payload)?)));
        let loses = |(id, record): &(PersonId, PersonRecord)| administers(&before, *id, record) && !administers(&after, *id, record);
        let Some((_, loser)) = members.into_iter().find(loses) else { return Ok(()) };
        if self.anyone_administers(&after, None).await? { Ok(()) } else { Err(ManageError::LastAdministrator(loser.username)) }
    }
    async fn anyone_administers(&self, sources: &Sources, but: Option<PersonId>) -> Result<bool, StoreError> {
        let mut seen = HashSet::new();
        let mut pages = self.store.pages(Kind::Person);
        while let Some(page) = pages.next().await? {
            for stored in page {
                let Some(record) = PersonRecord::from_bytes(&stored.payload) else { continue };
                let id = PersonId::from_uuid(stored.id);
                if Some(id) != but && administers(sources, id, &record) {
                    return Ok(true);
                }
                if let Some(source) = record.source {
                    seen.insert((source, record.username));
                }
            }
        }
        // Whom a file states and nobody has seen yet.
        Ok(sources.directories.iter().any(|source| {
            let unseen = |name: &str| !seen.contains(&(source.name.clone(), name.into()));
            source.people.iter().any(|p| !p.disabled && unseen(&p.username) && sources.roles_unseen(&source.name, p).contains(&Role::Administrator))
        }))
    }
}

/// Whether somebody with this record is administrator and may come: by the record, or by what the configuration names.
fn administers(sources: &Sources, id: PersonId, record: &PersonRecord) -> bool {
    let facts = sources.facts(id, record.clone(), 0);
    facts.subject.roles.has(Role::Administrator) && !facts.barred
}
