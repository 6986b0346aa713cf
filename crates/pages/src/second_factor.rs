//! One more factor for somebody who is signed in so far.
//!
//! Why: one form at a time, the others as plain links, so that it works without a script and nobody is stuck with a lost phone.

use crate::key_ask::KeyAsk;
use crate::page::{Draft, Page, Person, Site, finish};
use crate::query::encoded;
use crate::sign_in::{Asker, ShownAsker};
use crate::way::{SecondTrouble, Way};
use serde::Serialize;

pub struct SecondFactor<'a> {
    pub asker: Option<Asker<'a>>,
    pub person: Person<'a>,
    pub trouble: Option<SecondTrouble>,
    /// Which form is shown.
    pub way: Way,
    /// The authenticator app's name, where there is one.
    pub app: Option<&'a str>,
    pub digits: u8,
    pub recovery_left: usize,
    /// Where the person has keys.
    pub key: Option<KeyAsk<'a>>,
    pub key_names: &'a [&'a str],
    /// A password would do: the session is by key alone.
    pub password: bool,
    pub csrf: &'a str,
    /// The sealed hand-off, or empty.
    pub flow: &'a str,
}
impl SecondFactor<'_> {
    pub fn render(&self, site: &Site<'_>) -> Page {
        let (status, tone, why) = self.trouble.map_or((200, "", ""), |t| t.look(self.way));
        let heading = self.way.title();
        let title = site.language.plain(if tone == "bad" { "second-refused-title" } else { heading }, &[]);
        let targets: Vec<&str> = self.asker.iter().map(|a| a.origin).collect();
        let others = [Way::Key, Way::App, Way::Recovery, Way::Password].into_iter().filter(|w| *w != self.way && self.has(*w));
        let facts = Facts {
            asker: self.asker.map(ShownAsker::from),
            person: self.person,
            tone,
            why,
            wrong: self.trouble == Some(SecondTrouble::NotRight),
            way: self.way.as_str(),
            heading,
            app: self.app.unwrap_or_default(),
            digits: self.digits,
            recovery_left: self.recovery_left,
            key: self.key.filter(|_| self.way == Way::Key),
            key_names: self.key_names,
            others: others.map(|w| Other { way: w.as_str(), href: self.href(w) }).collect(),
            csrf: self.csrf,
            flow: self.flow,
        };
        finish(Draft { template: "second-factor.html", status, title, form_targets: &targets }, &facts, site)
    }
    const fn has(&self, way: Way) -> bool {
        match way {
            Way::App => self.app.is_some(),
            Way::Recovery => self.recovery_left > 0,
            Way::Key => self.key.is_some(),
            Way::Password => self.password,
        }
    }
    fn href(&self, way: Way) -> String {
        let flow = if self.flow.is_empty() { String::new() } else { format!("&flow={}", encoded(self.flow)) };
        format!("/second-factor?way={}{flow}", way.as_str())
    }
}

#[derive(Serialize)]
struct Facts<'a> {
    asker: Option<ShownAsker<'a>>,
    person: Person<'a>,
    tone: &'static str,
    why: &'static str,
    wrong: bool,
    way: &'static str,
    heading: &'static str,
    app: &'a str,
    digits: u8,
    recovery_left: usize,
    key: Option<KeyAsk<'a>>,
    key_names: &'a [&'a str],
    others: Vec<Other>,
    csrf: &'a str,
    flow: &'a str,
}
#[derive(Serialize)]
struct Other {
    way: &'static str,
    href: String,
}
