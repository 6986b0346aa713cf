//! Keyed and unkeyed hashes over parts.
//!
//! Why: a hash over joined strings lets one field borrow bytes from the next; here every part carries its length.

use crate::{SecretBytes, SecretText};
use aws_lc_rs::{digest, hmac};
use std::fmt;
use subtle::ConstantTimeEq;

/// An HMAC-SHA-256 key for one purpose (RFC 2104).
#[derive(Clone)]
pub struct MacKey(hmac::Key);

impl MacKey {
    /// The key for `purpose` under `root`. Keys of different purposes say nothing about each other or the root.
    pub fn derive(root: &SecretBytes, purpose: &str) -> Self {
        let root = hmac::Key::new(hmac::HMAC_SHA256, root.expose());
        let derived = over(&root, &[b"portcullis mac key v1", purpose.as_bytes()]);
        Self(hmac::Key::new(hmac::HMAC_SHA256, derived.as_ref()))
    }
    /// The tag over `parts`: each part is preceded by its length, so parts can't be shifted into one another.
    pub fn sign(&self, parts: &[&[u8]]) -> [u8; 32] {
        array(over(&self.0, parts).as_ref())
    }
    /// Whether `tag` is the tag over `parts`; constant time.
    pub fn verify(&self, parts: &[&[u8]], tag: &[u8]) -> bool {
        equal(&self.sign(parts), tag)
    }
}
impl fmt::Debug for MacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MacKey([secret])")
    }
}

/// Whether two byte strings are the same, in time that depends on their lengths only.
pub fn equal(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

/// HMAC-SHA-512 (RFC 2104) in lower-case hexadecimal: how some services want a request signed. Ours are made by [`MacKey`].
pub fn hmac_sha512_hex(key: &SecretText, message: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA512, key.expose_bytes());
    data_encoding::HEXLOWER.encode(hmac::sign(&key, message).as_ref())
}

/// SHA-256 of one byte string (FIPS 180-4).
pub fn sha256(data: &[u8]) -> [u8; 32] {
    array(digest::digest(&digest::SHA256, data).as_ref())
}

/// SHA-256 over several parts, each preceded by its length.
pub fn sha256_parts(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = digest::Context::new(&digest::SHA256);
    each_with_length(parts, |bytes| context.update(bytes));
    array(context.finish().as_ref())
}

fn over(key: &hmac::Key, parts: &[&[u8]]) -> hmac::Tag {
    let mut context = hmac::Context::with_key(key);
    each_with_length(parts, |bytes| context.update(bytes));
    context.sign()
}

fn each_with_length(parts: &[&[u8]], mut update: impl FnMut(&[u8])) {
    for part in parts {
        update(&(part.len() as u64).to_be_bytes());
        update(part);
    }
}

fn array(bytes: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    for (to, from) in out.iter_mut().zip(bytes) {
        *to = *from;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key() -> MacKey {
        MacKey::derive(&SecretBytes::from(&[7u8; 32][..]), "test")
    }

    proptest! {
        #[test]
        fn part_boundaries_cannot_be_confused(a in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..6), 0..5),
                                              b in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..6), 0..5)) {
            let of = |list: &[Vec<u8>]| { let parts: Vec<&[u8]> = list.iter().map(|v| v.as_slice()).collect(); (key().sign(&parts), sha256_parts(&parts)) };
            prop_assert_eq!(of(&a).0 == of(&b).0, a == b);
            prop_assert_eq!(of(&a).1 == of(&b).1, a == b);
        }
        #[test]
        fn every_flipped_bit_of_a_tag_fails(data in proptest::collection::vec(any::<u8>(), 0..40), bit in 0usize..256) {
            let mut tag = key().sign(&[&data]);
            prop_assert!(key().verify(&[&data], &tag));
            tag[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(!key().verify(&[&data], &tag));
        }
        /// The same joined bytes, cut at any other place, give another tag.
        #[test]
        fn moving_a_boundary_changes_the_tag(data in proptest::collection::vec(any::<u8>(), 1..40), x in any::<prop::sample::Index>(), y in any::<prop::sample::Index>()) {
            let (x, y) = (x.index(data.len() + 1), y.index(data.len() + 1));
            let cut = |at: usize| key().sign(&[&data[..at], &data[at..]]);
            prop_assert_eq!(cut(x) == cut(y), x == y);
            prop_assert_ne!(cut(x), key().sign(&[&data]));
        }
    }

    #[test]
    fn known_answers() {
        assert_eq!(data_encoding::HEXLOWER.encode(&sha256(b"abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert!(!equal(b"a", b"ab") && equal(b"", b""));
        // RFC 4231 §4.3
        let tag = hmac_sha512_hex(&"Jefe".into(), b"what do ya want for nothing?");
        assert!(tag.starts_with("164b7a7bfcf819e2e395fbe73b56e0a3") && tag.len() == 128, "{tag}");
    }
    #[test]
    fn purposes_give_different_keys() {
        let root = SecretBytes::from(&[7u8; 32][..]);
        assert_ne!(MacKey::derive(&root, "cookie").sign(&[]), MacKey::derive(&root, "handoff").sign(&[]));
        assert_ne!(MacKey::derive(&root, "cookie").sign(&[]), MacKey::derive(&SecretBytes::from(&[8u8; 32][..]), "cookie").sign(&[]));
    }
    #[test]
    fn s19_short_and_long_tags_fail() {
        let tag = key().sign(&[b"x"]);
        assert!(!key().verify(&[b"x"], &tag[..31]) && !key().verify(&[b"x"], &[]) && !key().verify(&[b"x"], &[&tag[..], b"\0"].concat()));
    }
    #[test]
    fn s17_debug_shows_no_key() {
        assert_eq!(format!("{:?}", key()), "MacKey([secret])");
    }
}
