//! Somebody supposed, with the facts that the server would have of them.
//!
//! Why: a question is worth as much as its subject is like the one who comes to the gate.

use crate::ask::Judge;
use crate::{Administrator, Authority, Question};
use portcullis_attributes::{Facts, computed};
use portcullis_model::{Email, Groups, Role, RoleSet, Subject, SubjectKind, standard_claims};
use serde_json::Value;
use std::collections::BTreeMap;

/// Somebody of a users file, as it states them, or of whom a running server told.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownPerson {
    /// The name of the directory.
    pub source: Box<str>,
    pub username: Box<str>,
    pub display_name: Box<str>,
    pub email: Option<Email>,
    /// Without the source.
    pub groups: Vec<Box<str>>,
    pub claims: BTreeMap<Box<str>, Vec<Value>>,
    pub disabled: bool,
    /// Whatever the configuration names.
    pub administrator: bool,
}

pub(crate) fn suppose(q: &Question, judge: &Judge<'_>) -> Subject {
    let Judge { directories, only_other, administrators, user_attributes, .. } = *judge;
    let Some(user) = &q.user else { return Subject::anonymous() };
    let known = q.known.as_ref();
    let authority = known.and_then(|p| directories.iter().find(|d| d.name == p.source)).and_then(|d| d.authoritative_for.as_ref());
    let stated = match known {
        Some(person) => person.email.clone().filter(|e| covers(authority, e)),
        None => Email::parse(user).ok(),
    };
    // As the server judges: in one spelling.
    let email = q.email.clone().or(stated).and_then(|e| Email::parse(&e.key()).ok());
    let groups = match (&q.groups, known) {
        (Some(given), _) => Groups::of_sources(given.iter().map(|g| g.split_once('/').unwrap_or((Groups::INTERNAL, g))), only_other),
        (None, Some(person)) if authority.is_none_or(|a| a.groups) => Groups::of_sources(person.groups.iter().map(|g| (&*person.source, &**g)), only_other),
        _ => Groups::default(),
    };
    let administers = administrators.iter().any(|a| match a {
        Administrator::Email(address) => email.as_ref().is_some_and(|e| e.key() == address.key()),
        Administrator::Group(name) => groups.has(name),
    });
    let roles = RoleSet::default().with(Role::Member);
    let roles = if administers || known.is_some_and(|p| p.administrator) { roles.with(Role::Administrator) } else { roles };
    let username = known.map_or(user, |p| &p.username);
    let display_name = known.map(|p| &p.display_name).filter(|n| !n.is_empty()).unwrap_or(username);
    // What is given replaces what is known under the same name, also under the standard ones: it is supposed.
    let mut claims = standard_claims(known.map(|p| p.claims.clone()).unwrap_or_default(), display_name, username, email.as_ref());
    let standard = [("username", &**username), ("display_name", &**display_name)];
    let standard = standard.into_iter().chain(email.iter().flat_map(|e| [("email", e.as_str()), ("mail", e.as_str())])).collect();
    let canonical: Vec<&str> = groups.canonical().collect();
    let stated = known.map(|p| p.claims.clone()).unwrap_or_default();
    claims.extend(computed(user_attributes, Facts { standard: &standard, groups: &canonical, claims: &stated }));
    claims.extend(q.claims.clone());
    Subject { kind: SubjectKind::Person, id: username.clone(), user: username.clone(), email, display_name: display_name.clone(), groups, roles, claims }
}

fn covers(authority: Option<&Authority>, email: &Email) -> bool {
    authority.is_none_or(|a| a.domains.iter().any(|d| d.eq_ignore_ascii_case(email.domain())))
}
