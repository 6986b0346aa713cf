//! A route asks for a factor that nobody can enrol yet: the page says just that.
//!
//! Why: sending the person to sign in once more would send them round and round.

use crate::catalogue::ENGLISH;
use crate::page::{Draft, Page, Person, Place, Shown, Site, finish};
use serde::Serialize;

pub struct StepUp<'a> {
    pub application: &'a str,
    pub person: Person<'a>,
    pub place: Place<'a>,
    /// 200 on the portal, 403 at the route.
    pub status: u16,
}
impl StepUp<'_> {
    pub fn render(&self, site: &Site<'_>) -> Page {
        let facts = Facts { application: self.application, person: self.person, place: self.place.into() };
        let title = ENGLISH.plain("step-up.title", &[("app", self.application)]);
        finish(Draft { template: "step-up.html", status: self.status, title, form_targets: &[] }, &facts, site)
    }
}

#[derive(Serialize)]
struct Facts<'a> {
    application: &'a str,
    person: Person<'a>,
    place: Shown,
}
