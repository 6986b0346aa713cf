//! A queued letter as it is stored, and when it is tried again.
//!
//! Why: a try is claimed by compare-and-set before it is made, so of two nodes one sends; a node that dies lets the claim run out.

use crate::Letter;
use portcullis_crypto::{SecretText, Zeroize};
use portcullis_model::{Email, Mailbox, PersonId, Timestamp};
use portcullis_pages::MailKind;
use portcullis_store::{Announce, Expect, Kind, Put, Record};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::net::IpAddr;
use std::time::Duration;
use uuid::Uuid;

/// How long a try is somebody's: longer than a dialogue with the slowest server lasts.
const CLAIM: Duration = Duration::from_secs(300);
/// A letter without an end of its own is given up after this.
const GIVE_UP: Duration = Duration::from_secs(3 * 86_400);
/// What is left where no node has a notifier any more.
const FORGET: Duration = Duration::from_secs(14 * 86_400);
const FIRST: Duration = Duration::from_secs(5);
const LONGEST: Duration = Duration::from_secs(3_600);

#[derive(Serialize, Deserialize)]
struct Stored {
    kind: MailKind,
    person: PersonId,
    to: Box<str>,
    #[serde(default)]
    name: Box<str>,
    #[serde(default)]
    language: Box<str>,
    at: Timestamp,
    #[serde(default)]
    ip: Option<IpAddr>,
    #[serde(default)]
    agent: Box<str>,
    #[serde(default)]
    factor: Box<str>,
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    secret: Option<String>,
    #[serde(default)]
    until: Option<Timestamp>,
    next: Timestamp,
    give_up: Timestamp,
    #[serde(default)]
    tries: u32,
    #[serde(flatten)]
    rest: Map<String, Value>,
}
impl Drop for Stored {
    fn drop(&mut self) {
        self.code.iter_mut().chain(&mut self.secret).for_each(Zeroize::zeroize);
    }
}

/// A letter in the queue.
pub(crate) struct Queued {
    pub(crate) id: Uuid,
    pub(crate) version: u64,
    pub(crate) letter: Letter,
    pub(crate) next: Timestamp,
    pub(crate) give_up: Timestamp,
    /// Begun so far.
    pub(crate) tries: u32,
    rest: Map<String, Value>,
}

pub(crate) fn put_new(letter: &Letter, id: Uuid) -> Put {
    // A link is worth nothing after its end; a notice is, for some days.
    let give_up = match letter.kind {
        MailKind::ResetPassword | MailKind::ConfirmCode => letter.until.unwrap_or_else(|| letter.at.plus(GIVE_UP)),
        _ => letter.at.plus(GIVE_UP),
    };
    let queued = Queued { id, version: 0, letter: letter.clone(), next: letter.at, give_up, tries: 0, rest: Map::new() };
    queued.put(Expect::Absent).announce(Announce::Always)
}

impl Queued {
    /// `None` where it cannot be read.
    pub(crate) fn read(record: &Record) -> Option<Self> {
        let mut stored: Stored = serde_json::from_slice(&record.payload).ok()?;
        let to = Mailbox::new(&stored.name, Email::parse(&stored.to).ok()?);
        let letter = Letter {
            kind: stored.kind,
            person: stored.person,
            to,
            language: std::mem::take(&mut stored.language),
            at: stored.at,
            ip: stored.ip,
            agent: std::mem::take(&mut stored.agent),
            factor: std::mem::take(&mut stored.factor),
            code: stored.code.take().map(SecretText::from),
            secret: stored.secret.take().map(SecretText::from),
            until: stored.until,
        };
        let rest = std::mem::take(&mut stored.rest);
        Some(Self { id: record.id, version: record.version, letter, next: stored.next, give_up: stored.give_up, tries: stored.tries, rest })
    }
    fn put(&self, expect: Expect) -> Put {
        let letter = &self.letter;
        let stored = Stored {
            kind: letter.kind,
            person: letter.person,
            to: letter.to.address().as_str().into(),
            name: letter.to.name().into(),
            language: letter.language.clone(),
            at: letter.at,
            ip: letter.ip,
            agent: letter.agent.clone(),
            factor: letter.factor.clone(),
            code: letter.code.as_ref().map(|s| s.expose().clone()),
            secret: letter.secret.as_ref().map(|s| s.expose().clone()),
            until: letter.until,
            next: self.next,
            give_up: self.give_up,
            tries: self.tries,
            rest: self.rest.clone(),
        };
        let mut value = serde_json::to_value(&stored).unwrap_or_default();
        if let Some(map) = value.as_object_mut() {
            map.entry("schema").or_insert_with(|| Value::from(1));
        }
        let payload = serde_json::to_vec(&value).unwrap_or_default();
        Put::new(Kind::Mail, self.id, expect, payload).expires(self.give_up.plus(FORGET)).announce(Announce::Never)
    }
    /// The write that makes the next try ours.
    pub(crate) fn claim(&mut self, now: Timestamp) -> Put {
        self.tries += 1;
        self.next = now.plus(CLAIM);
        let put = self.put(Expect::Version(self.version));
        self.version += 1;
        put
    }
    /// The write that leaves it for later; says when.
    pub(crate) fn later(&mut self, now: Timestamp) -> (Put, Timestamp) {
        self.next = now.plus(backoff(self.tries));
        (self.put(Expect::Version(self.version)), self.next)
    }
}

/// 5 s, 15 s, 45 s … an hour.
pub(crate) fn backoff(tries: u32) -> Duration {
    FIRST.saturating_mul(3_u32.saturating_pow(tries.saturating_sub(1).min(12))).min(LONGEST)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn letter(kind: MailKind) -> Letter {
        let now = Timestamp::from_secs(1_800_000_000);
        let to = Mailbox::new("Ada", Email::parse("ada@example.com").unwrap());
        let letter = Letter::new(kind, PersonId::new(now, [1; 10]), to, now);
        Letter {
            secret: Some("pcm_x".into()),
            until: Some(now.plus(Duration::from_secs(300))),
            ip: Some([192, 0, 2, 1].into()),
            factor: "key".into(),
            ..letter
        }
    }
    fn stored(put: &Put) -> Record {
        Record { org: portcullis_model::Org::default(), kind: put.kind, id: put.id, version: 1, payload: put.payload.clone(), expires_at: put.expires_at }
    }

    #[test]
    fn what_is_queued_is_what_is_read() {
        let put = letter(MailKind::PasskeyAdded).put(Uuid::nil());
        let mut read = Queued::read(&stored(&put)).unwrap();
        assert_eq!((read.letter.to.name(), &*read.letter.factor, read.letter.secret.as_ref().unwrap().expose().as_str()), ("Ada", "key", "pcm_x"));
        assert_eq!((read.tries, read.next, read.give_up), (0, read.letter.at, read.letter.at.plus(GIVE_UP)));
        let claimed = Queued::read(&stored(&read.claim(read.letter.at))).unwrap();
        assert_eq!((claimed.tries, claimed.next), (1, read.letter.at.plus(CLAIM)));
    }
    #[test]
    fn a_link_is_given_up_with_its_end() {
        let read = Queued::read(&stored(&letter(MailKind::ResetPassword).put(Uuid::nil()))).unwrap();
        assert_eq!(read.give_up, read.letter.until.unwrap());
    }
    #[test]
    fn tries_come_further_and_further_apart() {
        let all: Vec<u64> = (1..9).map(|n| backoff(n).as_secs()).collect();
        assert_eq!(all, [5, 15, 45, 135, 405, 1215, 3600, 3600]);
        assert_eq!(backoff(u32::MAX), LONGEST);
    }
}
