//! A person's ways to sign in, one a row, and what was just done to one.
//!
//! Why: the portal fills these from its records; how they look is the page's.

use portcullis_model::Timestamp;

#[derive(Clone, Copy, Debug)]
pub struct KeyRow<'a> {
    pub id: &'a str,
    pub name: &'a str,
    /// It may travel between a person's devices.
    pub synced: bool,
    /// What its maker calls it, or empty.
    pub model: &'a str,
    /// Its counter went back: it is not taken any more.
    pub cloned: bool,
    pub created: Timestamp,
    pub last_used: Option<Timestamp>,
}
#[derive(Clone, Copy, Debug)]
pub struct AppRow<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub created: Timestamp,
    pub last_used: Option<Timestamp>,
}
#[derive(Clone, Copy, Debug)]
pub struct RecoveryRow<'a> {
    pub id: &'a str,
    pub left: usize,
    pub drawn: usize,
    pub created: Timestamp,
}
#[derive(Clone, Copy, Debug)]
pub struct PasswordRow<'a> {
    pub set: Option<Timestamp>,
    /// The directory that keeps it: it is changed there.
    pub directory: Option<&'a str>,
}

/// What was just done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    KeyAdded,
    KeyRenamed,
    KeyRemoved,
    AppAdded,
    AppRemoved,
    CodesRemoved,
    PhoneForgotten,
    PasswordChanged,
}
impl Done {
    pub const ALL: [Self; 8] =
        [Self::KeyAdded, Self::KeyRenamed, Self::KeyRemoved, Self::AppAdded, Self::AppRemoved, Self::CodesRemoved, Self::PhoneForgotten, Self::PasswordChanged];
    pub(crate) const fn message(self) -> &'static str {
        match self {
            Self::KeyAdded => "security-done-key-added",
            Self::KeyRenamed => "security-done-key-renamed",
            Self::KeyRemoved => "security-done-key-removed",
            Self::AppAdded => "security-done-app-added",
            Self::AppRemoved => "security-done-app-removed",
            Self::CodesRemoved => "security-done-codes-removed",
            Self::PhoneForgotten => "security-done-phone-forgotten",
            Self::PasswordChanged => "security-done-password-changed",
        }
    }
}
