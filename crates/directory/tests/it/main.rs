//! The one binary of this crate's tests against recorded answers.
//!
//! Why: few binaries link faster.

mod authelia;
mod ldap;
