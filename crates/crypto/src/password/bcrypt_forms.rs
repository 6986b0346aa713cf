//! bcrypt (`$2a$`, `$2b$`, `$2x$`, `$2y$`) and passlib's bcrypt-sha256.
//!
//! Why: bcrypt reads 72 bytes and no more; a longer password must not match by its beginning.

use super::parse::{fields, numbers, same};
use super::{BadHash, Cost, Family};
use aws_lc_rs::{digest, hmac};
use data_encoding::{BASE64, Encoding, Specification};
use std::sync::LazyLock;

const NAME: &str = "bcrypt";
/// What bcrypt reads of a password, its closing NUL among them.
const READS: usize = 72;

/// bcrypt's own base 64, whose last bits need not be zero.
static BCRYPT64: LazyLock<Encoding> = LazyLock::new(|| {
    let mut spec = Specification::new();
    spec.symbols.push_str("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
    spec.check_trailing_bits = false;
    spec.encoding().unwrap_or(BASE64)
});

enum Before {
    Nothing,
    /// bcrypt-sha256 version 1: SHA-256 of the password.
    Sha256,
    /// Version 2: HMAC-SHA-256 keyed with the salt's text.
    HmacSha256(String),
}

pub(super) struct Bcrypt {
    cost: u32,
    salt: [u8; 16],
    output: Vec<u8>,
    before: Before,
}

impl Bcrypt {
    /// `12$<22 characters of salt><31 characters of output>`.
    pub(super) fn read(rest: &str) -> Result<Self, BadHash> {
        let (cost, text) = rest.split_once('$').ok_or(BadHash::Damaged(NAME))?;
        let cost = cost.parse().ok().filter(|_| cost.len() == 2 && cost.bytes().all(|b| b.is_ascii_digit())).ok_or(BadHash::Damaged(NAME))?;
        let (salt, output) = text.split_at_checked(22).ok_or(BadHash::Damaged(NAME))?;
        Self::build(cost, salt, output, Before::Nothing)
    }
    /// `v=2,t=2b,r=10$salt$output`, or version 1 without `v`.
    pub(super) fn read_sha256(rest: &str) -> Result<Self, BadHash> {
        let [params, salt, output] = fields(rest, NAME)?;
        let (version, params) = match params.strip_prefix("v=2,") {
            Some(rest) => (2, rest),
            None => (1, params),
        };
        let params = params.strip_prefix("t=2b,").or_else(|| params.strip_prefix("t=2a,")).ok_or(BadHash::Damaged(NAME))?;
        let [cost] = numbers(params, ["r"], NAME)?;
        let before = if version == 2 { Before::HmacSha256(salt.to_owned()) } else { Before::Sha256 };
        Self::build(cost, salt, output, before)
    }
    fn build(cost: u32, salt: &str, output: &str, before: Before) -> Result<Self, BadHash> {
        if !(4..=31).contains(&cost) {
            return Err(BadHash::Bounds(NAME));
        }
        let decode = |text: &str| BCRYPT64.decode(text.as_bytes()).map_err(|_| BadHash::Damaged(NAME));
        let salt = decode(salt)?.try_into().map_err(|_| BadHash::Damaged(NAME))?;
        let output = decode(output)?;
        if output.len() != 23 {
            return Err(BadHash::Damaged(NAME));
        }
        Ok(Self { cost, salt, output, before })
    }
    pub(super) fn verify(&self, password: &[u8]) -> bool {
        let mut key = match &self.before {
            Before::Nothing => password.to_vec(),
            Before::Sha256 => BASE64.encode(digest::digest(&digest::SHA256, password).as_ref()).into_bytes(),
            Before::HmacSha256(salt) => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, salt.as_bytes());
                BASE64.encode(hmac::sign(&key, password).as_ref()).into_bytes()
            }
        };
        // A password with a NUL would end there for bcrypt, a long one after 72 bytes: neither can match, but both take the time.
        let fits = key.len() <= READS && !key.contains(&0);
        key.push(0);
        key.truncate(READS);
        let out = bcrypt::bcrypt(self.cost, self.salt, &key);
        zeroize::Zeroize::zeroize(&mut key);
        same(out.get(..23).unwrap_or_default(), &self.output) && fits
    }
    pub(super) fn cost(&self) -> Cost {
        Cost { family: Family::Bcrypt, memory_kib: 5, work: 1 << self.cost }
    }
}
