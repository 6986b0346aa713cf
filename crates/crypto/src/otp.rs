//! Time-based one-time codes (RFC 6238): keys, codes, the address an authenticator app reads.
//!
//! Why: the step that a code belongs to comes back with the answer, so that its caller can take each code once.

use crate::{Random, SecretBytes};
use std::str::FromStr;
use totp_rs::{Algorithm, Builder, Totp};

/// The hash inside. Many apps ignore the choice and use SHA-1, which is no weakness here (RFC 6238 §1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtpAlgorithm {
    Sha1,
    Sha256,
    Sha512,
}
impl OtpAlgorithm {
    pub const ALL: [Self; 3] = [Self::Sha1, Self::Sha256, Self::Sha512];
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
            Self::Sha512 => "SHA512",
        }
    }
    const fn inner(self) -> Algorithm {
        match self {
            Self::Sha1 => Algorithm::SHA1,
            Self::Sha256 => Algorithm::SHA256,
            Self::Sha512 => Algorithm::SHA512,
        }
    }
}
impl FromStr for OtpAlgorithm {
    type Err = BadOtp;
    fn from_str(text: &str) -> Result<Self, BadOtp> {
        Self::ALL.into_iter().find(|a| a.as_str().eq_ignore_ascii_case(text)).ok_or(BadOtp::Algorithm)
    }
}

/// What an app has to know beside the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtpShape {
    pub algorithm: OtpAlgorithm,
    /// 6 or 8.
    pub digits: u8,
    /// Seconds that a code is shown; 15 at least.
    pub period: u16,
}
impl Default for OtpShape {
    /// What every app understands.
    fn default() -> Self {
        Self { algorithm: OtpAlgorithm::Sha1, digits: 6, period: 30 }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadOtp {
    #[error("the algorithm of one-time codes is SHA1, SHA256 or SHA512")]
    Algorithm,
    #[error("one-time codes have 6 or 8 digits")]
    Digits,
    #[error("a one-time code is shown for 15 seconds to an hour")]
    Period,
    #[error("the secret of one-time codes has 20 to 128 bytes")]
    Secret,
}

/// One person's key.
#[derive(Clone, Debug)]
pub struct OtpKey {
    shape: OtpShape,
    secret: SecretBytes,
}
impl OtpKey {
    pub fn new(shape: OtpShape, secret: SecretBytes) -> Result<Self, BadOtp> {
        if !matches!(shape.digits, 6 | 8) {
            return Err(BadOtp::Digits);
        }
        if !(15..=3600).contains(&shape.period) {
            return Err(BadOtp::Period);
        }
        if !(20..=128).contains(&secret.len()) {
            return Err(BadOtp::Secret);
        }
        Ok(Self { shape, secret })
    }
    /// A fresh key of `bytes` random bytes.
    pub fn draw(shape: OtpShape, bytes: usize, random: &dyn Random) -> Result<Self, BadOtp> {
        let mut secret = vec![0; bytes.min(1024)];
        random.fill(&mut secret);
        Self::new(shape, secret.into())
    }
    pub const fn shape(&self) -> OtpShape {
        self.shape
    }
    pub const fn secret(&self) -> &SecretBytes {
        &self.secret
    }
    /// The secret as apps take it typed: base32 (RFC 4648 §6) without padding.
    pub fn secret_text(&self) -> String {
        data_encoding::BASE32_NOPAD.encode(self.secret.expose_bytes())
    }
    /// The step (number of the period since 1970) that `code` is right for: the current one, or up to `skew` to either side.
    /// White space is dropped. Compared in constant time.
    pub fn step_of(&self, code: &str, skew: u8, now_secs: u64) -> Option<u64> {
        let code: String = code.chars().filter(|c| !c.is_whitespace()).take(16).collect();
        self.totp(skew, None).check(&code, now_secs)
    }
    /// The code of an instant.
    pub fn code_at(&self, secs: u64) -> String {
        self.totp(0, None).generate(secs).to_string()
    }
    /// `otpauth://totp/…`: what a QR code for authenticator apps holds.
    pub fn address(&self, issuer: &str, account: &str) -> Option<String> {
        // A colon would end the issuer in the label.
        let clean = |text: &str| text.replace(':', " ");
        self.totp(0, Some((&clean(issuer), &clean(account)))).to_url().ok()
    }
    fn totp(&self, skew: u8, label: Option<(&str, &str)>) -> Totp {
        let builder = Builder::new()
            .with_algorithm(self.shape.algorithm.inner())
            .with_digits(self.shape.digits)
            .with_step_duration(u64::from(self.shape.period))
            .with_skew(u16::from(skew))
            .with_secret(self.secret.expose_bytes().to_vec());
        let (issuer, account) = label.unwrap_or(("", ""));
        // Checked by `new`; the library's own rules are for labels, which only the address has.
        builder.with_issuer((!issuer.is_empty()).then_some(issuer)).with_account_name(account).build_noncompliant()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::SystemRandom;

    fn key(algorithm: OtpAlgorithm, secret: &[u8]) -> OtpKey {
        OtpKey::new(OtpShape { algorithm, digits: 8, period: 30 }, secret.into()).unwrap()
    }

    /// RFC 6238 appendix B.
    #[test]
    fn the_rfcs_own_codes() {
        let sha1 = key(OtpAlgorithm::Sha1, b"12345678901234567890");
        let sha256 = key(OtpAlgorithm::Sha256, b"12345678901234567890123456789012");
        let sha512 = key(OtpAlgorithm::Sha512, b"1234567890123456789012345678901234567890123456789012345678901234");
        for (at, codes) in [
            (59, ["94287082", "46119246", "90693936"]),
            (1_111_111_109, ["07081804", "68084774", "25091201"]),
            (1_234_567_890, ["89005924", "91819424", "93441116"]),
            (20_000_000_000, ["65353130", "77737706", "47863826"]),
        ] {
            assert_eq!([sha1.code_at(at), sha256.code_at(at), sha512.code_at(at)], codes, "{at}");
        }
    }
    #[test]
    fn a_code_says_its_step_and_ends_with_its_neighbours() {
        let key = OtpKey::draw(OtpShape::default(), 32, &SystemRandom).unwrap();
        let code = key.code_at(3_000);
        for (now, found) in [(3_000, true), (3_029, true), (2_970, true), (3_059, true), (2_969, false), (3_060, false)] {
            assert_eq!(key.step_of(&code, 1, now), found.then_some(100), "{now}");
        }
        assert_eq!(key.step_of(&code, 0, 3_030), None);
        assert_eq!(key.step_of(&format!(" {} {}\n", &code[..3], &code[3..]), 0, 3_000), Some(100));
        for bad in ["", "0", "abcdef", &format!("{code}0"), &code[1..], &format!("+{}", &code[1..])] {
            assert_eq!(key.step_of(bad, 1, 3_000), None, "{bad}");
        }
    }
    #[test]
    fn odd_shapes_are_refused() {
        let with = |digits, period, bytes: usize| OtpKey::new(OtpShape { digits, period, ..OtpShape::default() }, vec![7; bytes].into()).err();
        assert_eq!(with(7, 30, 20), Some(BadOtp::Digits));
        assert_eq!(with(6, 14, 20), Some(BadOtp::Period));
        assert_eq!(with(6, 30, 19), Some(BadOtp::Secret));
        assert_eq!(with(8, 15, 20), None);
        assert!("md5".parse::<OtpAlgorithm>().is_err() && "sha256".parse() == Ok(OtpAlgorithm::Sha256));
    }
    #[test]
    fn the_address_says_all_an_app_needs() {
        let address = key(OtpAlgorithm::Sha256, b"12345678901234567890").address("Home: gate", "ada@example.com").unwrap();
        for part in ["otpauth://totp/", "secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "algorithm=SHA256", "digits=8", "issuer=Home"] {
            assert!(address.contains(part), "{address}");
        }
    }
    #[test]
    fn s17_a_key_does_not_print_its_secret() {
        assert!(!format!("{:?}", key(OtpAlgorithm::Sha1, b"12345678901234567890")).contains("49"));
    }
}
