//! The sign-in page, fresh and after a refusal.
//!
//! Why: one page for both keeps a refused name and a wrong password the same in every byte (S20).

use crate::key_ask::KeyAsk;
use crate::moment;
use crate::page::{Draft, Page, Site, finish, host_of, hue, monogram};
use serde::Serialize;
use std::time::Duration;

/// The application that asks.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    pub name: &'a str,
    /// Its exact origin, `https://wiki.example.com`: shown as host, and allowed as the form's way back.
    pub origin: &'a str,
    /// Another origin that the way back leads through; empty where there is none.
    pub via: &'a str,
}
impl<'a> Asker<'a> {
    /// What the form may lead to.
    pub(crate) fn origins(&self) -> [&'a str; 2] {
        [self.origin, self.via]
    }
}

/// Why the form is shown again, or shown at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInTrouble {
    /// Name and password don't match; says no more (S20).
    Refused,
    /// The key was not accepted.
    PasskeyRefused,
    /// Every hashing place is taken: 503.
    Busy,
    /// The store can't be read: 503.
    Unavailable,
    /// The form was too old or came without its cookie.
    Stale,
    /// The return target was spent or is too old: sign-in goes on to the launcher.
    LostWay,
    /// The person is signed in, but longer ago than the route allows.
    Again,
    /// A new password was chosen over a mailed link.
    PasswordReset,
    /// The person signed out on this host and still has a session: ask before going on.
    SignedOutHere,
}
impl SignInTrouble {
    pub const ALL: [Self; 9] =
        [Self::Refused, Self::PasskeyRefused, Self::Busy, Self::Unavailable, Self::Stale, Self::LostWay, Self::Again, Self::SignedOutHere, Self::PasswordReset];
    fn look(self) -> (u16, &'static str, &'static str) {
        match self {
            Self::Refused => (401, "bad", "sign-in-refused"),
            Self::PasskeyRefused => (401, "bad", "sign-in-passkey-refused"),
            Self::Busy => (503, "warn", "sign-in-busy"),
            Self::Unavailable => (503, "warn", "sign-in-unavailable"),
            Self::Stale => (403, "warn", "sign-in-stale"),
            Self::LostWay => (200, "info", "sign-in-lost-way"),
            Self::Again => (200, "info", "sign-in-again"),
            Self::PasswordReset => (200, "info", "sign-in-reset-done"),
            Self::SignedOutHere => (200, "info", "sign-in-signed-out-here"),
        }
    }
}

pub struct SignIn<'a> {
    pub asker: Option<Asker<'a>>,
    pub trouble: Option<SignInTrouble>,
    /// The name as typed, kept after a refusal.
    pub username: &'a str,
    pub keep: bool,
    /// How long "Keep me signed in" keeps; zero: it is not offered.
    pub keep_for: Duration,
    pub csrf: &'a str,
    /// The sealed hand-off, or empty.
    pub flow: &'a str,
    /// Whose session there is: said where it is not fresh enough.
    pub whose: &'a str,
    /// Whose session may go on without a password, where one may (`continue` in the form).
    pub continue_as: Option<&'a str>,
    /// A passkey may be shown instead of the password.
    pub passkey: Option<KeyAsk<'a>>,
    /// Where somebody who forgot their password goes; empty where there is no such place.
    pub forgot: &'a str,
}
impl SignIn<'_> {
    pub fn render(&self, site: &Site<'_>) -> Page {
        let (status, tone, why) = self.trouble.map_or((200, "", ""), SignInTrouble::look);
        let title = site.language.plain(if tone == "bad" { "sign-in-refused-title" } else { "sign-in-title" }, &[]);
        let targets: Vec<&str> = self.asker.iter().flat_map(Asker::origins).collect();
        let facts = Facts {
            asker: self.asker.map(ShownAsker::from),
            tone,
            why,
            wrong: self.trouble == Some(SignInTrouble::Refused),
            username: self.username,
            keep: self.keep,
            keep_for: if self.keep_for.is_zero() { String::new() } else { moment::length(site.language.messages(), self.keep_for) },
            csrf: self.csrf,
            flow: self.flow,
            whose: self.whose,
            continue_as: self.continue_as,
            password_first: tone == "bad" && self.passkey.is_some(),
            passkey: self.passkey,
            forgot: self.forgot,
        };
        finish(Draft { template: "sign-in.html", status, title, form_targets: &targets }, &facts, site)
    }
}

#[derive(Serialize)]
struct Facts<'a> {
    asker: Option<ShownAsker<'a>>,
    tone: &'static str,
    why: &'static str,
    wrong: bool,
    username: &'a str,
    keep: bool,
    keep_for: String,
    csrf: &'a str,
    flow: &'a str,
    whose: &'a str,
    continue_as: Option<&'a str>,
    /// After a refusal the password comes first and keeps the name.
    password_first: bool,
    passkey: Option<KeyAsk<'a>>,
    forgot: &'a str,
}
/// The application as its page shows it.
#[derive(Serialize)]
pub(crate) struct ShownAsker<'a> {
    name: &'a str,
    host: &'a str,
    letter: String,
    hue: &'static str,
}
impl<'a> From<Asker<'a>> for ShownAsker<'a> {
    fn from(asker: Asker<'a>) -> Self {
        Self { name: asker.name, host: host_of(asker.origin), letter: monogram(asker.name), hue: hue(asker.name) }
    }
}
