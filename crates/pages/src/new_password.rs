//! Choosing a new password over a mailed link.
//!
//! Why: it asks for the password twice and for nothing else: the link says whose it is.

use crate::enrol::{EnrolFault, Field};
use crate::page::{Draft, Page, Site, finish};
use crate::password_ask::PasswordAsk;
use serde::Serialize;

/// Why the form is shown again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewPasswordTrouble {
    /// The form came without its cookie or too late; nothing was done.
    Stale,
    /// Everything is taken just now, or the store can't be read.
    Unavailable,
    /// The directory that keeps the password did not take it.
    NotTaken,
}
impl NewPasswordTrouble {
    pub const ALL: [Self; 3] = [Self::Stale, Self::Unavailable, Self::NotTaken];
    const fn look(self) -> (u16, &'static str) {
        match self {
            Self::Stale => (403, "new-password-stale"),
            Self::Unavailable => (503, "new-password-unavailable"),
            Self::NotTaken => (409, "new-password-not-taken"),
        }
    }
}

pub struct NewPassword<'a> {
    pub username: &'a str,
    /// At most one a field is shown.
    pub faults: &'a [EnrolFault],
    pub trouble: Option<NewPasswordTrouble>,
    pub rules: PasswordAsk,
    pub token: &'a str,
    pub csrf: &'a str,
}
impl NewPassword<'_> {
    pub fn render(&self, site: &Site<'_>) -> Page {
        let find = |field: Field| self.faults.iter().find(|f| f.field() == field).map_or("", |f| f.message());
        let (new, confirm) = (find(Field::Password), find(Field::PasswordConfirm));
        let (status, why) = match self.trouble {
            Some(trouble) => trouble.look(),
            None if !new.is_empty() || !confirm.is_empty() => (422, ""),
            None => (200, ""),
        };
        let focus = match () {
            () if !why.is_empty() => "",
            () if new.is_empty() && !confirm.is_empty() => "password_confirm",
            () => "password",
        };
        let facts = Facts { username: self.username, new, confirm, focus, why, rules: self.rules, token: self.token, csrf: self.csrf };
        let title = site.language.plain("new-password-title", &[]);
        self.rules.on(finish(Draft { template: "new-password.html", status, title, form_targets: &[] }, &facts, site))
    }
}

#[derive(Serialize)]
struct Facts<'a> {
    username: &'a str,
    new: &'static str,
    confirm: &'static str,
    focus: &'static str,
    why: &'static str,
    rules: PasswordAsk,
    token: &'a str,
    csrf: &'a str,
}
