//! The last times somebody signed in, or tried to, as a person.
//!
//! Why: whoever sees a sign-in that wasn't theirs is the first to know that a password is out.

use crate::failure::ManageError;
use crate::{Identity, LiveSession};
use portcullis_model::{EventKind, Outcome, Timestamp};
use portcullis_store::Filter;
use std::net::IpAddr;

/// A sign-in as the ledger has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInView {
    pub at: Timestamp,
    pub succeeded: bool,
    /// How: `password`, `passkey`, `one-time-code`…
    pub method: Box<str>,
    pub ip: Option<IpAddr>,
}

/// How many events of a kind are looked through: a page about one person must not read a year of everybody's.
const LOOKED_THROUGH: u32 = 1_000;

impl Identity {
    /// The newest `most` sign-ins of this person, refused ones among them, newest first; of the latest ones at this house only.
    pub async fn last_sign_ins(&self, session: &LiveSession, most: usize) -> Result<Vec<SignInView>, ManageError> {
        let me = session.person.to_string();
        let mut found = Vec::new();
        for kind in [EventKind::SignInSucceeded, EventKind::SignInFailed] {
            let filter = Filter { kind: Some(kind), limit: LOOKED_THROUGH, ..Filter::default() };
            let events = self.inner.store.ledger().search(&filter).await?.into_iter().map(|l| l.event);
            found.extend(events.filter(|e| *e.actor == *me).take(most).map(|e| SignInView {
                at: e.time,
                succeeded: e.outcome == Outcome::Success,
                method: e.detail.get("method").cloned().unwrap_or_default(),
                ip: e.ip,
            }));
        }
        found.sort_by_key(|v| std::cmp::Reverse(v.at));
        found.truncate(most);
        Ok(found)
    }
}
