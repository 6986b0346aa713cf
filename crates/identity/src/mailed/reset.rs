//! Choosing a new password over a mailed link.
//!
//! Why: the link works in the browser that asked and in no other, once; it sets a password and signs nobody in, so a second
//! factor stays what it is.

use super::link::{Found, MailedRefused};
use super::notice::Told;
use super::record::Deed;
use crate::failure::ManageError;
use crate::identity::Inner;
use crate::password::NewPassword;
use crate::{Actor, FlowCookie, Identity, SignInContext};
use portcullis_crypto::{SecretText, equal};
use portcullis_model::{EventKind, Timestamp};
use portcullis_pages::MailKind;
use portcullis_store::{Change, Expect, Kind, StoreError};

/// Why there is no new password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResetRefused {
    #[error(transparent)]
    Link(#[from] MailedRefused),
    /// Something about the password can be mended; the link is still good.
    #[error(transparent)]
    Form(#[from] ManageError),
}
impl From<StoreError> for ResetRefused {
    fn from(error: StoreError) -> Self {
        Self::Link(error.into())
    }
}

impl Identity {
    /// Whose password the link sets, as they are called. Looking spends nothing.
    pub async fn reset_link(&self, secret: &str, browser: Option<&FlowCookie>, now: Timestamp) -> Result<Box<str>, MailedRefused> {
        let found = self.inner.reset_found(secret, browser, now).await?;
        let (_, record, _) = self.inner.stored(found.record.person).await?.ok_or(MailedRefused::NotValid)?;
        Ok(record.username)
    }
    /// Sets the password, spends the link, ends every session of the person and tells them.
    pub async fn reset_password(
        &self,
        secret: &str,
        browser: Option<&FlowCookie>,
        new: &SecretText,
        ctx: &SignInContext,
        now: Timestamp,
    ) -> Result<(), ResetRefused> {
        let inner = &self.inner;
        let found = inner.reset_found(secret, browser, now).await?;
        let person = found.record.person;
        let slot = inner.person(person).await?.filter(|slot| !slot.is_barred()).ok_or(MailedRefused::NotValid)?;
        let known = inner.stored(person).await?.ok_or(MailedRefused::NotValid)?;
        inner.check_password(&known.1, new).await?;
        // Of two forms sent at once one goes on. A directory takes the password outside of any transaction, so this comes first.
        inner.store.commit(Change::new().put(found.record.put(found.id, Expect::Version(found.version)))).await?;
        let put = inner.keep_password(known, &NewPassword { old: None, new, chosen: true, now }).await?;
        let subject = slot.subject();
        let actor = ctx.of(&subject.id, &subject.user);
        let event = actor.did(now, EventKind::PasswordSet, &subject.id).with("user", &subject.user).with("method", "reset");
        let change = put.into_iter().fold(Change::new().event(event), Change::put);
        let mut change = change.delete(Kind::Mailed, found.id, Expect::Version(found.version + 1));
        change = inner.without_links(change, person).await?;
        let told = Told { kind: MailKind::PasswordReset, person, actor: &actor, factor: "", undo: Some(Deed::UndoPassword), now };
        change = inner.telling(change, told).await?;
        let sessions = inner.sessions_of(person).await?;
        let change = inner.ending_all(change, &sessions).await?;
        inner.store.commit(change).await?;
        inner.hear(Kind::Person, person.uuid(), false).await?;
        sessions.into_iter().for_each(|s| inner.ended(s));
        Ok(inner.end_others(person, None).await?)
    }
    /// Whether there is such a link, for whoever got the mail in whatever browser.
    pub async fn can_revoke_reset(&self, secret: &str, now: Timestamp) -> Result<(), MailedRefused> {
        self.inner.reset_of_mail(secret, now).await.map(drop)
    }
    /// Makes the link worthless.
    pub async fn revoke_reset(&self, secret: &str, ctx: &SignInContext, now: Timestamp) -> Result<(), MailedRefused> {
        let inner = &self.inner;
        let found = inner.reset_of_mail(secret, now).await?;
        let actor = Actor { id: "".into(), name: "".into(), ip: ctx.ip, request_id: ctx.request_id.clone() };
        let event = actor.did(now, EventKind::PasswordResetRevoked, &found.record.person.to_string());
        inner.store.commit(Change::new().event(event).delete(Kind::Mailed, found.id, Expect::Version(found.version))).await?;
        Ok(())
    }
}

impl Inner {
    async fn reset_of_mail(&self, secret: &str, now: Timestamp) -> Result<Found, MailedRefused> {
        let found = self.mailed_link(secret, now).await?;
        if matches!(found.record.deed, Deed::Reset { .. }) { Ok(found) } else { Err(MailedRefused::NotValid) }
    }
    async fn reset_found(&self, secret: &str, browser: Option<&FlowCookie>, now: Timestamp) -> Result<Found, MailedRefused> {
        let found = self.mailed_link(secret, now).await?;
        let fits = match (&found.record.deed, browser) {
            (Deed::Reset { browser: asked }, Some(here)) => equal(asked, &here.mark()),
            _ => false,
        };
        if fits { Ok(found) } else { Err(MailedRefused::NotValid) }
    }
}
