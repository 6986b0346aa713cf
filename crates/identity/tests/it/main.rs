//! Identity over a real store.
//!
//! Why: one binary; every promise of the room is kept against the store that is shipped.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod enrolment;
mod factors;
mod files;
mod house;
mod mailed;
mod managing;
mod nodes;
mod regulation;
mod sessions;
mod signing_in;
mod states;
mod travelling;
