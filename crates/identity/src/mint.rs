//! Minting a sign-in session from a proof.
//!
//! Why: the only way to a portal cookie. Every mint draws a new handle and a new id, so that nothing known before a
//! sign-in is worth anything after it (S7).

use crate::identity::Inner;
use crate::people::PersonSlot;
use crate::records::{Payload as _, SessionRecord};
use crate::resolve::Cookie;
use crate::{CookieClass, Identity, LiveSession, SignInContext, Unavailable};
use portcullis_authn::{Authenticated, Method};
use portcullis_crypto::random_bytes;
use portcullis_model::{EventKind, SessionId, Timestamp};
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
    /// Consumes the proof. The session and its ledger event are durable when this returns.
    pub async fn mint(&self, proof: Authenticated, keep: Keep, ctx: &SignInContext, now: Timestamp) -> Result<Minted, Unavailable> {
        self.inner.mint(proof, keep, None, ctx, now).await
    }
    /// The same, in the place of a session that this browser had: that one ends, with its cookies everywhere.
    pub async fn mint_replacing(
        &self,
        proof: Authenticated,
        keep: Keep,
        old: &LiveSession,
        ctx: &SignInContext,
        now: Timestamp,
    ) -> Result<Minted, Unavailable> {
        self.inner.mint(proof, keep, Some(old.auth.session), ctx, now).await
    }
}

impl Inner {
    async fn mint(&self, proof: Authenticated, keep: Keep, old: Option<SessionId>, ctx: &SignInContext, now: Timestamp) -> Result<Minted, Unavailable> {
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
            // The old one goes in the same transaction: there is no moment with both, and none with neither.
            let change = match old {
                Some(old) => self.ending(change, old).await?,
                None => change,
            };
            let change = self.knowing_browser(change, proof.person(), ctx, now).await?;
            tries += 1;
            match self.store.commit(change).await {
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
    /// The person of a proof, if it is still worth something.
    pub(crate) async fn still_proves(&self, proof: &Authenticated) -> Result<Arc<PersonSlot>, Unavailable> {
        self.must_be_current(proof.person()).await?;
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
