//! One more factor for a session that is there: it keeps its id, and its cookie changes.
//!
//! Why: what was known before the step is worth nothing after it (S7), and what already runs by the session is not cut for
//! having proved more. Cookies of other hosts stay as strong as they were made: none gains by a later step.

use crate::identity::Inner;
use crate::mint::word;
use crate::people::PersonSlot;
use crate::records::{Payload as _, SessionRecord};
use crate::resolve::Cookie;
use crate::{CookieClass, Identity, Keep, LiveSession, Minted, SignInContext, Unavailable};
use portcullis_authn::Authenticated;
use portcullis_model::{Event, EventKind, Timestamp};
use portcullis_store::{Announce, Change, Expect, Kind, StoreError};
use std::sync::Arc;

impl Identity {
    /// Consumes the proof, which holds what the session had proved before. `None` where the session ended meanwhile, or
    /// another step was faster: nothing was raised then.
    pub async fn raise(&self, proof: Authenticated, session: &LiveSession, ctx: &SignInContext, now: Timestamp) -> Result<Option<Minted>, Unavailable> {
        let inner = &self.inner;
        let slot = inner.still_proves(&proof).await?;
        if proof.person() != session.person {
            return Ok(None);
        }
        let subject = slot.subject();
        let event = ctx.of(&subject.id, &subject.user).did(now, EventKind::SignInSucceeded, &inner.sid_of(session.auth.session));
        let event = event.with("method", word(proof.method()));
        let raised = |record: &mut SessionRecord| {
            (record.aal, record.amr, record.auth_time) = (proof.aal(), proof.amr(), proof.auth_time());
            (record.ip, record.user_agent) = (ctx.ip, ctx.agent());
        };
        inner.turn(session, slot, Some(event), raised, now).await
    }
    /// A new cookie for the session that a password was changed in: a copy of the old one is worth nothing afterwards.
    pub async fn renew(&self, session: &LiveSession, now: Timestamp) -> Result<Option<Minted>, Unavailable> {
        let slot = self.inner.person(session.person).await?.filter(|slot| !slot.is_barred()).ok_or(Unavailable)?;
        self.inner.turn(session, slot, None, |_| {}, now).await
    }
}

impl Inner {
    async fn turn(
        &self,
        session: &LiveSession,
        slot: Arc<PersonSlot>,
        event: Option<Event>,
        change: impl Fn(&mut SessionRecord),
        now: Timestamp,
    ) -> Result<Option<Minted>, Unavailable> {
        let id = session.auth.session;
        for _ in 0..5 {
            let Some(stored) = self.store.get(Kind::Session, id.uuid()).await? else { return Ok(None) };
            let Some(mut record) = SessionRecord::from_bytes(&stored.payload) else { return Ok(None) };
            let fits = record.person == session.person && record.turn == session.turn && record.epoch == self.cookies.epoch() && now < record.expires;
            if !fits || !session.alive(now) {
                return Ok(None);
            }
            let settings = self.settings.load_full();
            let (handle, cookie_value) = self.cookies.issue(CookieClass::Portal, &settings.portal_host, &*self.random);
            change(&mut record);
            record.last_used = now;
            record.handle = handle.digest();
            record.turn = record.turn.saturating_add(1);
            let put = self.session_put(id, &record, Expect::Version(stored.version)).announce(Announce::Always);
            match self.store.commit(event.iter().cloned().fold(Change::new(), Change::event).put(put)).await {
                Err(StoreError::Conflict) => continue,
                other => other.map(|_| ())?,
            }
            let cookie = Cookie { child: None, proved: record.proved(), turn: record.turn };
            let live = Arc::new(self.live(id, &record, cookie, handle.key(), &settings.portal_host, slot));
            self.cache.insert(&live);
            self.turned(id, None, record.turn);
            // It may have ended after we looked; its notice found no cookie of now then.
            if self.store.get(Kind::Session, id.uuid()).await?.is_none() {
                self.ended(id);
                return Ok(None);
            }
            self.store.watch_actively(true);
            let max_age = (live.keep() == Keep::Remember).then(|| record.expires.since(now));
            return Ok(Some(Minted { cookie_value, session: live, max_age }));
        }
        Err(Unavailable)
    }
}
