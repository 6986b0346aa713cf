//! SHA-crypt: `$5$` and `$6$`, with or without `rounds=`.
//!
//! Why: the hash of most Linux password files, and one of Authelia's.

use super::parse::{CRYPT64, bytes, number, same};
use super::{BadHash, Cost, Family};
use sha_crypt::Params;
use zeroize::Zeroizing;

const NAME: &str = "SHA-crypt";
const DEFAULT_ROUNDS: u32 = 5_000;

pub(super) struct ShaCrypt {
    wide: bool,
    rounds: u32,
    salt: Vec<u8>,
    output: Vec<u8>,
}

impl ShaCrypt {
    pub(super) fn read(id: &str, rest: &str) -> Result<Self, BadHash> {
        let wide = id == "6";
        let (rounds, rest) = match rest.strip_prefix("rounds=") {
            Some(tail) => {
                let (n, tail) = tail.split_once('$').ok_or(BadHash::Damaged(NAME))?;
                (number(n, NAME)?, tail)
            }
            None => (DEFAULT_ROUNDS, rest),
        };
        let (salt, output) = rest.split_once('$').ok_or(BadHash::Damaged(NAME))?;
        let output = bytes(output, &CRYPT64, NAME)?;
        if output.len() != if wide { 64 } else { 32 } {
            return Err(BadHash::Damaged(NAME));
        }
        // The specification raises and lowers the rounds into these bounds.
        let rounds = rounds.clamp(Params::ROUNDS_MIN, 10_000_000);
        Ok(Self { wide, rounds, salt: salt.as_bytes().to_vec(), output })
    }
    pub(super) fn verify(&self, password: &[u8]) -> Result<bool, BadHash> {
        let params = Params::new(self.rounds).map_err(|_| BadHash::Bounds(NAME))?;
        let made = if self.wide {
            Zeroizing::new(in_crypt_order(&sha_crypt::sha512_crypt(password, &self.salt, params)))
        } else {
            Zeroizing::new(in_crypt_order(&sha_crypt::sha256_crypt(password, &self.salt, params)))
        };
        Ok(same(&made, &self.output))
    }
    pub(super) fn cost(&self) -> Cost {
        let family = if self.wide { Family::Sha512Crypt } else { Family::Sha256Crypt };
        Cost { family, memory_kib: 1, work: u64::from(self.rounds) }
    }
}

/// The order in which SHA-crypt writes the digest: three bytes a third apart, turned by one place each time (SHA-256 to
/// the right, SHA-512 to the left), the last of the three first; then what is left over.
fn in_crypt_order(digest: &[u8]) -> Vec<u8> {
    let third = digest.len() / 3;
    let at = |i: usize| digest.get(i).copied().unwrap_or(0);
    let mut out = Vec::with_capacity(digest.len());
    for k in 0..third {
        let mut three = [at(k), at(k + third), at(k + 2 * third)];
        if digest.len() == 64 {
            three.rotate_left(k % 3)
        } else {
            three.rotate_right(k % 3)
        }
        out.extend(three.iter().rev());
    }
    out.extend((3 * third..digest.len()).map(at));
    out
}
