//! One-time codes of an authenticator app.
//!
//! Why: a code counts once (RFC 6238 §5.2): the step it was for is given back, and nothing at or before the last one is taken.

use super::Verified;
use crate::Method;
use portcullis_crypto::OtpKey;
use portcullis_model::{Amr, AmrSet, PersonId, Timestamp};

/// A code to be looked at.
#[derive(Debug)]
pub struct CodeCheck<'a> {
    pub person: PersonId,
    pub key: &'a OtpKey,
    /// The last step that was taken, where one was.
    pub after: Option<u64>,
    /// Steps to either side that are taken too.
    pub skew: u8,
}
impl CodeCheck<'_> {
    /// The proof, and the step to be remembered before the proof is used.
    pub fn perform(self, typed: &str, now: Timestamp) -> Option<(Verified, u64)> {
        let secs = u64::try_from(now.micros() / 1_000_000).ok()?;
        let step = self.key.step_of(typed, self.skew, secs).filter(|step| self.after.is_none_or(|after| *step > after))?;
        Some((Verified { person: self.person, method: Method::OneTimeCode, amr: AmrSet::default().with(Amr::Otp), at: now }, step))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use portcullis_crypto::{OtpShape, SystemRandom};

    #[test]
    fn a_code_counts_once_and_none_before_it() {
        let key = OtpKey::draw(OtpShape::default(), 32, &SystemRandom).unwrap();
        let now = Timestamp::from_secs(1_800_000_000);
        let person = PersonId::new(now, [1; 10]);
        let check = |after| CodeCheck { person, key: &key, after, skew: 1 };
        let (before, current, next) = (key.code_at(1_799_999_970), key.code_at(1_800_000_000), key.code_at(1_800_000_030));
        let (proof, step) = check(None).perform(&current, now).unwrap();
        assert_eq!((proof.person(), step), (person, 60_000_000));
        assert!(check(Some(step)).perform(&current, now).is_none(), "twice");
        assert!(check(Some(step)).perform(&before, now).is_none(), "an older one after a newer");
        assert!(check(Some(step)).perform(&next, now).is_some());
    }
}
