//! What a challenge asks for, and whether a session already gives it.
//!
//! Why: the same question is asked before a ceremony, after it, and on return to the application.

use portcullis_model::{Aal, Amr, AmrSet, AuthContext, Timestamp};
use std::time::Duration;

/// What would satisfy a challenge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Requirement {
    /// The least assurance level; none means any signed-in person.
    pub aal: Option<Aal>,
    /// The sign-in must not be older than this.
    pub fresh_within: Option<Duration>,
    /// Method references that must all be present.
    pub amr: AmrSet,
}

/// What a session already says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionFacts {
    pub aal: Aal,
    pub amr: AmrSet,
    pub auth_time: Timestamp,
}
impl From<&AuthContext> for SessionFacts {
    fn from(auth: &AuthContext) -> Self {
        Self { aal: auth.aal, amr: auth.amr, auth_time: auth.auth_time }
    }
}

/// The methods that this installation offers to anyone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Abilities {
    pub amr: AmrSet,
}
impl Abilities {
    /// Passwords, and nothing else.
    pub fn password() -> Self {
        Self { amr: AmrSet::default().with(Amr::Pwd) }
    }
    /// Passwords, one-time codes where they are on, passkeys where they are on.
    pub fn of(codes: bool, passkeys: bool) -> Self {
        let add = |set: AmrSet, on: bool, more: &[Amr]| if on { more.iter().fold(set, |s, a| s.with(*a)) } else { set };
        let amr = add(AmrSet::default().with(Amr::Pwd), codes, &[Amr::Otp]);
        let amr = add(amr, passkeys, &[Amr::Hwk, Amr::Swk, Amr::User, Amr::Pin]);
        Self { amr: add(amr, codes || passkeys, &[Amr::Mfa]) }
    }
    /// Questions on the person's phone too.
    #[must_use]
    pub const fn and_push(self) -> Self {
        Self { amr: self.amr.with(Amr::Mca).with(Amr::Mfa) }
    }
}

impl Requirement {
    /// Whether the session meets it at this instant.
    pub fn is_met_by(&self, session: &SessionFacts, now: Timestamp) -> bool {
        self.aal.is_none_or(|aal| session.aal >= aal)
            && self.fresh_within.is_none_or(|within| now.since(session.auth_time) <= within)
            && self.amr.iter().all(|amr| session.amr.has(amr))
    }
    /// Whether the strength it asks for is there, however old.
    pub(crate) fn is_strong_enough(&self, session: &SessionFacts) -> bool {
        self.aal.is_none_or(|aal| session.aal >= aal) && self.amr.iter().all(|amr| session.amr.has(amr))
    }
    /// Whether a sign-in with all of these methods could meet it.
    pub(crate) fn is_reachable(&self, methods: AmrSet) -> bool {
        let level = aal_of(methods);
        let all = if level == Aal::Two { methods.with(Amr::Mfa) } else { methods };
        self.aal.is_none_or(|aal| level >= aal) && self.amr.iter().all(|amr| all.has(amr))
    }
}

/// The assurance level that a set of methods gives (NIST SP 800-63B §4): two when a password came with something one has,
/// or a key also verified the person; one otherwise.
pub fn aal_of(amr: AmrSet) -> Aal {
    let has = [Amr::Otp, Amr::Hwk, Amr::Swk, Amr::Mca].into_iter().any(|m| amr.has(m));
    let key = amr.has(Amr::Hwk) || amr.has(Amr::Swk);
    // `user` says that somebody touched it; only `pin` (by the key's own PIN, fingerprint or face) says who.
    if (amr.has(Amr::Pwd) && has) || (key && amr.has(Amr::Pin)) { Aal::Two } else { Aal::One }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_secs(1_000_000);

    fn set(amr: &[Amr]) -> AmrSet {
        amr.iter().fold(AmrSet::default(), |s, a| s.with(*a))
    }
    #[test]
    fn levels_follow_the_methods() {
        for (methods, level) in [
            (&[][..], Aal::One),
            (&[Amr::Pwd], Aal::One),
            (&[Amr::Otp], Aal::One),
            (&[Amr::Hwk], Aal::One),
            (&[Amr::Sms, Amr::Pwd], Aal::One),
            (&[Amr::Pwd, Amr::Kba], Aal::One),
            (&[Amr::Mca], Aal::One),
            (&[Amr::Hwk, Amr::Mca], Aal::One),
            (&[Amr::Pwd, Amr::Mca], Aal::Two),
            (&[Amr::Pwd, Amr::Otp], Aal::Two),
            (&[Amr::Pwd, Amr::Hwk], Aal::Two),
            (&[Amr::Hwk, Amr::User], Aal::One),
            (&[Amr::Hwk, Amr::User, Amr::Pin], Aal::Two),
            (&[Amr::Swk, Amr::Pin], Aal::Two),
            (&[Amr::Otp, Amr::Pin], Aal::One),
        ] {
            assert_eq!(aal_of(set(methods)), level, "{methods:?}");
        }
    }
    #[test]
    fn freshness_is_judged_to_the_microsecond() {
        let need = Requirement { fresh_within: Some(Duration::from_secs(600)), ..Requirement::default() };
        let at = |secs| SessionFacts { aal: Aal::One, amr: set(&[Amr::Pwd]), auth_time: NOW.minus(Duration::from_secs(secs)) };
        assert!(need.is_met_by(&at(600), NOW));
        assert!(!need.is_met_by(&at(600), NOW.plus(Duration::from_micros(1))));
    }
    #[test]
    fn every_named_method_is_needed() {
        let need = Requirement { amr: set(&[Amr::Pwd, Amr::Otp]), ..Requirement::default() };
        let with = |amr: &[Amr]| SessionFacts { aal: aal_of(set(amr)), amr: set(amr), auth_time: NOW };
        assert!(!need.is_met_by(&with(&[Amr::Pwd]), NOW));
        assert!(need.is_met_by(&with(&[Amr::Pwd, Amr::Otp]), NOW));
        assert!(!need.is_reachable(Abilities::password().amr));
        assert!(need.is_reachable(Abilities::of(true, false).amr));
    }
}
