//! Signing out: the question, on the portal and on one host, and the answer.
//!
//! Why: ending a session is a form that a person presses, never a link that a page can load (S25).

use crate::moment;
use crate::page::{Draft, Page, Person, Site, finish};
use serde::Serialize;
use std::time::Duration;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignOutScope<'a> {
    /// The sign-in session and every host session: only on the portal.
    Everywhere,
    /// This host's session alone; the page links to the portal for the rest.
    Host(&'a str),
}

/// The question.
pub struct SignOut<'a> {
    pub scope: SignOutScope<'a>,
    pub person: Person<'a>,
    /// Where the form goes: `/sign-out` or `/.portcullis/sign-out`.
    pub action: &'a str,
    pub csrf: &'a str,
    /// Where somebody else goes on, sealed; empty: nowhere.
    pub flow: &'a str,
    /// The form came without its cookie or too late; nothing was ended.
    pub stale: bool,
    /// Another proxy keeps an application that is meant: what is open there is not ours to close.
    pub streams_stay: bool,
}
impl SignOut<'_> {
    pub fn render(&self, site: &Site<'_>) -> Page {
        let Self { scope, person, action, csrf, flow, stale, streams_stay } = *self;
        let facts = Question { host: host(scope), person, action, csrf, flow, stale, streams_stay };
        let title = match self.scope {
            SignOutScope::Everywhere if !self.flow.is_empty() => site.language.plain("sign-out-switch-title", &[]),
            SignOutScope::Everywhere => site.language.plain("sign-out-everywhere-title", &[]),
            SignOutScope::Host(h) => site.language.plain("sign-out-host-title", &[("host", h)]),
        };
        finish(Draft { template: "sign-out.html", status: if self.stale { 403 } else { 200 }, title, form_targets: &[] }, &facts, site)
    }
}

/// The answer.
pub struct SignedOut<'a> {
    pub scope: SignOutScope<'a>,
    /// Where "Sign in again" goes.
    pub again: &'a str,
    /// How long it took to end, where something was ended.
    pub closed: Option<Duration>,
    /// How many other sign-in sessions of this person stay.
    pub others: usize,
}
impl SignedOut<'_> {
    pub fn render(&self, site: &Site<'_>) -> Page {
        let facts =
            Answer { host: host(self.scope), again: self.again, took: self.closed.map(|t| moment::tenths(site.language.messages(), t)), others: self.others };
        let title = site.language.plain("signed-out-title", &[]);
        finish(Draft { template: "signed-out.html", status: 200, title, form_targets: &[] }, &facts, site)
    }
}

fn host(scope: SignOutScope<'_>) -> &str {
    match scope {
        SignOutScope::Everywhere => "",
        SignOutScope::Host(host) => host,
    }
}

#[derive(Serialize)]
struct Question<'a> {
    host: &'a str,
    person: Person<'a>,
    action: &'a str,
    csrf: &'a str,
    flow: &'a str,
    stale: bool,
    streams_stay: bool,
}
#[derive(Serialize)]
struct Answer<'a> {
    host: &'a str,
    again: &'a str,
    took: Option<String>,
    others: usize,
}
