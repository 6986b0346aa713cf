//! Minting a sign-in session from a proof.
//!
//! Why: the only way to a portal cookie. Every mint draws a new handle and a new id, so that nothing known before a
//! sign-in is worth anything after it (S7).

use crate::identity::Inner;
use crate::people::PersonSlot;
use crate::records::{Payload as _, SessionRecord};
use crate::resolve::Cookie;
use crate::{CookieClass, Identity, LiveSession, SignInContext, SignInRefused, Unavailable};
use portcullis_authn::{Authenticated, Method};
use portcullis_crypto::random_bytes;
use portcullis_model::{Aal, AmrSet, EventKind, PersonId, SessionId, Timestamp};
use portcullis_store::{Change, Expect, Kind, Put, StoreError};
use serde_json::Map;
use std::sync::Arc;
use std::time::Duration;

/// Whether the browser keeps the cookie when it closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    UntilClosed,
    Remember,
}

/// A new session and the value of its portal cookie.
#[derive(Debug)]
pub struct Minted {
    pub cookie_value: String,
    pub session: Arc<LiveSession>,
    /// The cookie's `Max-Age`; none for one that ends with the browser.
    pub max_age: Option<Duration>,
}

/// A proof with what must be written for it to count. The two are not to be had apart: whatever a session is minted from was used up
/// in the same moment, or nothing was minted.
#[derive(Debug)]
#[must_use = "a proof that mints nothing signs nobody in"]
pub struct Proven {
    proof: Authenticated,
    used: Vec<Put>,
}
impl Proven {
    pub(crate) fn by_key(proof: Authenticated, used: [Put; 2]) -> Self {
        Self { proof, used: used.into() }
    }
    pub const fn person(&self) -> PersonId {
        self.proof.person()
    }
    pub const fn aal(&self) -> Aal {
        self.proof.aal()
    }
    pub const fn amr(&self) -> AmrSet {
        self.proof.amr()
    }
}
impl From<Authenticated> for Proven {
    fn from(proof: Authenticated) -> Self {
        Self { proof, used: Vec::new() }
    }
}

/// How the ledger calls it.
pub(crate) const fn word(method: Method) -> &'static str {
    match method {
        Method::Password => "password",
        Method::Enrolment => "enrolment",
        Method::OneTimeCode => "one-time-code",
        Method::RecoveryCode => "recovery-code",
        Method::Passkey => "passkey",
        Method::Push => "duo",
    }
}

impl Identity {
    /// Consumes the proof. The session and its ledger event are durable when this returns. Refused is what was used before, at
    /// this moment on another node perhaps.
    pub async fn mint(&self, proven: impl Into<Proven>, keep: Keep, ctx: &SignInContext, now: Timestamp) -> Result<Minted, SignInRefused> {
        self.inner.mint(proven.into(), keep, None, ctx, now).await
    }
    /// The same, in the place of a session that this browser had: that one ends, with its cookies everywhere.
    pub async fn mint_replacing(
        &self,
        proven: impl Into<Proven>,
        keep: Keep,
        old: &LiveSession,
        ctx: &SignInContext,
        now: Timestamp,
    ) -> Result<Minted, SignInRefused> {
        self.inner.mint(proven.into(), keep, Some(old.auth.session), ctx, now).await
    }
}

impl Inner {
    async fn mint(&self, proven: Proven, keep: Keep, old: Option<SessionId>, ctx: &SignInContext, now: Timestamp) -> Result<Minted, SignInRefused> {
        let Proven { proof, used } = proven;
        let slot = self.still_proves(&proof).await?;
        let settings = self.settings.load_full();
        let times = settings.sessions;
        let (lifetime, inactivity) = match keep {
            Keep::UntilClosed => (times.lifetime, Some(times.inactivity)),
            Keep::Remember => (times.remember_me, None),
        };
        let (handle, cookie_value) = self.cookies.issue(CookieClass::Portal, &settings.portal_host, &*self.random);
        let id = SessionId::new(now, random_bytes(&*self.random));
        let record = SessionRecord {
            person: proof.person(),
            handle: handle.digest(),
            aal: proof.aal(),
            amr: proof.amr(),
            auth_time: proof.auth_time(),
            created: now,
            expires: now.plus(lifetime),
            inactivity: inactivity.map(|d| u64::try_from(d.as_micros()).unwrap_or(u64::MAX)),
            last_used: now,
            epoch: self.cookies.epoch(),
            ip: ctx.ip,
            user_agent: ctx.agent(),
            ask_on: Vec::new(),
            confirmed_until: None,
            turn: 0,
            rest: Map::new(),
        };
        let subject = slot.subject();
        let event = ctx.of(&subject.id, &subject.user).did(now, EventKind::SignInSucceeded, &self.sid_of(id)).with("method", word(proof.method()));
        let mut tries = 0;
        loop {
            let change = Change::new().event(event.clone()).put(self.session_put(id, &record, Expect::Absent));
            let change = used.iter().cloned().fold(change, Change::put);
            // The old one goes in the same transaction: there is no moment with both, and none with neither.
            let change = match old {
                Some(old) => self.ending(change, old).await?,
                None => change,
            };
            let change = self.knowing_browser(change, proof.person(), ctx, now).await?;
            tries += 1;
            match self.store.commit(change).await {
                Err(StoreError::Conflict) if !self.still_unused(&used).await? => {
                    self.key_failed(Some(proof.person()), ctx, now).await?;
                    return Err(SignInRefused::NotRight);
                }
                // Another browser of the same person signed in at this moment.
                Err(StoreError::Conflict) if tries < 5 => {}
                other => break other.map(|_| ())?,
            }
        }
        if let Some(old) = old {
            self.ended(old);
        }
        let cookie = Cookie { child: None, proved: record.proved(), turn: record.turn };
        let live = Arc::new(self.live(id, &record, cookie, handle.key(), &settings.portal_host, slot));
        self.cache.insert(&live);
        self.store.watch_actively(true);
        Ok(Minted { cookie_value, session: live, max_age: (keep == Keep::Remember).then_some(lifetime) })
    }
    /// Whether everything that a proof uses up is as it was.
    async fn still_unused(&self, used: &[Put]) -> Result<bool, StoreError> {
        for put in used {
            let version = self.store.get(put.kind, put.id).await?.map_or(Expect::Absent, |r| Expect::Version(r.version));
            if version != put.expect {
                return Ok(false);
            }
        }
        Ok(true)
    }
    /// The person of a proof, if it is still worth something.
    pub(crate) async fn still_proves(&self, proof: &Authenticated) -> Result<Arc<PersonSlot>, Unavailable> {
        // Whom no server keeps is not asked about.
        let kept_here = self.people.get(proof.person()).is_some_and(|slot| self.server_of(&slot.facts().record).is_none());
        if !kept_here {
            self.must_be_current(proof.person()).await?;
        }
        let slot = self.person(proof.person()).await?.filter(|s| !s.is_barred()).ok_or(Unavailable)?;
        // A password that was changed after it was checked proves nothing any more.
        let set = [slot.facts().record.password_set, self.credential_record(proof.person()).await?.map(|c| c.set_at)];
        if set.into_iter().flatten().any(|at| at > proof.auth_time()) { Err(Unavailable) } else { Ok(slot) }
    }
    pub(crate) fn session_put(&self, id: SessionId, record: &SessionRecord, expect: Expect) -> Put {
        Put::new(Kind::Session, id.uuid(), expect, record.to_bytes())
            .unique("handle", record.handle)
            .index("person", *record.person.uuid().as_bytes())
            .unique("sid", self.sid_of(id).into_bytes())
            .expires(record.expires)
    }
}
