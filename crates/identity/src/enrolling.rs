//! The end of an enrolment, whatever the person chose: link, person and proof in one transaction.
//!
//! Why: a password and a key are two proofs on one road; what guards that road must not be written twice.

use crate::SignInContext;
use crate::identity::Inner;
use crate::links::{EnrolRefused, Found};
use crate::lookup::person_put;
use crate::mailed::Told;
use crate::records::PersonRecord;
use portcullis_model::{EventKind, PersonId, Timestamp};
use portcullis_pages::MailKind;
use portcullis_store::{Change, Expect, Kind, Put, StoreError};

/// Who spends which link, and what is stored as their proof.
pub(crate) struct Enrolling<'a> {
    pub(crate) link: Found,
    pub(crate) id: PersonId,
    /// Said in the ledger where it is no password.
    pub(crate) method: Option<&'static str>,
    pub(crate) proof: Vec<Put>,
    pub(crate) ctx: &'a SignInContext,
    pub(crate) now: Timestamp,
}

impl Inner {
    /// Makes the person of a link that makes administrators.
    pub(crate) async fn enrol_new(&self, enrolling: Enrolling<'_>, person: &PersonRecord) -> Result<(), EnrolRefused> {
        let Enrolling { link, id, method, proof, ctx, now } = enrolling;
        let who = ctx.of(&id.to_string(), &person.username);
        let enrolled = who.did(now, EventKind::PersonEnrolled, &id.to_string()).with("role", "administrator");
        let change = Change::new()
            .event(who.did(now, EventKind::PersonCreated, &id.to_string()).with("user", &person.username))
            .event(method.iter().fold(enrolled, |event, method| event.with("method", method)))
            .delete(Kind::Invitation, link.id, Expect::Version(link.version))
            .put(person_put(id, person, Expect::Absent));
        let change = proof.into_iter().fold(change, Change::put);
        let change = self.only_first(change, link.record.purpose, now).await?;
        match self.store.commit(change).await {
            Err(StoreError::Conflict) => Err(EnrolRefused::NotValid),
            Err(error) => Err(self.taken(error, person).into()),
            Ok(_) => Ok(self.hear(Kind::Person, id.uuid(), false).await?),
        }
    }
    /// Gives somebody who is known their proof, and ends the sessions they had.
    pub(crate) async fn enrol_known(&self, enrolling: Enrolling<'_>, (person, version): (PersonRecord, u64)) -> Result<(), StoreError> {
        let Enrolling { link, id, method, proof, ctx, now } = enrolling;
        let enrolled = ctx.of(&id.to_string(), &person.username).did(now, EventKind::PersonEnrolled, &id.to_string()).with("user", &person.username);
        let change = Change::new()
            .event(method.iter().fold(enrolled, |event, method| event.with("method", method)))
            .delete(Kind::Invitation, link.id, Expect::Version(link.version))
            // Also the guard against a disable that comes between the look and the write.
            .put(person_put(id, &person, Expect::Version(version)));
        // Who had a way in before is told that there is another one now.
        let change = match self.is_enrolled(id).await? {
            true => {
                let actor = ctx.of(&id.to_string(), &person.username);
                self.telling(change, Told { kind: MailKind::PasswordSetForYou, person: id, actor: &actor, factor: "", undo: None, now }).await?
            }
            false => change,
        };
        let sessions = self.sessions_of(id).await?;
        let change = self.ending_all(proof.into_iter().fold(change, Change::put), &sessions).await?;
        self.store.commit(change).await?;
        sessions.into_iter().for_each(|s| self.ended(s));
        self.hear(Kind::Person, id.uuid(), false).await
    }
}
