//! Signing in with a name and a password.
//!
//! Why: every failure does the same work and leaves the same trace, whoever was meant (S20); what differs goes into the
//! ledger and nowhere else.

use crate::follow::LookFailure;
use crate::hash_pool::PoolRefused;
use crate::identity::Inner;
use crate::lookup::Meant;
use crate::records::{CredentialRecord, Payload as _, PersonRecord};
use crate::regulation::{Counted, Door};
use crate::{Identity, SignInContext, Unavailable};
use portcullis_authn::{
    Authenticated, Candidate, Ceremony, CheckedPassword, DirectoryCheck, Effect, Enrolment, Event as Happened, HashedPassword, PasswordRules, Standing, Step,
};
use portcullis_crypto::password::{self, Family, Params};
use portcullis_crypto::{SecretBytes, SecretText};
use portcullis_directory::ldap::{Found, LdapDirectory};
use portcullis_model::{Event, EventKind, Outcome, PersonId, Timestamp};
use portcullis_store::{Change, Expect, Kind, Put, StoreError};
use serde_json::Map;
use std::sync::Arc;

/// Why nobody was signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignInRefused {
    /// Unknown name, wrong password, disabled, not enrolled: one answer, to be given at the deadline.
    #[error("the name or the password is not right")]
    NotRight,
    /// 503 with `Retry-After`.
    #[error("too many people are signing in at this moment; try again in a few seconds")]
    Busy,
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
impl From<StoreError> for SignInRefused {
    fn from(error: StoreError) -> Self {
        Self::Unavailable(error.into())
    }
}
impl From<LookFailure> for SignInRefused {
    fn from(failure: LookFailure) -> Self {
        Self::Unavailable(failure.into())
    }
}
impl From<PoolRefused> for SignInRefused {
    fn from(refused: PoolRefused) -> Self {
        match refused {
            PoolRefused::Full => Self::Busy,
            PoolRefused::TooLarge | PoolRefused::Stopped => Self::Unavailable(Unavailable),
        }
    }
}

impl Identity {
    /// Runs the ceremony to its end. The proof is to be minted at once; the caller answers at [`Identity::answer_deadline`].
    pub async fn sign_in(&self, name: &str, typed: &SecretBytes, ctx: &SignInContext, now: Timestamp) -> Result<Authenticated, SignInRefused> {
        let inner = &self.inner;
        let params = inner.settings.load().hashing.params;
        let mut meant = inner.meant(name).await?;
        let (known, internal) = meant.as_ref().map_or((None, false), |m| (Some((m.candidate.person, m.username.clone())), m.internal));
        let at = meant.as_mut().and_then(|m| m.at.take());
        let at_once = inner.settings.load().regulation.person.max_retries;
        let _turn = inner.turns.take(known.as_ref().map(|k| k.0), at_once).await;
        let counted = Counted::of(known.as_ref().map(|k| k.0), Door::Password, ctx);
        // Who is banned is nobody: the same work, the same answer.
        let banned = inner.is_banned(&counted, now).await?;
        let stand_in = stand_in(params);
        let mut ceremony = Ceremony::new(params, &stand_in);
        let candidate = meant.map(|Meant { candidate, .. }| Candidate { standing: if banned { Standing::Barred } else { candidate.standing }, ..candidate });
        let (mut step, mut effects) = ceremony.advance(Happened::Submitted { candidate, typed: typed.clone() }, now);
        let mut rehash = None;
        while let Some(effect) = effects.pop() {
            match effect {
                Effect::Check(check) => {
                    let checked = inner.pool.run(check.memory_kib(), move || check.perform()).await?;
                    (step, effects) = ceremony.advance(Happened::Checked(checked), now);
                }
                Effect::AskDirectory(asking) => {
                    let checked = inner.ask_directory(asking, at.as_ref()).await?;
                    (step, effects) = ceremony.advance(Happened::Checked(checked), now);
                }
                Effect::RecordFailure { person } => inner.record_failure("password", known.as_ref().filter(|k| Some(k.0) == person), ctx, now).await?,
                // Written with the session, which this proof becomes.
                Effect::RecordSuccess { .. } => {}
                Effect::Rehash { person } => rehash = Some(person).filter(|_| internal),
            }
        }
        let Step::Done(proof) = step else {
            inner.count_failure(&counted, ctx, now).await?;
            // While a server is away nobody hears "not right": it would tell who is known without it (S20).
            return Err(if inner.a_server_is_away() { Unavailable.into() } else { SignInRefused::NotRight });
        };
        if let (Some((server, found)), Some(stored)) = (&at, inner.stored(proof.person()).await?) {
            // The server just took the password: no lock is in force.
            inner.take_in(server, stored, found).await?;
        }
        // Guesses sent at once wait for each other: what comes after the ban counts for nothing, right or wrong.
        if inner.is_banned(&counted, inner.clock.now()).await? {
            return Err(SignInRefused::NotRight);
        }
        inner.count_success(&counted).await?;
        if let Some(person) = rehash {
            inner.rehash(person, typed, params, now).await;
        }
        Ok(proof)
    }
}

/// A hash that costs what a new one costs, of a password that nobody has.
fn stand_in(params: Params) -> String {
    let Params { memory_kib, passes } = params;
    let tail = password::sample(Family::Argon2).splitn(5, '$').nth(4).unwrap_or_default();
    format!("$argon2id$v=19$m={memory_kib},t={passes},p=1${tail}")
}

impl Inner {
    /// The server's word on a password, beside the work that any other check costs.
    async fn ask_directory(&self, mut asking: DirectoryCheck, at: Option<&(Arc<LdapDirectory>, Found)>) -> Result<CheckedPassword, SignInRefused> {
        let work = asking.beside();
        let beside = async {
            match work {
                Some(work) => self.pool.run(work.memory_kib(), move || work.perform()).await.map(|_| ()),
                None => Ok(()),
            }
        };
        let ask = async |typed: &SecretBytes| match (at, typed.expose_text()) {
            (Some((server, found)), Some(typed)) => server.check(found, &SecretText::from(typed)).await.map_err(LookFailure::Server),
            _ => Ok(false),
        };
        let (worked, answered) = tokio::join!(beside, asking.answered(ask));
        worked?;
        Ok(answered?)
    }
    /// A known person's failure is that person's event. An unknown name leaves none: it may be a password typed in the
    /// wrong field (S17).
    pub(crate) async fn record_failure(
        &self,
        method: &str,
        known: Option<&(PersonId, Box<str>)>,
        ctx: &SignInContext,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut event = Event::new(now, EventKind::SignInFailed, Outcome::Failure).from_ip(ctx.ip).with("method", method);
        if let Some((id, username)) = known {
            event = event.by(&id.to_string(), username).on(&id.to_string());
        }
        event.request_id.clone_from(&ctx.request_id);
        self.store.append(vec![event]).await
    }
    /// Replaces a hash that is weaker than today's. What is on record is right in any case, so a failure only waits.
    async fn rehash(&self, person: PersonId, typed: &SecretBytes, params: Params, now: Timestamp) {
        let Some(text) = typed.expose_text().map(str::to_owned) else { return };
        let Ok(Some(stored)) = self.store.get(Kind::Credential, person.uuid()).await else { return };
        let Some(mut record) = CredentialRecord::from_bytes(&stored.payload) else { return };
        let random = std::sync::Arc::clone(&self.random);
        let work = move || password::hash(&text, params, &*random);
        let Ok(Ok(hash)) = self.pool.run(params.memory_kib, work).await else { return };
        record.hash = hash;
        record.set_at = now;
        let put = Put::new(Kind::Credential, person.uuid(), Expect::Version(stored.version), record.to_bytes());
        if let Err(error) = self.store.commit(Change::new().put(put)).await {
            tracing::warn!(%error, "a password hash could not be renewed; it is tried at the next sign-in");
        }
    }
    pub(crate) async fn credential(&self, person: PersonId) -> Result<Option<String>, StoreError> {
        Ok(self.credential_record(person).await?.map(|c| c.hash))
    }
    pub(crate) async fn credential_record(&self, person: PersonId) -> Result<Option<CredentialRecord>, StoreError> {
        Ok(self.store.get(Kind::Credential, person.uuid()).await?.and_then(|r| CredentialRecord::from_bytes(&r.payload)))
    }
    /// Hashes a password that is to be set.
    pub(crate) async fn hash_new(&self, person: PersonId, record: &PersonRecord, chosen: SecretText) -> Result<HashedPassword, NewPassword> {
        let rules = self.settings.load().passwords.clone();
        self.hash_by(rules, self.known_of(record), person, chosen).await
    }
    /// The same by other rules. All of it is work for the pool.
    pub(crate) async fn hash_by(&self, rules: PasswordRules, known: Vec<Box<str>>, person: PersonId, new: SecretText) -> Result<HashedPassword, NewPassword> {
        let params = self.settings.load().hashing.params;
        let random = std::sync::Arc::clone(&self.random);
        let work = move || {
            let about: Vec<&str> = known.iter().map(|k| &**k).collect();
            Enrolment::begin(person, new.clone(), &rules, &about, params).map(|enrolment| enrolment.hash(&*random))
        };
        self.pool.run(params.memory_kib, work).await??.ok_or(NewPassword::Pool(PoolRefused::TooLarge))
    }
    pub(crate) fn credential_put(&self, person: PersonId, hash: &str, now: Timestamp) -> Put {
        let record = CredentialRecord { hash: hash.to_owned(), set_at: now, rest: Map::new() };
        Put::new(Kind::Credential, person.uuid(), Expect::Any, record.to_bytes())
    }
}

/// Why a new password was not hashed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NewPassword {
    #[error(transparent)]
    Refused(#[from] portcullis_authn::PasswordRefused),
    #[error(transparent)]
    Pool(#[from] PoolRefused),
}
