//! Confirming a change with a mailed code.
//!
//! Why: whoever has nothing but a password shows that the mailbox is theirs too before anything is changed.

use crate::page::{Draft, Page, Person, Site, finish};
use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfirmState {
    /// Nothing was sent yet.
    Ask,
    Sent,
    /// That code was not right.
    Wrong,
    /// No further code is sent just now.
    TooMany,
    Stale,
    Unavailable,
}
impl ConfirmState {
    pub const ALL: [Self; 6] = [Self::Ask, Self::Sent, Self::Wrong, Self::TooMany, Self::Stale, Self::Unavailable];
    const fn look(self) -> (u16, &'static str, &'static str) {
        match self {
            Self::Ask => (200, "", ""),
            Self::Sent => (200, "info", "confirm-code-sent"),
            Self::Wrong => (401, "bad", "confirm-code-wrong"),
            Self::TooMany => (429, "warn", "confirm-code-too-many"),
            Self::Stale => (403, "warn", "sign-in-stale"),
            Self::Unavailable => (503, "warn", "new-password-unavailable"),
        }
    }
}

pub struct ConfirmCode<'a> {
    pub person: Person<'a>,
    pub state: ConfirmState,
    /// Where the code goes, as its person knows it.
    pub address: &'a str,
    /// The word for the page to come back to, or empty.
    pub to: &'a str,
    pub csrf: &'a str,
}
impl ConfirmCode<'_> {
    pub fn render(&self, site: &Site<'_>) -> Page {
        let (status, tone, why) = self.state.look();
        let facts = Facts {
            person: self.person,
            typed: !matches!(self.state, ConfirmState::Ask | ConfirmState::Stale),
            wrong: self.state == ConfirmState::Wrong,
            tone,
            why,
            address: self.address,
            to: self.to,
            csrf: self.csrf,
        };
        let title = site.language.plain("confirm-code-title", &[]);
        finish(Draft { template: "confirm-code.html", status, title, form_targets: &[] }, &facts, site)
    }
}

#[derive(Serialize)]
struct Facts<'a> {
    person: Person<'a>,
    typed: bool,
    wrong: bool,
    tone: &'static str,
    why: &'static str,
    address: &'a str,
    to: &'a str,
    csrf: &'a str,
}
