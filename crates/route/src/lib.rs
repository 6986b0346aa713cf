//! The host and path index, and what a route is.
//!
//! Why: see ARCHITECTURE.md.
