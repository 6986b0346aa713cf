//! Checking a password: the one effect of a ceremony that takes time and memory.
//!
//! Why: its result can only come from doing the work, so nobody can hand the ceremony a made-up yes; and it is the same
//! work whether there is such a person or not (S20).

use portcullis_crypto::password::{self, Params};
use portcullis_crypto::{SecretBytes, SecretText};
use portcullis_model::PersonId;

/// Work to be done off the gateway's cores.
#[derive(Debug)]
pub struct PasswordCheck {
    /// Absent when the check is a stand-in: its result then never counts.
    pub(crate) person: Option<PersonId>,
    pub(crate) hash: SecretText,
    pub(crate) typed: SecretBytes,
    pub(crate) wanted: Params,
}

/// What came of it.
#[derive(Debug)]
pub struct CheckedPassword {
    pub(crate) person: Option<PersonId>,
    pub(crate) matched: bool,
    pub(crate) outdated: bool,
}

impl PasswordCheck {
    /// Working memory, KiB.
    pub fn memory_kib(&self) -> u32 {
        password::cost(self.hash.expose()).map_or(0, |c| c.memory_kib)
    }
    /// Does the work: CPU-bound, for as long as the hash says. A damaged hash matches nothing.
    pub fn perform(&self) -> CheckedPassword {
        let typed = self.typed.expose_text().unwrap_or_default();
        let matched = password::verify(self.hash.expose(), typed).unwrap_or(false) && self.typed.expose_text().is_some();
        CheckedPassword { person: self.person, matched, outdated: password::is_outdated(self.hash.expose(), self.wanted) }
    }
}

/// A question to a directory's server: is that this person's password?
#[derive(Debug)]
pub struct DirectoryCheck {
    pub(crate) person: PersonId,
    pub(crate) typed: SecretBytes,
    pub(crate) beside: Option<PasswordCheck>,
}
impl DirectoryCheck {
    /// The work of a hash, whose result counts for nothing: a name of a directory must cost what any other name costs (S20).
    pub fn beside(&mut self) -> Option<PasswordCheck> {
        self.beside.take()
    }
    /// Asks, with what was typed. A server that gave no answer is no answer.
    pub async fn answered<E>(self, ask: impl AsyncFnOnce(&SecretBytes) -> Result<bool, E>) -> Result<CheckedPassword, E> {
        let matched = !self.typed.is_empty() && ask(&self.typed).await?;
        Ok(CheckedPassword { person: Some(self.person), matched, outdated: false })
    }
}
