//! The one binary of this crate's tests against recorded answers.
//!
//! Why: few binaries link faster.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod authelia;
mod ldap;
