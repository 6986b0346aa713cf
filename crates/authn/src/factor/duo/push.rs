//! A question that was asked, from the asking to the proof. Serializes to what is stored.
//!
//! Why: the answer comes to a task while the person waits on a page; what both look at is one value, and only Duo's word makes it a proof.

use super::super::Verified;
use super::{Device, DuoAnswer, DuoTrouble};
use crate::Method;
use portcullis_model::{Amr, AmrSet, PersonId, Timestamp};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long the phone shows the question.
pub const PUSH_LIFE: Duration = Duration::from_secs(60);
/// How long after the answer the person has to come back for it.
const ANSWER_LIFE: Duration = Duration::from_secs(120);

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Push {
    person: PersonId,
    device: Device,
    /// Duo's name for it.
    txid: Box<str>,
    asked: Timestamp,
    state: PushState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PushState {
    Waiting,
    Allowed(Timestamp),
    Refused(PushRefused),
}

/// Why it proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PushRefused {
    /// The person pressed "deny", or Duo's rules said so.
    Denied,
    /// The person said that somebody else asked.
    Reported,
    Unanswered,
    /// Duo stopped asking for it while it was on its way.
    Bypassed,
}
impl PushRefused {
    /// For the ledger.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::Reported => "reported as fraud",
            Self::Unanswered => "not answered",
            Self::Bypassed => "bypassed",
        }
    }
}

impl Push {
    /// Duo took the question: its answer names it.
    pub fn asked(person: PersonId, device: Device, answer: DuoAnswer<'_>, now: Timestamp) -> Result<Self, DuoTrouble> {
        let Begun { txid } = answer.response()?;
        let plain = (1..=128).contains(&txid.len()) && txid.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if plain { Ok(Self { person, device, txid, asked: now, state: PushState::Waiting }) } else { Err(DuoTrouble::Unreadable(answer.status)) }
    }
    pub const fn device(&self) -> &Device {
        &self.device
    }
    pub(super) fn txid(&self) -> &str {
        &self.txid
    }
    /// What it is now: nobody answers a question that the phone no longer shows.
    pub fn state(&self, now: Timestamp) -> PushState {
        match self.state {
            PushState::Waiting if now >= self.asked.plus(PUSH_LIFE) => PushState::Refused(PushRefused::Unanswered),
            PushState::Allowed(at) if now >= at.plus(ANSWER_LIFE) => PushState::Refused(PushRefused::Unanswered),
            state => state,
        }
    }
    /// Takes Duo's word. What was decided once stays.
    pub fn hear(&mut self, answer: DuoAnswer<'_>, now: Timestamp) -> Result<(), DuoTrouble> {
        let Status { result, status } = answer.response()?;
        let heard = match (&*result, &*status) {
            ("waiting", _) => PushState::Waiting,
            ("allow", "bypass") => PushState::Refused(PushRefused::Bypassed),
            ("allow", _) => PushState::Allowed(now),
            ("deny", "fraud") => PushState::Refused(PushRefused::Reported),
            ("deny", "timeout") => PushState::Refused(PushRefused::Unanswered),
            ("deny", _) => PushState::Refused(PushRefused::Denied),
            _ => return Err(DuoTrouble::Unreadable(answer.status)),
        };
        if self.state == PushState::Waiting {
            self.state = heard;
        }
        Ok(())
    }
    /// Nobody answered in time.
    pub fn give_up(&mut self) {
        if self.state == PushState::Waiting {
            self.state = PushState::Refused(PushRefused::Unanswered);
        }
    }
    /// The proof, once. The caller takes the record away before it is used.
    pub fn proves(self, person: PersonId, now: Timestamp) -> Option<Verified> {
        match self.state(now) {
            PushState::Allowed(at) if self.person == person => Some(Verified { person, method: Method::Push, amr: AmrSet::default().with(Amr::Mca), at }),
            _ => None,
        }
    }
}

#[derive(Deserialize)]
struct Begun {
    txid: Box<str>,
}
#[derive(Deserialize)]
struct Status {
    result: Box<str>,
    #[serde(default)]
    status: Box<str>,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

    fn person(n: u8) -> PersonId {
        PersonId::new(NOW, [n; 10])
    }
    fn asked() -> Push {
        let body = br#"{"stat":"OK","response":{"txid":"45f7c92b-f45f-4862-8545-e0f58e78075a"}}"#;
        Push::asked(person(1), Device { id: "D".into(), name: "phone".into() }, DuoAnswer { status: 200, body }, NOW).unwrap()
    }
    fn heard(result: &str, status: &str) -> Push {
        let mut push = asked();
        let body = format!(r#"{{"stat":"OK","response":{{"result":"{result}","status":"{status}","status_msg":"x"}}}}"#);
        push.hear(DuoAnswer { status: 200, body: body.as_bytes() }, NOW).unwrap();
        push
    }
    fn later(secs: u64) -> Timestamp {
        NOW.plus(Duration::from_secs(secs))
    }

    #[test]
    fn s18_only_duos_yes_for_this_person_and_in_time_is_a_proof() {
        assert!(heard("allow", "allow").proves(person(1), later(119)).is_some());
        assert!(heard("allow", "allow").proves(person(1), later(120)).is_none(), "too late");
        assert!(heard("allow", "allow").proves(person(2), NOW).is_none(), "somebody else's");
        for (result, status) in [("waiting", "pushed"), ("deny", "deny"), ("deny", "fraud"), ("deny", "timeout"), ("deny", "allow"), ("allow", "bypass")] {
            assert!(heard(result, status).proves(person(1), NOW).is_none(), "{result} {status}");
        }
        assert!(asked().proves(person(1), NOW).is_none());
    }
    #[test]
    fn what_was_decided_stays() {
        let mut push = heard("deny", "fraud");
        let yes = br#"{"stat":"OK","response":{"result":"allow","status":"allow"}}"#;
        push.hear(DuoAnswer { status: 200, body: yes }, NOW).unwrap();
        assert_eq!(push.state(NOW), PushState::Refused(PushRefused::Reported));
        push.give_up();
        assert_eq!(push.state(NOW), PushState::Refused(PushRefused::Reported));
        assert_eq!((asked().state(later(59)), asked().state(later(60))), (PushState::Waiting, PushState::Refused(PushRefused::Unanswered)));
    }
    #[test]
    fn s19_an_odd_answer_changes_nothing() {
        let mut push = asked();
        for (status, body) in [(200, "{}"), (500, r#"{"stat":"OK","response":{"result":"allow"}}"#), (200, r#"{"stat":"OK","response":{"result":"yes"}}"#)] {
            assert!(push.hear(DuoAnswer { status, body: body.as_bytes() }, NOW).is_err(), "{body}");
            assert_eq!(push.state(NOW), PushState::Waiting);
        }
        for bad in [r#"{"stat":"OK","response":{"txid":"a b"}}"#, r#"{"stat":"OK","response":{"txid":""}}"#, r#"{"stat":"OK","response":{}}"#] {
            let device = Device { id: "D".into(), name: "x".into() };
            assert!(Push::asked(person(1), device, DuoAnswer { status: 200, body: bad.as_bytes() }, NOW).is_err(), "{bad}");
        }
    }
}
