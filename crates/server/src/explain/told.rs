//! What a running server said of the person that a question is about.
//!
//! Why: files state some people; whoever is kept in the store or on a directory server is known to the running server alone.

use portcullis_config::KnownPerson;
use portcullis_model::Email;
use portcullis_wire::PersonFacts;

/// The running server's word.
#[derive(Debug)]
pub enum Told {
    /// None is running.
    NotRunning,
    /// It knows nobody of that name.
    Nobody,
    Facts(Box<PersonFacts>),
    /// It was there and could not tell.
    Failed(String),
}

/// A person with all groups, which the server has held against what their sources count for.
pub(super) fn known(facts: PersonFacts) -> (KnownPerson, Vec<Box<str>>) {
    let groups = facts.groups.into_iter().map(Into::into).collect();
    let person = KnownPerson {
        source: facts.source.into(),
        username: facts.name.into(),
        display_name: facts.display_name.into(),
        email: facts.email.and_then(|e| Email::parse(&e).ok()),
        groups: Vec::new(),
        claims: facts.claims.into_iter().map(|(name, values)| (name.into(), values)).collect(),
        disabled: facts.disabled,
        administrator: facts.administrator,
    };
    (person, groups)
}
