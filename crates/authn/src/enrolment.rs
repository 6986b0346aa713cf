//! Choosing a password over a single-use link: it proves the person as a sign-in does.
//!
//! Why: who has just set a password need not type it again; but the proof comes from the hash that was stored, not from a flag.

use crate::{Authenticated, Method};
use portcullis_crypto::password::{self, MAX_PASSWORD_BYTES, MIN_PASSWORD_CHARS, Params};
use portcullis_crypto::{Random, SecretText};
use portcullis_model::{PersonId, Timestamp};

/// Why a new password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRefused {
    #[error("the password needs at least {MIN_PASSWORD_CHARS} characters")]
    TooShort,
    #[error("the password is longer than {MAX_PASSWORD_BYTES} bytes")]
    TooLong,
    #[error("the password has a character that cannot be typed")]
    Control,
}

/// Whether a password may be set: length, and nothing about its make-up (NIST SP 800-63B §5.1.1.2).
pub fn acceptable(new: &str) -> Result<(), PasswordRefused> {
    if new.len() > MAX_PASSWORD_BYTES {
        return Err(PasswordRefused::TooLong);
    }
    if new.chars().count() < MIN_PASSWORD_CHARS {
        return Err(PasswordRefused::TooShort);
    }
    if new.chars().any(char::is_control) {
        return Err(PasswordRefused::Control);
    }
    Ok(())
}

/// A password about to be set for one person: the work is in [`Enrolment::hash`].
#[derive(Debug)]
pub struct Enrolment {
    person: PersonId,
    chosen: SecretText,
    params: Params,
}

/// Its hash, to be stored; the stored hash becomes the proof.
#[derive(Debug)]
pub struct HashedPassword {
    person: PersonId,
    hash: SecretText,
}

impl Enrolment {
    pub fn begin(person: PersonId, chosen: SecretText, params: Params) -> Result<Self, PasswordRefused> {
        acceptable(chosen.expose())?;
        Ok(Self { person, chosen, params })
    }
    /// Working memory, KiB.
    pub const fn memory_kib(&self) -> u32 {
        self.params.memory_kib
    }
    /// CPU-bound. `None` only where the parameters are impossible.
    pub fn hash(self, random: &dyn Random) -> Option<HashedPassword> {
        let hash = password::hash(self.chosen.expose(), self.params, random).ok()?;
        Some(HashedPassword { person: self.person, hash: SecretText::from(hash) })
    }
}
impl HashedPassword {
    pub const fn person(&self) -> PersonId {
        self.person
    }
    pub fn text(&self) -> &str {
        self.hash.expose()
    }
    /// To be called once the hash is stored and the link is spent, in one transaction.
    pub fn stored(self, now: Timestamp) -> Authenticated {
        Authenticated::by_password(self.person, Method::Enrolment, false, now)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use portcullis_crypto::SystemRandom;

    #[test]
    fn length_is_counted_in_characters_and_capped_in_bytes() {
        assert_eq!(acceptable("1234567"), Err(PasswordRefused::TooShort));
        assert_eq!(acceptable("12345678"), Ok(()));
        assert_eq!(acceptable("äöüäöü"), Err(PasswordRefused::TooShort));
        assert_eq!(acceptable("äöüäöüäö"), Ok(()));
        assert_eq!(acceptable(&"x".repeat(1_000)), Ok(()));
        assert_eq!(acceptable(&"x".repeat(1_001)), Err(PasswordRefused::TooLong));
        assert_eq!(acceptable("12345678\n"), Err(PasswordRefused::Control));
    }
    #[test]
    fn what_is_stored_verifies_and_proves_its_own_person() {
        let person = PersonId::new(Timestamp::from_secs(1), [1; 10]);
        let new = Enrolment::begin(person, "correct horse".into(), Params { memory_kib: 64, passes: 1 }).unwrap();
        let hashed = new.hash(&SystemRandom).unwrap();
        assert_eq!(password::verify(hashed.text(), "correct horse"), Ok(true));
        let proof = hashed.stored(Timestamp::from_secs(2));
        assert_eq!((proof.person(), proof.method()), (person, Method::Enrolment));
    }
}
