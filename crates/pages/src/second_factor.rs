//! One more factor for somebody who is signed in so far.
//!
//! Why: one form at a time, the others as plain links, so that it works without a script and nobody is stuck with a lost phone.

use crate::key_ask::KeyAsk;
use crate::page::{Draft, Page, Person, Site, finish};
use crate::push::DuoAsk;
use crate::query::encoded;
use crate::sign_in::{Asker, ShownAsker};
use crate::way::{SecondTrouble, Way};
use portcullis_model::Timestamp;
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
    /// How many seconds a code is shown.
    pub period: u16,
    pub recovery_left: usize,
    /// Where the person has keys.
    pub key: Option<KeyAsk<'a>>,
    pub key_names: &'a [&'a str],
    /// A password would do: the session is by key alone.
    pub password: bool,
    /// Where Duo asks people like this one.
    pub duo: Option<DuoAsk<'a>>,
    pub csrf: &'a str,
    /// The sealed hand-off, or empty.
    pub flow: &'a str,
}
impl SecondFactor<'_> {
    pub fn render(&self, site: &Site<'_>) -> Page {
        let (status, tone, why) = self.trouble.map_or((200, "", ""), |t| t.look(self.way));
        let heading = self.way.title();
        let title = site.language.plain(if tone == "bad" { "second-refused-title" } else { heading }, &[]);
        let targets: Vec<&str> = self.asker.iter().flat_map(Asker::origins).collect();
        let others = [Way::Key, Way::App, Way::Duo, Way::Recovery, Way::Password].into_iter().filter(|w| *w != self.way && self.has(*w));
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
            period: self.period,
            left: left(site.now, self.period),
            recovery_left: self.recovery_left,
            key: self.key.filter(|_| self.way == Way::Key),
            key_names: self.key_names,
            duo: self.duo,
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
            Way::Duo => self.duo.is_some(),
        }
    }
    fn href(&self, way: Way) -> String {
        let flow = if self.flow.is_empty() { String::new() } else { format!("&flow={}", encoded(self.flow)) };
        format!("/second-factor?way={}{flow}", way.as_str())
    }
}

/// Seconds until the next code.
fn left(now: Timestamp, period: u16) -> u16 {
    let period = i64::from(period.max(1));
    u16::try_from(period - now.secs().rem_euclid(period)).unwrap_or(0)
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
    period: u16,
    left: u16,
    recovery_left: usize,
    key: Option<KeyAsk<'a>>,
    key_names: &'a [&'a str],
    duo: Option<DuoAsk<'a>>,
    others: Vec<Other>,
    csrf: &'a str,
    flow: &'a str,
}
#[derive(Serialize)]
struct Other {
    way: &'static str,
    href: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_ends_with_its_period() {
        let at = |secs| left(Timestamp::from_secs(secs), 30);
        assert_eq!([at(1_800_000_000), at(1_800_000_001), at(1_800_000_029)], [30, 29, 1]);
        assert_eq!(left(Timestamp::from_secs(7), 0), 1);
    }
}
