//! What identity keeps in the store, in the shapes that are sealed there.
//!
//! Why: payloads are an interface between versions: each has its schema number, and unknown fields survive a rewrite.

use crate::acceptance::Accepted;
use crate::mirror::Mirror;
use crate::preferences::Preferences;
use portcullis_model::{Aal, AmrSet, Email, GroupId, PersonId, Role, SessionId, Timestamp};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use std::net::IpAddr;

/// A stored payload.
pub(crate) trait Payload: Serialize + DeserializeOwned {
    const SCHEMA: u32;
    fn to_bytes(&self) -> Vec<u8> {
        let mut value = serde_json::to_value(self).unwrap_or_default();
        if let Some(map) = value.as_object_mut() {
            map.entry("schema").or_insert_with(|| Value::from(Self::SCHEMA));
        }
        serde_json::to_vec(&value).unwrap_or_default()
    }
    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}
macro_rules! payload {
    ($($name:ident),+) => { $(impl Payload for $name { const SCHEMA: u32 = 1; })+ };
}
payload!(PersonRecord, CredentialRecord, GroupRecord, SessionRecord, HostSessionRecord, CodeRecord, InvitationRecord, EpochRecord, Mark);

/// A person. Those of a directory have `source`; what a file states is not copied here, what a server said last is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct PersonRecord {
    pub(crate) username: Box<str>,
    #[serde(default)]
    pub(crate) display_name: Box<str>,
    #[serde(default)]
    pub(crate) email: Option<Box<str>>,
    /// Ids of groups of the internal directory. The id of a deleted group says nothing.
    #[serde(default)]
    pub(crate) groups: Vec<GroupId>,
    #[serde(default)]
    pub(crate) roles: Vec<Role>,
    #[serde(default)]
    pub(crate) disabled: bool,
    #[serde(default)]
    pub(crate) source: Option<Box<str>>,
    pub(crate) created: Timestamp,
    /// When a password that is kept in a directory was changed here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) password_set: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) mirror: Option<Mirror>,
    /// The id that the server gave the entry for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) entry: Option<Box<str>>,
    /// The name belongs to another entry of the server; this one is found by its id alone.
    #[serde(default, skip_serializing_if = "is_false")]
    pub(crate) displaced: bool,
    /// Found by its name in either case.
    #[serde(default, skip_serializing_if = "is_false")]
    pub(crate) folded: bool,
    #[serde(default, skip_serializing_if = "Preferences::is_empty")]
    pub(crate) preferences: Preferences,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) accepted: Option<Accepted>,
    #[serde(flatten)]
    pub(crate) rest: Map<String, Value>,
}
impl PersonRecord {
    /// Somebody of whom no more than the name is known.
    pub(crate) fn named(username: &str, created: Timestamp) -> Self {
        Self {
            username: username.into(),
            display_name: "".into(),
            email: None,
            groups: Vec::new(),
            roles: Vec::new(),
            disabled: false,
            source: None,
            created,
            password_set: None,
            mirror: None,
            entry: None,
            displaced: false,
            folded: false,
            preferences: Preferences::default(),
            accepted: None,
            rest: Map::new(),
        }
    }
    pub(crate) fn email(&self) -> Option<Email> {
        self.email.as_deref().and_then(|e| Email::parse(e).ok())
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}

/// A person's password hash; its id is the person's.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct CredentialRecord {
    pub(crate) hash: String,
    pub(crate) set_at: Timestamp,
    #[serde(flatten)]
    pub(crate) rest: Map<String, Value>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct GroupRecord {
    pub(crate) name: Box<str>,
    #[serde(default)]
    pub(crate) description: Box<str>,
    pub(crate) created: Timestamp,
    #[serde(flatten)]
    pub(crate) rest: Map<String, Value>,
}

/// How strongly and when somebody proved who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Proved {
    pub(crate) aal: Aal,
    pub(crate) amr: AmrSet,
    pub(crate) auth_time: Timestamp,
}

/// A sign-in session. The handle itself is nowhere.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SessionRecord {
    pub(crate) person: PersonId,
    pub(crate) handle: [u8; 32],
    pub(crate) aal: Aal,
    pub(crate) amr: AmrSet,
    pub(crate) auth_time: Timestamp,
    pub(crate) created: Timestamp,
    pub(crate) expires: Timestamp,
    /// Microseconds without a request after which it ends; none for a kept session.
    pub(crate) inactivity: Option<u64>,
    pub(crate) last_used: Timestamp,
    pub(crate) epoch: u32,
    #[serde(default)]
    pub(crate) ip: Option<IpAddr>,
    #[serde(default)]
    pub(crate) user_agent: Box<str>,
    /// Hosts where the person signed out: the next visit there asks first.
    #[serde(default)]
    pub(crate) ask_on: Vec<Box<str>>,
    /// Until when a mailed code counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) confirmed_until: Option<Timestamp>,
    /// How often the portal's cookie was changed for a new one.
    #[serde(default)]
    pub(crate) turn: u32,
    #[serde(flatten)]
    pub(crate) rest: Map<String, Value>,
}
impl SessionRecord {
    pub(crate) const fn proved(&self) -> Proved {
        Proved { aal: self.aal, amr: self.amr, auth_time: self.auth_time }
    }
}
/// A session's child on one route host.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct HostSessionRecord {
    pub(crate) session: SessionId,
    pub(crate) host: Box<str>,
    pub(crate) handle: [u8; 32],
    pub(crate) created: Timestamp,
    /// What was proved when its cookie was made: an old cookie gains nothing by a later step.
    #[serde(default)]
    pub(crate) proved: Option<Proved>,
    /// How often its cookie was changed for a new one.
    #[serde(default)]
    pub(crate) turn: u32,
    #[serde(flatten)]
    pub(crate) rest: Map<String, Value>,
}
impl HostSessionRecord {
    /// What this cookie proves. An older version wrote nothing down; what was proved since is not for its cookies.
    pub(crate) fn proved(&self, session: &SessionRecord) -> Option<Proved> {
        self.proved.or_else(|| (session.turn == 0).then(|| session.proved()))
    }
}

/// A one-time code on its way from the portal to a route's host.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct CodeRecord {
    pub(crate) session: SessionId,
    /// What was proved when it was issued.
    #[serde(default)]
    pub(crate) proved: Option<Proved>,
    /// Of the session's cookie that it was issued to.
    #[serde(default)]
    pub(crate) turn: Option<u32>,
    pub(crate) flow: [u8; 32],
    pub(crate) nonce: [u8; 16],
    pub(crate) nonce_expires: Timestamp,
    pub(crate) target: crate::target::Parts,
    /// Of a cookie for a whole domain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) domain: Option<Box<str>>,
    pub(crate) expires: Timestamp,
}

/// A single-use link. Its id comes from the token, which is nowhere.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct InvitationRecord {
    pub(crate) purpose: Purpose,
    pub(crate) expires: Timestamp,
    #[serde(flatten)]
    pub(crate) rest: Map<String, Value>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Purpose {
    /// Makes the first person, an administrator; good only while there is nobody.
    First,
    /// Makes a further administrator: the host's way back in.
    Administrator,
    /// Lets this person choose a password.
    Invite(PersonId),
    /// The same, and makes them administrator.
    Recover(PersonId),
}

/// The number that every cookie is bound to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct EpochRecord {
    pub(crate) epoch: u32,
}

/// Something that must happen once: its being there is all it says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Mark {
    pub(crate) at: Timestamp,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn unknown_fields_survive_and_the_schema_number_is_kept() {
        let stored = br#"{"schema":2,"username":"ada","created":5,"pronouns":"she"}"#;
        let mut person = PersonRecord::from_bytes(stored).unwrap();
        person.disabled = true;
        let again: Value = serde_json::from_slice(&person.to_bytes()).unwrap();
        assert_eq!((again["schema"].as_i64(), again["pronouns"].as_str(), again["disabled"].as_bool()), (Some(2), Some("she"), Some(true)));
        let new = GroupRecord { name: "ops".into(), description: "".into(), created: Timestamp::from_secs(1), rest: Map::new() };
        assert_eq!(serde_json::from_slice::<Value>(&new.to_bytes()).unwrap()["schema"], 1);
    }
}
