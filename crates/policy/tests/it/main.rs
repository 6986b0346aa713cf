//! The policy crate from outside.
//!
//! Why: one binary, so that it is linked once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod fixtures;
mod naive;
mod step_up;
mod steps;
mod until;
mod verdicts;
mod world;
