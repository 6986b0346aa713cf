//! What a browser carries while a factor is added or shown.
//!
//! Why: a challenge needs no row in the store until it is answered; the envelope names its purpose, ends soon and opens once (S32).

use crate::code::id_of;
use crate::records::{Mark, Payload as _};
use data_encoding::BASE64URL_NOPAD;
use portcullis_crypto::{KeyRing, Random, Sealer, random_bytes};
use portcullis_model::Timestamp;
use portcullis_store::{Expect, Kind, Put};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::time::Duration;

/// How long an answer may take.
const LIFE: Duration = Duration::from_secs(600);
const MAX: usize = 32 * 1024;

/// What an envelope is for; one for another purpose does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    AddApp,
    AddPasskey,
    EnrolPasskey,
    ShowPasskey,
}
impl Purpose {
    const fn aad(self) -> &'static [u8] {
        match self {
            Self::AddApp => b"portcullis factor v1 add app",
            Self::AddPasskey => b"portcullis factor v1 add passkey",
            Self::EnrolPasskey => b"portcullis factor v1 enrol passkey",
            Self::ShowPasskey => b"portcullis factor v1 show passkey",
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Envelope<T> {
    nonce: [u8; 16],
    expires: Timestamp,
    state: T,
}

/// Seals and opens.
#[derive(Debug)]
pub(crate) struct StateKeys {
    sealer: Sealer,
}
/// An opened envelope. Its mark goes into the transaction that uses it.
pub(crate) struct Opened<T> {
    pub(crate) state: T,
    nonce: [u8; 16],
    expires: Timestamp,
}
impl<T> Opened<T> {
    /// Says that this envelope was used; a second use conflicts.
    pub(crate) fn mark(&self, now: Timestamp) -> Put {
        Put::new(Kind::Handoff, id_of(b"factor", &self.nonce), Expect::Absent, Mark { at: now }.to_bytes()).expires(self.expires)
    }
}

impl StateKeys {
    pub(crate) fn new(keys: &KeyRing) -> Self {
        Self { sealer: keys.derive_sealer("factor state v1") }
    }
    pub(crate) fn seal<T: Serialize>(&self, purpose: Purpose, state: T, random: &dyn Random, now: Timestamp) -> String {
        let envelope = Envelope { nonce: random_bytes(random), expires: now.plus(LIFE), state };
        // Plain data of known shape: it always serializes.
        let plain = portcullis_crypto::Zeroizing::new(serde_json::to_vec(&envelope).unwrap_or_default());
        BASE64URL_NOPAD.encode(&self.sealer.seal(&plain, purpose.aad(), random))
    }
    pub(crate) fn open<T: DeserializeOwned>(&self, purpose: Purpose, text: &str, now: Timestamp) -> Option<Opened<T>> {
        if text.len() > MAX {
            return None;
        }
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        let plain = self.sealer.open(&bytes, purpose.aad()).ok()?;
        let envelope: Envelope<T> = serde_json::from_slice(&plain).ok()?;
        (now < envelope.expires).then_some(Opened { state: envelope.state, nonce: envelope.nonce, expires: envelope.expires })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use portcullis_crypto::{SecretBytes, SystemRandom};

    #[test]
    fn s32_an_envelope_opens_for_its_purpose_and_for_ten_minutes() {
        let keys = StateKeys::new(&KeyRing::new(SecretBytes::from(vec![7; 32])).unwrap());
        let now = Timestamp::from_secs(1_800_000_000);
        let text = keys.seal(Purpose::AddApp, 7_u32, &SystemRandom, now);
        assert_eq!(keys.open::<u32>(Purpose::AddApp, &text, now).unwrap().state, 7);
        assert!(keys.open::<u32>(Purpose::ShowPasskey, &text, now).is_none());
        assert!(keys.open::<u32>(Purpose::AddApp, &text, now.plus(LIFE)).is_none());
        assert!(keys.open::<String>(Purpose::AddApp, &text, now).is_none());
        for bad in ["", "x", &text[1..], &format!("{text}A"), &"A".repeat(100_000)] {
            assert!(keys.open::<u32>(Purpose::AddApp, bad, now).is_none());
        }
    }
}
