//! PBKDF2 (RFC 8018 §5.2) as passlib and Authelia write it: `$pbkdf2-sha512$310000$salt$key`.
//!
//! Why: the adapted base64 has `.` for `+`; the digest without a name is SHA-1.

use super::parse::{bytes, fields, number, same};
use super::{BadHash, Cost, Family};
use aws_lc_rs::pbkdf2::{self as engine, PBKDF2_HMAC_SHA1, PBKDF2_HMAC_SHA256, PBKDF2_HMAC_SHA384, PBKDF2_HMAC_SHA512};
use data_encoding::{BASE64_NOPAD, Encoding, Specification};
use sha2::Sha224;
use std::num::NonZeroU32;
use std::sync::LazyLock;
use zeroize::Zeroizing;

const NAME: &str = "pbkdf2";

/// Base 64 with `.` in the place of `+` and no padding.
static ADAPTED: LazyLock<Encoding> = LazyLock::new(|| {
    let mut spec = Specification::new();
    spec.symbols.push_str("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789./");
    spec.encoding().unwrap_or(BASE64_NOPAD)
});

#[derive(Clone, Copy)]
enum Digest {
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

pub(super) struct Pbkdf2 {
    digest: Digest,
    iterations: NonZeroU32,
    salt: Vec<u8>,
    output: Vec<u8>,
}

impl Pbkdf2 {
    pub(super) fn read(id: &str, rest: &str) -> Result<Self, BadHash> {
        let (digest, length) = match id {
            "pbkdf2-sha224" => (Digest::Sha224, 28),
            "pbkdf2-sha256" => (Digest::Sha256, 32),
            "pbkdf2-sha384" => (Digest::Sha384, 48),
            "pbkdf2-sha512" => (Digest::Sha512, 64),
            _ => (Digest::Sha1, 20),
        };
        let [iterations, salt, output] = fields(rest, NAME)?;
        let iterations = NonZeroU32::new(number(iterations, NAME)?).filter(|n| n.get() <= 100_000_000).ok_or(BadHash::Bounds(NAME))?;
        let (salt, output) = (bytes(salt, &ADAPTED, NAME)?, bytes(output, &ADAPTED, NAME)?);
        if output.len() != length || salt.len() > 256 {
            return Err(BadHash::Damaged(NAME));
        }
        Ok(Self { digest, iterations, salt, output })
    }
    pub(super) fn verify(&self, password: &[u8]) -> bool {
        let mut out = Zeroizing::new(vec![0; self.output.len()]);
        let (salt, n) = (&self.salt, self.iterations);
        match self.digest {
            Digest::Sha1 => engine::derive(PBKDF2_HMAC_SHA1, n, salt, password, &mut out),
            // The one digest that the faster library does not offer here.
            Digest::Sha224 => pbkdf2::pbkdf2_hmac::<Sha224>(password, salt, n.get(), &mut out),
            Digest::Sha256 => engine::derive(PBKDF2_HMAC_SHA256, n, salt, password, &mut out),
            Digest::Sha384 => engine::derive(PBKDF2_HMAC_SHA384, n, salt, password, &mut out),
            Digest::Sha512 => engine::derive(PBKDF2_HMAC_SHA512, n, salt, password, &mut out),
        }
        same(&out, &self.output)
    }
    pub(super) fn cost(&self) -> Cost {
        let family = match self.digest {
            Digest::Sha1 => Family::Pbkdf2Sha1,
            Digest::Sha224 => Family::Pbkdf2Sha224,
            Digest::Sha256 => Family::Pbkdf2Sha256,
            Digest::Sha384 | Digest::Sha512 => Family::Pbkdf2Sha512,
        };
        Cost { family, memory_kib: 1, work: u64::from(self.iterations.get()) }
    }
}
