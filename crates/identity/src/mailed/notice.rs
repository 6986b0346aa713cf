//! Telling somebody that how they sign in was changed, with a link that takes it back.
//!
//! Why: the notice is queued by the change itself, in one transaction: there is no change without its notice.

use super::record::Deed;
use crate::Actor;
use crate::identity::Inner;
use portcullis_model::{Mailbox, PersonId, Timestamp};
use portcullis_notify::Letter;
use portcullis_pages::MailKind;
use portcullis_store::{Change, StoreError};

/// What somebody is told.
pub(crate) struct Told<'a> {
    pub(crate) kind: MailKind,
    pub(crate) person: PersonId,
    pub(crate) actor: &'a Actor,
    /// What a factor is called.
    pub(crate) factor: &'a str,
    /// What the link in the mail does; none has no link.
    pub(crate) undo: Option<Deed>,
    pub(crate) now: Timestamp,
}

impl Inner {
    /// Adds the notice to a change. Where no notifier is set, or the person has no address that counts, nobody is told.
    pub(crate) async fn telling(&self, change: Change, told: Told<'_>) -> Result<Change, StoreError> {
        let Some(settings) = self.settings.load().mail else { return Ok(change) };
        let Some(letter) = self.letter_to(told.kind, told.person, "", told.now).await? else { return Ok(change) };
        let mut letter = Letter { ip: told.actor.ip, factor: told.factor.into(), ..letter };
        let change = match told.undo {
            None => change,
            Some(deed) => {
                let (secret, until, put) = self.mailed(told.person, deed, settings.undo, told.now);
                (letter.secret, letter.until) = (Some(secret), Some(until));
                change.put(put)
            }
        };
        Ok(change.put(letter.put(self.new_uuid(told.now))))
    }
    /// A letter to the person, in their own language where they chose one. `None` where they have no address that counts.
    pub(crate) async fn letter_to(&self, kind: MailKind, person: PersonId, language: &str, at: Timestamp) -> Result<Option<Letter>, StoreError> {
        let Some(to) = self.mailbox_of(person).await? else { return Ok(None) };
        let chosen = self.stored(person).await?.map(|(_, record, _)| record.preferences.language).filter(|l| !l.is_empty());
        Ok(Some(Letter { language: chosen.unwrap_or_else(|| language.into()), ..Letter::new(kind, person, to, at) }))
    }
    /// Where the person gets mail: at the address that counts for them (S9).
    pub(crate) async fn mailbox_of(&self, person: PersonId) -> Result<Option<Mailbox>, StoreError> {
        let Some(slot) = self.person(person).await? else { return Ok(None) };
        let subject = slot.subject();
        Ok(subject.email.clone().map(|address| Mailbox::new(&subject.display_name, address)))
    }
}
