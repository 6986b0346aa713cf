//! Custody over a real store.
//!
//! Why: rotation must never sign with what nobody can verify, and a certificate must hold before a verifier that isn't ours.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod certificates;
mod rotation;
mod world;
