//! Sealed records, change feed, leases, ledger over SQLite and PostgreSQL.
//!
//! Why: see ARCHITECTURE.md.
