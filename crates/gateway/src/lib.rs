//! Listeners, TLS, HTTP, origins.
//!
//! Why: see ARCHITECTURE.md.
