//! A question on the person's phone: asking, choosing the phone, waiting, coming back.
//!
//! Why: the answer comes to the server; the page looks by itself and has a button to look at once, so it works without a script.
//! What was allowed is taken by a form of its own: a page that only shows never signs anybody in.

use crate::page::{Draft, Page, Person, Site, finish};
use crate::query::with_flow;
use crate::sign_in::{Asker, ShownAsker};
use serde::Serialize;

/// What the page of second factors shows of Duo.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct DuoAsk<'a> {
    /// The phone that is asked where none is chosen; empty: not known yet.
    pub usual: &'a str,
    /// To choose from; empty: nothing to choose.
    pub phones: &'a [Phone<'a>],
    /// Duo's page to enrol on, or empty.
    pub enrol: &'a str,
}
/// A phone at Duo.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Phone<'a> {
    pub id: &'a str,
    pub name: &'a str,
}

/// After the phone was asked.
pub struct Push<'a> {
    pub asker: Option<Asker<'a>>,
    pub person: Person<'a>,
    /// The phone's name.
    pub phone: &'a str,
    /// It said yes.
    pub allowed: bool,
    pub csrf: &'a str,
    /// The sealed hand-off, or empty.
    pub flow: &'a str,
}
impl Push<'_> {
    pub fn render(&self, site: &Site<'_>) -> Page {
        let title = site.language.plain(if self.allowed { "push-allowed-title" } else { "push-waiting-title" }, &[]);
        let targets: Vec<&str> = self.asker.iter().flat_map(Asker::origins).collect();
        let facts = Facts {
            asker: self.asker.map(ShownAsker::from),
            person: self.person,
            phone: self.phone,
            allowed: self.allowed,
            csrf: self.csrf,
            flow: self.flow,
            query: with_flow(self.flow),
        };
        finish(Draft { template: "push.html", status: 200, title, form_targets: &targets }, &facts, site)
    }
}

#[derive(Serialize)]
struct Facts<'a> {
    asker: Option<ShownAsker<'a>>,
    person: Person<'a>,
    phone: &'a str,
    allowed: bool,
    csrf: &'a str,
    flow: &'a str,
    query: String,
}
