//! The way out: how our own connections to others are secured.
//!
//! Why: suites, roots and the rule that everything is verified are written once, for whoever connects.

mod provider;
mod tls;

pub use provider::provider;
pub use tls::{BadTls, ClientIdentity, ClientTls, MinimumTls, client_config};
