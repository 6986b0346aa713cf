//! Who does it, and from where.
//!
//! Why: every change carries its author into the ledger in the same transaction.

use portcullis_model::{Event, EventKind, Outcome, Timestamp};
use std::net::IpAddr;

/// The author of a change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actor {
    /// A person's id, `host:<uid>` or `system`.
    pub id: Box<str>,
    /// How they are called.
    pub name: Box<str>,
    pub ip: Option<IpAddr>,
    pub request_id: Option<Box<str>>,
}
impl Actor {
    pub fn system() -> Self {
        Self { id: "system".into(), name: "system".into(), ip: None, request_id: None }
    }
    pub(crate) fn did(&self, now: Timestamp, kind: EventKind, object: &str) -> Event {
        let mut event = Event::new(now, kind, Outcome::Success).by(&self.id, &self.name).on(object).from_ip(self.ip);
        event.request_id.clone_from(&self.request_id);
        event
    }
}

/// Where a sign-in comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignInContext {
    pub ip: Option<IpAddr>,
    pub request_id: Option<Box<str>>,
    /// As sent; kept cut to 256 bytes.
    pub user_agent: Box<str>,
    /// The tag of the language that the page spoke; empty where there was no page.
    pub language: Box<str>,
    /// The browser, where it is one.
    pub device: Option<crate::DeviceId>,
}
impl SignInContext {
    pub(crate) fn of(&self, id: &str, name: &str) -> Actor {
        Actor { id: id.into(), name: name.into(), ip: self.ip, request_id: self.request_id.clone() }
    }
    pub(crate) fn agent(&self) -> Box<str> {
        let mut end = self.user_agent.len().min(256);
        while !self.user_agent.is_char_boundary(end) {
            end -= 1;
        }
        self.user_agent.get(..end).unwrap_or_default().into()
    }
}
