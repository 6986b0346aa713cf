//! A request's number: on pages, in logs, in the ledger.
//!
//! Why: the person who was refused reads it out to the person who can look it up.

use crate::Timestamp;
use std::fmt;

/// Ten characters of time and five of chance, Crockford base 32: `01JD8XQ4T9-7KFM2`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct RequestId([u8; 16]);

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl RequestId {
    pub fn new(now: Timestamp, random: u64) -> Self {
        let mut out = [b'-'; 16];
        let millis = u64::try_from(now.micros() / 1000).unwrap_or(0);
        let digit = |n: u64| ALPHABET.get((n & 31) as usize).copied().unwrap_or(b'0');
        for (i, slot) in out.iter_mut().take(10).enumerate() {
            *slot = digit(millis >> (45 - 5 * i));
        }
        for (i, slot) in out.iter_mut().skip(11).enumerate() {
            *slot = digit(random >> (5 * i));
        }
        Self(out)
    }
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}
impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
impl fmt::Debug for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
