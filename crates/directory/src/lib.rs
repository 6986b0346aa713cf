//! People from files, watched.
//!
//! Why: see ARCHITECTURE.md.
