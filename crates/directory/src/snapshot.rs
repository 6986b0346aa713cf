//! The people of one file at one moment.
//!
//! Why: readers take a whole snapshot; nobody ever sees half of an edit.

use portcullis_crypto::SecretText;
use portcullis_model::Email;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// One person, as the file states them.
#[derive(Debug)]
pub struct Person {
    pub username: Box<str>,
    pub display_name: Box<str>,
    /// Checked when the file was read: its kind is known and its memory is within the cap. None where the directory itself
    /// compares passwords.
    pub hash: Option<SecretText>,
    pub email: Option<Email>,
    pub groups: Vec<Box<str>>,
    pub disabled: bool,
    /// Profile fields and `extra` attributes, by name.
    pub claims: BTreeMap<Box<str>, Vec<Value>>,
}

/// Everyone, and how they may be called.
#[derive(Debug, Default)]
pub struct Snapshot {
    people: BTreeMap<Box<str>, Arc<Person>>,
    by_email: HashMap<Box<str>, Arc<Person>>,
    fold: bool,
}

impl Snapshot {
    pub(crate) fn new(people: BTreeMap<Box<str>, Arc<Person>>, by_email: HashMap<Box<str>, Arc<Person>>, fold: bool) -> Self {
        Self { people, by_email, fold }
    }
    /// The person of exactly that user name.
    pub fn get(&self, username: &str) -> Option<&Arc<Person>> {
        self.people.get(username)
    }
    /// Whom a typed name means: a user name first, then an e-mail address. Nothing is trimmed.
    pub fn find(&self, typed: &str) -> Option<&Arc<Person>> {
        self.find_name(typed).or_else(|| self.find_email(typed))
    }
    /// Whom it means as a user name.
    pub fn find_name(&self, typed: &str) -> Option<&Arc<Person>> {
        if self.fold { self.people.get(typed.to_lowercase().as_str()) } else { self.people.get(typed) }
    }
    /// Whom it means as an e-mail address.
    pub fn find_email(&self, typed: &str) -> Option<&Arc<Person>> {
        self.by_email.get(typed.to_lowercase().as_str())
    }
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Person>> {
        self.people.values()
    }
    pub fn len(&self) -> usize {
        self.people.len()
    }
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }
}
