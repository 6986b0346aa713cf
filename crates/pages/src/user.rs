//! "Who am I" on an application's own host (`/.portcullis/user`).
//!
//! Why: the page shows what this host is told about the person. It has no form: an application's service worker sees this path.

use crate::account::how;
use crate::page::{Draft, Page, Person, Site, finish};
use portcullis_model::{Aal, Amr, AmrSet, Timestamp};
use serde::Serialize;

pub struct User<'a> {
    pub person: Person<'a>,
    /// The host this is about.
    pub host: &'a str,
    pub username: &'a str,
    pub email: &'a str,
    pub groups: &'a [&'a str],
    pub roles: &'a [&'a str],
    pub aal: Aal,
    pub amr: AmrSet,
    pub signed_in: Timestamp,
    pub ends: Timestamp,
    /// When it ends however much is asked.
    pub latest: Timestamp,
    /// The session's derived id.
    pub sid: &'a str,
}
impl User<'_> {
    pub fn render(&self, site: &Site<'_>) -> Page {
        let facts = Facts {
            person: self.person,
            host: self.host,
            username: self.username,
            email: self.email,
            groups: self.groups,
            roles: self.roles,
            aal: u8::from(self.aal),
            amr: self.amr.iter().map(Amr::as_str).collect(),
            how: how(self.amr),
            signed_in: self.signed_in.micros(),
            ends: self.ends.micros(),
            latest: self.latest.micros(),
            sid: self.sid,
        };
        finish(Draft { template: "user.html", status: 200, title: site.language.plain("user-title", &[]), form_targets: &[] }, &facts, site)
    }
}

#[derive(Serialize)]
struct Facts<'a> {
    person: Person<'a>,
    host: &'a str,
    username: &'a str,
    email: &'a str,
    groups: &'a [&'a str],
    roles: &'a [&'a str],
    aal: u8,
    amr: Vec<&'static str>,
    how: &'static str,
    signed_in: i64,
    ends: i64,
    latest: i64,
    sid: &'a str,
}
