//! Mail from the queue to a mail server that behaves, and to ones that do not.
//!
//! Why: what must never happen over SMTP is tried over SMTP.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod queue;
mod tls;
mod world;
