//! From records and directories to the facts about a person.
//!
//! Why: every attribute has a source. What is built here is all that a rule may ever see, and only from sources that count.

use crate::mirror::State;
use crate::records::PersonRecord;
use crate::settings::{Administrator, Authority, Counts, Directory, LdapSource};
use portcullis_attributes::{Expression, computed};
use portcullis_directory::Snapshot;
use portcullis_model::{Email, GroupId, Groups, PersonId, Role, RoleSet, Subject, SubjectKind, standard_claims};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Everything facts are made from besides the record.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sources {
    pub(crate) administrators: Vec<Administrator>,
    pub(crate) groups: HashMap<GroupId, Box<str>>,
    pub(crate) directories: Vec<Source>,
    pub(crate) attributes: Vec<(Box<str>, Expression)>,
}
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub(crate) name: Box<str>,
    pub(crate) authoritative: Authority,
    /// Of a file. A server's people are with their records.
    pub(crate) people: Arc<Snapshot>,
    pub(crate) server: bool,
}
impl Source {
    pub(crate) fn of(directory: &Directory, people: Arc<Snapshot>) -> Self {
        Self { name: directory.file.name.clone(), authoritative: directory.authoritative.clone(), people, server: false }
    }
    pub(crate) fn of_server(ldap: &LdapSource) -> Self {
        Self { name: ldap.settings.name.clone(), authoritative: ldap.authoritative.clone(), people: Arc::default(), server: true }
    }
}

/// A person as they are now.
#[derive(Debug)]
pub(crate) struct Facts {
    pub(crate) record: PersonRecord,
    /// Of the record; facts of an older one never replace these.
    pub(crate) version: u64,
    pub(crate) subject: Arc<Subject>,
    pub(crate) barred: bool,
}

impl Sources {
    pub(crate) fn source(&self, name: &str) -> Option<&Source> {
        self.directories.iter().find(|s| *s.name == *name)
    }
    /// The directory person behind a record, if the directory that counts for the name still has them.
    pub(crate) fn entry(&self, record: &PersonRecord) -> Option<Arc<portcullis_directory::Person>> {
        let source = record.source.as_deref()?;
        let of_server = |s: &&Source| s.server && *s.name == *source;
        // Of two directories with the name, the first one is meant: the other's person is somebody else.
        let first = self.directories.iter().find(|s| of_server(s) || s.people.get(&record.username).is_some())?;
        if *first.name != *source {
            return None;
        }
        if first.server {
            let said = record.mirror.as_ref().filter(|m| m.state != State::Gone)?;
            return Some(Arc::new(said.person(&record.username)));
        }
        first.people.get(&record.username).cloned()
    }
    /// All that a rule may see, with what is computed: for whoever is about to be judged.
    pub(crate) fn whole(&self, id: PersonId, record: PersonRecord, version: u64) -> Facts {
        let mut facts = self.facts(id, record, version);
        if self.attributes.is_empty() {
            return facts;
        }
        let mut subject = Subject::clone(&facts.subject);
        let standard = [("username", &*subject.user), ("display_name", &*subject.display_name)];
        let email = subject.email.as_ref().map(Email::as_str);
        let standard = standard.into_iter().chain(email.into_iter().flat_map(|e| [("email", e), ("mail", e)])).collect();
        let groups: Vec<&str> = subject.groups.canonical().collect();
        let computed = computed(&self.attributes, portcullis_attributes::Facts { standard: &standard, groups: &groups, claims: &subject.claims });
        // What a directory states under such a name does not stand in for what is computed.
        subject.claims.retain(|name, _| self.attributes.iter().all(|(n, _)| n != name));
        subject.claims.extend(computed);
        facts.subject = Arc::new(subject);
        facts
    }
    pub(crate) fn facts(&self, id: PersonId, record: PersonRecord, version: u64) -> Facts {
        let entry = self.entry(&record);
        let gone = record.source.is_some() && entry.is_none();
        let barred = record.disabled || gone || entry.as_ref().is_some_and(|e| e.disabled);
        let authority = record.source.as_deref().and_then(|s| self.source(s)).map(|s| s.authoritative.clone()).unwrap_or_default();
        let (email, display_name, claims) = match &entry {
            Some(e) => (e.email.clone().filter(|m| authority.covers(m)), e.display_name.clone(), e.claims.clone()),
            None => (record.email(), record.display_name.clone(), BTreeMap::new()),
        };
        let groups = self.groups_of(&record, entry.as_ref().filter(|_| authority.groups == Counts::Yes).map(|e| &e.groups[..]).unwrap_or_default());
        let roles = self.roles_of(&record, email.as_ref(), &groups);
        let display_name = if display_name.is_empty() { record.username.clone() } else { display_name };
        // Judged in one spelling: a rule that denies `x@evil.test` must not miss `x@EVIL.test` (S9).
        let email = email.and_then(|e| Email::parse(&e.key()).ok());
        let claims = standard_claims(claims, &display_name, &record.username, email.as_ref());
        let subject =
            Subject { kind: SubjectKind::Person, id: id.to_string().into(), user: record.username.clone(), email, display_name, groups, roles, claims };
        Facts { record, version, subject: Arc::new(subject), barred }
    }
    /// Canonical names, and the bare ones they answer to.
    fn groups_of(&self, record: &PersonRecord, stated: &[Box<str>]) -> Groups {
        let internal = record.groups.iter().filter_map(|id| self.groups.get(id)).map(|name| (Groups::INTERNAL, &**name));
        let source = record.source.as_deref();
        let of_file = stated.iter().filter_map(|name| Some((source?, &**name)));
        Groups::of_sources(internal.chain(of_file), self.only_other())
    }
    /// The one source beside the internal directory, where there is exactly one.
    fn only_other(&self) -> Option<&str> {
        match self.directories.as_slice() {
            [one] => Some(&one.name),
            _ => None,
        }
    }
    /// The roles of someone whom a file states and whom nobody has seen yet.
    pub(crate) fn roles_unseen(&self, source: &str, person: &portcullis_directory::Person) -> Vec<Role> {
        let counts = self.source(source).map(|s| &s.authoritative);
        let stated = if counts.is_none_or(|a| a.groups == Counts::Yes) { &person.groups[..] } else { &[] };
        let groups = Groups::of_sources(stated.iter().map(|g| (source, &**g)), self.only_other());
        let named = self.administrators.iter().any(|a| match a {
            Administrator::Email(wanted) => person.email.as_ref().is_some_and(|e| e.key() == wanted.key() && counts.is_none_or(|a| a.covers(e))),
            Administrator::Group(name) => groups.has(name),
        });
        if named { vec![Role::Member, Role::Administrator] } else { vec![Role::Member] }
    }
    fn roles_of(&self, record: &PersonRecord, email: Option<&Email>, groups: &Groups) -> RoleSet {
        let named = self.administrators.iter().any(|a| match a {
            Administrator::Email(wanted) => email.is_some_and(|e| e.key() == wanted.key()),
            Administrator::Group(name) => groups.has(name),
        });
        let stored = record.roles.iter().fold(RoleSet::default().with(Role::Member), |set, role| set.with(*role));
        if named { stored.with(Role::Administrator) } else { stored }
    }
}

#[cfg(test)]
#[path = "facts_tests.rs"]
mod tests;
