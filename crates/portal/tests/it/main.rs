//! The portal over a real identity and store.
//!
//! Why: one binary; what a browser and a stranger can do to the portal is tried against what is shipped.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod browser;
mod enrolling;
mod escaping;
mod forging;
mod journey;
mod languages;
mod oracles;
mod redirects;
mod sessions;
mod words;
