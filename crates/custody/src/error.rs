//! What can go wrong with keys.
//!
//! Why: a key that can't be read is 503 for what needs it, never a signature with something else.

use portcullis_store::StoreError;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CustodyError {
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A stored key or certificate opened but isn't one.
    #[error("the stored {0} can't be read")]
    Damaged(&'static str),
    #[error("the cryptographic library refused: {0}")]
    Library(Box<str>),
    /// A certificate was asked for no host, for something that isn't one, or for one outside the CA's scope.
    #[error("no certificate can be made for {0}")]
    BadHost(Box<str>),
}
