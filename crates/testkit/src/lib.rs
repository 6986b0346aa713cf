//! What tests need: a real PostgreSQL, a real OpenLDAP, a clock and a random source in hand.
//!
//! Why: tests of several crates start the same parts, and only tests may depend on this crate.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr, reason = "for tests only")]

pub mod active_directory;
pub mod authenticator;
pub mod clock;
pub mod duo;
pub mod fido;
pub mod postgres;
pub mod random;
pub mod slapd;
pub mod smtp;
