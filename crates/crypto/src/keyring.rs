//! The key ring: one root key, data keys wrapped by it, and the keys derived from it.
//!
//! Why: what lies in the store is sealed by data keys that lie beside it only wrapped; whoever takes the database takes noise.

use crate::{MacKey, OpenError, Random, Sealer, SecretBytes, random_bytes};
use std::fmt;
use std::sync::Arc;
use zeroize::{Zeroize, Zeroizing};

/// A root key is 32 bytes.
pub const ROOT_KEY_BYTES: usize = 32;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a root key is 32 bytes; this one has {0}")]
pub struct BadRootKey(usize);

/// A data key as it may lie in the store: sealed by the root key, with its id bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrappedKey {
    pub id: u32,
    pub sealed: Vec<u8>,
}

/// Root key, data keys and what is derived. Cheap to clone.
#[derive(Clone)]
pub struct KeyRing {
    root: Arc<SecretBytes>,
    wrapper: Arc<Sealer>,
    index: MacKey,
    sealer: Option<Arc<Sealer>>,
}

impl KeyRing {
    /// A ring without data keys: they come from the store with [`Self::load`], or fresh from [`Self::add_data_key`].
    pub fn new(root: SecretBytes) -> Result<Self, BadRootKey> {
        if root.len() != ROOT_KEY_BYTES {
            return Err(BadRootKey(root.len()));
        }
        let mut wrapping = MacKey::derive(&root, "wrap data keys").sign(&[]);
        let wrapper = Arc::new(Sealer::new(0, &wrapping));
        wrapping.zeroize();
        let index = MacKey::derive(&root, "blind index");
        Ok(Self { root: Arc::new(root), wrapper, index, sealer: None })
    }
    /// Whether there is a data key, that is, whether [`Self::sealer`] can give one.
    pub fn is_loaded(&self) -> bool {
        self.sealer.is_some()
    }
    /// Draws a new data key, makes it the one that seals, and returns it wrapped, to be stored.
    pub fn add_data_key(&mut self, random: &dyn Random) -> WrappedKey {
        let id = self.sealer.as_ref().map_or(1, |s| s.active_key() + 1);
        let key = Zeroizing::new(random_bytes::<32>(random));
        let sealed = self.wrapper.seal(&key[..], &wrap_aad(id), random);
        self.insert(id, &key);
        WrappedKey { id, sealed }
    }
    /// Takes a data key from the store. It fails when the root key is another one.
    pub fn load(&mut self, wrapped: &WrappedKey) -> Result<(), OpenError> {
        let plain = self.wrapper.open(&wrapped.sealed, &wrap_aad(wrapped.id))?;
        let key: Zeroizing<[u8; 32]> = Zeroizing::new(plain.as_slice().try_into().map_err(|_| OpenError::Damaged)?);
        self.insert(wrapped.id, &key);
        Ok(())
    }
    /// Seals and opens with the data keys; `None` before there is one.
    pub fn sealer(&self) -> Option<Arc<Sealer>> {
        self.sealer.clone()
    }
    /// The MAC key for a purpose, derived from the root key: the same on every node.
    pub fn derive_mac(&self, purpose: &str) -> MacKey {
        MacKey::derive(&self.root, purpose)
    }
    /// A sealer for values that leave the store (return targets, one-time links): its key is derived from the root key for
    /// that purpose, so that it opens nothing that the store sealed, and the other way round.
    pub fn derive_sealer(&self, purpose: &str) -> Sealer {
        let key = Zeroizing::new(MacKey::derive(&self.root, "sealer").sign(&[purpose.as_bytes()]));
        Sealer::new(0, &key)
    }
    /// The keyed hash under which a value is looked up: equal values of the same kind and index meet, nothing else is told.
    pub fn blind_index(&self, kind: &str, name: &str, value: &[u8]) -> [u8; 32] {
        self.index.sign(&[kind.as_bytes(), name.as_bytes(), value])
    }
    fn insert(&mut self, id: u32, key: &[u8; 32]) {
        let sealer = match &self.sealer {
            None => Sealer::new(id, key),
            Some(old) => Sealer::clone(old).and(id, key),
        };
        self.sealer = Some(Arc::new(sealer));
    }
}
impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyRing([secret])")
    }
}

fn wrap_aad(id: u32) -> Vec<u8> {
    [b"portcullis data key ".as_slice(), &id.to_be_bytes()].concat()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::SystemRandom;

    fn ring(byte: u8) -> KeyRing {
        KeyRing::new(SecretBytes::from(&[byte; 32][..])).unwrap()
    }

    #[test]
    fn data_keys_come_back_from_their_wrapping() {
        let mut ours = ring(1);
        assert!(ours.sealer().is_none() && !ours.is_loaded());
        let first = ours.add_data_key(&SystemRandom);
        let sealed = ours.sealer().unwrap().seal(b"x", b"here", &SystemRandom);
        let second = ours.add_data_key(&SystemRandom);
        assert_eq!((first.id, second.id), (1, 2));

        let mut again = ring(1);
        again.load(&second).unwrap();
        again.load(&first).unwrap();
        assert_eq!(&again.sealer().unwrap().open(&sealed, b"here").unwrap()[..], b"x");
        assert_eq!(again.sealer().unwrap().active_key(), 2);
    }
    #[test]
    fn another_root_key_opens_no_data_key() {
        let wrapped = ring(1).add_data_key(&SystemRandom);
        assert_eq!(ring(2).load(&wrapped), Err(OpenError::Damaged));
        assert_eq!(ring(1).load(&WrappedKey { id: 2, ..wrapped }), Err(OpenError::Damaged), "an id can't be swapped");
    }
    #[test]
    fn a_root_key_has_32_bytes() {
        for bad in [0, 16, 31, 33] {
            assert_eq!(KeyRing::new(SecretBytes::new(vec![0; bad])).unwrap_err(), BadRootKey(bad));
        }
    }
    #[test]
    fn blind_indexes_meet_only_in_the_same_place() {
        let r = ring(1);
        assert_eq!(r.blind_index("person", "email", b"a"), ring(1).blind_index("person", "email", b"a"));
        for other in [
            r.blind_index("group", "email", b"a"),
            r.blind_index("person", "name", b"a"),
            r.blind_index("person", "email", b"b"),
            ring(2).blind_index("person", "email", b"a"),
        ] {
            assert_ne!(r.blind_index("person", "email", b"a"), other);
        }
    }
    #[test]
    fn derived_sealers_open_only_their_own() {
        let r = ring(1);
        let sealed = r.derive_sealer("handoff").seal(b"x", b"", &SystemRandom);
        assert!(r.derive_sealer("handoff").open(&sealed, b"").is_ok());
        assert!(r.derive_sealer("invitation").open(&sealed, b"").is_err());
    }
    #[test]
    fn s17_debug_shows_no_key() {
        let r = ring(1);
        assert_eq!(format!("{r:?}"), "KeyRing([secret])");
    }
}
