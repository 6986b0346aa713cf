//! What a directory is asked: search filters with places for what somebody typed.
//!
//! Why: a filter is checked with the configuration and filled in by the directory's client; one reading of it serves both, and what
//! is filled in can never become a part of its form. Nothing here does I/O.

mod filter;
mod grammar;

pub use filter::{BadFilter, Clock, MemberOf, Names, Place, Template, Values, escaped, rdn_filter};
