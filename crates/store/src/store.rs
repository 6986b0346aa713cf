//! The store's front: seals, finds, commits.
//!
//! Why: one place where a payload is open, and one where "expired" and "forged" are decided.

mod keys;

pub(crate) use keys::Keys;

use crate::backend::{Answer, Backend, LeaseRow, Queries, RawChange, RawDelete, RawIndex, RawPut, RawRecord};
use crate::envelope::{self, Place as At};
use crate::feed::{Feed, Notice};
use crate::ledger::Written;
use crate::postgres::{Listening, PostgresBackend};
use crate::settings::Place;
use crate::sqlite::SqliteBackend;
use crate::writer::{Jobs, Writer};
use crate::{Announce, Change, Clock, Committed, Expect, Kind, Lease, Ledger, MAX_PAYLOAD, OpenError, Put, Record, StoreError, StoreSettings};
use portcullis_crypto::{KeyRing, Random, Sealer, random_bytes};
use portcullis_model::{Event, Org, Timestamp};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::broadcast;
use uuid::Uuid;

/// An open store. Cheap to clone; call [`Store::close`] to end it in order.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
    org: Org,
}

struct Inner {
    backend: Arc<dyn Backend>,
    keys: Arc<Keys>,
    random: Arc<dyn Random>,
    clock: Arc<dyn Clock>,
    feed: Arc<Feed>,
    queries: Arc<Queries>,
    jobs: Jobs,
    ledger: Ledger,
    node: Box<str>,
    listening: Mutex<Option<Listening>>,
}

impl Store {
    /// Opens the store, making it when it is new. Must be called within a tokio runtime, on which its tasks then live.
    pub async fn open(settings: StoreSettings, keys: KeyRing, random: Arc<dyn Random>, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        let queries = Arc::<Queries>::default();
        let place = settings.place()?;
        let mut keep_node = Vec::new();
        let (backend, feed, listen): (Arc<dyn Backend>, _, _) = match place {
            Place::Sqlite(path) => {
                let backend = SqliteBackend::open(&path, &settings.data, queries.clone()).await?;
                (Arc::new(backend), Arc::new(Feed::new(true, clock.now())), None)
            }
            Place::Postgres(options) => {
                crate::folder::prepare(&settings.data)?;
                keep_node.push(crate::folder::lock(&settings.data)?);
                let feed = Arc::new(Feed::new(false, clock.now()));
                let node = node_id(&settings, &*random)?;
                let backend = PostgresBackend::open(*options, node.clone(), keep_node, queries.clone()).await?;
                let listen = backend.listening(feed.clone(), clock.clone()).await?;
                (Arc::new(backend), feed, Some(listen))
            }
        };
        let node: Box<str> = node_id(&settings, &*random)?.into();
        let keys = Arc::new(Keys::new(keys));
        keys.load_or_make(&*backend, &*random).await?;
        let ledger = Ledger::new(backend.clone(), keys.clone(), Written::default());
        let jobs = Writer::start(&ledger, random.clone(), clock.clone(), feed.clone(), node.clone()).await?;
        let inner = Inner { backend, keys, random, clock, feed, queries, jobs, ledger, node, listening: Mutex::new(listen) };
        Ok(Self { inner: Arc::new(inner), org: Org::default() })
    }
    /// The same store, seen by another organization: it reads and writes that one's records only.
    #[must_use]
    pub fn of(&self, org: Org) -> Self {
        Self { inner: self.inner.clone(), org }
    }
    /// The record, unless there is none or it has expired.
    pub async fn get(&self, kind: Kind, id: Uuid) -> Result<Option<Record>, StoreError> {
        let raw = self.noted(self.inner.backend.get(self.org.as_str(), kind, id)).await?;
        match raw {
            None => Ok(None),
            // The row says which id it is; what was asked for decides.
            Some(raw) => Ok(self.open_raw(kind, RawRecord { id, ..raw }).await?.map(|o| o.record)),
        }
    }
    /// The records that a put gave this value of this index, by id.
    pub async fn find(&self, kind: Kind, index: &'static str, value: &[u8]) -> Result<Vec<Record>, StoreError> {
        let hash = self.inner.keys.blind_index(kind, index, value);
        let rows = self.noted(self.inner.backend.find(self.org.as_str(), kind, index, hash)).await?;
        let mut found = Vec::with_capacity(rows.len());
        for raw in rows {
            let id = raw.id;
            let Some(opened) = self.open_raw(kind, raw).await? else { continue };
            // An index row that was bent towards another record must not make one person of two.
            if !opened.has_index(index, value) {
                return Err(StoreError::Damaged { kind, id });
            }
            found.push(opened.record);
        }
        Ok(found)
    }
    /// A page of at most `limit` (1,000 at most) records in the order of their ids, after `after`. An empty page is the end.
    pub async fn list(&self, kind: Kind, after: Option<Uuid>, limit: u32) -> Result<Vec<Record>, StoreError> {
        let rows = self.noted(self.inner.backend.list(self.org.as_str(), kind, after, self.now().micros(), limit.clamp(1, 1000))).await?;
        let mut page = Vec::with_capacity(rows.len());
        for raw in rows {
            page.extend(self.open_raw(kind, raw).await?.map(|o| o.record));
        }
        Ok(page)
    }
    /// Every record of a kind, page by page.
    pub fn pages(&self, kind: Kind) -> Pages<'_> {
        Pages { store: self, kind, after: None }
    }
    /// Makes a change durable: all of it, or nothing. When it returns, a kill or a power cut no longer undoes it.
    pub async fn commit(&self, change: Change) -> Result<Committed, StoreError> {
        let began = self.now();
        let mut seen = None;
        loop {
            let (raw, versions) = self.seal(&change).await?;
            match self.inner.jobs.submit(raw, change.events.clone()).await {
                // Somebody else was between our look and our write; with `Any` that is no reason to fail, as long as things move.
                Err(StoreError::Conflict) if change.puts.iter().any(|p| p.expect == Expect::Any) && seen.as_ref() != Some(&versions) => seen = Some(versions),
                Err(error) => {
                    if matches!(error, StoreError::Unavailable(_)) {
                        self.inner.feed.failed(began);
                    }
                    return Err(error);
                }
                Ok(()) => return Ok(Committed { versions }),
            }
        }
    }
    /// Writes events into the ledger; returns when they are durable. [`StoreError::Unavailable`] after two seconds.
    pub async fn append(&self, events: Vec<Event>) -> Result<(), StoreError> {
        self.commit(Change { events, ..Change::default() }).await.map(|_| ())
    }
    /// Changes as they happen, here and on other nodes.
    pub fn feed(&self) -> broadcast::Receiver<Notice> {
        self.inner.feed.subscribe()
    }
    /// While sessions are live: confirms the feed each second instead of each half minute.
    pub fn watch_actively(&self, on: bool) {
        self.inner.feed.watch_actively(on);
    }
    /// Whether everything that other nodes committed up to two seconds ago has been told. Where not, read from the store, not from caches.
    pub fn feed_is_fresh(&self, now: Timestamp) -> bool {
        self.inner.feed.is_fresh(now)
    }
    /// How long the database has been failing without a success; zero when it is well. From 30 s on nothing may be permitted.
    pub fn unreachable_for(&self, now: Timestamp) -> Duration {
        self.inner.feed.unreachable_for(now)
    }
    /// The right to do something alone for `ttl`; `None` while somebody else has it.
    pub async fn lease(&self, name: &str, ttl: Duration) -> Result<Option<Lease>, StoreError> {
        let holder = Uuid::from_bytes(random_bytes(&*self.inner.random)).simple().to_string();
        let now = self.now();
        let until = now.plus(ttl);
        let row = LeaseRow { name, node: &self.inner.node, holder: &holder, now: now.micros(), ends_at: until.micros() };
        let taken = self.noted(self.inner.backend.take_lease(row)).await?;
        Ok(taken.then(|| Lease { store: self.clone(), name: name.into(), holder: holder.as_str().into(), until }))
    }
    /// Deletes what has expired; returns how many records that were.
    pub async fn sweep(&self) -> Result<u64, StoreError> {
        const PAGE: u32 = 500;
        let mut total = 0;
        loop {
            let done = self.noted(self.inner.backend.sweep(self.now().micros(), PAGE)).await?;
            total += done;
            if done < u64::from(PAGE) {
                return Ok(total);
            }
        }
    }
    pub fn ledger(&self) -> &Ledger {
        &self.inner.ledger
    }
    /// Signs a checkpoint now, if there are events since the last one.
    pub async fn checkpoint(&self) -> Result<(), StoreError> {
        self.inner.jobs.checkpoint().await
    }
    /// Draws a new data key; what is sealed from now on is sealed with it, what was sealed before still opens.
    pub async fn rotate_data_key(&self) -> Result<(), StoreError> {
        self.noted(Box::pin(self.inner.keys.rotate(&*self.inner.backend, &*self.inner.random))).await
    }
    /// How many statements were sent to the database so far.
    pub fn queries(&self) -> u64 {
        self.inner.queries.total()
    }
    /// This node's stable id.
    pub fn node(&self) -> &str {
        &self.inner.node
    }
    /// Finishes what is queued, signs a last checkpoint and lets go of the data folder.
    pub async fn close(&self) {
        drop(self.inner.listening.lock().unwrap_or_else(PoisonError::into_inner).take());
        self.inner.jobs.close().await;
    }
    pub(crate) fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }
    pub(crate) fn backend(&self) -> &dyn Backend {
        &*self.inner.backend
    }
    /// Waits for an answer, at most five seconds, and remembers whether the database is well.
    pub(crate) async fn noted<T>(&self, answer: Answer<'_, T>) -> Result<T, StoreError> {
        let began = self.now();
        let answer = tokio::time::timeout(Duration::from_secs(5), answer).await;
        let answer = answer.unwrap_or_else(|_| Err(StoreError::Unavailable("no answer within 5 seconds".into())));
        match &answer {
            Err(StoreError::Unavailable(_)) => self.inner.feed.failed(began),
            _ => self.inner.feed.answered(),
        }
        answer
    }
    async fn open_raw(&self, kind: Kind, raw: RawRecord) -> Result<Option<envelope::Opened>, StoreError> {
        let damaged = StoreError::Damaged { kind, id: raw.id };
        let sealer = self.inner.keys.sealer_for(&*self.inner.backend, &raw.sealed).await?;
        let place = At { org: &self.org, kind, id: raw.id, version: raw.version };
        let opened = envelope::open(&sealer, place, &raw.sealed).map_err(|_| damaged)?;
        let expired = opened.record.expires_at.is_some_and(|at| at <= self.now());
        Ok((!expired).then_some(opened))
    }
    /// The change with everything sealed, and the versions its puts will have.
    async fn seal(&self, change: &Change) -> Result<(RawChange, Vec<u64>), StoreError> {
        let sealer = self.inner.keys.sealer()?;
        let mut raw = RawChange { org: self.org.clone(), now: self.now().micros(), puts: Vec::new(), deletes: Vec::new(), notices: Vec::new() };
        for delete in &change.deletes {
            let expect = match delete.expect {
                Expect::Any => None,
                Expect::Version(v) if v > 0 => Some(v),
                // Deleting what must not be there: nothing can be right about it.
                Expect::Absent | Expect::Version(_) => return Err(StoreError::Conflict),
            };
            raw.deletes.push(RawDelete { kind: delete.kind, id: delete.id, expect });
            if delete.kind.announces(true) {
                raw.notices.push(self.notice(delete.kind, delete.id, true));
            }
        }
        let mut versions = Vec::with_capacity(change.puts.len());
        for put in &change.puts {
            let expect = match put.expect {
                Expect::Absent => 0,
                Expect::Version(0) => return Err(StoreError::Conflict),
                Expect::Version(v) => v,
                Expect::Any => self.current_version(put, change).await?,
            };
            raw.puts.push(self.seal_put(&sealer, put, expect)?);
            versions.push(expect + 1);
            let tell = match put.announce {
                Announce::ByKind => put.kind.announces(false),
                Announce::Always => true,
                Announce::Never => false,
            };
            if tell {
                raw.notices.push(self.notice(put.kind, put.id, false));
            }
        }
        Ok((raw, versions))
    }
    fn seal_put(&self, sealer: &Sealer, put: &Put, expect: u64) -> Result<RawPut, StoreError> {
        if put.payload.len() > MAX_PAYLOAD {
            return Err(StoreError::TooLarge);
        }
        let values = || put.unique.iter().chain(&put.indexes).map(|(name, value)| (*name, value.as_slice()));
        let place = At { org: &self.org, kind: put.kind, id: put.id, version: expect + 1 };
        let sealed = envelope::seal(sealer, place, put.expires_at, values(), &put.payload, &*self.inner.random);
        let mut indexes: Vec<RawIndex> = Vec::new();
        for (n, (name, value)) in values().enumerate() {
            let hash = self.inner.keys.blind_index(put.kind, name, value);
            // The unique ones come first; the same value said again adds nothing.
            if !indexes.iter().any(|i| i.name == name && i.hash == hash) {
                indexes.push(RawIndex { name, hash, unique: n < put.unique.len() });
            }
        }
        Ok(RawPut { kind: put.kind, id: put.id, expect, sealed, expires_at: put.expires_at.map(Timestamp::micros), indexes })
    }
    async fn current_version(&self, put: &Put, change: &Change) -> Result<u64, StoreError> {
        if change.deletes.iter().any(|d| d.kind == put.kind && d.id == put.id) {
            return Ok(0);
        }
        Ok(self.get(put.kind, put.id).await?.map_or(0, |r| r.version))
    }
    fn notice(&self, kind: Kind, id: Uuid, gone: bool) -> Notice {
        Notice { seq: 0, org: self.org.clone(), kind, id, gone, resync: false }
    }
}
/// A walk through a kind. It holds no more than a page, and what is written meanwhile may or may not be met.
#[derive(Debug)]
pub struct Pages<'a> {
    store: &'a Store,
    kind: Kind,
    after: Option<Uuid>,
}
impl Pages<'_> {
    /// The next page; none at the end.
    pub async fn next(&mut self) -> Result<Option<Vec<Record>>, StoreError> {
        const PAGE: u32 = 500;
        let page = self.store.list(self.kind, self.after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(None) };
        self.after = Some(last.id);
        Ok(Some(page))
    }
}
impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Store(node {})", self.inner.node)
    }
}

pub(crate) fn node_id(settings: &StoreSettings, random: &dyn Random) -> Result<String, OpenError> {
    crate::folder::read_or_write(&settings.data.join("node.id"), || Uuid::from_bytes(random_bytes(random)).simple().to_string())
}
