//! Fresh recovery codes, shown once.
//!
//! Why: only digests are kept, so the page says that it won't come again, and offers to copy and to print.

use crate::page::{Draft, Page, Person, Site, finish};
use portcullis_model::Timestamp;
use serde::Serialize;

pub struct RecoverySheet<'a> {
    pub person: Person<'a>,
    pub codes: &'a [&'a str],
    pub made: Timestamp,
}
impl RecoverySheet<'_> {
    pub fn render(&self, site: &Site<'_>) -> Page {
        let facts = Facts { person: self.person, codes: self.codes, made: self.made.micros() };
        let title = site.language.plain("recovery-title", &[]);
        finish(Draft { template: "recovery-sheet.html", status: 200, title, form_targets: &[] }, &facts, site)
    }
}

#[derive(Serialize)]
struct Facts<'a> {
    person: Person<'a>,
    codes: &'a [&'a str],
    made: i64,
}
