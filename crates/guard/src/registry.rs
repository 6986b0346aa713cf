//! The register of live permits: what to judge again when something changes, and when a verdict ends by itself.
//!
//! Why: sign-out, disable, group, policy and route changes must cut the streams that are no longer permitted, within a
//! second, and nobody else's.

use crate::Rules;
use crate::live::{Keeper, Live};
use arc_swap::ArcSwap;
use parking_lot::Mutex;
use portcullis_identity::{Changed, LiveSession};
use portcullis_model::Timestamp;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

const SHARDS: usize = 16;

type Shard = Mutex<HashMap<usize, Arc<Live>, foldhash::fast::FixedState>>;
type NowFn = dyn Fn() -> Timestamp + Send + Sync;

pub(crate) struct Registry {
    shards: Vec<Shard>,
    rules: ArcSwap<Rules>,
    /// Moves whenever a fact or a rule did; a permit that was given before the move is judged again as it registers.
    epoch: AtomicU64,
    count: AtomicUsize,
    now: Box<NowFn>,
    cut: Mutex<Vec<Arc<Live>>>,
}

impl Registry {
    pub(crate) fn new(rules: Arc<Rules>, now: Box<NowFn>) -> Self {
        let shards = (0..SHARDS).map(|_| Mutex::new(HashMap::default())).collect();
        Self { shards, rules: ArcSwap::new(rules), epoch: AtomicU64::new(0), count: AtomicUsize::new(0), now, cut: Mutex::new(Vec::new()) }
    }
    pub(crate) fn rules(&self) -> Arc<Rules> {
        self.rules.load_full()
    }
    pub(crate) fn now(&self) -> Timestamp {
        (self.now)()
    }
    pub(crate) fn epoch(&self) -> u64 {
        self.epoch.load(Ordering::Acquire)
    }
    pub(crate) fn live(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }
    /// New rules: every live permit is judged again under them.
    pub(crate) fn swap_rules(&self, rules: Arc<Rules>) {
        self.rules.store(rules);
        self.epoch.fetch_add(1, Ordering::AcqRel);
        self.judge_again(|_| true);
    }
    /// Somebody's facts changed: their permits are judged again.
    pub(crate) fn facts_changed(&self, changed: &Changed) {
        self.epoch.fetch_add(1, Ordering::AcqRel);
        self.judge_again(|live| live.case.session.as_ref().is_some_and(|session| concerns(changed, session)));
    }
    /// Ends verdicts whose time is over, and tells sessions with live streams that they are in use.
    pub(crate) fn sweep(&self) {
        if self.live() == 0 {
            return;
        }
        let now = (self.now)();
        self.judge_again(|live| {
            if let Some(session) = &live.case.session {
                session.touch(now);
            }
            live.case.until() <= now
        });
    }
    /// Nobody can say any more who is still signed in: every stream of a session ends. Public ones go on.
    pub(crate) fn cut_sessions(&self) {
        for shard in &self.shards {
            let lives: Vec<Arc<Live>> = shard.lock().values().filter(|l| l.case.session.is_some() && !l.is_withdrawn()).cloned().collect();
            for live in lives {
                self.cut.lock().push(live.clone());
                live.withdraw();
            }
        }
    }
    /// The streams cut since the last call, for the ledger.
    pub(crate) fn take_cut(&self) -> Vec<Arc<Live>> {
        std::mem::take(&mut *self.cut.lock())
    }

    fn judge_again(&self, concerned: impl Fn(&Live) -> bool) {
        let rules = self.rules.load();
        let now = (self.now)();
        for shard in &self.shards {
            let suspects: Vec<Arc<Live>> = shard.lock().values().filter(|l| concerned(l)).cloned().collect();
            for live in suspects {
                self.judge(&live, &rules, now);
            }
        }
    }
    fn judge(&self, live: &Arc<Live>, rules: &Rules, now: Timestamp) {
        if !live.is_withdrawn() && !live.case.still_permitted(rules, now) {
            self.cut.lock().push(live.clone());
            live.withdraw();
        }
    }
    fn shard(&self, live: &Arc<Live>) -> (usize, Option<&Shard>) {
        let key = Arc::as_ptr(live).addr();
        (key, self.shards.get((key >> 6) % SHARDS))
    }
}

/// Whether a change is about this session; of one host's end, only about that host's.
fn concerns(changed: &Changed, session: &LiveSession) -> bool {
    match changed {
        Changed::Session(id) => session.auth.session == *id,
        Changed::HostSession { session: id, id: host } => session.auth.session == *id && session.host_session == Some(*host),
        Changed::Person(id) => session.person == *id,
        Changed::Everyone => true,
    }
}

impl Keeper for Registry {
    fn keep(&self, live: &Arc<Live>) {
        if let (key, Some(shard)) = self.shard(live) {
            shard.lock().insert(key, live.clone());
            self.count.fetch_add(1, Ordering::Relaxed);
        }
        // Something may have changed between the decision and this registration (S7): look again, now that any later change sees us.
        if self.epoch() != live.case.epoch {
            self.judge(live, &self.rules.load(), (self.now)());
        }
    }
    fn forget(&self, live: &Arc<Live>) {
        if let (key, Some(shard)) = self.shard(live)
            && shard.lock().remove(&key).is_some()
        {
            self.count.fetch_sub(1, Ordering::Relaxed);
        }
    }
}
