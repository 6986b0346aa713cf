//! argon2id, argon2i and argon2d in PHC form (RFC 9106).
//!
//! Why: the one family that new hashes use; the other two variants are read because Authelia offers them.

use super::parse::{bytes, fields, numbers, same};
use super::{BadHash, Cost, Family, Params};
use crate::Random;
use argon2::{Algorithm, Argon2, Version};
use data_encoding::BASE64_NOPAD;
use zeroize::Zeroizing;

const NAME: &str = "argon2";

pub(super) struct Argon {
    algorithm: Algorithm,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: Vec<u8>,
    output: Vec<u8>,
}

impl Argon {
    pub(super) fn read(id: &str, rest: &str) -> Result<Self, BadHash> {
        let algorithm = match id {
            "argon2id" => Algorithm::Argon2id,
            "argon2i" => Algorithm::Argon2i,
            _ => Algorithm::Argon2d,
        };
        let [version, params, salt, output] = fields(rest, NAME)?;
        if version != "v=19" {
            return Err(BadHash::Damaged(NAME));
        }
        let [memory_kib, passes, lanes] = numbers(params, ["m", "t", "p"], NAME)?;
        let (salt, output) = (bytes(salt, &BASE64_NOPAD, NAME)?, bytes(output, &BASE64_NOPAD, NAME)?);
        if salt.len() < 8 || salt.len() > 64 || output.len() < 16 || output.len() > 512 {
            return Err(BadHash::Damaged(NAME));
        }
        if passes == 0 || passes > 10_000 || lanes == 0 || lanes > 256 {
            return Err(BadHash::Bounds(NAME));
        }
        // RFC 9106 §3.1: memory below eight blocks a lane is raised to that.
        Ok(Self { algorithm, memory_kib: memory_kib.max(8 * lanes), passes, lanes, salt, output })
    }
    pub(super) fn verify(&self, password: &[u8]) -> Result<bool, BadHash> {
        let mut out = Zeroizing::new(vec![0; self.output.len()]);
        fill(self.algorithm, (self.memory_kib, self.passes, self.lanes), password, &self.salt, &mut out)?;
        Ok(same(&out, &self.output))
    }
    pub(super) fn cost(&self) -> Cost {
        Cost { family: Family::Argon2, memory_kib: self.memory_kib, work: u64::from(self.memory_kib) * u64::from(self.passes) }
    }
    /// Whether nothing would be gained by hashing again with `params`.
    pub(super) fn at_least(&self, params: Params) -> bool {
        self.algorithm == Algorithm::Argon2id
            && self.memory_kib >= params.memory_kib
            && self.cost().work >= u64::from(params.memory_kib) * u64::from(params.passes)
            && self.output.len() >= 32
            && self.salt.len() >= 16
    }
}

pub(super) fn hash(password: &[u8], params: Params, random: &dyn Random) -> Result<String, BadHash> {
    let mut salt = [0; 16];
    random.fill(&mut salt);
    let mut out = Zeroizing::new([0; 32]);
    let Params { memory_kib, passes } = params;
    fill(Algorithm::Argon2id, (memory_kib, passes, 1), password, &salt, &mut *out)?;
    Ok(format!("$argon2id$v=19$m={memory_kib},t={passes},p=1${}${}", BASE64_NOPAD.encode(&salt), BASE64_NOPAD.encode(&*out)))
}

fn fill(algorithm: Algorithm, (memory, passes, lanes): (u32, u32, u32), password: &[u8], salt: &[u8], out: &mut [u8]) -> Result<(), BadHash> {
    let params = argon2::Params::new(memory, passes, lanes, Some(out.len())).map_err(|_| BadHash::Bounds(NAME))?;
    Argon2::new(algorithm, Version::V0x13, params).hash_password_into(password, salt, out).map_err(|_| BadHash::Bounds(NAME))
}
