//! A route asks for a factor that this person doesn't have: the page says where to add one, or that none can be added.
//!
//! Why: sending the person to sign in once more would send them round and round.

use crate::page::{Draft, Page, Person, Place, Shown, Site, finish};
use crate::query::with_flow;
use serde::Serialize;

pub struct StepUp<'a> {
    pub application: &'a str,
    pub person: Person<'a>,
    pub place: Place<'a>,
    /// 200 on the portal, 403 at the route.
    pub status: u16,
    /// The person can add a second factor here.
    pub enroll: bool,
    /// The sealed hand-off, or empty.
    pub flow: &'a str,
}
impl StepUp<'_> {
    pub fn render(&self, site: &Site<'_>) -> Page {
        let flow = with_flow(self.flow);
        let facts = Facts { application: self.application, person: self.person, place: self.place.into(), enroll: self.enroll, flow };
        let title = site.language.plain("step-up-title", &[("app", self.application)]);
        finish(Draft { template: "step-up.html", status: self.status, title, form_targets: &[] }, &facts, site)
    }
}

#[derive(Serialize)]
struct Facts<'a> {
    application: &'a str,
    person: Person<'a>,
    place: Shown,
    enroll: bool,
    flow: String,
}
