//! Why a factor was not added, changed or removed, in words for its person.
//!
//! Why: a closed list, so that a page can say what to do next.

use crate::Unavailable;
use portcullis_authn::PasskeyRefused;
use portcullis_store::StoreError;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FactorRefused {
    #[error("this kind of factor is switched off here")]
    Off,
    /// The page was open for too long, or was sent before.
    #[error("the page is too old or was sent already; start again")]
    Stale,
    #[error("the code is not right; wait for the next one and try again")]
    WrongCode,
    #[error("there is one already; remove it first")]
    There,
    #[error("a name has 1 to 64 characters that can be seen")]
    BadName,
    #[error("there is no such factor")]
    Unknown,
    /// As many as anybody needs.
    #[error("there are too many keys; remove one first")]
    TooMany,
    #[error(transparent)]
    Passkey(#[from] PasskeyRefused),
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
impl From<StoreError> for FactorRefused {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => Self::Stale,
            other => Self::Unavailable(other.into()),
        }
    }
}
