//! One more factor for a session that is there.
//!
//! Why: a code or key raises its own person's session and no other, is used up first, and its failure is that person's event.

use super::Held;
use super::record::StoredFactor;
use crate::identity::Inner;
use crate::regulation::{Counted, Door};
use crate::{Identity, LiveSession, SignInContext, Unavailable};
use portcullis_authn::{Authenticated, CodeCheck, RecoveryCheck, SessionFacts, Verified};
use portcullis_crypto::SecretText;
use portcullis_model::{Event, EventKind, Outcome, PersonId, Timestamp};
use portcullis_store::{Change, Expect, StoreError};

/// What the person showed.
#[derive(Debug)]
pub enum Shown {
    Code(SecretText),
    RecoveryCode(SecretText),
    Passkey { sealed: String, answer: String },
}
impl Shown {
    const fn word(&self) -> &'static str {
        match self {
            Self::Code(_) => "one-time-code",
            Self::RecoveryCode(_) => "recovery-code",
            Self::Passkey { .. } => "passkey",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecondRefused {
    /// Wrong, used before, nobody's, another person's: one answer.
    #[error("that was not right; try again")]
    NotRight,
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
impl From<StoreError> for SecondRefused {
    fn from(error: StoreError) -> Self {
        Self::Unavailable(error.into())
    }
}

impl Identity {
    /// The session's proof with one more factor. To be minted at once, in the session's place.
    pub async fn second(&self, session: &LiveSession, shown: &Shown, ctx: &SignInContext, now: Timestamp) -> Result<Authenticated, SecondRefused> {
        let inner = &self.inner;
        let person = session.person;
        // As many as the rule for this door lets fail.
        let at_once = inner.settings.load().regulation.person.max_retries.div_ceil(2);
        let _turn = inner.turns.take(Some(person), at_once).await;
        let counted = Counted::of(Some(person), Door::Second, ctx);
        let banned = inner.is_banned(&counted, now).await?;
        let verified = match shown {
            _ if banned => None,
            Shown::Code(code) => inner.show_code(person, code, now).await?,
            Shown::RecoveryCode(code) => inner.show_recovery_code(person, code, now).await?,
            Shown::Passkey { sealed, answer } => inner.show_passkey(sealed, answer, Some(person), ctx, now).await?,
        };
        let facts = SessionFacts::from(&session.auth);
        // Guesses sent at once wait for each other: what comes after the ban counts for nothing, right or wrong.
        let late = verified.is_some() && inner.is_banned(&counted, inner.clock.now()).await?;
        if let Some(proof) = verified.filter(|_| !late).and_then(|v| v.raising(person, &facts)) {
            inner.count_success(&counted).await?;
            return Ok(proof);
        }
        let subject = session.subject();
        let mut event = Event::new(now, EventKind::SignInFailed, Outcome::Failure).from_ip(ctx.ip).with("method", shown.word());
        event = event.by(&subject.id, &subject.user).on(&subject.id);
        event.request_id.clone_from(&ctx.request_id);
        inner.store.append(vec![event]).await?;
        inner.count_failure(&counted, ctx, now).await?;
        Err(SecondRefused::NotRight)
    }
}

impl Inner {
    async fn show_code(&self, person: PersonId, code: &SecretText, now: Timestamp) -> Result<Option<Verified>, StoreError> {
        let parties = self.parties.load_full();
        let Some(settings) = &parties.codes else { return Ok(None) };
        for StoredFactor { id, version, mut record } in self.factors_of(person).await? {
            let Held::App(app) = &mut record.held else { continue };
            let Ok(key) = app.key() else { return Ok(None) };
            let check = CodeCheck { person, key: &key, after: app.last_step, skew: settings.skew };
            let Some((verified, step)) = check.perform(code.expose(), now) else { return Ok(None) };
            app.last_step = Some(step);
            record.last_used = Some(now);
            return self.used(Change::new().put(record.put(id, Expect::Version(version))), verified).await;
        }
        Ok(None)
    }
    async fn show_recovery_code(&self, person: PersonId, code: &SecretText, now: Timestamp) -> Result<Option<Verified>, StoreError> {
        for StoredFactor { id, version, mut record } in self.factors_of(person).await? {
            let Held::Recovery { left, .. } = &mut record.held else { continue };
            let Some((verified, at)) = (RecoveryCheck { person, left }).perform(code.expose(), now) else { return Ok(None) };
            left.remove(at);
            record.last_used = Some(now);
            let event = Event::new(now, EventKind::RecoveryCodeUsed, Outcome::Success).by(&person.to_string(), "").on(&person.to_string());
            return self.used(Change::new().event(event).put(record.put(id, Expect::Version(version))), verified).await;
        }
        Ok(None)
    }
    /// Written first: of two uses at the same time, on whatever nodes, one counts.
    async fn used(&self, change: Change, verified: Verified) -> Result<Option<Verified>, StoreError> {
        match self.store.commit(change).await {
            Err(StoreError::Conflict) => Ok(None),
            other => other.map(|_| Some(verified)),
        }
    }
}
