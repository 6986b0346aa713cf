//! Adding an authenticator app: a picture to scan, the same key to type, the first code back.
//!
//! Why: the code proves that the app has the key before anything counts on it.

use crate::factor_trouble::{FactorTrouble, Look};
use crate::page::{Draft, Page, Person, Site, finish};
use serde::Serialize;

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
    pub digits: u8,
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
            digits: self.digits,
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
    sealed: &'a str,
    bad_name: bool,
    wrong: bool,
    tone: &'static str,
    why: &'static str,
    csrf: &'a str,
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
