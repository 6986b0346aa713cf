//! The proof that a person was authenticated.
//!
//! Why: identity mints a session from this value and from nothing else, and only this crate can make one.

use crate::SessionFacts;
use portcullis_model::{Aal, Amr, AmrSet, PersonId, Timestamp};

/// How the person proved to be that person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// The password that is on record.
    Password,
    /// A password chosen just now, over a single-use link.
    Enrolment,
    /// A code of an authenticator app.
    OneTimeCode,
    /// A code of the person's recovery sheet.
    RecoveryCode,
    /// A passkey or security key.
    Passkey,
    /// A question on the person's phone, by Duo.
    Push,
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
        Self::new(person, AmrSet::default().with(Amr::Pwd), method, outdated, auth_time)
    }
    /// `mfa` is said where two different kinds of factor came together (RFC 8176 §2).
    pub(crate) fn new(person: PersonId, amr: AmrSet, method: Method, outdated: bool, auth_time: Timestamp) -> Self {
        let aal = crate::aal_of(amr);
        let amr = if aal == Aal::Two { amr.with(Amr::Mfa) } else { amr };
        Self { person, amr, aal, auth_time, method, outdated }
    }
    /// Together with what the session of the same person already proved; another person's says nothing.
    pub fn joining(self, person: PersonId, session: &SessionFacts) -> Self {
        if self.person == person { Self::new(self.person, self.amr.and(session.amr), self.method, self.outdated, self.auth_time) } else { self }
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
