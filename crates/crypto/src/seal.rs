//! Sealing: XChaCha20-Poly1305 with a random 192-bit nonce and the key's id in the header.
//!
//! Why: random nonces of that length never need a counter shared between nodes, and a header that names its key lets keys rotate.

use crate::{Random, random_bytes};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use std::fmt;
use zeroize::Zeroizing;

/// `version | key id (4, big endian) | nonce (24) | ciphertext | tag (16)`.
const VERSION: u8 = 1;
const HEADER: usize = 1 + 4;
const NONCE: usize = 24;

/// Why sealed bytes did not open. One answer for every forgery: an attacker learns nothing from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    #[error("sealed with key {0}, which is not in the key ring")]
    UnknownKey(u32),
    #[error("the sealed value is damaged, forged, or was sealed for another place")]
    Damaged,
}

/// Seals with the newest of its keys and opens with any of them.
#[derive(Clone)]
pub struct Sealer {
    /// Sorted by id, newest last; never empty.
    keys: Vec<(u32, XChaCha20Poly1305)>,
    active: u32,
}

impl Sealer {
    /// A sealer with one key.
    pub fn new(id: u32, key: &[u8; 32]) -> Self {
        Self { keys: vec![(id, XChaCha20Poly1305::new(key.into()))], active: id }
    }
    /// Adds a key; the highest id seals from now on.
    #[must_use]
    pub fn and(mut self, id: u32, key: &[u8; 32]) -> Self {
        self.keys.retain(|(known, _)| *known != id);
        self.keys.push((id, XChaCha20Poly1305::new(key.into())));
        self.active = self.active.max(id);
        self
    }
    /// The id of the key that seals.
    pub const fn active_key(&self) -> u32 {
        self.active
    }
    /// Seals `plain` for the place that `aad` names: it opens with the same `aad` only.
    pub fn seal(&self, plain: &[u8], aad: &[u8], random: &dyn Random) -> Vec<u8> {
        let nonce = random_bytes::<NONCE>(random);
        let mut out = Vec::with_capacity(HEADER + NONCE + plain.len() + 16);
        out.push(VERSION);
        out.extend(self.active.to_be_bytes());
        let bound = with_header(&out, aad);
        out.extend(nonce);
        let sealed = self.cipher(self.active).and_then(|c| c.encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: &bound }).ok());
        // The cipher refuses only what is longer than 256 GiB and the active key is always there. Storing something that never opens would lose data silently.
        let Some(sealed) = sealed else { std::process::abort() };
        out.extend(sealed);
        out
    }
    /// Opens what [`Self::seal`] made for the same `aad`.
    pub fn open(&self, sealed: &[u8], aad: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let id = Self::key_id(sealed).ok_or(OpenError::Damaged)?;
        let (header, rest) = sealed.split_at_checked(HEADER).ok_or(OpenError::Damaged)?;
        let (nonce, ciphertext) = rest.split_at_checked(NONCE).ok_or(OpenError::Damaged)?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| OpenError::Damaged)?;
        let cipher = self.cipher(id).ok_or(OpenError::UnknownKey(id))?;
        let plain = cipher.decrypt(&XNonce::from(nonce), Payload { msg: ciphertext, aad: &with_header(header, aad) });
        plain.map(Zeroizing::new).map_err(|_| OpenError::Damaged)
    }
    /// The id of the key that sealed this, as its header says.
    pub fn key_id(sealed: &[u8]) -> Option<u32> {
        match sealed.split_first()? {
            (&VERSION, rest) => Some(u32::from_be_bytes(rest.get(..4)?.try_into().ok()?)),
            _ => None,
        }
    }
    /// Whether a key of that id is here.
    pub fn knows(&self, id: u32) -> bool {
        self.cipher(id).is_some()
    }
    fn cipher(&self, id: u32) -> Option<&XChaCha20Poly1305> {
        self.keys.iter().find(|(known, _)| *known == id).map(|(_, c)| c)
    }
}
impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealer(key {}, [secret])", self.active)
    }
}

/// The header is authenticated too: a swapped key id or version never opens.
fn with_header(header: &[u8], aad: &[u8]) -> Vec<u8> {
    [header, aad].concat()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::SystemRandom;
    use proptest::prelude::*;

    fn sealer() -> Sealer {
        Sealer::new(3, &[9; 32])
    }

    proptest! {
        #[test]
        fn what_is_sealed_opens(plain in proptest::collection::vec(any::<u8>(), 0..200), aad in proptest::collection::vec(any::<u8>(), 0..50)) {
            let sealed = sealer().seal(&plain, &aad, &SystemRandom);
            prop_assert_eq!(&sealer().open(&sealed, &aad).unwrap()[..], &plain[..]);
        }
        #[test]
        fn any_flipped_bit_fails(plain in proptest::collection::vec(any::<u8>(), 0..60), at in any::<prop::sample::Index>(), bit in 0u8..8) {
            let mut sealed = sealer().seal(&plain, b"aad", &SystemRandom);
            let at = at.index(sealed.len());
            sealed[at] ^= 1 << bit;
            prop_assert!(sealer().open(&sealed, b"aad").is_err());
        }
        #[test]
        fn any_other_aad_fails(plain in proptest::collection::vec(any::<u8>(), 0..60), a in proptest::collection::vec(any::<u8>(), 0..20), b in proptest::collection::vec(any::<u8>(), 0..20)) {
            prop_assume!(a != b);
            prop_assert_eq!(sealer().open(&sealer().seal(&plain, &a, &SystemRandom), &b), Err(OpenError::Damaged));
        }
        #[test]
        fn s19_garbage_never_opens(garbage in proptest::collection::vec(any::<u8>(), 0..120), aad in proptest::collection::vec(any::<u8>(), 0..10)) {
            prop_assert!(sealer().open(&garbage, &aad).is_err());
            let dressed = [&[VERSION, 0, 0, 0, 3], &garbage[..]].concat();
            prop_assert!(sealer().open(&dressed, &aad).is_err());
        }
        #[test]
        fn s19_a_cut_value_never_opens(plain in proptest::collection::vec(any::<u8>(), 0..60), at in any::<prop::sample::Index>()) {
            let sealed = sealer().seal(&plain, b"", &SystemRandom);
            prop_assert!(sealer().open(&sealed[..at.index(sealed.len())], b"").is_err());
        }
    }

    #[test]
    fn the_same_twice_looks_different() {
        assert_ne!(sealer().seal(b"x", b"", &SystemRandom), sealer().seal(b"x", b"", &SystemRandom));
    }
    #[test]
    fn older_keys_still_open_and_the_newest_seals() {
        let old = sealer().seal(b"x", b"", &SystemRandom);
        let both = sealer().and(4, &[1; 32]);
        assert_eq!(&both.open(&old, b"").unwrap()[..], b"x");
        let new = both.seal(b"y", b"", &SystemRandom);
        assert_eq!(Sealer::key_id(&new), Some(4));
        assert_eq!(sealer().open(&new, b""), Err(OpenError::UnknownKey(4)));
        assert_eq!(both.active_key(), 4);
    }
    #[test]
    fn s17_debug_shows_no_key() {
        assert_eq!(format!("{:?}", sealer()), "Sealer(key 3, [secret])");
    }
}
