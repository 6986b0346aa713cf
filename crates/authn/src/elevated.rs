//! The proof that a person may change how they sign in.
//!
//! Why: a stolen session must not add a key of its own: what changes factors asks for a recent and strong proof, as a type.

use crate::{Owned, Requirement, SessionFacts};
use portcullis_model::{Aal, PersonId, Timestamp};
use std::time::Duration;

/// How recent the proof has to be.
const ELEVATED_FOR: Duration = Duration::from_secs(600);

/// Made from a session that is strong enough for its person: with a second factor where the person has one.
#[derive(Clone, Copy, Debug)]
pub struct Elevated {
    person: PersonId,
}

/// What is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotElevated {
    /// Signed in too long ago.
    Old,
    /// The person has a second factor and did not show it.
    Weak,
    /// A mailed code is asked for and was not shown, or too long ago.
    Unconfirmed,
}

impl Elevated {
    pub fn of(person: PersonId, session: &SessionFacts, owned: &Owned, now: Timestamp) -> Result<Self, NotElevated> {
        let need = Self::asks(owned);
        if !need.is_strong_enough(session) {
            return Err(NotElevated::Weak);
        }
        if need.is_met_by(session, now) { Ok(Self { person }) } else { Err(NotElevated::Old) }
    }
    /// For somebody who has nothing but a password, where mail can be sent: a code from their mailbox was shown, and counts `until` then.
    pub fn by_code(person: PersonId, owned: &Owned, until: Option<Timestamp>, now: Timestamp) -> Result<Self, NotElevated> {
        match until {
            _ if owned.has_second() => Err(NotElevated::Weak),
            Some(until) if now < until => Ok(Self { person }),
            _ => Err(NotElevated::Unconfirmed),
        }
    }
    /// Where a code is asked besides: the proof stands only with one that was shown, and counts `until` then.
    pub fn with_code(self, until: Option<Timestamp>, now: Timestamp) -> Result<Self, NotElevated> {
        if until.is_some_and(|until| now < until) { Ok(self) } else { Err(NotElevated::Unconfirmed) }
    }
    /// What a sign-in has to meet for it.
    pub fn asks(owned: &Owned) -> Requirement {
        Requirement { aal: owned.has_second().then_some(Aal::Two), fresh_within: Some(ELEVATED_FOR), ..Requirement::default() }
    }
    pub const fn person(&self) -> PersonId {
        self.person
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use portcullis_model::{Amr, AmrSet};

    const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

    #[test]
    fn s22_what_a_person_has_is_asked_for_before_anything_is_changed() {
        let person = PersonId::new(NOW, [1; 10]);
        let at = |aal, age| SessionFacts { aal, amr: AmrSet::default().with(Amr::Pwd), auth_time: NOW.minus(Duration::from_secs(age)) };
        let none = Owned { password: true, ..Owned::default() };
        let app = Owned { app: true, ..none };
        let of = |session: SessionFacts, owned: &Owned| Elevated::of(person, &session, owned, NOW).map(|e| e.person());
        assert_eq!(of(at(Aal::One, 600), &none), Ok(person));
        assert_eq!(of(at(Aal::One, 601), &none), Err(NotElevated::Old));
        assert_eq!(of(at(Aal::One, 0), &app), Err(NotElevated::Weak));
        assert_eq!(of(at(Aal::Two, 600), &app), Ok(person));
        assert_eq!(of(at(Aal::Two, 601), &app), Err(NotElevated::Old));
        let both = |session, until| Elevated::of(person, &session, &app, NOW).and_then(|e| e.with_code(until, NOW)).map(|e| e.person());
        let soon = NOW.plus(Duration::from_secs(1));
        assert_eq!(both(at(Aal::Two, 0), Some(soon)), Ok(person));
        assert_eq!((both(at(Aal::Two, 0), Some(NOW)), both(at(Aal::Two, 0), None)), (Err(NotElevated::Unconfirmed), Err(NotElevated::Unconfirmed)));
        assert_eq!(both(at(Aal::One, 0), Some(soon)), Err(NotElevated::Weak));
        let by_code = |owned: &Owned, until| Elevated::by_code(person, owned, until, NOW).map(|e| e.person());
        assert_eq!(by_code(&none, Some(NOW.plus(Duration::from_secs(1)))), Ok(person));
        assert_eq!((by_code(&none, Some(NOW)), by_code(&none, None)), (Err(NotElevated::Unconfirmed), Err(NotElevated::Unconfirmed)));
        assert_eq!(by_code(&app, Some(NOW.plus(Duration::from_secs(1)))), Err(NotElevated::Weak), "a code stands in for no factor");
    }
}
