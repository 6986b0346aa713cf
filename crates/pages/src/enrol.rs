//! The enrolment page: an administrator's account, or a password for somebody who is known.
//!
//! Why: several links, one form; what the link already settles is shown and cannot be typed over.

use crate::key_ask::KeyAsk;
use crate::page::{Draft, Page, Site, finish};
use crate::password_ask::PasswordAsk;
use portcullis_model::Timestamp;
use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnrolKind {
    /// The first administrator: every field is open.
    First,
    /// A further administrator, from the host itself: every field is open.
    Administrator,
    /// An invitation of somebody who has nothing to sign in with yet: who it is for is settled.
    Invited,
    /// A recovery, or a new start of somebody who has been here: only the password is asked, and what is open ends.
    SetPassword,
}

/// A field of the form, by its name in the HTML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Username,
    Email,
    DisplayName,
    Password,
    PasswordConfirm,
}
impl Field {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Username => "username",
            Self::Email => "email",
            Self::DisplayName => "display_name",
            Self::Password => "password",
            Self::PasswordConfirm => "password_confirm",
        }
    }
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnrolFault {
    BadUsername,
    TakenUsername,
    BadEmail,
    TakenEmail,
    NoDisplayName,
    ShortPassword,
    LongPassword,
    /// More bytes than are ever hashed.
    LargePassword,
    OddPassword,
    NoUppercase,
    NoLowercase,
    NoNumber,
    NoSpecial,
    GuessablePassword,
    Differs,
}
impl EnrolFault {
    pub const ALL: [Self; 15] = [
        Self::BadUsername,
        Self::TakenUsername,
        Self::BadEmail,
        Self::TakenEmail,
        Self::NoDisplayName,
        Self::ShortPassword,
        Self::LongPassword,
        Self::LargePassword,
        Self::OddPassword,
        Self::NoUppercase,
        Self::NoLowercase,
        Self::NoNumber,
        Self::NoSpecial,
        Self::GuessablePassword,
        Self::Differs,
    ];
    pub const fn field(self) -> Field {
        match self {
            Self::BadUsername | Self::TakenUsername => Field::Username,
            Self::BadEmail | Self::TakenEmail => Field::Email,
            Self::NoDisplayName => Field::DisplayName,
            Self::Differs => Field::PasswordConfirm,
            _ => Field::Password,
        }
    }
    pub(crate) const fn message(self) -> &'static str {
        match self {
            Self::BadUsername => "enrol-fault-bad-username",
            Self::TakenUsername => "enrol-fault-taken-username",
            Self::BadEmail => "enrol-fault-bad-email",
            Self::TakenEmail => "enrol-fault-taken-email",
            Self::NoDisplayName => "enrol-fault-no-display-name",
            Self::ShortPassword => "enrol-fault-short-password",
            Self::LongPassword => "enrol-fault-long-password",
            Self::LargePassword => "enrol-fault-large-password",
            Self::OddPassword => "enrol-fault-odd-password",
            Self::NoUppercase => "enrol-fault-no-uppercase",
            Self::NoLowercase => "enrol-fault-no-lowercase",
            Self::NoNumber => "enrol-fault-no-number",
            Self::NoSpecial => "enrol-fault-no-special",
            Self::GuessablePassword => "enrol-fault-guessable",
            Self::Differs => "enrol-fault-differs",
        }
    }
}

pub struct Enrol<'a> {
    pub kind: EnrolKind,
    pub username: &'a str,
    pub email: &'a str,
    pub display_name: &'a str,
    /// At most one a field is shown.
    pub faults: &'a [EnrolFault],
    /// The form came without its cookie or too late; nothing was done.
    pub stale: bool,
    /// Everything is taken just now, or the store can't be read: 503.
    pub unavailable: bool,
    /// The key that was sent was not taken.
    pub key_refused: bool,
    pub expires: Timestamp,
    pub csrf: &'a str,
    pub token: &'a str,
    /// What the password must be like.
    pub rules: PasswordAsk,
    /// A passkey can be made instead of a password.
    pub passkey: Option<KeyAsk<'a>>,
}
impl Enrol<'_> {
    pub fn render(&self, site: &Site<'_>) -> Page {
        let (title, lead, button) = match self.kind {
            EnrolKind::First => ("enrol-first-title", "enrol-first-lead", "enrol-button"),
            EnrolKind::Administrator => ("enrol-administrator-title", "enrol-administrator-lead", "enrol-button"),
            EnrolKind::Invited if self.passkey.is_some() => ("enrol-invited-title", "enrol-invited-lead", "enrol-password-button"),
            EnrolKind::Invited | EnrolKind::SetPassword => ("enrol-password-title", "enrol-password-lead", "enrol-password-button"),
        };
        let status = match () {
            () if self.unavailable => 503,
            () if self.stale => 403,
            () if self.key_refused => 400,
            () if !self.faults.is_empty() => 422,
            () => 200,
        };
        let find = |field: Field| self.faults.iter().find(|f| f.field() == field).map_or("", |f| f.message());
        let facts = Facts {
            open: matches!(self.kind, EnrolKind::First | EnrolKind::Administrator),
            lead,
            button,
            username: self.username,
            email: self.email,
            display_name: self.display_name,
            faults: Faults {
                username: find(Field::Username),
                email: find(Field::Email),
                display_name: find(Field::DisplayName),
                password: find(Field::Password),
                password_confirm: find(Field::PasswordConfirm),
            },
            focus: self.faults.first().map_or("", |f| f.field().name()),
            notice: match () {
                () if self.unavailable => "enrol-unavailable",
                () if self.stale => "enrol-stale",
                () if self.key_refused => "enrol-key-refused",
                () => "",
            },
            expires: self.expires.micros(),
            csrf: self.csrf,
            token: self.token,
            passkey: self.passkey,
            rules: self.rules,
        };
        let plain = site.language.plain(title, &[]);
        self.rules.on(finish(Draft { template: "enrol.html", status, title: plain, form_targets: &[] }, &facts, site))
    }
}

#[derive(Serialize)]
struct Facts<'a> {
    open: bool,
    lead: &'static str,
    button: &'static str,
    username: &'a str,
    email: &'a str,
    display_name: &'a str,
    faults: Faults,
    focus: &'static str,
    notice: &'static str,
    expires: i64,
    csrf: &'a str,
    token: &'a str,
    passkey: Option<KeyAsk<'a>>,
    rules: PasswordAsk,
}
#[derive(Serialize)]
struct Faults {
    username: &'static str,
    email: &'static str,
    display_name: &'static str,
    password: &'static str,
    password_confirm: &'static str,
}
