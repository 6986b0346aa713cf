//! The proof that a person was authenticated.
//!
//! Why: identity mints a session from this value and from nothing else, and only this crate can make one.

use portcullis_model::{Aal, Amr, AmrSet, PersonId, Timestamp};

/// How the person proved to be that person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// The password that is on record.
    Password,
    /// A password chosen just now, over a single-use link.
    Enrolment,
}

/// A finished ceremony. Consumed by minting; never cloned, never stored.
#[derive(Debug)]
#[must_use = "an authentication that mints nothing signs nobody in"]
pub struct Authenticated {
    person: PersonId,
    amr: AmrSet,
    aal: Aal,
    auth_time: Timestamp,
    method: Method,
    outdated: bool,
}
impl Authenticated {
    pub(crate) fn by_password(person: PersonId, method: Method, outdated: bool, auth_time: Timestamp) -> Self {
        let amr = AmrSet::default().with(Amr::Pwd);
        Self { person, amr, aal: crate::aal_of(amr), auth_time, method, outdated }
    }
    pub const fn person(&self) -> PersonId {
        self.person
    }
    pub const fn amr(&self) -> AmrSet {
        self.amr
    }
    pub const fn aal(&self) -> Aal {
        self.aal
    }
    pub const fn auth_time(&self) -> Timestamp {
        self.auth_time
    }
    pub const fn method(&self) -> Method {
        self.method
    }
    /// Whether the hash on record is weaker than a new one would be.
    pub const fn outdated(&self) -> bool {
        self.outdated
    }
}
