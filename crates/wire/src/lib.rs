//! Serialised types of the API.
//!
//! Why: see ARCHITECTURE.md.
