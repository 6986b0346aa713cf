//! Keys and certificates: the root key, the keys that sign assertions, the own CA.
//!
//! Why: private keys have one keeper, which hands out signatures and certificates and never a signing key. They lie in the
//! store, sealed, so that every node signs with the same ones and rotation happens once.

mod ca;
mod custody;
mod error;
pub mod root_key;
mod signing;
mod vault;

pub use ca::{CaScope, ServerCertificate};
pub use custody::{Custody, Jwks, Rotated};
pub use error::CustodyError;
pub use signing::{KEEP, LEAD, PERIOD, Signer};
