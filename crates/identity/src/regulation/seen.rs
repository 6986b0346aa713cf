//! Bans in force, to be shown.
//!
//! Why: one line for whom it shuts out, though a person's passwords and second factors are counted apart.

use super::record::{About, RegulationRecord};
use crate::Identity;
use crate::failure::ManageError;
use crate::records::Payload as _;
use portcullis_authn::Banned;
use portcullis_model::{PersonId, Timestamp};
use portcullis_store::Kind;
use std::fmt;
use std::net::IpAddr;

/// Whom a ban shuts out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BanSubject {
    Person {
        id: PersonId,
        username: Box<str>,
    },
    /// IPv6 by its first 64 bits.
    Address(IpAddr),
}
/// A name, or an address as an administrator can name it again.
impl fmt::Display for BanSubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person { username, .. } => f.write_str(username),
            Self::Address(ip) => match super::record::network(*ip) {
                IpAddr::V6(v6) => write!(f, "{v6}/64"),
                IpAddr::V4(v4) => write!(f, "{v4}"),
            },
        }
    }
}
/// What it shuts them out of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BanDoor {
    Every,
    Password,
    SecondFactor,
}
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BanView {
    pub subject: BanSubject,
    pub door: BanDoor,
    pub since: Option<Timestamp>,
    /// None: until it is taken back.
    pub until: Option<Timestamp>,
    pub reason: Box<str>,
}

impl Identity {
    /// Bans in force, by when they began.
    pub async fn list_bans(&self, now: Timestamp) -> Result<Vec<BanView>, ManageError> {
        let inner = &self.inner;
        let mut out: Vec<BanView> = Vec::new();
        let mut pages = inner.store.pages(Kind::Regulation);
        while let Some(page) = pages.next().await? {
            for stored in page {
                let Some(record) = RegulationRecord::from_bytes(&stored.payload) else { continue };
                let Some(banned) = record.attempts.banned(now) else { continue };
                let (subject, door) = match record.about {
                    About::Address(ip) => (BanSubject::Address(ip), BanDoor::Every),
                    About::Person(id) | About::Second(id) | About::Key(id) => match inner.stored(id).await? {
                        Some((id, person, _)) => (BanSubject::Person { id, username: person.username }, door(&record.about)),
                        None => continue,
                    },
                };
                let until = match banned {
                    Banned::Until(at) => Some(at),
                    Banned::ForGood => None,
                };
                join(&mut out, BanView { subject, door, since: record.since, until, reason: record.reason });
            }
        }
        out.sort_by_key(|b| b.since);
        Ok(out)
    }
}

const fn door(about: &About) -> BanDoor {
    match about {
        About::Person(_) => BanDoor::Password,
        About::Second(_) => BanDoor::SecondFactor,
        About::Address(_) | About::Key(_) => BanDoor::Every,
    }
}

/// The bans of one person that were made by hand, or began and end together, are one.
fn join(all: &mut Vec<BanView>, new: BanView) {
    let same = |b: &&mut BanView| b.subject == new.subject && (b.since, b.until) == (new.since, new.until);
    match all.iter_mut().find(same) {
        Some(there) => there.door = BanDoor::Every,
        None => all.push(new),
    }
}
