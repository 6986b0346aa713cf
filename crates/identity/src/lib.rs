//! People, groups, credentials, sign-in sessions.
//!
//! Why: see ARCHITECTURE.md.
