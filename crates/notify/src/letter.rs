//! A letter: what a mail will tell, before it is written.
//!
//! Why: it is queued as facts. The words, and the address that links begin with, are those of the configuration when it is sent.

use crate::queue;
use portcullis_crypto::SecretText;
use portcullis_model::{Mailbox, PersonId, Timestamp};
use portcullis_pages::{Mail, MailKind};
use portcullis_store::Put;
use std::net::IpAddr;
use uuid::Uuid;

#[derive(Clone, Debug)]
pub struct Letter {
    pub kind: MailKind,
    pub person: PersonId,
    pub to: Mailbox,
    /// The tag of the language that the person reads; empty: the house's own.
    pub language: Box<str>,
    /// When it happened.
    pub at: Timestamp,
    pub ip: Option<IpAddr>,
    pub agent: Box<str>,
    /// What a factor is called.
    pub factor: Box<str>,
    /// A code that is typed.
    pub code: Option<SecretText>,
    /// The secret of its link.
    pub secret: Option<SecretText>,
    /// When the code, or else the link, ends.
    pub until: Option<Timestamp>,
}
impl Letter {
    /// Nothing but whom it is for and what it is about.
    pub fn new(kind: MailKind, person: PersonId, to: Mailbox, at: Timestamp) -> Self {
        Self { kind, person, to, language: "".into(), at, ip: None, agent: "".into(), factor: "".into(), code: None, secret: None, until: None }
    }
    /// What queues it: one more put of the change that it tells of.
    pub fn put(&self, id: Uuid) -> Put {
        queue::put_new(self, id)
    }
    pub(crate) fn mail<'a>(&'a self, portal: &'a str) -> Mail<'a> {
        Mail {
            kind: self.kind,
            name: self.to.name(),
            at: self.at,
            ip: self.ip,
            agent: &self.agent,
            factor: &self.factor,
            code: self.code.as_ref().map(|s| s.expose().as_str()),
            secret: self.secret.as_ref().map(|s| s.expose().as_str()),
            until: self.until,
            portal,
        }
    }
}
