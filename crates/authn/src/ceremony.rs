//! The states of a sign-in and what moves it on.
//!
//! Why: a ceremony that is a value can be tested in every order of events, and no door can skip a step of it.

use crate::{Abilities, Authenticated, CheckedPassword, DirectoryCheck, Method, Owned, PasswordCheck, Requirement, SessionFacts};
use portcullis_crypto::password::Params;
use portcullis_crypto::{SecretBytes, SecretText};
use portcullis_model::{Aal, PersonId, Timestamp};

/// Where the person stands, and what may be compared with what was typed.
#[derive(Debug)]
pub struct Candidate {
    pub person: PersonId,
    pub standing: Standing,
    /// The hash on record; absent for someone who was invited and has not enrolled.
    pub hash: Option<SecretText>,
    /// A directory's server compares the password.
    pub elsewhere: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Active,
    /// Disabled, deleted in the meantime, or unknown to the directory that named them.
    Barred,
}

/// What happened.
#[derive(Debug)]
pub enum Event {
    /// A form with a name and a password; whom the name means was looked up by the caller.
    Submitted { candidate: Option<Candidate>, typed: SecretBytes },
    /// The check came back.
    Checked(CheckedPassword),
}

/// What the caller has to do next, besides showing the step.
#[derive(Debug)]
pub enum Effect {
    /// Do this work, and bring back [`Event::Checked`].
    Check(PasswordCheck),
    /// Ask the directory's server, and bring back [`Event::Checked`].
    AskDirectory(DirectoryCheck),
    /// Write that this person's sign-in failed, or, without one, that an unknown name did.
    RecordFailure { person: Option<PersonId> },
    /// Write that this person signed in.
    RecordSuccess { person: PersonId },
    /// Make a new hash of what was typed: the one on record is weaker than today's.
    Rehash { person: PersonId },
}

/// What the person sees next.
#[derive(Debug)]
pub enum Step {
    /// The session at hand is enough.
    Satisfied,
    Ask(Ask),
    /// Nothing to show until an effect is done.
    Working,
    /// Nothing that is offered can meet the requirement: say just that, and don't ask for a password in vain.
    CannotMeet(Missing),
    /// One answer for every failure: unknown, barred, wrong.
    Refused(Refusal),
    Done(Authenticated),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// A password, or a passkey instead of it.
    Password(Why),
    /// Signed in, and one more factor of those the person has would do.
    Second,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    SignIn,
    /// Signed in already, and the sign-in is too long ago for this.
    Fresh,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// The requirement asks for this level, and no second factor can be enrolled here.
    Level(Aal),
    /// It asks for a method that is not offered.
    Method,
    /// The person has nothing yet that would do, and can add it.
    Factor,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the name or the password is not right")]
    NotRight,
    #[error("the form came in the wrong order; start again")]
    OutOfOrder,
}

/// A ceremony under way.
#[derive(Debug)]
pub struct Ceremony<'a> {
    stage: Stage,
    params: Params,
    stand_in: &'a str,
}

#[derive(Debug, PartialEq, Eq)]
enum Stage {
    AwaitPassword,
    AwaitCheck(Option<PersonId>),
    Over,
}

/// Looks at what is asked, at the session there is and at what its person has, and says how to begin.
pub fn begin(need: &Requirement, session: Option<(&SessionFacts, &Owned)>, offered: Abilities, now: Timestamp) -> Step {
    if session.is_some_and(|(s, _)| need.is_met_by(s, now)) {
        return Step::Satisfied;
    }
    if !need.is_reachable(offered.amr) {
        return Step::CannotMeet(match need.aal {
            Some(Aal::Two) => Missing::Level(Aal::Two),
            _ => Missing::Method,
        });
    }
    match session {
        None => Step::Ask(Ask::Password(Why::SignIn)),
        // Strong enough and only too old: any one factor says that the person is still there (NIST SP 800-63B §4.2.3).
        Some((s, _)) if need.is_strong_enough(s) => Step::Ask(Ask::Password(Why::Fresh)),
        Some((s, owned)) if need.is_reachable(s.amr.and(owned.amr()).within(offered.amr)) => Step::Ask(Ask::Second),
        Some(_) => Step::CannotMeet(Missing::Factor),
    }
}

impl<'a> Ceremony<'a> {
    /// `stand_in` is a hash that costs what a real one costs; it is checked where there is nobody to check.
    pub const fn new(params: Params, stand_in: &'a str) -> Self {
        Self { stage: Stage::AwaitPassword, params, stand_in }
    }
    /// Takes one event, gives the next step and what to do for it.
    pub fn advance(&mut self, event: Event, now: Timestamp) -> (Step, Vec<Effect>) {
        match (std::mem::replace(&mut self.stage, Stage::Over), event) {
            (Stage::AwaitPassword, Event::Submitted { candidate, typed }) => {
                // Known to exist is not enough: only an active person with a hash is checked for real. Everybody else gets
                // the same work on a stand-in, and its result is thrown away.
                let known = candidate.as_ref().map(|c| c.person);
                let stand_in = |typed| PasswordCheck { person: None, hash: SecretText::from(self.stand_in), typed, wanted: self.params };
                if let Some(at) = candidate.as_ref().filter(|c| c.standing == Standing::Active && c.elsewhere) {
                    let asking = DirectoryCheck { person: at.person, beside: Some(stand_in(typed.clone())), typed };
                    self.stage = Stage::AwaitCheck(known);
                    return (Step::Working, vec![Effect::AskDirectory(asking)]);
                }
                let real = candidate.filter(|c| c.standing == Standing::Active).and_then(|c| Some((c.person, c.hash?)));
                let (person, hash) = match real {
                    Some((person, hash)) => (Some(person), hash),
                    None => (None, SecretText::from(self.stand_in)),
                };
                self.stage = Stage::AwaitCheck(known);
                (Step::Working, vec![Effect::Check(PasswordCheck { person, hash, typed, wanted: self.params })])
            }
            (Stage::AwaitCheck(known), Event::Checked(CheckedPassword { person, matched, outdated })) => match person {
                Some(person) if matched && known == Some(person) => {
                    let mut effects = vec![Effect::RecordSuccess { person }];
                    if outdated {
                        effects.push(Effect::Rehash { person });
                    }
                    (Step::Done(Authenticated::by_password(person, Method::Password, outdated, now)), effects)
                }
                _ => (Step::Refused(Refusal::NotRight), vec![Effect::RecordFailure { person: known }]),
            },
            _ => (Step::Refused(Refusal::OutOfOrder), Vec::new()),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use portcullis_crypto::SystemRandom;
    use portcullis_crypto::password;
    use portcullis_model::{Amr, AmrSet};
    use std::time::Duration;

    const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);
    const LIGHT: Params = Params { memory_kib: 64, passes: 1 };
    const STAND_IN: &str = "$argon2id$v=19$m=64,t=1,p=1$cG9ydGN1bGxpcy1zYWx0$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    fn id(n: u8) -> PersonId {
        PersonId::new(NOW, [n; 10])
    }
    fn ada(standing: Standing, hash: Option<&str>) -> Option<Candidate> {
        Some(Candidate { person: id(1), standing, hash: hash.map(SecretText::from), elsewhere: false })
    }
    fn run(candidate: Option<Candidate>, typed: &str) -> (Step, Vec<Effect>, u32) {
        let mut ceremony = Ceremony::new(LIGHT, STAND_IN);
        let (step, mut effects) = ceremony.advance(Event::Submitted { candidate, typed: SecretBytes::from(typed) }, NOW);
        assert!(matches!(step, Step::Working));
        assert_eq!(effects.len(), 1, "exactly one check, whoever it is");
        let Some(Effect::Check(check)) = effects.pop() else { panic!("a check") };
        let memory = check.memory_kib();
        let (step, effects) = ceremony.advance(Event::Checked(check.perform()), NOW);
        (step, effects, memory)
    }

    #[test]
    fn the_right_password_of_an_active_person_is_the_only_way_to_a_proof() {
        let hash = password::hash("correct horse", LIGHT, &SystemRandom).unwrap();
        let (step, effects, _) = run(ada(Standing::Active, Some(&hash)), "correct horse");
        let Step::Done(proof) = step else { panic!("{step:?}") };
        assert_eq!((proof.person(), proof.aal(), proof.auth_time(), proof.outdated()), (id(1), Aal::One, NOW, false));
        assert!(proof.amr().has(Amr::Pwd));
        assert!(matches!(effects[..], [Effect::RecordSuccess { .. }]));
    }
    #[test]
    fn s20_every_failure_takes_the_same_path() {
        let hash = password::hash("correct horse", LIGHT, &SystemRandom).unwrap();
        for (name, candidate, typed, known) in [
            ("unknown", None, "correct horse", false),
            ("wrong", ada(Standing::Active, Some(&hash)), "wrong", true),
            ("empty", ada(Standing::Active, Some(&hash)), "", true),
            ("disabled, right password", ada(Standing::Barred, Some(&hash)), "correct horse", true),
            ("not enrolled", ada(Standing::Active, None), "", true),
            ("damaged hash", ada(Standing::Active, Some("$argon2id$broken")), "correct horse", true),
        ] {
            let (step, effects, memory) = run(candidate, typed);
            assert!(matches!(step, Step::Refused(Refusal::NotRight)), "{name}: {step:?}");
            assert!(matches!(effects[..], [Effect::RecordFailure { person }] if person.is_some() == known), "{name}");
            if name != "damaged hash" {
                assert_eq!(memory, 64, "{name}: the same work");
            }
        }
    }
    #[test]
    fn s18_a_stand_in_that_would_match_still_proves_nothing() {
        // Even if someone knew the stand-in's password, its result names no person.
        let mut ceremony = Ceremony::new(LIGHT, STAND_IN);
        ceremony.advance(Event::Submitted { candidate: None, typed: SecretBytes::from("x") }, NOW);
        let forged = CheckedPassword { person: None, matched: true, outdated: false };
        assert!(matches!(ceremony.advance(Event::Checked(forged), NOW).0, Step::Refused(Refusal::NotRight)));
    }
    #[test]
    fn s18_a_result_of_another_ceremony_proves_nothing_here() {
        let mut ceremony = Ceremony::new(LIGHT, STAND_IN);
        ceremony.advance(Event::Submitted { candidate: ada(Standing::Active, Some(STAND_IN)), typed: SecretBytes::from("x") }, NOW);
        let theirs = CheckedPassword { person: Some(id(2)), matched: true, outdated: false };
        assert!(matches!(ceremony.advance(Event::Checked(theirs), NOW).0, Step::Refused(_)));
    }
    #[test]
    fn events_out_of_order_end_the_ceremony() {
        let yes = || CheckedPassword { person: Some(id(1)), matched: true, outdated: false };
        let mut early = Ceremony::new(LIGHT, STAND_IN);
        assert!(matches!(early.advance(Event::Checked(yes()), NOW).0, Step::Refused(Refusal::OutOfOrder)));
        assert!(matches!(early.advance(Event::Submitted { candidate: None, typed: SecretBytes::from("x") }, NOW).0, Step::Refused(Refusal::OutOfOrder)));
        let mut twice = Ceremony::new(LIGHT, STAND_IN);
        twice.advance(Event::Submitted { candidate: ada(Standing::Active, Some(STAND_IN)), typed: SecretBytes::from("x") }, NOW);
        assert!(matches!(twice.advance(Event::Checked(yes()), NOW).0, Step::Done(_)));
        assert!(matches!(twice.advance(Event::Checked(yes()), NOW).0, Step::Refused(Refusal::OutOfOrder)));
    }
    #[test]
    fn an_old_hash_asks_to_be_replaced() {
        let hash = bcrypt_of_password();
        let (step, effects, _) = run(ada(Standing::Active, Some(hash)), "tina-bcrypt-10");
        assert!(matches!(step, Step::Done(ref p) if p.outdated()));
        assert!(matches!(effects[..], [Effect::RecordSuccess { .. }, Effect::Rehash { .. }]));
    }
    fn bcrypt_of_password() -> &'static str {
        "$2b$10$NMSAqi9avilLg2WyJ4aIhe4nw7zkWJAWbjSQ8C.Vw/5hDgk53eT6a"
    }
    #[test]
    fn begin_asks_for_no_more_than_would_help() {
        let session = |age: u64| SessionFacts { aal: Aal::One, amr: AmrSet::default().with(Amr::Pwd), auth_time: NOW.minus(Duration::from_secs(age)) };
        let any = Requirement::default();
        let level_two = Requirement { aal: Some(Aal::Two), ..any };
        let fresh = Requirement { fresh_within: Some(Duration::from_secs(600)), ..any };
        let key = Requirement { amr: AmrSet::default().with(Amr::Hwk), ..any };
        let alone = Owned { password: true, ..Owned::default() };
        let start = |need: &Requirement, s: Option<SessionFacts>| begin(need, s.as_ref().map(|s| (s, &alone)), Abilities::password(), NOW);
        assert!(matches!(start(&any, None), Step::Ask(Ask::Password(Why::SignIn))));
        assert!(matches!(start(&any, Some(session(0))), Step::Satisfied));
        assert!(matches!(start(&fresh, Some(session(601))), Step::Ask(Ask::Password(Why::Fresh))));
        assert!(matches!(start(&fresh, Some(session(600))), Step::Satisfied));
        assert!(matches!(start(&level_two, None), Step::CannotMeet(Missing::Level(Aal::Two))));
        assert!(matches!(start(&level_two, Some(session(0))), Step::CannotMeet(Missing::Level(Aal::Two))));
        assert!(matches!(start(&key, None), Step::CannotMeet(Missing::Method)));
        // Where second factors are on, what the person has decides.
        let offered = Abilities::of(true, true);
        let with = |need: &Requirement, owned: Owned| begin(need, Some((&session(0), &owned)), offered, NOW);
        let app = Owned { app: true, ..alone };
        assert!(matches!(begin(&level_two, None, offered, NOW), Step::Ask(Ask::Password(Why::SignIn))));
        assert!(matches!(with(&level_two, alone), Step::CannotMeet(Missing::Factor)));
        assert!(matches!(with(&level_two, app), Step::Ask(Ask::Second)));
        assert!(matches!(with(&key, app), Step::CannotMeet(Missing::Factor)));
        assert!(matches!(with(&key, Owned { bound_keys: 1, ..alone }), Step::Ask(Ask::Second)));
        // A phone at Duo: where Duo asks people like this one, and is switched on.
        let phone = Owned { push_offered: true, ..alone };
        assert!(matches!(begin(&level_two, Some((&session(0), &phone)), offered.and_push(), NOW), Step::Ask(Ask::Second)));
        assert!(matches!(with(&level_two, phone), Step::CannotMeet(Missing::Factor)));
        // What is owned and switched off does not count.
        assert!(matches!(begin(&level_two, Some((&session(0), &app)), Abilities::of(false, true), NOW), Step::CannotMeet(Missing::Factor)));
    }
}
