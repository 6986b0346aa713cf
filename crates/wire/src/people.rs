//! People and groups on the wire.
//!
//! Why: `user …` and `group …` speak these shapes, and so will the console.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewPerson {
    /// The name they sign in with: letters, digits, dots, dashes, underscores.
    pub name: String,
    pub email: String,
    #[serde(default)]
    pub display_name: Option<String>,
    #[serde(default)]
    pub groups: Vec<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Person {
    pub id: String,
    pub name: String,
    pub email: Option<String>,
    pub display_name: String,
    pub groups: Vec<String>,
    pub roles: Vec<String>,
    /// `active`, `disabled`, or `invited` (no password yet).
    pub state: String,
    /// `internal`, or the directory they come from.
    pub source: String,
    /// RFC 3339, UTC; absent for people of a file directory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetPassword {
    pub password: String,
}

/// What rules see of a person, as the running server has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PersonFacts {
    pub name: String,
    pub display_name: String,
    /// Only where its source counts for it, as with groups.
    pub email: Option<String>,
    /// `source/name`.
    pub groups: Vec<String>,
    pub claims: BTreeMap<String, Vec<Value>>,
    /// Whether they are administrator by what is stored of them.
    pub administrator: bool,
    pub disabled: bool,
    pub source: String,
}

/// What a look at directory servers found.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Refreshed {
    pub looked_at: usize,
    pub changed: usize,
    /// About whom no server could be asked.
    pub failed: usize,
}

/// A one-time link. The link is shown once and kept nowhere.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Invitation {
    pub link: String,
    pub expires: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewGroup {
    pub name: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Group {
    /// The canonical name, `source/name`.
    pub name: String,
    pub members: Vec<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupMember {
    pub person: String,
}
