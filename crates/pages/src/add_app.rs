//! Adding an authenticator app: a picture to scan, the same key to type, the first code back.
//!
//! Why: the code proves that the app has the key before anything counts on it.

use crate::factor_trouble::{FactorTrouble, Look};
use crate::moment;
use crate::page::{Draft, Page, Person, Site, finish};
use serde::Serialize;
use std::time::Duration;

/// What one-time codes are like.
#[derive(Clone, Copy, Debug)]
pub struct CodeShape<'a> {
    pub algorithm: &'a str,
    pub digits: u8,
    /// Seconds.
    pub period: u16,
}

pub struct AddApp<'a> {
    pub person: Person<'a>,
    /// Suggested, or as typed before.
    pub name: &'a str,
    /// An inline `<svg>` that we made: it is put in as it is. Empty where there is none.
    pub qr: &'a str,
    /// The key in base32.
    pub secret: &'a str,
    /// The same as an `otpauth:` address.
    pub address: &'a str,
    /// What the key's codes are like.
    pub shape: CodeShape<'a>,
    /// What people may choose among.
    pub algorithms: &'a [&'a str],
    pub digits: &'a [u8],
    /// Seconds.
    pub periods: &'a [u16],
    pub sealed: &'a str,
    pub trouble: Option<FactorTrouble>,
    pub csrf: &'a str,
}
impl AddApp<'_> {
    pub fn render(&self, site: &Site<'_>) -> Page {
        let look = Look::of(self.trouble);
        let facts = Facts {
            person: self.person,
            name: self.name,
            qr: self.qr,
            secret: groups(self.secret),
            address: if self.address.starts_with("otpauth://") { self.address } else { "" },
            digits: self.shape.digits,
            choices: self.choices(site),
            sealed: self.sealed,
            bad_name: self.trouble == Some(FactorTrouble::BadName),
            wrong: self.trouble == Some(FactorTrouble::WrongCode),
            tone: look.tone,
            why: look.text,
            csrf: self.csrf,
        };
        let title = look.title(site.language, "add-app-title");
        finish(Draft { template: "add-app.html", status: look.status, title, form_targets: &[] }, &facts, site)
    }
}

impl AddApp<'_> {
    /// A list for every part that can be chosen.
    fn choices(&self, site: &Site<'_>) -> Vec<Choice> {
        let CodeShape { algorithm, digits, period } = self.shape;
        let list = |name, label, options: Vec<Offered>| Choice { name, label, options };
        let shown = |secs: u16| moment::length(site.language.messages(), Duration::from_secs(u64::from(secs)));
        let offered = |value: String, shown: String, chosen| Offered { value, shown, chosen };
        let algorithms = self.algorithms.iter().map(|a| offered((*a).to_owned(), (*a).to_owned(), *a == algorithm)).collect();
        let lengths = self.digits.iter().map(|d| offered(d.to_string(), d.to_string(), *d == digits)).collect();
        let periods = self.periods.iter().map(|p| offered(p.to_string(), shown(*p), *p == period)).collect();
        let all = [list("algorithm", "add-app-algorithm", algorithms), list("digits", "add-app-digits", lengths), list("period", "add-app-period", periods)];
        all.into_iter().filter(|c| c.options.len() > 1).collect()
    }
}

/// Four characters at a time: that is how people read a key off a screen.
fn groups(secret: &str) -> Vec<String> {
    let all: Vec<char> = secret.chars().collect();
    all.chunks(4).map(|four| four.iter().collect()).collect()
}

#[derive(Serialize)]
struct Facts<'a> {
    person: Person<'a>,
    name: &'a str,
    qr: &'a str,
    secret: Vec<String>,
    address: &'a str,
    digits: u8,
    choices: Vec<Choice>,
    sealed: &'a str,
    bad_name: bool,
    wrong: bool,
    tone: &'static str,
    why: &'static str,
    csrf: &'a str,
}

#[derive(Serialize)]
struct Choice {
    name: &'static str,
    label: &'static str,
    options: Vec<Offered>,
}
#[derive(Serialize)]
struct Offered {
    value: String,
    shown: String,
    chosen: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_shown_in_fours_and_whole() {
        assert_eq!(groups("GEZDGNBVGY"), ["GEZD", "GNBV", "GY"]);
        assert_eq!(groups(""), Vec::<String>::new());
    }
}
