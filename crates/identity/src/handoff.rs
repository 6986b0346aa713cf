//! The sealed return target that a challenge sends through the portal.
//!
//! Why: every parameter that crosses our own redirects is in one sealed, expiring, single-use envelope (S32); the portal
//! never reads a URL from a request (S3).

use crate::target::Parts;
use crate::{FlowCookie, ReturnTarget};
use data_encoding::BASE64URL_NOPAD;
use portcullis_authn::Requirement;
use portcullis_crypto::{KeyRing, Random, Sealer, random_bytes};
use portcullis_model::{Aal, AmrSet, TargetUri, Timestamp};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long a sign-in may take.
pub(crate) const HANDOFF_LIFE: Duration = Duration::from_secs(600);
const AAD: &[u8] = b"portcullis handoff v1";
const START: &[u8] = b"portcullis start v1";

/// An opened envelope.
#[derive(Clone, Debug)]
pub struct Handoff {
    pub target: ReturnTarget,
    pub requirement: Requirement,
    /// Where the code goes, where that is not the target's own host.
    pub via: Option<Via>,
    pub(crate) flow: [u8; 32],
    pub(crate) nonce: [u8; 16],
    pub(crate) expires: Timestamp,
}

/// A sign-in for a whole cookie domain: its portal sets the cookie. Both come from the configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Via {
    /// `example.com`.
    pub domain: Box<str>,
    /// The address of the domain's portal, `https://login.example.com` or with a path behind it.
    pub portal: Box<str>,
}
impl Via {
    /// The portal's origin: its address without the path.
    pub fn origin(&self) -> &str {
        let host = self.portal.find("://").map_or(0, |at| at + 3);
        let end = self.portal.get(host..).and_then(|rest| rest.find('/')).map_or(self.portal.len(), |at| host + at);
        self.portal.get(..end).unwrap_or(&self.portal)
    }
    /// What its cookie is bound to: no host begins with a dot.
    pub fn bound(&self) -> String {
        format!(".{}", self.domain)
    }
}
impl Handoff {
    /// Where the code is exchanged.
    pub fn callback(&self) -> String {
        let at = self.via.as_ref().map_or_else(|| self.target.origin(), |via| via.portal.to_string());
        format!("{at}/.portcullis/callback")
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HandoffRefused {
    /// Cut, edited, invented, or sealed by another installation.
    #[error("the link to this page is not one of ours; go back to the application and try again")]
    NotOurs,
    #[error("the link to this page is too old; go back to the application and try again")]
    Expired,
}

/// Seals and opens.
#[derive(Debug)]
pub(crate) struct HandoffKeys {
    sealer: Sealer,
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    target: Parts,
    flow: [u8; 32],
    nonce: [u8; 16],
    expires: Timestamp,
    aal: Option<Aal>,
    fresh_micros: Option<u64>,
    amr: AmrSet,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    via: Option<Via>,
}

impl HandoffKeys {
    pub(crate) fn new(keys: &KeyRing) -> Self {
        Self { sealer: keys.derive_sealer("handoff v1") }
    }
    pub(crate) fn seal(&self, target: &TargetUri, via: Option<Via>, flow: &FlowCookie, need: &Requirement, random: &dyn Random, now: Timestamp) -> String {
        let sealed = Sealed {
            target: ReturnTarget::of(target).to_parts(),
            flow: flow.mark(),
            nonce: random_bytes(random),
            expires: now.plus(HANDOFF_LIFE),
            aal: need.aal,
            fresh_micros: need.fresh_within.map(|d| u64::try_from(d.as_micros()).unwrap_or(u64::MAX)),
            amr: need.amr,
            via,
        };
        // Plain data of known shape: it always serializes.
        let plain = serde_json::to_vec(&sealed).unwrap_or_default();
        BASE64URL_NOPAD.encode(&self.sealer.seal(&plain, AAD, random))
    }
    /// A target alone, for a page of ours on its own host.
    pub(crate) fn seal_start(&self, target: &TargetUri, random: &dyn Random, now: Timestamp) -> String {
        let plain = serde_json::to_vec(&(ReturnTarget::of(target).to_parts(), now.plus(HANDOFF_LIFE))).unwrap_or_default();
        BASE64URL_NOPAD.encode(&self.sealer.seal(&plain, START, random))
    }
    pub(crate) fn open_start(&self, text: &str, now: Timestamp) -> Option<ReturnTarget> {
        let bytes = BASE64URL_NOPAD.decode(text.get(..text.len().min(16 * 1024))?.as_bytes()).ok()?;
        let (parts, expires): (Parts, Timestamp) = serde_json::from_slice(&self.sealer.open(&bytes, START).ok()?).ok()?;
        if now >= expires { None } else { ReturnTarget::from_parts(&parts) }
    }
    pub(crate) fn open(&self, text: &str, now: Timestamp) -> Result<Handoff, HandoffRefused> {
        if text.len() > 16 * 1024 {
            return Err(HandoffRefused::NotOurs);
        }
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| HandoffRefused::NotOurs)?;
        let plain = self.sealer.open(&bytes, AAD).map_err(|_| HandoffRefused::NotOurs)?;
        let sealed: Sealed = serde_json::from_slice(&plain).map_err(|_| HandoffRefused::NotOurs)?;
        if now >= sealed.expires {
            return Err(HandoffRefused::Expired);
        }
        Ok(Handoff {
            target: ReturnTarget::from_parts(&sealed.target).ok_or(HandoffRefused::NotOurs)?,
            requirement: Requirement { aal: sealed.aal, fresh_within: sealed.fresh_micros.map(Duration::from_micros), amr: sealed.amr },
            via: sealed.via,
            flow: sealed.flow,
            nonce: sealed.nonce,
            expires: sealed.expires,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use portcullis_crypto::{SecretBytes, SystemRandom};
    use portcullis_model::WireTarget;

    const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

    fn keys(root: u8) -> HandoffKeys {
        HandoffKeys::new(&KeyRing::new(SecretBytes::from(vec![root; 32])).unwrap())
    }
    fn sealed(keys: &HandoffKeys) -> String {
        let hosts: [&[u8]; 1] = [b"wiki.example.com"];
        let target = TargetUri::parse(WireTarget { https: true, authority: None, hosts: &hosts, path_and_query: "/a%20b?x=1&x=2" }).unwrap();
        let need = Requirement { aal: Some(Aal::Two), fresh_within: Some(Duration::from_secs(600)), amr: AmrSet::default() };
        keys.seal(&target, None, &FlowCookie::new(&SystemRandom), &need, &SystemRandom, NOW)
    }

    #[test]
    fn comes_back_as_it_was_sealed() {
        let keys = keys(7);
        let open = keys.open(&sealed(&keys), NOW).unwrap();
        assert_eq!(open.target.url(), "https://wiki.example.com/a%20b?x=1&x=2");
        assert_eq!((open.requirement.aal, open.requirement.fresh_within), (Some(Aal::Two), Some(Duration::from_secs(600))));
    }
    #[test]
    fn s32_every_changed_cut_or_foreign_envelope_is_refused() {
        let keys = keys(7);
        let text = sealed(&keys);
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(keys.open(std::str::from_utf8(&bytes).unwrap(), NOW).err(), Some(HandoffRefused::NotOurs), "{at}");
            assert!(keys.open(&text[..at], NOW).is_err(), "{at}");
        }
        assert_eq!(self::keys(8).open(&text, NOW).err(), Some(HandoffRefused::NotOurs));
        for bad in ["", "https://evil.test", &format!("{text},{text}"), &format!("{text}{text}"), &format!("{text}="), &"A".repeat(100_000)] {
            assert!(keys.open(bad, NOW).is_err());
        }
    }
    #[test]
    fn s32_an_envelope_ends_after_ten_minutes() {
        let keys = keys(7);
        let text = sealed(&keys);
        assert!(keys.open(&text, NOW.plus(HANDOFF_LIFE).minus(Duration::from_micros(1))).is_ok());
        assert_eq!(keys.open(&text, NOW.plus(HANDOFF_LIFE)).err(), Some(HandoffRefused::Expired));
    }
}
