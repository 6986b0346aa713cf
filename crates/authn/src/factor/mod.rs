//! Factors beside the password: one-time codes, recovery codes, passkeys, questions on a phone.
//!
//! Why: each check gives a [`Verified`] that only this crate can make; what it adds to a sign-in is said once, here.

mod code;
mod duo;
mod metadata;
mod owned;
mod passkey;
mod recovery;

pub use code::CodeCheck;
pub use duo::{Bypass, Device, DuoAnswer, DuoKeys, DuoRequest, DuoTrouble, PUSH_LIFE, Preauth, Push, PushRefused, PushState};
pub use metadata::{BadMetadata, Metadata, MetadataRules};
pub use owned::Owned;
pub use passkey::{Asserting, BadRelyingParty, Passkey, PasskeyRefused, PasskeyRules, Registering, RelyingParty, Verification};
pub use recovery::{RECOVERY_CODES, RecoveryCheck, recovery_code_digest, recovery_codes};

use crate::{Authenticated, Method, SessionFacts};
use portcullis_model::{AmrSet, PersonId, Timestamp};

/// A factor that a person showed just now. Consumed by what it proves.
#[derive(Debug)]
#[must_use = "a factor that proves nothing was asked for in vain"]
pub struct Verified {
    person: PersonId,
    method: Method,
    amr: AmrSet,
    at: Timestamp,
}
impl Verified {
    pub const fn person(&self) -> PersonId {
        self.person
    }
    /// A sign-in by this factor alone: passkeys only. A code proves nobody who has not said who they are.
    pub fn alone(self) -> Option<Authenticated> {
        (self.method == Method::Passkey).then(|| Authenticated::new(self.person, self.amr, self.method, false, self.at))
    }
    /// The session's own proof and this one together; `None` when they are not the same person's.
    pub fn raising(self, person: PersonId, session: &SessionFacts) -> Option<Authenticated> {
        (self.person == person).then(|| Authenticated::new(self.person, session.amr.and(self.amr), self.method, false, self.at))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use portcullis_model::{Aal, Amr};

    const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

    fn verified(n: u8, method: Method, amr: &[Amr]) -> Verified {
        Verified { person: PersonId::new(NOW, [n; 10]), method, amr: amr.to_vec().into(), at: NOW }
    }
    fn by_password() -> SessionFacts {
        SessionFacts { aal: Aal::One, amr: AmrSet::default().with(Amr::Pwd), auth_time: Timestamp::from_secs(1) }
    }

    #[test]
    fn s18_a_code_alone_signs_nobody_in() {
        assert!(verified(1, Method::OneTimeCode, &[Amr::Otp]).alone().is_none());
        assert!(verified(1, Method::RecoveryCode, &[Amr::Otp]).alone().is_none());
        assert_eq!(verified(1, Method::Passkey, &[Amr::Hwk, Amr::User]).alone().unwrap().aal(), Aal::One);
        assert_eq!(verified(1, Method::Passkey, &[Amr::Swk, Amr::User, Amr::Pin]).alone().unwrap().aal(), Aal::Two);
    }
    #[test]
    fn s18_a_factor_raises_its_own_persons_session_only() {
        let person = PersonId::new(NOW, [1; 10]);
        assert!(verified(2, Method::OneTimeCode, &[Amr::Otp]).raising(person, &by_password()).is_none());
        let proof = verified(1, Method::OneTimeCode, &[Amr::Otp]).raising(person, &by_password()).unwrap();
        assert_eq!((proof.aal(), proof.auth_time()), (Aal::Two, NOW));
        assert!(proof.amr().has(Amr::Pwd) && proof.amr().has(Amr::Otp) && proof.amr().has(Amr::Mfa));
    }
}
