//! A privacy notice that has to be accepted before a sign-in goes on.
//!
//! Why: one question with its text a link away; whoever declines signs out.

use crate::page::{Draft, Page, Person, Site, finish};
use crate::query::with_flow;
use crate::sign_in::{Asker, ShownAsker};
use serde::Serialize;

pub struct Accept<'a> {
    pub asker: Option<Asker<'a>>,
    pub person: Person<'a>,
    /// Where the notice is.
    pub notice: &'a str,
    /// The form came without its cookie or too late; nothing was accepted.
    pub stale: bool,
    pub csrf: &'a str,
    /// The sealed hand-off, or empty.
    pub flow: &'a str,
}
impl Accept<'_> {
    pub fn render(&self, site: &Site<'_>) -> Page {
        let targets: Vec<&str> = self.asker.iter().flat_map(Asker::origins).collect();
        let facts = Facts {
            asker: self.asker.map(ShownAsker::from),
            person: self.person,
            notice: self.notice,
            stale: self.stale,
            csrf: self.csrf,
            flow: self.flow,
            leave: with_flow(self.flow),
        };
        let status = if self.stale { 403 } else { 200 };
        finish(Draft { template: "accept.html", status, title: site.language.plain("accept-title", &[]), form_targets: &targets }, &facts, site)
    }
}

#[derive(Serialize)]
struct Facts<'a> {
    asker: Option<ShownAsker<'a>>,
    person: Person<'a>,
    notice: &'a str,
    stale: bool,
    csrf: &'a str,
    flow: &'a str,
    /// The query of the way out.
    leave: String,
}
