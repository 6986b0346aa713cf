//! The one binary of this crate's tests against recorded answers and real servers.
//!
//! Why: few binaries link faster.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod ad;
mod authelia;
mod groups;
mod ldap;
