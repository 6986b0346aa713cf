//! Reading a hash text: which kind, which parameters, and whether they are within bounds.
//!
//! Why: a users file is written by hand; what cannot be verified must be found when the file is read, not when someone signs in.

use super::argon::Argon;
use super::bcrypt_forms::Bcrypt;
use super::pbkdf2_forms::Pbkdf2;
use super::scrypt_forms::{Scrypt, Yescrypt};
use super::sha_crypt_forms::ShaCrypt;
use super::{BadHash, Cost};
use data_encoding::{BASE64_NOPAD, BitOrder, Encoding, Specification};
use std::collections::BTreeMap;
use std::sync::LazyLock;
use subtle::ConstantTimeEq;

/// A hash text is never longer than this.
const MAX_HASH_BYTES: usize = 1_024;

/// The base 64 of crypt(3): its own alphabet, the lowest bits first.
pub(super) static CRYPT64: LazyLock<Encoding> = LazyLock::new(|| {
    let mut spec = Specification::new();
    spec.symbols.push_str("./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    spec.bit_order = BitOrder::LeastSignificantFirst;
    spec.encoding().unwrap_or(BASE64_NOPAD)
});

/// A hash, understood.
pub(super) enum Parsed {
    Argon(Argon),
    Scrypt(Scrypt),
    Yescrypt(Yescrypt),
    Pbkdf2(Pbkdf2),
    ShaCrypt(ShaCrypt),
    Bcrypt(Bcrypt),
}

impl Parsed {
    pub(super) fn read(text: &str) -> Result<Self, BadHash> {
        // Files that came from an LDAP export carry this mark before a crypt-style hash.
        let text = text.strip_prefix("{CRYPT}").unwrap_or(text);
        if text.len() > MAX_HASH_BYTES || !text.is_ascii() {
            return Err(BadHash::NotAHash);
        }
        let (id, rest) = text.strip_prefix('$').and_then(|t| t.split_once('$')).ok_or(BadHash::NotAHash)?;
        match id {
            "argon2id" | "argon2i" | "argon2d" => Argon::read(id, rest).map(Self::Argon),
            "scrypt" => Scrypt::read(rest).map(Self::Scrypt),
            "y" => Yescrypt::read(rest).map(Self::Yescrypt),
            "pbkdf2" | "pbkdf2-sha1" | "pbkdf2-sha224" | "pbkdf2-sha256" | "pbkdf2-sha384" | "pbkdf2-sha512" => Pbkdf2::read(id, rest).map(Self::Pbkdf2),
            "5" | "6" => ShaCrypt::read(id, rest).map(Self::ShaCrypt),
            "2a" | "2b" | "2x" | "2y" => Bcrypt::read(rest).map(Self::Bcrypt),
            "bcrypt-sha256" => Bcrypt::read_sha256(rest).map(Self::Bcrypt),
            _ => Err(BadHash::Unsupported),
        }
    }
    pub(super) fn verify(&self, password: &[u8]) -> Result<bool, BadHash> {
        match self {
            Self::Argon(h) => h.verify(password),
            Self::Scrypt(h) => h.verify(password),
            Self::Yescrypt(h) => h.verify(password),
            Self::Pbkdf2(h) => Ok(h.verify(password)),
            Self::ShaCrypt(h) => h.verify(password),
            Self::Bcrypt(h) => Ok(h.verify(password)),
        }
    }
    pub(super) fn cost(&self) -> Cost {
        match self {
            Self::Argon(h) => h.cost(),
            Self::Scrypt(h) => h.cost(),
            Self::Yescrypt(h) => h.cost(),
            Self::Pbkdf2(h) => h.cost(),
            Self::ShaCrypt(h) => h.cost(),
            Self::Bcrypt(h) => h.cost(),
        }
    }
}

/// `m=1,t=2,p=3` in any order, each name once and only the names asked for.
pub(super) fn numbers<const N: usize>(text: &str, names: [&str; N], family: &'static str) -> Result<[u32; N], BadHash> {
    let mut found = BTreeMap::new();
    for part in text.split(',') {
        let (name, value) = part.split_once('=').ok_or(BadHash::Damaged(family))?;
        if found.insert(name, value).is_some() {
            return Err(BadHash::Damaged(family));
        }
    }
    let mut out = [0; N];
    for (slot, name) in out.iter_mut().zip(names) {
        *slot = number(found.remove(name).ok_or(BadHash::Damaged(family))?, family)?;
    }
    if found.is_empty() { Ok(out) } else { Err(BadHash::Damaged(family)) }
}

/// Decimal digits only; `+1` or `1_0` is not a number here.
pub(super) fn number(text: &str, family: &'static str) -> Result<u32, BadHash> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(BadHash::Damaged(family));
    }
    text.parse().map_err(|_| BadHash::Bounds(family))
}

/// Splits at `$` into exactly so many fields.
pub(super) fn fields<'a, const N: usize>(text: &'a str, family: &'static str) -> Result<[&'a str; N], BadHash> {
    let all: Vec<&str> = text.split('$').collect();
    all.try_into().map_err(|_| BadHash::Damaged(family))
}

pub(super) fn bytes(text: &str, encoding: &Encoding, family: &'static str) -> Result<Vec<u8>, BadHash> {
    encoding.decode(text.as_bytes()).map_err(|_| BadHash::Damaged(family))
}

pub(super) fn same(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}
