//! What a database must be able to do for the store.
//!
//! Why: above this line nobody knows which database it is, below it nobody knows what a payload says: it sees sealed bytes only.

use crate::ledger::{Checkpoint, Head, LedgerRow, Newest};
use crate::{Kind, Notice, StoreError};
use futures_util::future::BoxFuture;
use portcullis_crypto::WrappedKey;
use portcullis_model::Org;
use std::sync::atomic::{AtomicU64, Ordering};
use uuid::Uuid;

pub(crate) type Answer<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

/// A row of the record table.
pub(crate) struct RawRecord {
    pub(crate) id: Uuid,
    pub(crate) version: u64,
    pub(crate) sealed: Vec<u8>,
}

pub(crate) struct RawIndex {
    pub(crate) name: &'static str,
    pub(crate) hash: [u8; 32],
    pub(crate) unique: bool,
}

pub(crate) struct RawPut {
    pub(crate) kind: Kind,
    pub(crate) id: Uuid,
    /// The version that is there; 0 for none. The new one is the next.
    pub(crate) expect: u64,
    pub(crate) sealed: Vec<u8>,
    pub(crate) expires_at: Option<i64>,
    pub(crate) indexes: Vec<RawIndex>,
}

pub(crate) struct RawDelete {
    pub(crate) kind: Kind,
    pub(crate) id: Uuid,
    pub(crate) expect: Option<u64>,
}

/// A change with everything in it sealed.
pub(crate) struct RawChange {
    pub(crate) org: Org,
    pub(crate) now: i64,
    pub(crate) puts: Vec<RawPut>,
    pub(crate) deletes: Vec<RawDelete>,
    pub(crate) notices: Vec<Notice>,
}
impl RawChange {
    pub(crate) fn is_empty(&self) -> bool {
        self.puts.is_empty() && self.deletes.is_empty()
    }
}

pub(crate) struct LeaseRow<'a> {
    pub(crate) name: &'a str,
    pub(crate) node: &'a str,
    pub(crate) holder: &'a str,
    pub(crate) now: i64,
    pub(crate) ends_at: i64,
}

/// A database. Only the writer task calls [`Backend::begin`]; everything else may be called from anywhere.
pub(crate) trait Backend: Send + Sync {
    fn get<'a>(&'a self, org: &'a str, kind: Kind, id: Uuid) -> Answer<'a, Option<RawRecord>>;
    fn find<'a>(&'a self, org: &'a str, kind: Kind, index: &'a str, hash: [u8; 32]) -> Answer<'a, Vec<RawRecord>>;
    fn list<'a>(&'a self, org: &'a str, kind: Kind, after: Option<Uuid>, now: i64, limit: u32) -> Answer<'a, Vec<RawRecord>>;
    /// Deletes at most `limit` expired records.
    fn sweep(&self, now: i64, limit: u32) -> Answer<'_, u64>;

    fn take_lease<'a>(&'a self, lease: LeaseRow<'a>) -> Answer<'a, bool>;
    fn renew_lease<'a>(&'a self, lease: LeaseRow<'a>) -> Answer<'a, bool>;
    fn release_lease<'a>(&'a self, name: &'a str, holder: &'a str) -> Answer<'a, ()>;

    fn data_keys(&self) -> Answer<'_, Vec<WrappedKey>>;
    /// Keeps the key unless one of that id is there.
    fn add_data_key<'a>(&'a self, key: &'a WrappedKey) -> Answer<'a, ()>;

    fn begin(&self) -> Answer<'_, Box<dyn Unit>>;

    /// Whether events and records are two files, of which one can be ahead after a crash.
    fn has_separate_ledger(&self) -> bool;
    fn head<'a>(&'a self, node: &'a str) -> Answer<'a, Option<Head>>;
    /// The heads of every node's chain.
    fn heads(&self) -> Answer<'_, Vec<Head>>;
    /// The chains: one a node. Where one file has a chain of its own, that is called "" and comes first.
    fn chains(&self) -> Answer<'_, Vec<String>>;
    /// The nodes that made checkpoints.
    fn nodes(&self) -> Answer<'_, Vec<String>>;
    /// What [`Unit::commit`] last stored, where events and records are separate.
    fn settled(&self) -> Answer<'_, Option<Vec<u8>>>;
    /// Stores that anew, alone. Not counted: it answers no request.
    fn mark(&self, settled: Vec<u8>) -> Answer<'_, ()>;
    /// Events of changes after `seq`, in order, where events and records are separate.
    fn unsettled(&self, after: u64) -> Answer<'_, Vec<LedgerRow>>;
    /// Events of a chain after a number, in order.
    fn chain<'a>(&'a self, node: &'a str, after: u64, limit: u32) -> Answer<'a, Vec<LedgerRow>>;
    /// The node of an event with a number below 1, if there is one: we never write any.
    fn stray(&self) -> Answer<'_, Option<String>>;
    /// An event that stands in two chains, if there is one: node and number.
    fn twice(&self) -> Answer<'_, Option<(String, u64)>>;
    /// Whether there is an event of that number and hash, in whichever chain.
    fn has_event<'a>(&'a self, seq: u64, hash: &'a [u8]) -> Answer<'a, bool>;
    fn newest<'a>(&'a self, query: &'a Newest) -> Answer<'a, Vec<LedgerRow>>;
    /// Takes the payload away and leaves the mark of erasure in the salt's place.
    fn erase<'a>(&'a self, node: &'a str, seq: u64, mark: [u8; 32]) -> Answer<'a, bool>;
    fn add_checkpoint<'a>(&'a self, checkpoint: &'a Checkpoint) -> Answer<'a, ()>;
    fn last_checkpoint<'a>(&'a self, node: &'a str) -> Answer<'a, Option<String>>;
    /// Checkpoint lines of a node after a number, in order.
    fn checkpoints<'a>(&'a self, node: &'a str, after: u64, limit: u32) -> Answer<'a, Vec<(u64, String)>>;

    fn close(&self) -> BoxFuture<'_, ()>;
}

/// Several changes that become durable together. Dropped without a commit, none of them happened.
pub(crate) trait Unit: Send {
    /// Told before the first [`Unit::apply`] which changes are to come.
    fn prepare<'a>(&'a mut self, changes: &'a [&'a RawChange]) -> Answer<'a, ()>;
    /// Applies one change, or none of it: after `Conflict` and `Taken` the unit goes on without it; any other error ends it. One that is
    /// `alone` has no neighbour to spare: after a refusal the whole unit must be dropped. `mark`: what [`Unit::commit`] would keep if this
    /// were the last one; told with it, it costs nothing of its own.
    fn apply<'a>(&'a mut self, change: &'a RawChange, alone: bool, mark: Option<&'a [u8]>) -> Answer<'a, ()>;
    fn append<'a>(&'a mut self, rows: &'a [LedgerRow]) -> Answer<'a, ()>;
    /// Draws numbers for the notices and leaves them for the other nodes.
    fn announce<'a>(&'a mut self, notices: &'a mut [Notice]) -> Answer<'a, ()>;
    /// Events first, then records. `settled` is kept with the records.
    fn commit(self: Box<Self>, settled: Vec<u8>) -> Answer<'static, ()>;
}

/// Counts how often the database was asked: several statements that are sent as one are one.
#[derive(Debug, Default)]
pub(crate) struct Queries(AtomicU64);
impl Queries {
    pub(crate) fn count(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
    pub(crate) fn total(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Databases count in signed numbers; ours never come near the sign.
pub(crate) fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
pub(crate) fn unsigned(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}
