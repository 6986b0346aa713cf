//! The change feed: what changed, told to everyone who caches it.
//!
//! Why: a revocation must reach every cache of every node in a second, and a cache must know when it can no longer trust itself.

use crate::Kind;
use portcullis_model::{Org, Timestamp};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, broadcast};
use uuid::Uuid;

/// One record changed or went, here or on another node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Grows from notice to notice of one writer; not without gaps.
    pub seq: u64,
    pub org: Org,
    pub kind: Kind,
    pub id: Uuid,
    /// The record was deleted.
    pub gone: bool,
    /// Notices were missed for longer than they are kept: everything may have changed, the other fields say nothing.
    /// A receiver that lagged (`RecvError::Lagged`) must do the same: drop its caches.
    pub resync: bool,
}
impl Notice {
    pub(crate) fn missed() -> Self {
        Self { seq: 0, org: Org::default(), kind: Kind::Setting, id: Uuid::nil(), gone: false, resync: true }
    }
}

/// A feed older than that can't be trusted to have told everything.
const FRESH: Duration = Duration::from_secs(2);

/// Where notices are handed out, and how well the database is heard.
pub(crate) struct Feed {
    sender: broadcast::Sender<Notice>,
    /// Nobody else writes: the feed is complete by construction.
    alone: bool,
    confirmed: AtomicI64,
    failing_since: AtomicI64,
    active: AtomicBool,
    doubted: Mutex<BTreeSet<u64>>,
    pub(crate) wake: Notify,
}

const WELL: i64 = i64::MIN;

impl Feed {
    pub(crate) fn new(alone: bool, now: Timestamp) -> Self {
        let (sender, _) = broadcast::channel(4096);
        Self {
            sender,
            alone,
            confirmed: AtomicI64::new(now.micros()),
            failing_since: AtomicI64::new(WELL),
            active: AtomicBool::new(false),
            doubted: Mutex::default(),
            wake: Notify::new(),
        }
    }
    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Notice> {
        self.sender.subscribe()
    }
    pub(crate) fn tell(&self, notice: Notice) {
        // Nobody listening is no fault.
        let _ = self.sender.send(notice);
    }
    /// Notices of a write that may or may not have happened: if they turn up in the database, they must be told although they are our own.
    pub(crate) fn doubt(&self, notices: &[Notice]) {
        self.doubted.lock().unwrap_or_else(PoisonError::into_inner).extend(notices.iter().map(|n| n.seq));
    }
    pub(crate) fn was_doubted(&self, seq: u64) -> bool {
        self.doubted.lock().unwrap_or_else(PoisonError::into_inner).remove(&seq)
    }
    pub(crate) fn watch_actively(&self, on: bool) {
        if !self.active.swap(on, Ordering::AcqRel) && on {
            self.wake.notify_one();
        }
    }
    pub(crate) fn is_active(&self) -> bool {
        self.active.load(Ordering::Acquire)
    }
    /// Everything committed before `at` has been told.
    pub(crate) fn confirm(&self, at: Timestamp) {
        self.confirmed.fetch_max(at.micros(), Ordering::AcqRel);
        self.answered();
    }
    pub(crate) fn answered(&self) {
        self.failing_since.store(WELL, Ordering::Release);
    }
    pub(crate) fn failed(&self, at: Timestamp) {
        let _ = self.failing_since.compare_exchange(WELL, at.micros(), Ordering::AcqRel, Ordering::Acquire);
    }
    pub(crate) fn is_fresh(&self, now: Timestamp) -> bool {
        self.alone || now.since(Timestamp::from_micros(self.confirmed.load(Ordering::Acquire))) <= FRESH
    }
    pub(crate) fn unreachable_for(&self, now: Timestamp) -> Duration {
        match self.failing_since.load(Ordering::Acquire) {
            WELL => Duration::ZERO,
            since => now.since(Timestamp::from_micros(since)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn freshness_ends_after_two_seconds_unless_alone() {
        let at = Timestamp::from_secs;
        let shared = Feed::new(false, at(100));
        assert!(shared.is_fresh(at(102)) && !shared.is_fresh(at(103)));
        shared.confirm(at(103));
        assert!(shared.is_fresh(at(105)));
        assert!(Feed::new(true, at(100)).is_fresh(at(9999)));
    }
    #[test]
    fn unreachable_counts_from_the_first_failure() {
        let at = Timestamp::from_secs;
        let feed = Feed::new(false, at(0));
        assert_eq!(feed.unreachable_for(at(50)), Duration::ZERO);
        feed.failed(at(60));
        feed.failed(at(70));
        assert_eq!(feed.unreachable_for(at(91)), Duration::from_secs(31));
        feed.answered();
        assert_eq!(feed.unreachable_for(at(95)), Duration::ZERO);
    }
}
