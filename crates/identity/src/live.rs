//! A live sign-in session in memory, as one cookie sees it.
//!
//! Why: a warm request asks memory only: who, how strongly, and whether still.

use crate::handle::HandleKey;
use crate::people::PersonSlot;
use crate::{CookieClass, Keep};
use parking_lot::Mutex;
use portcullis_model::{AuthContext, PersonId, Subject, Timestamp};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;
use uuid::Uuid;

/// Two touches closer together than this are one: the memory line is shared by all cores.
const TOUCH_STEP: i64 = 1_000_000;

/// A session by one of its cookies: the portal's or a host's.
#[derive(Debug)]
pub struct LiveSession {
    pub auth: AuthContext,
    pub person: PersonId,
    pub class: CookieClass,
    /// The host that the cookie is bound to. One text for all sessions on it: comparing it touches no cold memory.
    pub host: Arc<str>,
    /// The host session's own id; none for the portal's cookie.
    pub host_session: Option<Uuid>,
    pub(crate) key: HandleKey,
    pub(crate) shared: Arc<SessionShared>,
    pub(crate) slot: Arc<PersonSlot>,
    pub(crate) ended: AtomicBool,
    /// How often its cookie had been changed when it was read.
    pub(crate) turn: u32,
    /// Its cookie was changed for a new one: the value opens nothing, what runs by it goes on.
    pub(crate) spent: AtomicBool,
}

/// What all cookies of one sign-in session share.
#[derive(Debug)]
pub(crate) struct SessionShared {
    pub(crate) ended: AtomicBool,
    pub(crate) last_used: AtomicI64,
    /// What the store knows of it.
    pub(crate) flushed: AtomicI64,
    pub(crate) inactivity: Option<Duration>,
    pub(crate) ask_on: Mutex<BTreeSet<Box<str>>>,
}

impl LiveSession {
    /// The person's facts as they are now.
    pub fn subject(&self) -> Arc<Subject> {
        self.slot.subject()
    }
    /// Whether the session still counts: not ended, not expired, not idle for too long, its person not barred.
    pub fn alive(&self, now: Timestamp) -> bool {
        !self.is_over(now) && !self.is_idle(now)
    }
    /// Marks the session as used now. No lock, no I/O.
    pub fn touch(&self, now: Timestamp) {
        if now.micros() - self.shared.last_used.load(Ordering::Relaxed) >= TOUCH_STEP {
            self.shared.last_used.fetch_max(now.micros(), Ordering::Relaxed);
        }
    }
    /// Whether the person signed out on that host, so that the next sign-in there asks first.
    pub fn asks_on(&self, host: &str) -> bool {
        self.shared.ask_on.lock().contains(host)
    }
    /// Whether the person asked to stay signed in.
    pub fn keep(&self) -> Keep {
        if self.shared.inactivity.is_none() { Keep::Remember } else { Keep::UntilClosed }
    }
    /// When it ends by itself if nothing more is asked.
    pub fn ends_at(&self) -> Timestamp {
        let last = Timestamp::from_micros(self.shared.last_used.load(Ordering::Relaxed));
        self.shared.inactivity.map_or(self.auth.expires, |idle| last.plus(idle).min(self.auth.expires))
    }
    /// Ended for good, whatever another node may know of its use.
    pub(crate) fn is_over(&self, now: Timestamp) -> bool {
        self.ended.load(Ordering::Acquire) || self.shared.ended.load(Ordering::Acquire) || now >= self.auth.expires || self.slot.is_barred()
    }
    pub(crate) fn is_spent(&self) -> bool {
        self.spent.load(Ordering::Acquire)
    }
    pub(crate) fn is_idle(&self, now: Timestamp) -> bool {
        let last = Timestamp::from_micros(self.shared.last_used.load(Ordering::Relaxed));
        self.shared.inactivity.is_some_and(|idle| now.since(last) >= idle)
    }
}
