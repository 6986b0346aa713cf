//! A session's handle, and the only form of it that is ever stored.
//!
//! Why: who reads the database, a backup or a log finds nothing that opens a door.

use portcullis_crypto::{Random, random_bytes, sha256};
use std::fmt;

/// 256 random bits: the secret in a cookie.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Handle([u8; 32]);
impl Handle {
    pub(crate) fn new(random: &dyn Random) -> Self {
        Self(random_bytes(random))
    }
    pub(crate) const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
    pub(crate) const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
    pub(crate) fn key(&self) -> HandleKey {
        HandleKey(sha256(&self.0))
    }
}
impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Handle([secret])")
    }
}

/// SHA-256 of a handle: what caches and records know it by. A random value of 256 bits needs no salt.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct HandleKey(pub(crate) [u8; 32]);
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
}
impl CookieClass {
    pub(crate) const fn as_bytes(self) -> &'static [u8] {
        match self {
            Self::Portal => b"portal",
            Self::Host => b"host",
        }
    }
}
