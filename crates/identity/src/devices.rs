//! Browsers that a person signed in with before, and the notice of one that was not among them.
//!
//! Why: whoever has a stolen password is told on by the first sign-in with it. A browser is known by a random value that it was
//! given; nothing of it is looked at, and what is kept of the value says nothing to whoever reads the store.

use crate::flow;
use crate::identity::Inner;
use crate::mailed::Deed;
use crate::records::Payload;
use crate::{Identity, SignInContext};
use data_encoding::BASE64URL_NOPAD;
use portcullis_crypto::{Random, equal, random_bytes, sha256_parts};
use portcullis_model::{PersonId, Timestamp};
use portcullis_notify::Letter;
use portcullis_pages::MailKind;
use portcullis_store::{Change, Expect, Kind, Put, StoreError};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::fmt;
use std::time::Duration;

/// As long as browsers keep a cookie.
pub const BROWSER_KNOWN_FOR: Duration = Duration::from_secs(400 * 86_400);
/// Of one person; the one unused for longest makes room.
const MOST: usize = 20;
/// A sign-in closer to the last one than this changes nothing.
const STEP: Duration = Duration::from_secs(86_400);
/// Notices to one person in a day: whoever throws their cookies away, or has the password and means to, fills no mailbox.
const TOLD_MOST: usize = 5;
const DAY: Duration = Duration::from_secs(86_400);

/// 128 random bits that a browser holds in a cookie of the portal.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct DeviceId([u8; 16]);
impl DeviceId {
    pub fn new(random: &dyn Random) -> Self {
        Self(random_bytes(random))
    }
    /// 22 characters of base64url.
    pub fn value(&self) -> String {
        BASE64URL_NOPAD.encode(&self.0)
    }
    pub fn parse(value: &str) -> Option<Self> {
        flow::bits(value).map(Self)
    }
    /// For one person: of two people at one browser the records have nothing in common.
    fn mark(&self, person: PersonId) -> [u8; 32] {
        sha256_parts(&[b"portcullis device v1", person.uuid().as_bytes(), &self.0])
    }
}
impl fmt::Debug for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceId([secret])")
    }
}

/// The browsers of one person; its id is the person's.
#[derive(Clone, Default, Serialize, Deserialize)]
struct DevicesRecord {
    known: Vec<Known>,
    /// When they were told of a new one.
    #[serde(default)]
    told: Vec<Timestamp>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}
#[derive(Clone, Serialize, Deserialize)]
struct Known {
    mark: [u8; 32],
    at: Timestamp,
}
impl Payload for DevicesRecord {
    const SCHEMA: u32 = 1;
}

impl Identity {
    /// Whether browsers are remembered: only where somebody can be told of a new one.
    pub fn knows_browsers(&self) -> bool {
        self.inner.settings.load().mail.is_some_and(|m| m.new_browsers)
    }
}

impl Inner {
    /// Adds to a sign-in that its browser is known from now on, and the notice where it was not. The first browser of a person
    /// is no news.
    pub(crate) async fn knowing_browser(&self, change: Change, person: PersonId, ctx: &SignInContext, now: Timestamp) -> Result<Change, StoreError> {
        let (Some(settings), Some(device)) = (self.settings.load().mail.filter(|m| m.new_browsers), &ctx.device) else { return Ok(change) };
        let stored = self.store.get(Kind::Device, person.uuid()).await?;
        let (first, expect) = stored.as_ref().map_or((true, Expect::Absent), |s| (false, Expect::Version(s.version)));
        let mut record = stored.and_then(|s| DevicesRecord::from_bytes(&s.payload)).unwrap_or_default();
        let mark = device.mark(person);
        let known = record.known.iter_mut().find(|k| equal(&k.mark, &mark)).map(|k| {
            let fresh = now.since(k.at) < STEP;
            k.at = now;
            fresh
        });
        match known {
            Some(true) => return Ok(change),
            Some(false) => {}
            None => record.known.push(Known { mark, at: now }),
        }
        record.known.retain(|k| now.since(k.at) < BROWSER_KNOWN_FOR);
        record.known.sort_by_key(|k| std::cmp::Reverse(k.at));
        record.known.truncate(MOST);
        record.told.retain(|at| now.since(*at) < DAY);
        let tell = known.is_none() && !first && record.told.len() < TOLD_MOST;
        let letter = if tell { self.letter_to(MailKind::NewBrowser, person, &ctx.language, now).await? } else { None };
        let change = match letter {
            None => change,
            Some(letter) => {
                record.told.push(now);
                let (secret, until, link) = self.mailed(person, Deed::ShutOut { browser: mark }, settings.undo, now);
                let letter = Letter { ip: ctx.ip, agent: ctx.agent(), secret: Some(secret), until: Some(until), ..letter };
                change.put(link).put(letter.put(self.new_uuid(now)))
            }
        };
        Ok(change.put(Put::new(Kind::Device, person.uuid(), expect, record.to_bytes())))
    }
    /// A browser that was not the person's is new when it comes again. The record stays: a person without one has no new browsers.
    pub(crate) async fn without_browser(&self, change: Change, person: PersonId, browser: &[u8; 32]) -> Result<Change, StoreError> {
        let Some(stored) = self.store.get(Kind::Device, person.uuid()).await? else { return Ok(change) };
        let mut record = DevicesRecord::from_bytes(&stored.payload).unwrap_or_default();
        record.known.retain(|k| k.mark != *browser);
        Ok(change.put(Put::new(Kind::Device, person.uuid(), Expect::Version(stored.version), record.to_bytes())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use portcullis_crypto::SystemRandom;

    #[test]
    fn a_browser_is_another_for_each_person_and_its_value_is_not_kept() {
        let now = Timestamp::from_secs(1_800_000_000);
        let device = DeviceId::new(&SystemRandom);
        assert!(DeviceId::parse(&device.value()) == Some(device));
        let (ada, bob) = (PersonId::new(now, [1; 10]), PersonId::new(now, [2; 10]));
        assert_ne!(device.mark(ada), device.mark(bob));
        assert!(!format!("{device:?}").contains(&device.value()));
        for bad in ["", "x", "AAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAB"] {
            assert!(DeviceId::parse(bad).is_none(), "{bad}");
        }
    }
}
