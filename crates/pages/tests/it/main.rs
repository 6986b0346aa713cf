//! What holds for every page.
//!
//! Why: one property over all pages catches the page that somebody adds next year.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../../examples/gallery/factors.rs"]
mod factors;
#[path = "../../examples/gallery/mailed.rs"]
mod mailed;
#[path = "../../examples/gallery/samples.rs"]
mod samples;

mod accessible;
mod escaping;
mod factor_pages;
