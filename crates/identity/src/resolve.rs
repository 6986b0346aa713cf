//! From a cookie to a session: the MAC, then memory, then the store.
//!
//! Why: a warm request asks memory only; a miss asks the store once, and its answer is remembered either way.

use crate::cache::Found;
use crate::facts::Facts;
use crate::handle::HandleKey;
use crate::identity::Inner;
use crate::live::SessionShared;
use crate::people::PersonSlot;
use crate::records::{HostSessionRecord, Payload as _, PersonRecord, Proved, SessionRecord};
use crate::{CookieClass, Handle, Identity, LiveSession, Unavailable};
use data_encoding::BASE64URL_NOPAD;
use parking_lot::Mutex;
use portcullis_model::{AuthContext, PersonId, SessionId, Timestamp};
use portcullis_store::{Kind, StoreError};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;
use uuid::Uuid;

/// What memory says of a handle.
#[derive(Clone, Debug)]
pub enum Resolved {
    Live(Arc<LiveSession>),
    /// Ended, or not there a moment ago: treat as no cookie.
    Dead,
    /// Memory does not know, or may not be trusted now: ask [`Identity::load`].
    Unknown,
}

/// Which of a session's cookies, and what that one proves.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cookie {
    /// The host session; none for the portal's.
    pub(crate) child: Option<Uuid>,
    pub(crate) proved: Proved,
    pub(crate) turn: u32,
}

impl Identity {
    /// Reads a cookie's value: length, alphabet, MAC. No I/O; nothing is known of the session yet.
    pub fn read_cookie(&self, class: CookieClass, host: &str, value: &str) -> Option<Handle> {
        self.inner.cookies.read(class, host, value)
    }
    /// Memory only, under a microsecond.
    pub fn resolve(&self, handle: &Handle, class: CookieClass, host: &str, now: Timestamp) -> Resolved {
        // While another node's news may be missing, memory is not believed.
        if !self.inner.store.feed_is_fresh(now) {
            return Resolved::Unknown;
        }
        match self.inner.cache.find(&handle.key(), now) {
            Found::Live(session) if session.class != class || *session.host != *host || session.is_over(now) || session.is_spent() => Resolved::Dead,
            // Idle as far as this node knows; another one may have seen the person since.
            Found::Live(session) if session.is_idle(now) => Resolved::Unknown,
            Found::Live(session) => Resolved::Live(session),
            Found::Dead => Resolved::Dead,
            Found::Nothing => Resolved::Unknown,
        }
    }
    /// Reads the store. `None` is remembered for some seconds.
    pub async fn load(&self, handle: &Handle, class: CookieClass, host: &str, now: Timestamp) -> Result<Option<Arc<LiveSession>>, Unavailable> {
        let inner = &self.inner;
        let key = handle.key();
        let mut put_in: Option<Arc<LiveSession>> = None;
        for _ in 0..8 {
            let before = inner.ends.load(Ordering::Acquire);
            let Some(found) = inner.read_session(handle, class, host, now).await? else {
                if let Some(wrong) = put_in {
                    inner.cache.end_one(&wrong, now);
                }
                // Idle here and in the store: over for good, so that no stream wakes it with a late touch.
                if let Found::Live(known) = inner.cache.find(&key, now) {
                    match known.host_session {
                        Some(host) => inner.read_host_again(host).await?,
                        None => inner.read_session_again(known.auth.session).await?,
                    }
                    // Changed for a new cookie on another node: the session itself goes on.
                    if !known.is_spent() {
                        inner.ended(known.auth.session);
                    }
                }
                inner.cache.bury(&key, now);
                return Ok(None);
            };
            inner.cache.insert(&found);
            inner.store.watch_actively(true);
            // Something ended between our look and our note: perhaps this very session, after it was read (S7).
            if inner.ends.load(Ordering::Acquire) == before {
                return Ok(Some(found));
            }
            put_in = Some(found);
        }
        Err(Unavailable)
    }
}

impl Inner {
    async fn read_session(&self, handle: &Handle, class: CookieClass, host: &str, now: Timestamp) -> Result<Option<Arc<LiveSession>>, StoreError> {
        let (id, session, child) = match class {
            CookieClass::Portal => {
                let Some(stored) = self.store.find(Kind::Session, "handle", &handle.digest()).await?.into_iter().next() else { return Ok(None) };
                let Some(record) = SessionRecord::from_bytes(&stored.payload) else { return Ok(None) };
                (SessionId::from_uuid(stored.id), record, None)
            }
            CookieClass::Host | CookieClass::Domain => {
                let Some(stored) = self.store.find(Kind::HostSession, "handle", &handle.digest()).await?.into_iter().next() else { return Ok(None) };
                let Some(child) = HostSessionRecord::from_bytes(&stored.payload) else { return Ok(None) };
                let Some(parent) = self.store.get(Kind::Session, child.session.uuid()).await? else { return Ok(None) };
                let Some(record) = SessionRecord::from_bytes(&parent.payload) else { return Ok(None) };
                (child.session, record, Some((stored.id, child)))
            }
        };
        if child.as_ref().is_some_and(|(_, c)| *c.host != *host) || session.epoch != self.cookies.epoch() {
            return Ok(None);
        }
        let cookie = match &child {
            None => Some(Cookie { child: None, proved: session.proved(), turn: session.turn }),
            Some((id, child)) => child.proved(&session).map(|proved| Cookie { child: Some(*id), proved, turn: child.turn }),
        };
        let (Some(cookie), Some(slot)) = (cookie, self.person(session.person).await?) else { return Ok(None) };
        let live = self.live(id, &session, cookie, handle.key(), host, slot);
        Ok(live.alive(now).then(|| Arc::new(live)))
    }
    /// The session in memory, sharing what its other cookies share.
    pub(crate) fn live(&self, id: SessionId, record: &SessionRecord, cookie: Cookie, key: HandleKey, host: &str, slot: Arc<PersonSlot>) -> LiveSession {
        let shared = match self.cache.of_session(id).first() {
            Some(known) => {
                known.shared.last_used.fetch_max(record.last_used.micros(), Ordering::Relaxed);
                Arc::clone(&known.shared)
            }
            None => Arc::new(SessionShared {
                ended: AtomicBool::new(false),
                last_used: AtomicI64::new(record.last_used.micros()),
                flushed: AtomicI64::new(record.last_used.micros()),
                inactivity: record.inactivity.map(Duration::from_micros),
                ask_on: Mutex::new(record.ask_on.iter().cloned().collect()),
            }),
        };
        LiveSession {
            auth: AuthContext {
                session: id,
                sid: self.sid_of(id).into(),
                aal: cookie.proved.aal,
                amr: cookie.proved.amr,
                auth_time: cookie.proved.auth_time,
                expires: record.expires,
            },
            person: record.person,
            class: match cookie.child {
                Some(_) => CookieClass::of(host),
                None => CookieClass::Portal,
            },
            host: self.hosts.get(host),
            host_session: cookie.child,
            key,
            shared,
            slot,
            ended: AtomicBool::new(false),
            turn: cookie.turn,
            spent: AtomicBool::new(false),
        }
    }
    /// The id of a session that may be shown: derived, 22 characters.
    pub(crate) fn sid_of(&self, id: SessionId) -> String {
        let tag = self.sid.sign(&[id.uuid().as_bytes()]);
        BASE64URL_NOPAD.encode(tag.get(..16).unwrap_or_default())
    }
    /// The person's slot, read from the store where memory has none or may be stale.
    pub(crate) async fn person(&self, id: PersonId) -> Result<Option<Arc<PersonSlot>>, StoreError> {
        if let Some(slot) = self.people.get(id).filter(|_| self.store.feed_is_fresh(self.clock.now())) {
            return Ok(Some(slot));
        }
        let Some(stored) = self.store.get(Kind::Person, id.uuid()).await? else { return Ok(None) };
        let Some(record) = PersonRecord::from_bytes(&stored.payload) else { return Err(StoreError::Damaged { kind: Kind::Person, id: id.uuid() }) };
        let Some((id, record, version)) = self.better_be_current((id, record, stored.version)).await? else { return Ok(None) };
        Ok(Some(self.assemble(id, record, version).0))
    }
    /// Puts a record's facts in place, with the sources of now. Says whether anything visible changed.
    pub(crate) fn assemble(&self, id: PersonId, record: PersonRecord, version: u64) -> (Arc<PersonSlot>, bool) {
        let _one_at_a_time = self.assembling.lock();
        let facts: Facts = self.sources.load().whole(id, record, version);
        self.people.set(id, facts)
    }
}
