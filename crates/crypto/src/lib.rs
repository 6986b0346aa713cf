//! Secrets, sealing, tokens, password hashes.
//!
//! Why: see ARCHITECTURE.md.
