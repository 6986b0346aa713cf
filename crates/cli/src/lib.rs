//! The client commands.
//!
//! Why: see ARCHITECTURE.md.
