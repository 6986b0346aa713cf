//! A session's handle, and the only form of it that is ever stored.
//!
//! Why: who reads the database, a backup or a log finds nothing that opens a door.

use portcullis_crypto::sha256;
use std::fmt;

/// 256 random bits, the secret in a cookie, with the key that memory knows it by.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Handle {
    secret: [u8; 32],
    key: HandleKey,
}
impl Handle {
    /// Made in `cookie` only: from a fresh secret, or from a value whose MAC was right.
    pub(crate) fn new(secret: [u8; 32], tag: &[u8; 32]) -> Self {
        let mut key = [0; 16];
        for (to, from) in key.iter_mut().zip(tag) {
            *to = *from;
        }
        Self { secret, key: HandleKey(key) }
    }
    pub(crate) const fn key(&self) -> HandleKey {
        self.key
    }
    /// SHA-256: what records are found by. A random value of 256 bits needs no salt.
    pub(crate) fn digest(&self) -> [u8; 32] {
        sha256(&self.secret)
    }
}
impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Handle([secret])")
    }
}

/// Half of the cookie's MAC: computed in any case when the cookie was read, of no use without the secret, and different
/// for each class and host.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct HandleKey(pub(crate) [u8; 16]);
impl HandleKey {
    pub(crate) const fn shard(&self) -> usize {
        self.0[0] as usize
    }
}
impl fmt::Debug for HandleKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HandleKey(…)")
    }
}

/// Whose cookie it is. Part of the MAC: a portal cookie is nothing on a route's host and the reverse (S6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CookieClass {
    Portal,
    Host,
    /// All hosts of a domain share it; written `.example.com` where a host is asked for.
    Domain,
}
impl CookieClass {
    /// The class of a cookie that is not the portal's, by what it is bound to: no host begins with a dot.
    pub(crate) fn of(bound: &str) -> Self {
        if bound.starts_with('.') { Self::Domain } else { Self::Host }
    }
    pub(crate) const fn as_bytes(self) -> &'static [u8] {
        match self {
            Self::Portal => b"portal",
            Self::Host => b"host",
            Self::Domain => b"domain",
        }
    }
}
