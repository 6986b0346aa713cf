//! Choosing a password over a single-use link: it proves the person as a sign-in does.
//!
//! Why: who has just set a password need not type it again; but the proof comes from the hash that was stored, not from a flag.

use crate::{Authenticated, Method, PasswordRefused, PasswordRules};
use portcullis_crypto::password::{self, Params};
use portcullis_crypto::{Random, SecretText};
use portcullis_model::{PersonId, Timestamp};

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
    /// `about`: what others know of the person.
    pub fn begin(person: PersonId, chosen: SecretText, rules: &PasswordRules, about: &[&str], params: Params) -> Result<Self, PasswordRefused> {
        rules.check(chosen.expose(), about)?;
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
    fn what_is_stored_verifies_and_proves_its_own_person() {
        let person = PersonId::new(Timestamp::from_secs(1), [1; 10]);
        let new = Enrolment::begin(person, "correct horse".into(), &PasswordRules::default(), &[], Params { memory_kib: 64, passes: 1 }).unwrap();
        let hashed = new.hash(&SystemRandom).unwrap();
        assert_eq!(password::verify(hashed.text(), "correct horse"), Ok(true));
        let proof = hashed.stored(Timestamp::from_secs(2));
        assert_eq!((proof.person(), proof.method()), (person, Method::Enrolment));
    }
}
