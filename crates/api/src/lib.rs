//! The management API.
//!
//! Why: see ARCHITECTURE.md.
