//! The ledger: events chained, sealed, signed; searched, verified, exported.
//!
//! Why: what happened must be provable after the fact: an edit, a deletion, an insertion or a reorder is named by [`Ledger::verify`].
//! A mark that is sealed with the records shows a cut at the end. Whoever can put back an older mark with an older ledger is found out by
//! a copy of checkpoints that was kept elsewhere alone.

mod chain;
mod checkpoint;
mod mark;
mod report;
mod search;
mod verify;
mod wanted;

pub use chain::Head;
pub(crate) use chain::{LedgerRow, Sealing, event_of};
pub use checkpoint::Checkpoint;
pub(crate) use mark::{Beside, Mark, Written};
pub use report::{Bad, Flaw, Report};
pub(crate) use search::Newest;
pub use search::{Filter, Logged, Position};

use crate::backend::{Backend, Queries};
use crate::settings::Place;
use crate::store::Keys;
use crate::{OpenError, StoreError, StoreSettings};
use futures_util::Stream;
use portcullis_crypto::KeyRing;
use portcullis_model::Event;
use std::sync::Arc;

/// The ledger of a store. Cheap to clone.
#[derive(Clone)]
pub struct Ledger {
    pub(crate) backend: Arc<dyn Backend>,
    pub(crate) keys: Arc<Keys>,
    pub(crate) written: Written,
}

impl Ledger {
    /// `written` is what the writer beside it has written, where there is one.
    pub(crate) fn new(backend: Arc<dyn Backend>, keys: Arc<Keys>, written: Written) -> Self {
        Self { backend, keys, written }
    }
    /// Opens the ledger of a running or stopped store for reading: it takes no lock, writes nothing and reconciles nothing.
    pub async fn open_for_audit(settings: &StoreSettings, keys: KeyRing) -> Result<Self, OpenError> {
        let queries = Arc::<Queries>::default();
        let backend: Arc<dyn Backend> = match settings.place()? {
            Place::Sqlite(path) => Arc::new(crate::sqlite::SqliteBackend::open_for_audit(&path, queries).await?),
            Place::Postgres(options) => Arc::new(crate::postgres::PostgresBackend::open_for_audit(*options, queries).await?),
        };
        let keys = Arc::new(Keys::new(keys));
        keys.load(&*backend).await?;
        Ok(Self::new(backend, keys, Written::default()))
    }
    /// The newest events that match, newest first. Payloads are sealed, so text is matched while reading.
    pub async fn search(&self, filter: &Filter) -> Result<Vec<Logged>, StoreError> {
        search::search(&*self.backend, &self.keys, filter).await
    }
    /// Walks every chain and every checkpoint, and compares them with what the records and the running writer know of them. `outside` are checkpoints that were kept elsewhere; they prove the tail as far as the newest of them.
    pub async fn verify_with(&self, outside: &[Checkpoint]) -> Result<Report, StoreError> {
        verify::verify(&*self.backend, &self.keys, &self.written, outside).await
    }
    /// Walks every chain and every checkpoint that the store itself holds.
    pub async fn verify(&self) -> Result<Report, StoreError> {
        self.verify_with(&[]).await
    }
    /// Every event as a line of JSON (without the line's end), chain by chain in order, with the hashes that prove it.
    pub fn export(&self) -> impl Stream<Item = Result<String, StoreError>> + Send + 'static {
        search::export(self.backend.clone(), self.keys.clone())
    }
    /// Removes what an event says for good. Its header stays and the chain still verifies. Whether there was such an event.
    pub async fn erase(&self, node: &str, seq: u64) -> Result<bool, StoreError> {
        let mark = chain::erasure_mark(self.keys.erasure_mac(), node, seq);
        self.backend.erase(node, seq, mark).await
    }
    /// The newest checkpoint of every node, to be kept elsewhere.
    pub async fn checkpoints(&self) -> Result<Vec<Checkpoint>, StoreError> {
        let mut newest = Vec::new();
        for node in self.backend.nodes().await? {
            if let Some(line) = self.backend.last_checkpoint(&node).await? {
                newest.extend(Checkpoint::from_line(&line));
            }
        }
        Ok(newest)
    }
    /// The newest event of every chain.
    pub async fn heads(&self) -> Result<Vec<Head>, StoreError> {
        self.backend.heads().await
    }
    /// Ends the connections of a ledger that was opened for audit.
    pub async fn close(self) {
        self.backend.close().await;
    }
}

/// Events say who did what: no Debug of a ledger's payload, only of the event that a caller holds.
impl std::fmt::Debug for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ledger")
    }
}

/// The stable form in which an event is sealed.
#[derive(serde::Serialize)]
struct Stored<'a> {
    schema: u32,
    #[serde(flatten)]
    event: &'a Event,
}
