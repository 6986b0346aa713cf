//! A cookie's value: a handle and a MAC over (class, handle, host, epoch).
//!
//! Why: forged, cut and foreign values are thrown away without I/O (S6, S19). The MAC only filters; the record decides.

use crate::{CookieClass, Handle};
use data_encoding::BASE64URL_NOPAD;
use portcullis_crypto::{KeyRing, MacKey, Random, equal, random_bytes};
use std::sync::atomic::{AtomicU32, Ordering};

/// Every value has this length: 64 bytes in base64url.
pub const COOKIE_CHARS: usize = 86;

/// Makes and reads cookie values.
#[derive(Debug)]
pub(crate) struct CookieKeys {
    mac: MacKey,
    epoch: AtomicU32,
}
impl CookieKeys {
    pub(crate) fn new(keys: &KeyRing, epoch: u32) -> Self {
        Self { mac: keys.derive_mac("session cookie v1"), epoch: AtomicU32::new(epoch) }
    }
    pub(crate) fn epoch(&self) -> u32 {
        self.epoch.load(Ordering::Acquire)
    }
    pub(crate) fn set_epoch(&self, epoch: u32) {
        self.epoch.store(epoch, Ordering::Release);
    }
    /// A new handle, and the value of its cookie.
    pub(crate) fn issue(&self, class: CookieClass, host: &str, random: &dyn Random) -> (Handle, String) {
        let secret: [u8; 32] = random_bytes(random);
        let tag = self.tag(class, host, &secret);
        let mut whole = [0; 64];
        let (left, right) = whole.split_at_mut(32);
        left.copy_from_slice(&secret);
        right.copy_from_slice(&tag);
        (Handle::new(secret, &tag), BASE64URL_NOPAD.encode(&whole))
    }
    fn tag(&self, class: CookieClass, host: &str, secret: &[u8; 32]) -> [u8; 32] {
        self.mac.sign(&[class.as_bytes(), secret, host.as_bytes(), &self.epoch().to_be_bytes()])
    }
    /// Constant-time in everything that is secret; no I/O.
    pub(crate) fn read(&self, class: CookieClass, host: &str, value: &str) -> Option<Handle> {
        if value.len() != COOKIE_CHARS {
            return None;
        }
        let mut whole = [0; 64];
        let decoded = BASE64URL_NOPAD.decode_mut(value.as_bytes(), &mut whole).ok()?;
        if decoded != 64 {
            return None;
        }
        let (left, tag) = whole.split_at(32);
        let secret: [u8; 32] = left.try_into().ok()?;
        let right = self.tag(class, host, &secret);
        equal(&right, tag).then(|| Handle::new(secret, &right))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use portcullis_crypto::{SecretBytes, SystemRandom};
    use proptest::prelude::*;

    fn keys() -> CookieKeys {
        CookieKeys::new(&KeyRing::new(SecretBytes::from(vec![7; 32])).unwrap(), 1)
    }
    #[test]
    fn s06_a_value_is_good_for_its_class_host_and_epoch_only() {
        let keys = keys();
        let (handle, value) = keys.issue(CookieClass::Host, "wiki.example.com", &SystemRandom);
        assert_eq!(value.len(), COOKIE_CHARS);
        assert!(keys.read(CookieClass::Host, "wiki.example.com", &value) == Some(handle));
        for host in ["photos.example.com", "example.com", "wiki.example.com.", "WIKI.example.com", ""] {
            assert!(keys.read(CookieClass::Host, host, &value).is_none(), "{host}");
        }
        assert!(keys.read(CookieClass::Portal, "wiki.example.com", &value).is_none());
        keys.set_epoch(2);
        assert!(keys.read(CookieClass::Host, "wiki.example.com", &value).is_none());
    }
    #[test]
    fn s19_every_changed_character_is_refused() {
        let keys = keys();
        let (_, value) = keys.issue(CookieClass::Portal, "login.example.com", &SystemRandom);
        for at in 0..value.len() {
            let mut bytes = value.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            assert!(keys.read(CookieClass::Portal, "login.example.com", std::str::from_utf8(&bytes).unwrap()).is_none(), "{at}");
        }
    }
    proptest! {
        #[test]
        fn s19_garbage_is_refused(value in "\\PC{0,200}") {
            prop_assert!(keys().read(CookieClass::Portal, "login.example.com", &value).is_none());
        }
    }
}
