//! The person's ways to sign in: passkeys, authenticator app, recovery codes, password.
//!
//! Why: a key that isn't yours is found by looking, and everything that can be changed is one press away.

use crate::factor_rows::{AppRow, Done, KeyRow, PasswordRow, RecoveryRow};
use crate::factor_trouble::{FactorTrouble, Look};
use crate::page::{Draft, Page, Person, Site, finish, initials};
use crate::query::encoded;
use portcullis_model::Timestamp;
use serde::Serialize;

pub struct Security<'a> {
    pub person: Person<'a>,
    pub keys: &'a [KeyRow<'a>],
    pub app: Option<AppRow<'a>>,
    pub recovery: Option<RecoveryRow<'a>>,
    /// The phone that Duo asks.
    pub phone: Option<AppRow<'a>>,
    pub password: Option<PasswordRow<'a>>,
    /// Keys can be added here.
    pub keys_on: bool,
    /// An app can be added here.
    pub app_on: bool,
    pub done: Option<Done>,
    pub trouble: Option<FactorTrouble>,
    pub csrf: &'a str,
}
impl Security<'_> {
    pub fn render(&self, site: &Site<'_>) -> Page {
        let look = Look::of(self.trouble);
        let facts = Facts {
            person: self.person,
            initials: initials(self.person.display_name),
            keys: self
                .keys
                .iter()
                .map(|k| Key { at: Row::new(k.id, k.name, k.created, k.last_used), synced: k.synced, cloned: k.cloned, model: k.model })
                .collect(),
            app: self.app.map(|a| Row::new(a.id, a.name, a.created, a.last_used)),
            recovery: self.recovery.map(|r| Codes { id: encoded(r.id), left: r.left, drawn: r.drawn, created: r.created.micros() }),
            phone: self.phone.map(|p| Row::new(p.id, p.name, p.created, p.last_used)),
            password: self.password.map(|p| Password { set: p.set.map(Timestamp::micros), directory: p.directory }),
            keys_on: self.keys_on,
            app_on: self.app_on,
            second: self.app.is_some() || self.phone.is_some() || self.keys.iter().any(|k| !k.cloned),
            done: self.done.filter(|_| self.trouble.is_none()).map_or("", Done::message),
            tone: look.tone,
            why: look.text,
            csrf: self.csrf,
        };
        let title = look.title(site.language, "security-title");
        finish(Draft { template: "security.html", status: look.status, title, form_targets: &[] }, &facts, site)
    }
}

#[derive(Serialize)]
struct Facts<'a> {
    person: Person<'a>,
    initials: String,
    keys: Vec<Key<'a>>,
    app: Option<Row<'a>>,
    recovery: Option<Codes>,
    phone: Option<Row<'a>>,
    password: Option<Password<'a>>,
    keys_on: bool,
    app_on: bool,
    second: bool,
    done: &'static str,
    tone: &'static str,
    why: &'static str,
    csrf: &'a str,
}
#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    /// The id as a value in an address.
    query: String,
    name: &'a str,
    created: i64,
    last_used: Option<i64>,
}
impl<'a> Row<'a> {
    fn new(id: &'a str, name: &'a str, created: Timestamp, last_used: Option<Timestamp>) -> Self {
        Self { id, query: encoded(id), name, created: created.micros(), last_used: last_used.map(Timestamp::micros) }
    }
}
#[derive(Serialize)]
struct Key<'a> {
    at: Row<'a>,
    synced: bool,
    cloned: bool,
    model: &'a str,
}
#[derive(Serialize)]
struct Codes {
    id: String,
    left: usize,
    drawn: usize,
    created: i64,
}
#[derive(Serialize)]
struct Password<'a> {
    set: Option<i64>,
    directory: Option<&'a str>,
}
