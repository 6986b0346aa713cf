//! The question before a factor is removed.
//!
//! Why: what is removed is gone, and the last one leaves a password alone; a page of its own asks without a script.

use crate::page::{Draft, Page, Person, Site, finish};
use serde::Serialize;

/// What is to be removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removed {
    Key,
    App,
    Codes,
    Phone,
}
impl Removed {
    pub const ALL: [Self; 4] = [Self::Key, Self::App, Self::Codes, Self::Phone];
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Key => ("remove-key-title", "remove-key-text"),
            Self::App => ("remove-app-title", "remove-app-text"),
            Self::Codes => ("remove-codes-title", "remove-codes-text"),
            Self::Phone => ("remove-phone-title", "remove-phone-text"),
        }
    }
}

pub struct ConfirmRemove<'a> {
    pub person: Person<'a>,
    pub what: Removed,
    pub id: &'a str,
    pub name: &'a str,
    /// Only the password stays.
    pub leaves_nothing: bool,
    pub csrf: &'a str,
}
impl ConfirmRemove<'_> {
    pub fn render(&self, site: &Site<'_>) -> Page {
        let (title, text) = self.what.words();
        let facts = Facts { person: self.person, text, id: self.id, leaves_nothing: self.leaves_nothing, csrf: self.csrf };
        let title = site.language.plain(title, &[("name", self.name)]);
        finish(Draft { template: "confirm-remove.html", status: 200, title, form_targets: &[] }, &facts, site)
    }
}

#[derive(Serialize)]
struct Facts<'a> {
    person: Person<'a>,
    text: &'static str,
    id: &'a str,
    leaves_nothing: bool,
    csrf: &'a str,
}
