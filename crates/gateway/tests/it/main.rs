//! The gateway over real sockets on loopback.
//!
//! Why: what a parser accepts, when a socket closes and what an origin sees can only be believed when it was seen.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::disallowed_methods, clippy::print_stderr, unreachable_pub)]

mod cuts;
mod forwarding;
mod h2_paths;
mod h2_slow;
mod h2_websocket;
mod hop;
mod lifecycle;
mod malformed;
mod origins;
mod slow;
mod smuggling;
mod support;
mod tls;
mod websocket;
