//! The enforcement point: routes, credentials, challenges, assertions.
//!
//! Why: see ARCHITECTURE.md.
