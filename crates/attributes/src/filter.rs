//! A search filter with places that are filled in (RFC 4515).
//!
//! Why: a name is typed by strangers. It is put in as a value, escaped byte by byte, so it cannot end a value, match everything or
//! begin a second condition (the filter's form stands before anything is typed).

use crate::grammar::check;
use std::fmt::Write;

/// A filter, checked with sample values in its places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
}
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(Box<str>),
    Place(Place),
}

/// What is filled in at the time of a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// What was typed.
    Input,
    /// The name that the directory gave.
    Username,
    /// The entry that was found, or, among nested groups, the group.
    Dn,
    Now(Clock),
    /// A condition for each value of the member-of attribute.
    MemberOf(MemberOf),
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// `20260131090000.0Z` (RFC 4517 §3.3.13).
    Generalized,
    Unix,
    /// 100-nanosecond steps since 1601.
    MicrosoftNt,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberOf {
    Dn,
    Rdn,
}

/// Names of attributes, which are put in once, when the filter is read.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    pub distinguished_name: &'a str,
    pub username: &'a str,
    pub display_name: &'a str,
    pub mail: &'a str,
    pub member_of: &'a str,
}

/// What is put in at a search. What is absent is put in as an empty value.
#[derive(Clone, Copy, Debug, Default)]
pub struct Values<'a> {
    pub input: &'a str,
    pub username: &'a str,
    pub dn: &'a str,
    /// Seconds since 1970.
    pub now: i64,
    /// The values of the member-of attribute.
    pub member_of: &'a [&'a str],
    /// The attribute that `{memberof:dn}` compares.
    pub dn_attribute: &'a str,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadFilter {
    #[error("`{{{0}}}` is not a place that is filled in here")]
    Place(Box<str>),
    #[error("`{{` is not closed")]
    Open,
    #[error("the attribute for `{{{0}}}` is not set")]
    NoName(Box<str>),
    #[error("it is not a search filter: {0}")]
    Form(&'static str),
}

impl Template {
    pub fn parse(text: &str, names: Names<'_>, allowed: impl Fn(Place) -> bool) -> Result<Self, BadFilter> {
        let (mut parts, mut plain, mut rest) = (Vec::new(), String::new(), text.trim());
        while let Some((before, after)) = rest.split_once('{') {
            plain.push_str(before);
            let (name, tail) = after.split_once('}').ok_or(BadFilter::Open)?;
            if let Some(attribute) = named(name, names) {
                plain.push_str(if attribute.is_empty() { return Err(BadFilter::NoName(name.into())) } else { attribute });
            } else {
                let place = place(name).filter(|p| allowed(*p)).ok_or_else(|| BadFilter::Place(name.into()))?;
                parts.push(Part::Text(std::mem::take(&mut plain).into()));
                parts.push(Part::Place(place));
            }
            rest = tail;
        }
        plain.push_str(rest);
        parts.push(Part::Text(plain.into()));
        let template = Self { parts };
        // The form is judged with harmless values: real ones are escaped, and cannot change it.
        let sample = Values { input: "x", username: "x", dn: "cn=x", member_of: &["cn=x"], dn_attribute: "entryDN", ..Values::default() };
        check(&template.fill(&sample)).map_err(BadFilter::Form)?;
        Ok(template)
    }
    pub fn has(&self, place: Place) -> bool {
        self.parts.contains(&Part::Place(place))
    }
    pub fn fill(&self, values: &Values<'_>) -> String {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Place(Place::Input) => out.push_str(&escaped(values.input)),
                Part::Place(Place::Username) => out.push_str(&escaped(values.username)),
                Part::Place(Place::Dn) => out.push_str(&escaped(values.dn)),
                Part::Place(Place::Now(clock)) => out.push_str(&moment(*clock, values.now)),
                Part::Place(Place::MemberOf(MemberOf::Dn)) => {
                    values.member_of.iter().for_each(|dn| out.push_str(&format!("({}={})", values.dn_attribute, escaped(dn))));
                }
                Part::Place(Place::MemberOf(MemberOf::Rdn)) => values.member_of.iter().filter_map(|dn| rdn_filter(dn)).for_each(|f| out.push_str(&f)),
            }
        }
        out
    }
}

fn named<'a>(name: &str, names: Names<'a>) -> Option<&'a str> {
    Some(match name {
        "distinguished_name_attribute" => names.distinguished_name,
        "username_attribute" => names.username,
        "display_name_attribute" => names.display_name,
        "mail_attribute" => names.mail,
        "member_of_attribute" => names.member_of,
        _ => return None,
    })
}

fn place(name: &str) -> Option<Place> {
    Some(match name {
        "input" => Place::Input,
        "username" => Place::Username,
        "dn" => Place::Dn,
        "date-time:generalized" => Place::Now(Clock::Generalized),
        "date-time:unix" => Place::Now(Clock::Unix),
        "date-time:microsoft-nt" => Place::Now(Clock::MicrosoftNt),
        "memberof:dn" => Place::MemberOf(MemberOf::Dn),
        "memberof:rdn" => Place::MemberOf(MemberOf::Rdn),
        _ => return None,
    })
}

/// A value in a filter (RFC 4515 §3): everything but plain letters, digits and a few signs as `\xx`, byte by byte.
pub fn escaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"@.-_+=,:/ ".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _infallible = write!(out, "\\{byte:02x}");
        }
    }
    out
}

/// The first part of a DN as a condition: `cn=Ops,ou=groups,…` → `(cn=Ops)`; of several values in it, each has to hold.
pub fn rdn_filter(dn: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = dn;
    let mut parts = 0;
    loop {
        let (attribute, tail) = rest.split_once('=')?;
        let attribute = attribute.trim();
        let sound = attribute.starts_with(|c: char| c.is_ascii_alphabetic() || c.is_ascii_digit())
            && attribute.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
        if !sound {
            return None;
        }
        let (value, after, more) = rdn_value(tail)?;
        let _infallible = write!(out, "({attribute}={value})");
        parts += 1;
        if !more {
            return Some(if parts == 1 { out } else { format!("(&{out})") });
        }
        rest = after;
    }
}

/// A value of a DN (RFC 4514 §2.4), escaped for a filter; what comes after it; whether that belongs to the same part.
fn rdn_value(text: &str) -> Option<(String, &str, bool)> {
    let mut bytes: Vec<u8> = Vec::new();
    let mut chars = text.char_indices();
    let mut end = (text.len(), false);
    while let Some((at, c)) = chars.next() {
        match c {
            ',' | ';' => {
                end = (at, false);
                break;
            }
            '+' => {
                end = (at, true);
                break;
            }
            '\\' => {
                let (next_at, next) = chars.next()?;
                match text.get(next_at..next_at + 2).and_then(|h| u8::from_str_radix(h, 16).ok()).filter(|_| next.is_ascii_hexdigit()) {
                    Some(byte) => {
                        bytes.push(byte);
                        chars.next()?;
                    }
                    None => bytes.extend_from_slice(next.encode_utf8(&mut [0; 4]).as_bytes()),
                }
            }
            c => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    let value = String::from_utf8(bytes).ok()?;
    Some((escaped(value.trim_matches(' ')), text.get(end.0..).map_or("", |t| t.get(1..).unwrap_or_default()), end.1))
}

fn moment(clock: Clock, secs: i64) -> String {
    match clock {
        Clock::Unix => secs.to_string(),
        // 11,644,473,600 s lie between 1601 and 1970.
        Clock::MicrosoftNt => secs.saturating_add(11_644_473_600).saturating_mul(10_000_000).to_string(),
        Clock::Generalized => {
            let (days, of_day) = (secs.div_euclid(86_400), secs.rem_euclid(86_400));
            let (year, month, day) = civil(days);
            format!("{year:04}{month:02}{day:02}{:02}{:02}{:02}.0Z", of_day / 3600, of_day / 60 % 60, of_day % 60)
        }
    }
}

/// The date of a day since 1970, by the proleptic Gregorian calendar.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
#[path = "filter_tests.rs"]
mod tests;
