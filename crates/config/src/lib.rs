//! The configuration file: as written, then as meant.
//!
//! Why: see ARCHITECTURE.md.
