//! Somebody's factors, seen and removed by an administrator.
//!
//! Why: whoever lost a phone gets back in through somebody who knows them; what the lost thing opened is closed with it.

use super::record::StoredFactor;
use super::{FactorView, Held};
use crate::failure::ManageError;
use crate::mailed::Told;
use crate::{Actor, Identity};
use portcullis_model::{EventKind, Timestamp};
use portcullis_pages::MailKind;
use portcullis_store::{Change, Expect, Kind, StoreError};
use uuid::Uuid;

/// Which of a person's factors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    One(Uuid),
    All,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RemoveRefused {
    #[error("{0:?} has no such factor; see `portcullis user factors {0}`")]
    Unknown(Box<str>),
    #[error("{0:?} has no factors")]
    None(Box<str>),
    #[error(
        "{0:?} could not sign in any more: nothing else is left of theirs. Set a password (`portcullis user set-password {0}`), or say --force and then invite them anew (`portcullis user invite {0}`)"
    )]
    LastWay(Box<str>),
    #[error(transparent)]
    Manage(#[from] ManageError),
}
impl From<StoreError> for RemoveRefused {
    fn from(error: StoreError) -> Self {
        Self::Manage(error.into())
    }
}

impl Identity {
    /// What a person (by id, name or e-mail address) has, oldest first.
    pub async fn factors_of(&self, who: &str) -> Result<Vec<FactorView>, ManageError> {
        let (id, _, _) = self.inner.anyone(who).await?;
        Ok(self.inner.factors_of(id).await?.iter().map(|f| f.view(None)).collect())
    }
    /// Removes one or all, and ends every session of the person, in one transaction. Says what was removed. The last way in is removed
    /// by `force` only.
    pub async fn remove_factor_of(&self, who: &str, which: Which, force: bool, actor: &Actor, now: Timestamp) -> Result<Vec<FactorView>, RemoveRefused> {
        let inner = &self.inner;
        let (id, person, _) = inner.anyone(who).await?;
        let all = inner.factors_of(id).await?;
        if all.is_empty() {
            return Err(RemoveRefused::None(person.username));
        }
        let (gone, left): (Vec<_>, Vec<_>) = all.into_iter().partition(|f| match which {
            Which::One(one) => f.id == one,
            Which::All => true,
        });
        if gone.is_empty() {
            return Err(RemoveRefused::Unknown(person.username));
        }
        let opens = |factors: &[StoredFactor]| factors.iter().any(|f| matches!(f.record.held, Held::Passkey { cloned: false, .. }));
        let has_password = person.source.is_some() || inner.credential(id).await?.is_some();
        if !force && !has_password && opens(&gone) && !opens(&left) {
            return Err(RemoveRefused::LastWay(person.username));
        }
        let mut change = Change::new();
        for factor in &gone {
            let view = factor.view(None);
            let event = actor.did(now, EventKind::FactorRemoved, &id.to_string()).with("user", &person.username);
            change = change.event(event.with("factor", view.kind.word()).with("name", &view.name));
            change = change.delete(Kind::Factor, factor.id, Expect::Version(factor.version));
        }
        // What somebody else removed or changed before does not come back over an old mail.
        let change = inner.without_mailed(change, id).await?;
        let told = Told { kind: MailKind::FactorsRemovedForYou, person: id, actor, factor: "", undo: None, now };
        let change = inner.telling(change, told).await?;
        let sessions = inner.sessions_of(id).await?;
        let change = inner.ending_all(change, &sessions).await?;
        inner.store.commit(change).await?;
        sessions.into_iter().for_each(|s| inner.ended(s));
        Ok(gone.iter().map(|f| f.view(None)).collect())
    }
}
