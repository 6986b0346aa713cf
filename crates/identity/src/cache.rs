//! Sessions by handle, in memory.
//!
//! Why: 256 shards under short read locks resolve a cookie in under a microsecond among a million; what is not there is
//! remembered too, so that a dead cookie costs the store one question and not one a request.

use crate::LiveSession;
use crate::handle::HandleKey;
use parking_lot::{Mutex, RwLock};
use portcullis_model::{SessionId, Timestamp};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use uuid::Uuid;

const SHARDS: usize = 256;
/// How long a miss is believed.
const DEAD_FOR: Duration = Duration::from_secs(10);
/// How many misses a shard remembers; then it forgets all of them.
const DEAD_MOST: usize = 256;

type Map<K, V> = HashMap<K, V, foldhash::fast::RandomState>;

/// All cookies of a session that memory knows.
type BySession = Map<SessionId, Vec<Arc<LiveSession>>>;

pub(crate) struct Cache {
    shards: Box<[RwLock<Shard>]>,
    by_session: Box<[Mutex<BySession>]>,
    by_host_session: Mutex<Map<Uuid, Arc<LiveSession>>>,
}
#[derive(Default)]
struct Shard {
    live: Map<HandleKey, Arc<LiveSession>>,
    dead: Map<HandleKey, Timestamp>,
}

/// What memory says.
#[derive(Debug)]
pub(crate) enum Found {
    Live(Arc<LiveSession>),
    Dead,
    Nothing,
}

impl Cache {
    pub(crate) fn new() -> Self {
        Self {
            shards: (0..SHARDS).map(|_| RwLock::default()).collect(),
            by_session: (0..SHARDS).map(|_| Mutex::default()).collect(),
            by_host_session: Mutex::default(),
        }
    }
    fn shard(&self, key: &HandleKey) -> Option<&RwLock<Shard>> {
        self.shards.get(key.shard())
    }
    /// The last random byte of the id spreads sessions evenly.
    fn index(&self, id: SessionId) -> Option<&Mutex<BySession>> {
        self.by_session.get(usize::from(id.uuid().as_bytes()[15]))
    }
    pub(crate) fn find(&self, key: &HandleKey, now: Timestamp) -> Found {
        let Some(shard) = self.shard(key) else { return Found::Nothing };
        let shard = shard.read();
        if let Some(session) = shard.live.get(key) {
            return Found::Live(Arc::clone(session));
        }
        match shard.dead.get(key) {
            Some(until) if now < *until => Found::Dead,
            _ => Found::Nothing,
        }
    }
    pub(crate) fn insert(&self, session: &Arc<LiveSession>) {
        if let Some(index) = self.index(session.auth.session) {
            let mut index = index.lock();
            let list = index.entry(session.auth.session).or_default();
            list.retain(|s| s.key != session.key);
            list.push(Arc::clone(session));
        }
        if let Some(id) = session.host_session {
            self.by_host_session.lock().insert(id, Arc::clone(session));
        }
        if let Some(shard) = self.shard(&session.key) {
            let mut shard = shard.write();
            shard.dead.remove(&session.key);
            shard.live.insert(session.key, Arc::clone(session));
        }
    }
    pub(crate) fn bury(&self, key: &HandleKey, now: Timestamp) {
        if let Some(shard) = self.shard(key) {
            let mut shard = shard.write();
            shard.live.remove(key);
            if shard.dead.len() >= DEAD_MOST {
                shard.dead.clear();
            }
            shard.dead.insert(*key, now.plus(DEAD_FOR));
        }
    }
    /// All cookies of a session that are known here.
    pub(crate) fn of_session(&self, id: SessionId) -> Vec<Arc<LiveSession>> {
        self.index(id).map(|i| i.lock().get(&id).cloned().unwrap_or_default()).unwrap_or_default()
    }
    /// Ends a whole session here. Whoever holds one of its `Arc`s sees it at once.
    pub(crate) fn end(&self, id: SessionId, now: Timestamp) -> bool {
        let list = self.index(id).and_then(|i| i.lock().remove(&id)).unwrap_or_default();
        for session in &list {
            session.shared.ended.store(true, Ordering::Release);
            self.forget_host(session);
            self.bury(&session.key, now);
        }
        !list.is_empty()
    }
    /// A cookie was changed for a new one: its value opens nothing from now on. What holds its session goes on, and ends with it.
    pub(crate) fn spend(&self, session: &LiveSession, now: Timestamp) {
        session.spent.store(true, Ordering::Release);
        self.bury(&session.key, now);
    }
    /// Ends one cookie of a session.
    pub(crate) fn end_one(&self, session: &LiveSession, now: Timestamp) {
        session.ended.store(true, Ordering::Release);
        if let Some(index) = self.index(session.auth.session)
            && let Some(list) = index.lock().get_mut(&session.auth.session)
        {
            list.retain(|s| s.key != session.key);
        }
        self.forget_host(session);
        self.bury(&session.key, now);
    }
    /// A host session by its cookie of now and by those before.
    pub(crate) fn of_host_session(&self, id: Uuid) -> Vec<Arc<LiveSession>> {
        let Some(one) = self.by_host_session.lock().get(&id).cloned() else { return Vec::new() };
        let mut all = self.of_session(one.auth.session);
        all.retain(|s| s.host_session == Some(id));
        all
    }
    /// Called once the session is out of the index: another cookie of the same host session takes its place.
    fn forget_host(&self, session: &LiveSession) {
        let Some(id) = session.host_session else { return };
        let other = self.of_session(session.auth.session).into_iter().find(|s| s.host_session == Some(id));
        let mut by_host_session = self.by_host_session.lock();
        match other {
            Some(other) => by_host_session.insert(id, other),
            None => by_host_session.remove(&id),
        };
    }
    /// Forgets spent cookies that nothing runs by any more.
    fn forget_spent(&self) {
        for index in &self.by_session {
            for list in index.lock().values_mut().filter(|list| list.len() > 1) {
                list.retain(|s| !s.is_spent() || Arc::strong_count(s) > 1);
            }
        }
    }
    /// One of each session, for flushing and sweeping.
    pub(crate) fn each_session(&self, mut see: impl FnMut(SessionId, &Arc<LiveSession>)) {
        for index in &self.by_session {
            let some: Vec<(SessionId, Arc<LiveSession>)> = index.lock().iter().filter_map(|(id, list)| Some((*id, Arc::clone(list.first()?)))).collect();
            for (id, session) in some {
                see(id, &session);
            }
        }
    }
    pub(crate) fn is_empty(&self) -> bool {
        self.by_session.iter().all(|i| i.lock().is_empty())
    }
    /// Takes out what has ended by itself.
    pub(crate) fn sweep(&self, now: Timestamp) {
        self.forget_spent();
        let mut over = Vec::new();
        self.each_session(|id, session| {
            if session.is_over(now) || session.is_idle(now) {
                over.push(id);
            }
        });
        for id in over {
            let list = self.index(id).and_then(|i| i.lock().remove(&id)).unwrap_or_default();
            for session in list {
                self.forget_host(&session);
                if let Some(shard) = self.shard(&session.key) {
                    shard.write().live.remove(&session.key);
                }
            }
        }
        for shard in &self.shards {
            shard.write().dead.retain(|_, until| now < *until);
        }
    }
}
impl std::fmt::Debug for Cache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cache")
    }
}
