//! Why a change to people or groups was not made, in words for the person who asked.
//!
//! Why: a closed list, so that the API and the command line can tell apart what a caller can mend.

use crate::PasswordRefusedThere;
use crate::Unavailable;
use crate::hash_pool::PoolRefused;
use crate::sign_in::NewPassword;
use portcullis_authn::PasswordRefused;
use portcullis_model::BadEmail;
use portcullis_store::StoreError;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ManageError {
    #[error("there is no person {0:?}")]
    UnknownPerson(Box<str>),
    #[error("there is no group {0:?}; add it with `portcullis group add`")]
    UnknownGroup(Box<str>),
    #[error("the name {0:?} is taken")]
    NameTaken(Box<str>),
    #[error("the address {0:?} belongs to somebody else")]
    EmailTaken(Box<str>),
    #[error("there is a group {0:?} already")]
    GroupTaken(Box<str>),
    #[error("a user name has 1 to 64 letters, digits and `.`, `_`, `-`, `+`, and begins with a letter or digit")]
    BadName,
    #[error("a group's name has 1 to 64 letters, digits, spaces and `.`, `_`, `-`, `+`")]
    BadGroupName,
    #[error("a display name has 1 to 128 characters")]
    BadDisplayName,
    #[error(transparent)]
    BadEmail(#[from] BadEmail),
    #[error(transparent)]
    Password(#[from] PasswordRefused),
    /// The directory that the person comes from keeps the password, and did not take the new one.
    #[error("the directory {source_name:?} did not take the password: {why}")]
    PasswordNotTaken { source_name: Box<str>, why: PasswordRefusedThere },
    /// What a file states is changed in the file.
    #[error("{name:?} is kept in the directory {source_name:?}; change it in its file")]
    InDirectory { name: Box<str>, source_name: Box<str> },
    #[error(
        "{0:?} is the last administrator; name another one first: under `administrators:` in the configuration file, or with the link of `portcullis recover`"
    )]
    LastAdministrator(Box<str>),
    #[error("somebody else changed it in the meantime; look at it again")]
    Conflict,
    #[error("too many passwords are being checked at this moment; try again in a few seconds")]
    Busy,
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
impl From<StoreError> for ManageError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => Self::Conflict,
            other => Self::Unavailable(other.into()),
        }
    }
}
impl From<PoolRefused> for ManageError {
    fn from(refused: PoolRefused) -> Self {
        match refused {
            PoolRefused::Full => Self::Busy,
            PoolRefused::TooLarge | PoolRefused::Stopped => Self::Unavailable(Unavailable),
        }
    }
}
impl From<NewPassword> for ManageError {
    fn from(error: NewPassword) -> Self {
        match error {
            NewPassword::Refused(r) => Self::Password(r),
            NewPassword::Pool(p) => p.into(),
        }
    }
}
