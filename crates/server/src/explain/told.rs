//! What a running server said of the person that a question is about.
//!
//! Why: files state some people; whoever is kept in the store or on a directory server is known to the running server alone.

use portcullis_config::{KnownPerson, StoredRoute};
use portcullis_model::Email;
use portcullis_wire::PersonFacts;
use std::path::Path;

/// Routes that were added by command: names and documents.
pub(super) type Documents = Vec<(String, String)>;

/// How a running server is asked, by its socket.
#[derive(Clone, Copy, Debug)]
pub struct Running {
    /// About somebody.
    pub person: fn(&Path, &str) -> Told,
    /// Which routes were added by command. `None`: it could not be asked.
    pub routes: fn(&Path) -> Option<Documents>,
}
impl Running {
    pub(crate) fn stored(self, socket: &Path) -> Option<Vec<StoredRoute>> {
        let all = (self.routes)(socket)?;
        Some(all.into_iter().map(|(name, document)| StoredRoute { name: name.into(), document: document.into() }).collect())
    }
}

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
