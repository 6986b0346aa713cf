//! The denial: what the page asks for, what this person has, whom to tell which number.
//!
//! Why: a refusal that names the missing condition is one message to an administrator instead of ten.

use crate::page::{Draft, Page, Person, Place, Shown, Site, finish};
use serde::Serialize;

/// One condition of the policy, in words.
#[derive(Clone, Debug)]
pub struct Condition {
    pub text: String,
    pub met: Met,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Met {
    Met,
    Missing,
    /// The policy keeps it private: only that there is one is shown.
    Hidden,
}

pub struct Denied<'a> {
    /// The route's name for people.
    pub application: &'a str,
    /// `None` when nobody is signed in and signing in would not help.
    pub person: Option<Person<'a>>,
    pub conditions: &'a [Condition],
    pub place: Place<'a>,
}
impl Denied<'_> {
    pub fn render(&self, site: &Site<'_>) -> Page {
        let shown = |c: &Condition| Row { text: if c.met == Met::Hidden { String::new() } else { c.text.clone() }, met: c.met };
        let facts =
            Facts { application: self.application, person: self.person, conditions: self.conditions.iter().map(shown).collect(), place: self.place.into() };
        let title = site.language.plain("denied-title", &[("app", self.application)]);
        finish(Draft { template: "denied.html", status: 403, title, form_targets: &[] }, &facts, site)
    }
}

#[derive(Serialize)]
struct Facts<'a> {
    application: &'a str,
    person: Option<Person<'a>>,
    conditions: Vec<Row>,
    place: Shown,
}
#[derive(Serialize)]
struct Row {
    text: String,
    met: Met,
}
