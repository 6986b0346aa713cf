//! The question before recovery codes are made.
//!
//! Why: new codes end the ones that lie in somebody's drawer; that is not done on one press.

use crate::page::{Draft, Page, Person, Site, finish};
use serde::Serialize;

pub struct RenewCodes<'a> {
    pub person: Person<'a>,
    /// There are some, which end.
    pub again: bool,
    pub csrf: &'a str,
}
impl RenewCodes<'_> {
    pub fn render(&self, site: &Site<'_>) -> Page {
        let (title, text) = if self.again { ("security-codes-renew", "renew-codes-text") } else { ("security-codes-make", "security-codes-none") };
        let facts = Facts { person: self.person, title, text, csrf: self.csrf };
        finish(Draft { template: "renew-codes.html", status: 200, title: site.language.plain(title, &[]), form_targets: &[] }, &facts, site)
    }
}

#[derive(Serialize)]
struct Facts<'a> {
    person: Person<'a>,
    title: &'static str,
    text: &'static str,
    csrf: &'a str,
}
