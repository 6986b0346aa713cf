//! A person's password, changed where it is kept.
//!
//! Why: whoever changes a password, by whatever door, asks this one place. It knows whether the store, a file or a server keeps it;
//! afterwards every other session of the person has ended, whichever it was.

use crate::failure::ManageError;
use crate::hash_pool::HashPool;
use crate::identity::Inner;
use crate::lookup::{Stored, person_put};
use crate::mailed::{Deed, Told};
use crate::records::PersonRecord;
use crate::{Actor, Identity, LiveSession};
use portcullis_authn::PasswordRules;
use portcullis_crypto::SecretText;
use portcullis_directory::ldap::{LdapDirectory, PasswordFailure};
use portcullis_directory::{FileDirectory, WriteError};
use portcullis_model::{EventKind, PersonId, SessionId, Timestamp};
use portcullis_pages::MailKind;
use portcullis_store::{Change, Expect, Put, StoreError};
use std::sync::Arc;

/// Where a person's password is kept.
pub(crate) enum PasswordHome {
    Store,
    File(Arc<FileDirectory>),
    Server(Arc<LdapDirectory>),
}
impl PasswordHome {
    /// Whether it can be changed here.
    pub(crate) fn is_writable(&self) -> bool {
        match self {
            Self::Store => true,
            Self::File(file) => file.settings().writable,
            Self::Server(server) => server.settings().change_passwords,
        }
    }
}

/// Why a directory did not take a new password, in words for its person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRefusedThere {
    #[error("passwords are not changed here")]
    Off,
    #[error("the old password is not right")]
    WrongOld,
    #[error("it has rules that this password does not meet")]
    Rules,
    #[error("somebody has to change it there")]
    NotHere,
    #[error("it changed at the same moment; try again")]
    Moved,
    #[error("it cannot be written at the moment")]
    Unwritable,
}

/// What rating a password takes, KiB: hardly anything, but a place in the queue.
const RATING_KIB: u32 = 1024;
/// So many wait to be rated; whoever comes then is told that it is busy.
const RATINGS: usize = 8;

/// A thread of its own for ratings: a password can be chosen to be slow to rate, and sign-ins must not wait behind it.
pub(crate) fn rating_pool() -> std::io::Result<HashPool> {
    HashPool::start(1, RATINGS, 2 * RATING_KIB)
}

/// A new password for somebody.
pub(crate) struct NewPassword<'a> {
    /// Of a person who changes it; without it somebody else sets it.
    pub(crate) old: Option<&'a SecretText>,
    pub(crate) new: &'a SecretText,
    /// By somebody; else it was made here, and nobody knows it.
    pub(crate) chosen: bool,
    pub(crate) now: Timestamp,
}

impl Identity {
    /// How hard a password is to guess, 0 to 4, for a page that shows it while it is typed. `None`: too many are rated just now.
    pub async fn rate_password(&self, new: SecretText, about: Vec<Box<str>>) -> Option<u8> {
        let work = move || {
            let about: Vec<&str> = about.iter().map(|k| &**k).collect();
            portcullis_authn::score(new.expose(), &about)
        };
        self.inner.ratings.run(RATING_KIB, work).await.ok()
    }
    /// Sets a password for somebody, or, given the session at hand, for oneself: every other session of theirs ends. It is set
    /// where it is kept: in the store, or in the directory that the person comes from.
    pub async fn set_password(&self, who: &str, new: &SecretText, but: Option<&LiveSession>, actor: &Actor, now: Timestamp) -> Result<(), ManageError> {
        self.inner.new_password(who, &NewPassword { old: None, new, chosen: true, now }, but, actor).await
    }
    /// The same for oneself, who knows the old one: a directory's server then sees its owner change it.
    pub async fn change_password(&self, here: &LiveSession, old: &SecretText, new: &SecretText, actor: &Actor, now: Timestamp) -> Result<(), ManageError> {
        self.inner.new_password(&here.person.to_string(), &NewPassword { old: Some(old), new, chosen: true, now }, Some(here), actor).await
    }
}

impl Inner {
    async fn new_password(&self, who: &str, password: &NewPassword<'_>, but: Option<&LiveSession>, actor: &Actor) -> Result<(), ManageError> {
        let (inner, now) = (self, password.now);
        let known = inner.anyone(who).await?;
        let (id, username) = (known.0, known.1.username.clone());
        let put = inner.keep_password(known, password).await?;
        let kept = but.map(|s| s.auth.session);
        let sessions: Vec<_> = inner.sessions_of(id).await?.into_iter().filter(|s| Some(*s) != kept).collect();
        let event = actor.did(now, EventKind::PasswordSet, &id.to_string()).with("user", &username);
        let change = put.into_iter().fold(Change::new().event(event), Change::put);
        let mut change = inner.without_links(change, id).await?;
        let (kind, undo) = match kept {
            Some(_) => (MailKind::PasswordChanged, Some(Deed::UndoPassword)),
            None => (MailKind::PasswordSetForYou, None),
        };
        if kept.is_none() {
            // What somebody else changed before does not come back over an old mail.
            change = inner.without_mailed(change, id).await?;
        }
        change = inner.telling(change, Told { kind, person: id, actor, factor: "", undo, now }).await?;
        let change = inner.ending_all(change, &sessions).await?;
        inner.store.commit(change).await?;
        inner.basics.forget();
        inner.hear(portcullis_store::Kind::Person, id.uuid(), false).await?;
        sessions.into_iter().for_each(|s| inner.ended(s));
        Ok(inner.end_others(id, kept).await?)
    }
    pub(crate) fn password_home(&self, person: &PersonRecord) -> Result<PasswordHome, ManageError> {
        let Some(source) = person.source.as_deref() else { return Ok(PasswordHome::Store) };
        let gone = || ManageError::InDirectory { name: person.username.clone(), source_name: source.into() };
        if let Some(server) = self.server(source) {
            return Ok(PasswordHome::Server(server));
        }
        let open = self.directories.lock();
        let file = open.iter().find(|w| *w.directory.name() == *source).map(|w| Arc::clone(&w.directory));
        file.map(PasswordHome::File).ok_or_else(gone)
    }
    /// Whether the rules allow this person that password.
    pub(crate) async fn check_password(&self, person: &PersonRecord, new: &SecretText) -> Result<(), ManageError> {
        let rules = self.settings.load().passwords.clone();
        rules.check_form(new.expose())?;
        if rules.min_score == 0 {
            return Ok(());
        }
        let (known, new) = (self.known_of(person), new.clone());
        let work = move || {
            let about: Vec<&str> = known.iter().map(|k| &**k).collect();
            rules.check(new.expose(), &about)
        };
        Ok(self.ratings.run(RATING_KIB, work).await??)
    }
    /// What others know of a person, and a guess would begin with.
    pub(crate) fn known_of(&self, person: &PersonRecord) -> Vec<Box<str>> {
        let stored = [Some(person.username.clone()), Some(person.display_name.clone()), person.email.clone()];
        let entry = self.sources.load().entry(person).map(|e| [Some(e.display_name.clone()), e.email.as_ref().map(|e| e.as_str().into())]);
        stored.into_iter().chain(entry.into_iter().flatten()).flatten().filter(|k| !k.is_empty()).collect()
    }
    /// Takes the password to where it is kept. The store's is given back, to be written with the rest of the change; a directory has
    /// it then already, since it cannot be part of a transaction, and the record says so whatever else happens to it meanwhile.
    pub(crate) async fn keep_password(&self, (id, record, _): Stored, password: &NewPassword<'_>) -> Result<Option<Put>, ManageError> {
        // The only place where it is held to the rules: rating it is dear. What nobody chose is held to no rule of choosing.
        if password.chosen {
            self.check_password(&record, password.new).await?;
        }
        let home = self.password_home(&record)?;
        let source_name = record.source.clone().unwrap_or_default();
        let not_taken = |why| ManageError::PasswordNotTaken { source_name: source_name.clone(), why };
        if !home.is_writable() {
            return Err(not_taken(PasswordRefusedThere::Off));
        }
        match home {
            PasswordHome::Store => {
                let hashed = self.hash_by(PasswordRules::default(), Vec::new(), id, password.new.clone()).await?;
                return Ok(Some(self.credential_put(id, hashed.text(), password.now)));
            }
            PasswordHome::File(file) => {
                let hashed = self.hash_by(PasswordRules::default(), Vec::new(), id, password.new.clone()).await?;
                file.set_password(&record.username, SecretText::from(hashed.text())).await.map_err(|error| {
                    tracing::warn!(directory = &*source_name, user = &*record.username, %error, "a password was not written");
                    not_taken(in_words(&error))
                })?;
            }
            PasswordHome::Server(server) => {
                let entry = record.entry.as_deref().and_then(|e| server.kept(e));
                if record.displaced && entry.is_none() {
                    // By the name it would be somebody else's.
                    return Err(not_taken(PasswordRefusedThere::NotHere));
                }
                match server.set_password((&record.username, entry.as_ref()), password.old, password.new, self.seconds()).await {
                    Ok(()) => {}
                    Err(PasswordFailure::Server(_)) => return Err(ManageError::Unavailable(crate::Unavailable)),
                    Err(error) => {
                        tracing::info!(directory = &*source_name, user = &*record.username, %error, "a password was not taken");
                        return Err(not_taken(by_server(&error)));
                    }
                }
            }
        }
        self.note_password(id, password.now).await?;
        Ok(None)
    }
    /// Notes when a directory took the person's password, again and again: somebody who changes the record at the same moment does
    /// not keep sessions alive that the new password ends (S7).
    async fn note_password(&self, id: PersonId, now: Timestamp) -> Result<(), StoreError> {
        for _ in 0..50 {
            let Some((_, mut record, version)) = self.stored(id).await? else { return Ok(()) };
            record.password_set = Some(now);
            match self.store.commit(Change::new().put(person_put(id, &record, Expect::Version(version)))).await {
                Err(StoreError::Conflict) => {}
                other => return other.map(drop),
            }
        }
        Err(StoreError::Conflict)
    }
    /// Ends sessions that were made between the list and the change: they were of the password before.
    pub(crate) async fn end_others(&self, id: PersonId, kept: Option<SessionId>) -> Result<(), StoreError> {
        let late: Vec<_> = self.sessions_of(id).await?.into_iter().filter(|s| Some(*s) != kept).collect();
        if late.is_empty() { Ok(()) } else { self.end_sessions(late, Vec::new()).await }
    }
}

const fn by_server(error: &PasswordFailure) -> PasswordRefusedThere {
    match error {
        PasswordFailure::Off => PasswordRefusedThere::Off,
        PasswordFailure::WrongOld => PasswordRefusedThere::WrongOld,
        PasswordFailure::Rules => PasswordRefusedThere::Rules,
        PasswordFailure::Nobody | PasswordFailure::Forbidden => PasswordRefusedThere::NotHere,
        PasswordFailure::Server(_) => PasswordRefusedThere::Unwritable,
    }
}

const fn in_words(error: &WriteError) -> PasswordRefusedThere {
    match error {
        WriteError::Off => PasswordRefusedThere::Off,
        WriteError::Nobody | WriteError::Form => PasswordRefusedThere::NotHere,
        WriteError::Moved => PasswordRefusedThere::Moved,
        WriteError::Unreadable(_) | WriteError::Unwritable(_) => PasswordRefusedThere::Unwritable,
    }
}
