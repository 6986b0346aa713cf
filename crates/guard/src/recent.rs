//! Which permits were already written to the ledger.
//!
//! Why: one event for each decision that is not a repeat of the same permit, and no write on a warm request.

use parking_lot::RwLock;
use portcullis_model::{ReasonSet, SessionId, Timestamp};
use std::collections::HashMap;
use std::hash::BuildHasher;
use std::time::Duration;

const SHARDS: usize = 64;
const FORGET_AFTER: Duration = Duration::from_secs(12 * 60 * 60);
/// Above this many in one shard the oldest half goes: those permits are then written once more.
const SHARD_LIMIT: usize = 32 * 1024;

type Shard = RwLock<HashMap<u64, Timestamp, foldhash::fast::FixedState>>;

pub(crate) struct RecentPermits {
    shards: Vec<Shard>,
    hasher: foldhash::fast::RandomState,
}

impl RecentPermits {
    pub(crate) fn new() -> Self {
        Self { shards: (0..SHARDS).map(|_| RwLock::default()).collect(), hasher: foldhash::fast::RandomState::default() }
    }
    /// The key of a permit: who, through which route, for which reasons.
    pub(crate) fn key(&self, session: SessionId, route: &str, reasons: ReasonSet) -> u64 {
        self.hasher.hash_one((session, route, reasons))
    }
    pub(crate) fn seen(&self, key: u64) -> bool {
        self.shard(key).is_some_and(|s| s.read().contains_key(&key))
    }
    /// Remembers it, once it is in the ledger.
    pub(crate) fn remember(&self, key: u64, now: Timestamp) {
        let Some(shard) = self.shard(key) else { return };
        let mut map = shard.write();
        if map.len() >= SHARD_LIMIT {
            let mut times: Vec<Timestamp> = map.values().copied().collect();
            times.sort_unstable();
            if let Some(middle) = times.get(times.len() / 2).copied() {
                map.retain(|_, t| *t > middle);
            }
        }
        map.insert(key, now);
    }
    pub(crate) fn prune(&self, now: Timestamp) {
        let horizon = now.minus(FORGET_AFTER);
        for shard in &self.shards {
            if !shard.read().is_empty() {
                shard.write().retain(|_, t| *t > horizon);
            }
        }
    }
    fn shard(&self, key: u64) -> Option<&Shard> {
        self.shards.get((key >> 48) as usize % SHARDS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeat_is_seen_and_a_new_reason_is_not() {
        let r = RecentPermits::new();
        let s = SessionId::new(Timestamp::from_secs(1), [7; 10]);
        let k = r.key(s, "wiki", ReasonSet::EMPTY);
        assert!(!r.seen(k));
        r.remember(k, Timestamp::from_secs(1));
        assert!(r.seen(k));
        assert!(!r.seen(r.key(s, "wiki", ReasonSet::of(portcullis_model::Reason::UserOk))));
        r.prune(Timestamp::from_secs(24 * 3600));
        assert!(!r.seen(k));
    }
}
