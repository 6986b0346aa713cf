//! Pages of people, in the order of their names, and searches among them.
//!
//! Why: a page costs what is on it, however many people there are. Who is on it comes from the roster; what is shown of them is read
//! from the store at that moment.

use crate::failure::ManageError;
use crate::identity::Inner;
use crate::people_api::unseen;
use crate::records::{Payload as _, PersonRecord};
use crate::roster::{Known, Listed, Roster};
use crate::{Identity, PersonView};
use parking_lot::Mutex;
use portcullis_model::PersonId;
use portcullis_store::{Kind, StoreError};

/// The roster, and the turn of whoever brings it up to date.
#[derive(Default)]
pub(crate) struct Lists {
    pub(crate) known: Mutex<Known>,
    turn: tokio::sync::Mutex<()>,
}

impl Identity {
    /// At most `most` people whose name, address or display name has `query` in it, after the name `after`; and whether there are more.
    pub async fn find_people(&self, query: Option<&str>, after: Option<&str>, most: usize) -> Result<(Vec<PersonView>, bool), ManageError> {
        let inner = &self.inner;
        let (page, more) = inner.on_page(query, after, most).await?;
        let sources = inner.sources.load_full();
        let mut found = Vec::with_capacity(page.len());
        for Listed { id, username, source } in page {
            let Some(id) = id else {
                found.extend(sources.source(&source).and_then(|s| Some(unseen(&sources, &source, s.people.get(&username)?))));
                continue;
            };
            // Whoever went since is not on the page.
            if let Some((id, record, _)) = inner.stored(id).await? {
                let enrolled = inner.is_enrolled(id).await?;
                found.push(inner.view(id, record, enrolled));
            }
        }
        Ok((found, more))
    }
    /// Whether there is anybody at all.
    pub async fn has_people(&self) -> Result<bool, ManageError> {
        let inner = &self.inner;
        let in_files = inner.sources.load().directories.iter().any(|s| s.people.iter().next().is_some());
        Ok(in_files || !inner.store.list(Kind::Person, None, 1).await?.is_empty())
    }
}

impl Inner {
    async fn on_page(&self, query: Option<&str>, after: Option<&str>, most: usize) -> Result<(Vec<Listed>, bool), StoreError> {
        // One at a time: a second one must not answer from what the first has not brought in yet.
        let _turn = self.lists.turn.lock().await;
        loop {
            let (stale, era) = {
                let mut known = self.lists.known.lock();
                if !self.store.feed_is_fresh(self.clock.now()) {
                    known.forget();
                }
                (known.begin(), known.era)
            };
            let made = match &stale {
                None => Some(self.make_roster().await?),
                Some(_) => None,
            };
            let mut again = Vec::new();
            for id in stale.unwrap_or_default() {
                match self.stored(id).await {
                    Ok(stored) => again.push((id, stored.map(|(_, record, _)| record))),
                    Err(error) => {
                        // What was taken out to be read is lost with the error: all is read next time.
                        self.lists.known.lock().forget();
                        return Err(error);
                    }
                }
            }
            let mut known = self.lists.known.lock();
            if known.era != era {
                continue;
            }
            if let Some(made) = made {
                // What was heard while it was made is read in the next round.
                known.roster = Some(made);
                continue;
            }
            let Some(roster) = &mut known.roster else { continue };
            for (id, record) in again {
                match record {
                    Some(record) => self.put_on(roster, id, record),
                    None => roster.remove(id),
                }
            }
            return Ok(roster.page(query, after, most));
        }
    }
    async fn make_roster(&self) -> Result<Roster, StoreError> {
        let mut roster = Roster::default();
        let sources = self.sources.load_full();
        // First those whom nobody may have seen yet: a record takes the place of what a file says.
        for source in &sources.directories {
            for person in source.people.iter() {
                roster.put(None, &person.username, &source.name, &person.display_name, person.email.as_ref().map(portcullis_model::Email::as_str));
            }
        }
        let mut pages = self.store.pages(Kind::Person);
        while let Some(page) = pages.next().await? {
            for stored in page {
                if let Some(record) = PersonRecord::from_bytes(&stored.payload) {
                    self.put_on(&mut roster, PersonId::from_uuid(stored.id), record);
                }
            }
        }
        Ok(roster)
    }
    fn put_on(&self, roster: &mut Roster, id: PersonId, record: PersonRecord) {
        let source = record.source.clone().unwrap_or_default();
        let subject = self.sources.load().facts(id, record, 0).subject;
        roster.put(Some(id), &subject.user, &source, &subject.display_name, subject.email.as_ref().map(portcullis_model::Email::as_str));
    }
}
