//! What can go wrong, as closed lists.
//!
//! Why: a caller must tell "somebody else was faster" from "the database is gone": one is retried, the other is 503.

use crate::Kind;
use std::path::PathBuf;
use uuid::Uuid;

/// Why an operation of an open store failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The record is not in the version (or absence) that the change expects. Nothing was written.
    #[error("the record was changed by somebody else in the meantime")]
    Conflict,
    /// A unique index already has the value. Nothing was written.
    #[error("the value of the index {0} is taken")]
    Taken(Box<str>),
    /// A payload is over [`crate::MAX_PAYLOAD`]. Nothing was written.
    #[error("a record's payload is at most 64 KiB")]
    TooLarge,
    /// A sealed value did not open: it was edited, moved from another place, or sealed with a key that is gone.
    #[error("the stored {} {id} is damaged or forged", kind.as_str())]
    Damaged { kind: Kind, id: Uuid },
    /// An event of the ledger did not open.
    #[error("event {seq} of node {node} in the ledger is damaged or forged")]
    DamagedEvent { node: Box<str>, seq: u64 },
    /// The database did not answer in time, or not at all. A change may or may not have been written.
    #[error("the store is unavailable: {0}")]
    Unavailable(Box<str>),
}

/// Why a store did not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("store.url: {0}")]
    BadUrl(Box<str>),
    #[error("{path}: {error}")]
    Folder { path: PathBuf, error: std::io::Error },
    #[error("another process uses {path}: stop it first, or give this one another data folder")]
    Busy { path: PathBuf },
    #[error("the root key is not the one this store was made with: give the old one, or restore it from its backup")]
    WrongRootKey,
    #[error(
        "this store has schema {found} and was written by a newer program; this one knows schema {known}: run the newer program, or restore the backup from before the upgrade"
    )]
    Newer { found: i64, known: i64 },
    #[error("this store has schema {found}, this program works on schema {known}: run `portcullis store migrate` first")]
    Older { found: i64, known: i64 },
    #[error("nodes are running on this database ({connections} connections): stop every one of them first, then run this again")]
    Nodes { connections: i64 },
    #[error("there is no store in this database yet: the first start makes one")]
    Empty,
    #[error("there is no store at {path}")]
    Missing { path: PathBuf },
    #[error("the store is damaged: {0}")]
    Damaged(Box<str>),
    #[error("the store is unavailable: {0}")]
    Unavailable(Box<str>),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::Unavailable(describe(&error))
    }
}
impl From<sqlx::Error> for OpenError {
    fn from(error: sqlx::Error) -> Self {
        Self::Unavailable(describe(&error))
    }
}
impl From<StoreError> for OpenError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(why) => Self::Unavailable(why),
            other => Self::Damaged(other.to_string().into()),
        }
    }
}

/// The database's own words: they name tables and causes, never values, since all values are bound and sealed.
fn describe(error: &sqlx::Error) -> Box<str> {
    error.to_string().into()
}
