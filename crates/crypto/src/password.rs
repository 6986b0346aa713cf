//! Password hashes: new ones are argon2id, old ones are verified in every form that Authelia writes.
//!
//! Why: a person who moves here keeps the password; what is weaker than today's parameters is replaced on the next sign-in.

mod argon;
mod bcrypt_forms;
mod parse;
mod pbkdf2_forms;
mod scrypt_forms;
mod sha_crypt_forms;

use crate::Random;
use parse::Parsed;

/// The longest password that is looked at, in bytes. Longer ones never match: no work is done for them (a hash of a
/// megabyte is a cheap way to keep a server busy).
pub const MAX_PASSWORD_BYTES: usize = 1_000;
/// The shortest password that may be set, in characters (NIST SP 800-63B §5.1.1.1).
pub const MIN_PASSWORD_CHARS: usize = 8;

/// What a new hash costs. The default is the first choice of the OWASP password storage sheet that fits small machines:
/// argon2id with 19 MiB, two passes, one lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Params {
    pub memory_kib: u32,
    pub passes: u32,
}
impl Default for Params {
    fn default() -> Self {
        Self { memory_kib: 19_456, passes: 2 }
    }
}

/// The hash text is of no known form, or its parameters are out of bounds. Never carries the text: it is a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadHash {
    #[error("it is no password hash; make one with `portcullis hash password`")]
    NotAHash,
    #[error("this kind of hash is not supported; use argon2id, bcrypt, scrypt, pbkdf2 or SHA-crypt")]
    Unsupported,
    #[error("the {0} hash is damaged; write it again with `portcullis hash password`")]
    Damaged(&'static str),
    #[error("the {0} hash asks for parameters that are out of bounds")]
    Bounds(&'static str),
}

/// A kind of hash whose time grows evenly with [`Cost::work`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Family {
    Argon2,
    Scrypt,
    Yescrypt,
    Pbkdf2Sha1,
    Pbkdf2Sha224,
    Pbkdf2Sha256,
    Pbkdf2Sha512,
    Sha256Crypt,
    Sha512Crypt,
    Bcrypt,
}

/// What verifying one hash takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    pub family: Family,
    /// Working memory, KiB.
    pub memory_kib: u32,
    /// Work in the family's own unit: KiB filled, rounds, iterations or key expansions.
    pub work: u64,
}

/// Makes an argon2id hash in PHC form with a salt of 16 bytes and 32 bytes of output.
pub fn hash(password: &str, params: Params, random: &dyn Random) -> Result<String, BadHash> {
    argon::hash(password.as_bytes(), params, random)
}

/// Whether the password is the one that was hashed. Takes the hash's whole time; equal lengths are compared in constant
/// time. An overlong password does the same work on an empty one, so that its answer is not a quick one (S20).
pub fn verify(hash: &str, password: &str) -> Result<bool, BadHash> {
    let parsed = Parsed::read(hash)?;
    let bytes = password.as_bytes();
    let fits = bytes.len() <= MAX_PASSWORD_BYTES;
    let same = parsed.verify(if fits { bytes } else { b"" })?;
    Ok(same && fits)
}

/// Reads the parameters without doing the work.
pub fn cost(hash: &str) -> Result<Cost, BadHash> {
    Ok(Parsed::read(hash)?.cost())
}

/// Whether the hash is not what [`hash`] would make with these parameters or stronger ones.
pub fn is_outdated(hash: &str, params: Params) -> bool {
    !matches!(Parsed::read(hash), Ok(Parsed::Argon(a)) if a.at_least(params))
}

/// A hash of that family whose password nobody knows, for work that must look like the real one and for calibration.
pub fn sample(family: Family) -> &'static str {
    match family {
        Family::Argon2 => "$argon2id$v=19$m=8192,t=1,p=1$cG9ydGN1bGxpcy1zYWx0$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        Family::Scrypt => "$scrypt$ln=12,r=8,p=1$cG9ydGN1bGxpcy1zYWx0$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        Family::Yescrypt => "$y$j75$abcdefghijklmnop$...........................................",
        Family::Pbkdf2Sha1 => "$pbkdf2$4000$cG9ydGN1bGxpcy1zYWx0$AAAAAAAAAAAAAAAAAAAAAAAAAAA",
        Family::Pbkdf2Sha224 => "$pbkdf2-sha224$1000$cG9ydGN1bGxpcy1zYWx0$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        Family::Pbkdf2Sha256 => "$pbkdf2-sha256$4000$cG9ydGN1bGxpcy1zYWx0$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        Family::Pbkdf2Sha512 => {
            "$pbkdf2-sha512$4000$cG9ydGN1bGxpcy1zYWx0$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        }
        Family::Sha256Crypt => "$5$rounds=2000$portcullissalt$...........................................",
        Family::Sha512Crypt => "$6$rounds=2000$portcullissalt$......................................................................................",
        Family::Bcrypt => "$2b$06$abcdefghijklmnopqrstuu...............................",
    }
}

#[cfg(test)]
mod tests;
