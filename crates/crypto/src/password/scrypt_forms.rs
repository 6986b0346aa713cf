//! scrypt in PHC form (RFC 7914) and yescrypt in crypt form (`$y$`).
//!
//! Why: both are what Authelia calls scrypt.

use super::parse::{CRYPT64, bytes, fields, numbers, same};
use super::{BadHash, Cost, Family};
use data_encoding::BASE64_NOPAD;
use yescrypt::Yescrypt as Engine;
use zeroize::Zeroizing;

const NAME: &str = "scrypt";
const YES: &str = "yescrypt";

pub(super) struct Scrypt {
    params: scrypt::Params,
    salt: Vec<u8>,
    output: Vec<u8>,
}

impl Scrypt {
    pub(super) fn read(rest: &str) -> Result<Self, BadHash> {
        let [params, salt, output] = fields(rest, NAME)?;
        let [ln, r, p] = numbers(params, ["ln", "r", "p"], NAME)?;
        // Bounds before the library's arithmetic: they also keep N × r × 128 within 32 bits of KiB.
        if !(1..=24).contains(&ln) || !(1..=256).contains(&r) || !(1..=256).contains(&p) {
            return Err(BadHash::Bounds(NAME));
        }
        let params = scrypt::Params::new(u8::try_from(ln).unwrap_or(u8::MAX), r, p).map_err(|_| BadHash::Bounds(NAME))?;
        let (salt, output) = (bytes(salt, &BASE64_NOPAD, NAME)?, bytes(output, &BASE64_NOPAD, NAME)?);
        if salt.is_empty() || output.len() < 16 || output.len() > 512 {
            return Err(BadHash::Damaged(NAME));
        }
        Ok(Self { params, salt, output })
    }
    pub(super) fn verify(&self, password: &[u8]) -> Result<bool, BadHash> {
        let mut out = Zeroizing::new(vec![0; self.output.len()]);
        scrypt::scrypt(password, &self.salt, &self.params, &mut out).map_err(|_| BadHash::Bounds(NAME))?;
        Ok(same(&out, &self.output))
    }
    pub(super) fn cost(&self) -> Cost {
        let (n, r, p) = (self.params.n(), u64::from(self.params.r()), u64::from(self.params.p()));
        let kib = |blocks: u64| u32::try_from(blocks.saturating_mul(128 * r) / 1024).unwrap_or(u32::MAX);
        Cost { family: Family::Scrypt, memory_kib: kib(n + p + 2), work: n * r * p }
    }
}

pub(super) struct Yescrypt {
    params: yescrypt::Params,
    salt: Vec<u8>,
    output: Vec<u8>,
}

impl Yescrypt {
    pub(super) fn read(rest: &str) -> Result<Self, BadHash> {
        let [params, salt, output] = fields(rest, YES)?;
        let params: yescrypt::Params = params.parse().map_err(|_| BadHash::Damaged(YES))?;
        if params.n() > 1 << 24 || params.r() > 256 || params.p() != 1 {
            return Err(BadHash::Bounds(YES));
        }
        let decode = |text: &str| bytes(text, &CRYPT64, YES);
        let (salt, output) = (decode(salt)?, decode(output)?);
        if output.len() != 32 || salt.len() > 64 {
            return Err(BadHash::Damaged(YES));
        }
        Ok(Self { params, salt, output })
    }
    pub(super) fn verify(&self, password: &[u8]) -> Result<bool, BadHash> {
        let mut out = Zeroizing::new(vec![0; self.output.len()]);
        Engine::from(self.params).hash_password_into(password, &self.salt, &mut out).map_err(|_| BadHash::Bounds(YES))?;
        Ok(same(&out, &self.output))
    }
    pub(super) fn cost(&self) -> Cost {
        let (n, r) = (self.params.n(), u64::from(self.params.r()));
        let memory_kib = u32::try_from((n + 4).saturating_mul(128 * r) / 1024).unwrap_or(u32::MAX);
        Cost { family: Family::Yescrypt, memory_kib, work: n * r }
    }
}
