//! The store on real databases.
//!
//! Why: what is promised holds on SQLite and on PostgreSQL, or it is not promised.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr, reason = "tests")]

mod crash;
mod disk;
mod folder;
mod forgery;
mod ledger;
mod ledger_copies;
mod ledger_cut;
mod ledger_forgery;
mod nodes;
mod records;
mod rotation;
mod upkeep;
mod world;
