//! Everything in a store, in one transaction, as it lies there.
//!
//! Why: a backup, a copy and a new key touch every row; all of it happens or none does, whichever database it is.

mod postgres;
mod sqlite;
mod statements;

use crate::backend::Answer;
use crate::ledger::LedgerRow;
use crate::settings::Place;
use crate::{OpenError, StoreSettings};
use portcullis_crypto::WrappedKey;

/// A record with its index rows.
pub(crate) struct RecordRow {
    pub(crate) org: String,
    pub(crate) kind: String,
    pub(crate) id: Vec<u8>,
    pub(crate) version: u64,
    pub(crate) sealed: Vec<u8>,
    pub(crate) expires_at: Option<i64>,
    pub(crate) indexes: Vec<IndexRow>,
}
pub(crate) struct IndexRow {
    pub(crate) name: String,
    pub(crate) hash: Vec<u8>,
    pub(crate) unique: bool,
}

/// Reading and writing all rows. Dropped without a commit, nothing happened. Writes replace what has the same key.
pub(crate) trait Whole: Send {
    /// Whether nobody has ever used the store.
    fn is_unused(&mut self) -> Answer<'_, bool>;

    fn data_keys(&mut self) -> Answer<'_, Vec<WrappedKey>>;
    /// These and no others.
    fn set_data_keys<'a>(&'a mut self, keys: &'a [WrappedKey]) -> Answer<'a, ()>;

    /// The organizations and kinds of which there are records, sorted.
    fn shelves(&mut self) -> Answer<'_, Vec<(String, String)>>;
    /// A page of a shelf's records in the order of their ids, after one; an empty page is the end.
    fn records<'a>(&'a mut self, org: &'a str, kind: &'a str, after: &'a [u8]) -> Answer<'a, Vec<RecordRow>>;
    fn put_record<'a>(&'a mut self, row: &'a RecordRow) -> Answer<'a, ()>;

    /// As [`crate::backend::Backend::chains`].
    fn chains(&mut self) -> Answer<'_, Vec<String>>;
    /// A page of a chain after a number; an empty page is the end.
    fn events<'a>(&'a mut self, chain: &'a str, after: u64) -> Answer<'a, Vec<LedgerRow>>;
    /// Where a file has a chain of its own, `chain` says into which; elsewhere the event's node does.
    fn put_event<'a>(&'a mut self, chain: &'a str, row: &'a LedgerRow) -> Answer<'a, ()>;
    /// All checkpoint lines, by node and number.
    fn checkpoints(&mut self) -> Answer<'_, Vec<(String, u64, String)>>;
    fn put_checkpoint<'a>(&'a mut self, node: &'a str, number: u64, line: &'a str) -> Answer<'a, ()>;

    /// As [`crate::backend::Backend::settled`].
    fn settled(&mut self) -> Answer<'_, Option<Vec<u8>>>;
    fn set_settled<'a>(&'a mut self, value: &'a [u8]) -> Answer<'a, ()>;

    fn commit(self: Box<Self>) -> Answer<'static, ()>;
}

/// What is to be done with it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// One moment of the store, also of a running one (on SQLite: of a stopped one, or of a backup).
    Read,
    /// Alone: the caller holds the folders' locks; nodes on PostgreSQL are refused.
    Change,
}

/// Opens a store of this program's schema.
pub(crate) async fn open(settings: &StoreSettings, purpose: Purpose) -> Result<Box<dyn Whole>, OpenError> {
    match settings.place()? {
        Place::Sqlite(path) => Ok(Box::new(sqlite::open(&path, purpose).await?)),
        Place::Postgres(options) => Ok(Box::new(postgres::open(*options, purpose).await?)),
    }
}
