//! Adding a passkey.
//!
//! Why: the browser makes the key; the page asks for a name to know it by, and says so where there is no script to ask with.

use crate::factor_trouble::{FactorTrouble, Look};
use crate::key_ask::KeyAsk;
use crate::page::{Draft, Page, Person, Site, finish};
use serde::Serialize;

pub struct AddKey<'a> {
    pub person: Person<'a>,
    pub key: KeyAsk<'a>,
    /// Suggested, or as typed before.
    pub name: &'a str,
    pub trouble: Option<FactorTrouble>,
    pub csrf: &'a str,
}
impl AddKey<'_> {
    pub fn render(&self, site: &Site<'_>) -> Page {
        let look = Look::of(self.trouble);
        let facts = Facts {
            person: self.person,
            key: self.key,
            name: self.name,
            bad_name: self.trouble == Some(FactorTrouble::BadName),
            tone: look.tone,
            why: look.text,
            csrf: self.csrf,
        };
        let title = look.title(site.language, "add-key-title");
        finish(Draft { template: "add-key.html", status: look.status, title, form_targets: &[] }, &facts, site)
    }
}

#[derive(Serialize)]
struct Facts<'a> {
    person: Person<'a>,
    key: KeyAsk<'a>,
    name: &'a str,
    bad_name: bool,
    tone: &'static str,
    why: &'static str,
    csrf: &'a str,
}
