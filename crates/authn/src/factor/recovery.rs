//! Recovery codes: a sheet of one-time secrets for the day the phone is gone (NIST SP 800-63B §5.1.2).
//!
//! Why: only digests are kept, each is used up by its use, and a code is as long as no one could guess.

use super::Verified;
use crate::Method;
use portcullis_crypto::{Random, equal, sha256_parts};
use portcullis_model::{Amr, AmrSet, PersonId, Timestamp};

/// How many a sheet has.
pub const RECOVERY_CODES: usize = 10;
/// No letters or digits that look alike. 31 signs: ten of them are 49 bits.
const SIGNS: &[u8; 31] = b"23456789abcdefghjkmnpqrstuvwxyz";
const LENGTH: usize = 10;

/// A fresh sheet, written `xxxxx-xxxxx`.
pub fn recovery_codes(random: &dyn Random) -> Vec<String> {
    (0..RECOVERY_CODES).map(|_| one(random)).collect()
}
fn one(random: &dyn Random) -> String {
    let mut out = String::with_capacity(LENGTH + 1);
    while out.len() < LENGTH + 1 {
        let [byte] = portcullis_crypto::random_bytes::<1>(random);
        // 248 is the greatest multiple of 31 in a byte: every sign is as likely as any other.
        let Some(sign) = (byte < 248).then(|| SIGNS.get(usize::from(byte) % SIGNS.len())).flatten() else { continue };
        if out.len() == LENGTH / 2 {
            out.push('-');
        }
        out.push(char::from(*sign));
    }
    out
}

/// What is kept of a code. Case, dashes and white space do not matter.
pub fn recovery_code_digest(person: PersonId, code: &str) -> [u8; 32] {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).take(64).map(|c| c.to_ascii_lowercase()).collect();
    sha256_parts(&[b"portcullis recovery code v1", person.uuid().as_bytes(), plain.as_bytes()])
}

/// A code to be looked for on a person's sheet.
#[derive(Debug)]
pub struct RecoveryCheck<'a> {
    pub person: PersonId,
    /// Digests of the codes that are left.
    pub left: &'a [[u8; 32]],
}
impl RecoveryCheck<'_> {
    /// The proof, and which code was used: it is to be taken off the sheet before the proof is used.
    pub fn perform(self, typed: &str, now: Timestamp) -> Option<(Verified, usize)> {
        let wanted = recovery_code_digest(self.person, typed);
        let mut found = None;
        // All are looked at: how long it takes says nothing about which.
        for (at, digest) in self.left.iter().enumerate() {
            if equal(digest, &wanted) {
                found = Some(at);
            }
        }
        found.map(|at| (Verified { person: self.person, method: Method::RecoveryCode, amr: AmrSet::default().with(Amr::Otp), at: now }, at))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use portcullis_crypto::SystemRandom;
    use std::collections::HashSet;

    const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

    #[test]
    fn a_sheet_has_ten_different_long_codes() {
        let sheet = recovery_codes(&SystemRandom);
        assert_eq!(sheet.iter().collect::<HashSet<_>>().len(), RECOVERY_CODES);
        for code in &sheet {
            assert!(code.len() == 11 && code.as_bytes()[5] == b'-', "{code}");
            assert!(code.bytes().all(|b| b == b'-' || SIGNS.contains(&b)), "{code}");
        }
    }
    #[test]
    fn found_however_it_is_typed_and_only_for_its_person() {
        let (ada, bo) = (PersonId::new(NOW, [1; 10]), PersonId::new(NOW, [2; 10]));
        let sheet = recovery_codes(&SystemRandom);
        let left: Vec<_> = sheet.iter().map(|c| recovery_code_digest(ada, c)).collect();
        let typed = format!(" {} ", sheet[3].to_uppercase().replace('-', " "));
        assert_eq!(RecoveryCheck { person: ada, left: &left }.perform(&typed, NOW).unwrap().1, 3);
        assert!(RecoveryCheck { person: bo, left: &left }.perform(&sheet[3], NOW).is_none());
        for bad in ["", "-", &sheet[3][..10], "aaaaa-aaaaa"] {
            assert!(RecoveryCheck { person: ada, left: &left }.perform(bad, NOW).is_none(), "{bad}");
        }
    }
}
