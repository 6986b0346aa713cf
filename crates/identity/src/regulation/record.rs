//! A count as it is stored.
//!
//! Why: its id comes from whom it is about, so that every node finds the same one.

use crate::code::id_of;
use crate::records::Payload;
use portcullis_authn::{Attempts, Regulation};
use portcullis_model::{PersonId, Timestamp};
use portcullis_store::{Expect, Kind, Put};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::net::IpAddr;
use uuid::Uuid;

/// Whom a count is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum About {
    /// Passwords of this person.
    Person(PersonId),
    /// Second factors of this person: a right password must not clear them.
    Second(PersonId),
    /// Passkeys in the place of a password: a key is not guessed, so nothing is counted and a ban is made by hand only.
    Key(PersonId),
    /// An IPv4 address, or the first 64 bits of an IPv6 one: whoever has one of these has all of them.
    Address(IpAddr),
}
impl About {
    pub(crate) fn address(ip: IpAddr) -> Self {
        Self::Address(network(ip))
    }
    pub(crate) fn id(&self) -> Uuid {
        match self {
            Self::Person(id) => id_of(b"regulation person", id.uuid().as_bytes()),
            Self::Key(id) => id_of(b"regulation key", id.uuid().as_bytes()),
            Self::Second(id) => id_of(b"regulation second", id.uuid().as_bytes()),
            Self::Address(ip) => id_of(b"regulation address", ip.to_string().as_bytes()),
        }
    }
}

/// What an address counts as: IPv6 addresses by their first 64 bits.
pub(crate) fn network(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            std::net::Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        v4 => v4,
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct RegulationRecord {
    pub(crate) about: About,
    pub(crate) attempts: Attempts,
    /// Somebody's words, where a ban was made by hand.
    #[serde(default)]
    pub(crate) reason: Box<str>,
    /// When the ban began, where there is one.
    #[serde(default)]
    pub(crate) since: Option<Timestamp>,
    #[serde(flatten)]
    pub(crate) rest: Map<String, Value>,
}
impl Payload for RegulationRecord {
    const SCHEMA: u32 = 1;
}
impl RegulationRecord {
    pub(crate) fn new(about: About) -> Self {
        Self { about, attempts: Attempts::default(), reason: "".into(), since: None, rest: Map::new() }
    }
    pub(crate) fn put(&self, rule: &Regulation, expect: Expect) -> Put {
        let put = Put::new(Kind::Regulation, self.about.id(), expect, self.to_bytes());
        match self.attempts.forgotten_at(rule) {
            Some(at) => put.expires(at),
            None => put,
        }
    }
}
