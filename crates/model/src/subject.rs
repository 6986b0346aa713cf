//! Who asks: a person, a process on the host, or nobody in particular.
//!
//! Why: the judge sees facts that have a source, and only these.

use crate::{Email, Groups};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SubjectKind {
    Anonymous,
    Person,
    /// A process on this host, known by its uid over the local socket.
    Host,
}

/// A built-in role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Role {
    Member = 0,
    TemplateAuthor = 1,
    Auditor = 2,
    Administrator = 3,
}
impl Role {
    pub const ALL: [Self; 4] = [Self::Member, Self::TemplateAuthor, Self::Auditor, Self::Administrator];
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::TemplateAuthor => "template-author",
            Self::Auditor => "auditor",
            Self::Administrator => "administrator",
        }
    }
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.as_str() == text)
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct RoleSet(u8);
impl RoleSet {
    pub const fn with(self, role: Role) -> Self {
        Self(self.0 | 1 << role as u8)
    }
    pub const fn has(self, role: Role) -> bool {
        self.0 & 1 << role as u8 != 0
    }
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.into_iter().filter(move |r| self.has(*r))
    }
}

/// The facts about who asks.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    pub kind: SubjectKind,
    /// Stable id: a person's UUID, `host:<uid>`, or empty.
    pub id: Box<str>,
    /// The name a person signs in with; what the `user` criterion compares.
    pub user: Box<str>,
    /// The e-mail an authoritative source states.
    pub email: Option<Email>,
    pub display_name: Box<str>,
    pub groups: Groups,
    pub roles: RoleSet,
    pub claims: BTreeMap<Box<str>, Vec<Value>>,
}
impl Subject {
    pub fn anonymous() -> Self {
        Self {
            kind: SubjectKind::Anonymous,
            id: "".into(),
            user: "".into(),
            email: None,
            display_name: "".into(),
            groups: Groups::default(),
            roles: RoleSet::default(),
            claims: BTreeMap::new(),
        }
    }
    pub fn host(uid: u32) -> Self {
        let id: Box<str> = format!("host:{uid}").into();
        Self { kind: SubjectKind::Host, id: id.clone(), user: id.clone(), display_name: id, ..Self::anonymous() }
    }
    pub fn is_anonymous(&self) -> bool {
        self.kind == SubjectKind::Anonymous
    }
}
