//! What a directory server said last of a person.
//!
//! Why: a server may be away when a cookie comes, and other nodes have to hear of changes; so what it said is kept with the record,
//! and every change of it goes the way of every other change of a person.

use portcullis_directory::Person;
use portcullis_model::Email;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Mirror {
    pub(crate) display_name: Box<str>,
    pub(crate) email: Option<Box<str>>,
    #[serde(default)]
    pub(crate) groups: Vec<Box<str>>,
    #[serde(default)]
    pub(crate) claims: BTreeMap<Box<str>, Vec<Value>>,
    pub(crate) state: State,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum State {
    #[default]
    Active,
    /// Disabled, expired or locked.
    Barred,
    /// Deleted, renamed, or let in by the filter no more.
    Gone,
}

impl Mirror {
    pub(crate) fn of(person: &Person, state: State) -> Self {
        Self {
            display_name: person.display_name.clone(),
            email: person.email.as_ref().map(|e| e.as_str().into()),
            groups: person.groups.clone(),
            claims: person.claims.clone(),
            state,
        }
    }
    pub(crate) fn is_active(&self) -> bool {
        self.state == State::Active
    }
    pub(crate) fn person(&self, username: &str) -> Person {
        Person {
            username: username.into(),
            display_name: self.display_name.clone(),
            hash: None,
            email: self.email.as_deref().and_then(|e| Email::parse(e).ok()),
            groups: self.groups.clone(),
            disabled: !self.is_active(),
            claims: self.claims.clone(),
        }
    }
}
