//! The store: sealed records, leases, change feed and ledger over SQLite or PostgreSQL.
//!
//! Why: everything that must outlive the process goes through one door, which seals it, binds it to its place and writes the
//! event before the record. It decides nothing and authorises nobody.

mod backend;
mod clock;
mod envelope;
mod error;
mod feed;
mod folder;
mod lease;
mod ledger;
mod postgres;
mod record;
mod schema;
mod settings;
mod sqlite;
mod statements;
mod store;
pub mod upkeep;
mod whole;
mod writer;

pub use clock::Clock;
pub use error::{OpenError, StoreError};
pub use feed::Notice;
pub use lease::Lease;
pub use ledger::{Bad, Checkpoint, Filter, Flaw, Head, Ledger, Logged, Position, Report};
pub use record::{Announce, Change, Committed, Delete, Expect, Kind, MAX_PAYLOAD, Put, Record};
pub use schema::Moved;
pub use settings::StoreSettings;
pub use store::{Pages, Store};
