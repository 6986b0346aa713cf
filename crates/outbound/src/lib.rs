//! The way out: how our own connections to others are secured, and requests to services that the configuration names.
//!
//! Why: suites, roots and the rule that everything is verified are written once, for whoever connects.

mod https;
mod provider;
mod tls;

pub use https::{Answered, Asked, BadServer, HttpsServer, NotAnswered};
pub use provider::provider;
pub use tls::{BadTls, ClientIdentity, ClientTls, MinimumTls, client_config};
