//! Taking a change back over the link in its notice.
//!
//! Why: whoever finds a stranger's key on their account must not need that account to throw it out.

use super::code::id_of_code;
use super::link::{Found, MailedRefused};
use super::notice::Told;
use super::record::{Deed, Kept};
use crate::factors::Held;
use crate::failure::ManageError;
use crate::identity::Inner;
use crate::password::NewPassword;
use crate::{Actor, FlowCookie, Identity, SignInContext, Unavailable};
use portcullis_crypto::{SecretText, token};
use portcullis_model::{EventKind, PersonId, Timestamp};
use portcullis_pages::MailKind;
use portcullis_store::{Change, Expect, Kind, StoreError};

/// For the ledger; after these another password is chosen.
const PASSWORD: &str = "password";
const CODE: &str = "code";
const SIGN_IN: &str = "sign-in";

/// What a link would take back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undoing {
    Password,
    Added,
    Removed,
    /// A sign-in with a browser that was not used before.
    SignIn,
    /// A code that somebody asked for, and what they may have done with it.
    Code,
}

/// It was taken back.
#[derive(Debug)]
pub struct Undone {
    /// The secret of a link to a new password, where the person has to choose one now; good in the browser that asked.
    pub choose: Option<SecretText>,
}

impl Identity {
    /// What the link would take back. Looking spends nothing.
    pub async fn undo_link(&self, secret: &str, now: Timestamp) -> Result<Undoing, MailedRefused> {
        match self.inner.mailed_link(secret, now).await?.record.deed {
            Deed::UndoPassword => Ok(Undoing::Password),
            Deed::UndoAdded { .. } => Ok(Undoing::Added),
            Deed::UndoRemoved { .. } => Ok(Undoing::Removed),
            Deed::ShutOut { .. } => Ok(Undoing::SignIn),
            Deed::StopCode { .. } => Ok(Undoing::Code),
            Deed::Reset { .. } | Deed::Code { .. } | Deed::Asked { .. } => Err(MailedRefused::NotValid),
        }
    }
    /// What is taken away or put back by it, as its person calls it: the mail said so too, to whoever has the link.
    pub async fn undo_names(&self, secret: &str, now: Timestamp) -> Result<Vec<Box<str>>, MailedRefused> {
        let inner = &self.inner;
        let record = inner.mailed_link(secret, now).await?.record;
        let names: Vec<Box<str>> = match record.deed {
            Deed::UndoAdded { factors } => {
                let owned = inner.factors_of(record.person).await?;
                owned.into_iter().filter(|f| factors.contains(&f.id)).map(|f| f.record.name).collect()
            }
            Deed::UndoRemoved { factors } => factors.into_iter().map(|kept| kept.record.name.clone()).collect(),
            _ => Vec::new(),
        };
        Ok(names.into_iter().filter(|name| !name.is_empty()).collect())
    }
    /// Takes it back, spends the link and ends every session of the person, in one transaction.
    pub async fn undo(&self, secret: &str, browser: &FlowCookie, ctx: &SignInContext, now: Timestamp) -> Result<Undone, MailedRefused> {
        let inner = &self.inner;
        let Found { id, version, record } = inner.mailed_link(secret, now).await?;
        let person = record.person;
        let (_, known, _) = inner.stored(person).await?.ok_or(MailedRefused::NotValid)?;
        let actor = ctx.of(&person.to_string(), &known.username);
        let event = actor.did(now, EventKind::ChangeUndone, &person.to_string()).with("user", &known.username);
        let change = Change::new().delete(Kind::Mailed, id, Expect::Version(version));
        let has_password = inner.owned(person).await?.password;
        let (change, what) = match record.deed {
            Deed::UndoPassword => (inner.without_password(change, person, now).await?, PASSWORD),
            Deed::UndoAdded { factors } => {
                let owned = inner.factors_of(person).await?;
                let gone = owned.iter().filter(|f| factors.contains(&f.id));
                (gone.fold(change, |c, f| c.delete(Kind::Factor, f.id, Expect::Version(f.version))), "added")
            }
            Deed::UndoRemoved { factors } => (inner.with_kept(change, person, factors).await?, "removed"),
            Deed::ShutOut { browser } => {
                let change = inner.without_browser(change, person, &browser).await?;
                (if has_password { inner.without_password(change, person, now).await? } else { change }, SIGN_IN)
            }
            Deed::StopCode { session } => (change.delete(Kind::Mailed, id_of_code(session), Expect::Any), CODE),
            Deed::Reset { .. } | Deed::Code { .. } | Deed::Asked { .. } => return Err(MailedRefused::NotValid),
        };
        let mut change = change.event(event.with("change", what));
        if what != CODE && what != SIGN_IN {
            change = inner.telling(change, Told { kind: MailKind::Undone, person, actor: &actor, factor: "", undo: None, now }).await?;
        }
        // Links that somebody else may have asked for are worth nothing any more.
        change = inner.without_resets(change, person).await?;
        let sessions = inner.sessions_of(person).await?;
        let change = inner.ending_all(change, &sessions).await?;
        inner.store.commit(change).await?;
        sessions.into_iter().for_each(|s| inner.ended(s));
        inner.end_others(person, None).await?;
        let must_choose = what == PASSWORD || what == CODE || (what == SIGN_IN && has_password) || !inner.is_enrolled(person).await?;
        Ok(Undone { choose: if must_choose { inner.link_to_choose(person, browser, now).await? } else { None } })
    }
}

impl Inner {
    /// The password becomes one that nobody knows. It does not go: a sign-in that is under way with it must find a newer one.
    async fn without_password(&self, change: Change, person: PersonId, now: Timestamp) -> Result<Change, MailedRefused> {
        let known = self.stored(person).await?.ok_or(MailedRefused::NotValid)?;
        let unknown = SecretText::from(token("", &*self.random));
        match self.keep_password(known, &NewPassword { old: None, new: &unknown, chosen: false, now }).await {
            Ok(put) => Ok(put.into_iter().fold(change, Change::put)),
            Err(ManageError::Unavailable(gone)) => Err(gone.into()),
            // The directory takes none: the sessions end all the same.
            Err(error @ (ManageError::PasswordNotTaken { .. } | ManageError::InDirectory { .. })) => {
                tracing::warn!(%error, "a password of a directory could not be shut out");
                Ok(change)
            }
            // Nothing is undone, and the link stays good.
            Err(error) => {
                tracing::warn!(%error, "a password could not be shut out");
                Err(Unavailable.into())
            }
        }
    }
    /// Puts factors back. Of those that a person has one of, the one that took the place goes.
    async fn with_kept(&self, change: Change, person: PersonId, factors: Vec<Kept>) -> Result<Change, StoreError> {
        let owned = self.factors_of(person).await?;
        let only = |held: &Held| match held {
            Held::App(_) => Some(0),
            Held::Recovery { .. } => Some(1),
            Held::Duo { .. } => Some(2),
            Held::Passkey { .. } => None,
        };
        let mut change = change;
        for Kept { id, record } in factors.into_iter().filter(|k| k.record.person == person) {
            if owned.iter().any(|f| f.id == id) {
                continue;
            }
            let kind = only(&record.held);
            for other in owned.iter().filter(|f| kind.is_some() && only(&f.record.held) == kind) {
                change = change.delete(Kind::Factor, other.id, Expect::Version(other.version));
            }
            change = change.put(record.put(id, Expect::Absent));
        }
        Ok(change)
    }
    async fn link_to_choose(&self, person: PersonId, browser: &FlowCookie, now: Timestamp) -> Result<Option<SecretText>, StoreError> {
        // Where passwords are reset elsewhere, or not at all, this is no way round.
        let Some(settings) = self.settings.load().mail.filter(|m| m.resets) else { return Ok(None) };
        let Some((_, record, _)) = self.stored(person).await? else { return Ok(None) };
        if !self.password_home(&record).is_ok_and(|home| home.is_writable()) {
            return Ok(None);
        }
        let (secret, _, put) = self.mailed(person, Deed::Reset { browser: browser.mark() }, settings.reset, now);
        let event = Actor::system().did(now, EventKind::PasswordResetAsked, &person.to_string()).with("user", &record.username).with("after", "undo");
        self.store.commit(Change::new().event(event).put(put)).await?;
        Ok(Some(secret))
    }
}
