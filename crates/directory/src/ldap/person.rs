//! From an entry to a person.
//!
//! Why: what is not stated is absent, what is stated wrongly is refused; and an account that the server says is closed is closed
//! here too.

use super::connection::Entry;
use super::failure::LdapFailure;
use super::id::EntryId;
use super::settings::{Further, LdapSettings, States, ValueKind};
use crate::Person;
use portcullis_model::Email;
use serde_json::Value;
use std::collections::BTreeMap;

/// No name, address or claim is longer.
const LONGEST: usize = 2_048;
/// All that is kept of a person fits into a record with room to spare.
const MOST_BYTES: usize = 40 * 1024;

/// A person as the server states them now.
#[derive(Debug)]
pub struct Found {
    pub person: Person,
    pub(crate) dn: String,
    /// Absent: the server states none.
    pub id: Option<EntryId>,
    /// The server closed the account for some time after wrong passwords. Whether it is over only the server knows: it is asked with
    /// the password, and says it by refusing.
    pub locked_for_now: bool,
    /// Why not all groups may be known. Then no rule can judge this person.
    pub unclear: Option<String>,
}

/// Whom a typed name means in a directory.
#[derive(Debug)]
pub enum Sought {
    Nobody,
    Person(Box<Found>),
    /// Somebody, and it cannot be told who: no other directory is asked either.
    Several,
}
impl Sought {
    pub fn person(self) -> Option<Found> {
        if let Self::Person(found) = self { Some(*found) } else { None }
    }
}

/// What is asked of a person's entry.
pub(crate) fn wanted(settings: &LdapSettings) -> Vec<&str> {
    let of = &settings.attributes;
    let states = settings.states;
    let named = [&of.distinguished_name, &of.username, &of.display_name, &of.mail, &of.member_of, &of.id].into_iter().map(|a| &**a);
    let further = of.further.iter().map(|f| &*f.attribute);
    let states: [(bool, &[&str]); 4] = [
        (states.password_policy, &["pwdAccountLockedTime"]),
        (states.shadow, &["shadowExpire"]),
        (states.active_directory, &["userAccountControl", "accountExpires", "msDS-User-Account-Control-Computed"]),
        (states.free_ipa, &["nsAccountLock", "krbPrincipalExpiration"]),
    ];
    let states = states.into_iter().filter(|(on, _)| *on).flat_map(|(_, names)| names.iter().copied());
    let mut all: Vec<&str> = named.chain(further).chain(states).filter(|a| !a.is_empty()).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// `now` in seconds since 1970. Groups are put in by the caller.
pub(crate) fn person(entry: &Entry, settings: &LdapSettings, now: i64) -> Result<Option<Found>, LdapFailure> {
    let of = &settings.attributes;
    let username = match entry.all(&of.username) {
        [one] if is_name(one) => one,
        [] => return Ok(None),
        _ => {
            tracing::warn!(directory = &*settings.name, dn = %entry.dn, "the user name has several values or cannot be shown; the person cannot sign in");
            return Ok(None);
        }
    };
    let id = id(entry, settings)?;
    let display_name = entry.first(&of.display_name).filter(|n| n.len() <= LONGEST).unwrap_or(username);
    let addresses: Vec<Email> = entry.all(&of.mail).iter().filter_map(|m| Email::parse(m).ok()).collect();
    let mut claims = claims(entry, &of.further);
    if addresses.len() > 1 {
        claims.insert("emails".into(), addresses.iter().map(|a| Value::from(a.key())).collect());
    }
    let state = state(entry, settings.states, now);
    let person = Person {
        username: username.as_str().into(),
        display_name: display_name.into(),
        hash: None,
        email: addresses.into_iter().next(),
        groups: Vec::new(),
        disabled: state == State::Closed,
        claims,
    };
    Ok(Some(Found { person, dn: entry.dn.clone(), id, locked_for_now: state == State::LockedForNow, unclear: None }))
}

/// The id of an entry, if the directory gives ids.
pub(crate) fn id(entry: &Entry, settings: &LdapSettings) -> Result<Option<EntryId>, LdapFailure> {
    match entry.raw(&settings.attributes.id).as_slice() {
        [] => Ok(None),
        [one] => EntryId::stated(&settings.attributes.id, one).map(Some).ok_or_else(|| LdapFailure::Id(format!("the id of {} is empty or too long", entry.dn))),
        _ => Err(LdapFailure::Id(format!("{} has several ids", entry.dn))),
    }
}

/// Whether a record can hold the person.
pub(crate) fn fits(person: &Person) -> bool {
    let groups: usize = person.groups.iter().map(|g| g.len() + 8).sum();
    let claims: usize = person.claims.iter().map(|(name, values)| name.len() + values.iter().map(|v| v.to_string().len()).sum::<usize>()).sum();
    groups + claims <= MOST_BYTES
}

pub(crate) fn is_name(text: &str) -> bool {
    !text.is_empty() && text.len() <= 255 && !text.chars().any(char::is_control)
}

fn claims(entry: &Entry, further: &[Further]) -> BTreeMap<Box<str>, Vec<Value>> {
    let mut claims: BTreeMap<Box<str>, Vec<Value>> = BTreeMap::new();
    let mut address = serde_json::Map::new();
    for attribute in further {
        let texts = entry.all(&attribute.attribute).iter().filter(|t| t.len() <= LONGEST);
        // A value of another type than was agreed on says nothing.
        let mut values: Vec<Value> = texts.filter_map(|t| typed(t, attribute.kind)).collect();
        if !attribute.many {
            values.truncate(1);
        }
        match (values.pop(), attribute.of_address) {
            (None, _) => {}
            (Some(value), true) => drop(address.insert(attribute.claim.to_string(), value)),
            (Some(last), false) => {
                values.push(last);
                claims.insert(attribute.claim.clone(), values);
            }
        }
    }
    if !address.is_empty() {
        claims.insert("address".into(), vec![Value::Object(address)]);
    }
    claims
}

fn typed(text: &str, kind: ValueKind) -> Option<Value> {
    match kind {
        ValueKind::Text => Some(Value::from(text)),
        ValueKind::Integer => text.trim().parse::<i64>().ok().map(Value::from),
        ValueKind::Boolean => match text.trim().to_ascii_lowercase().as_str() {
            "true" => Some(Value::from(true)),
            "false" => Some(Value::from(false)),
            _ => None,
        },
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Open,
    LockedForNow,
    Closed,
}

fn state(entry: &Entry, states: States, now: i64) -> State {
    let number = |attribute: &str| entry.first(attribute).and_then(|t| t.trim().parse::<i64>().ok());
    let mut closed = false;
    let mut locked = false;
    if states.password_policy {
        match entry.first("pwdAccountLockedTime") {
            // For good (draft-behera-ldap-password-policy §5.3.3).
            Some("000001010000Z") => closed = true,
            Some(_) => locked = true,
            None => {}
        }
    }
    if states.shadow {
        // Days since 1970; anything below 0 is no date.
        closed |= number("shadowExpire").is_some_and(|day| day >= 0 && now.div_euclid(86_400) >= day);
    }
    if states.active_directory {
        // ACCOUNTDISABLE, and the lock that is in force now (MS-ADTS §2.2.16).
        closed |= number("userAccountControl").is_some_and(|bits| bits & 0x2 != 0);
        locked |= number("msDS-User-Account-Control-Computed").is_some_and(|bits| bits & 0x10 != 0);
        let steps = now.saturating_add(11_644_473_600).saturating_mul(10_000_000);
        closed |= number("accountExpires").is_some_and(|end| end != 0 && end != i64::MAX && steps >= end);
    }
    if states.free_ipa {
        closed |= entry.first("nsAccountLock").is_some_and(|t| t.eq_ignore_ascii_case("true"));
        closed |= entry.first("krbPrincipalExpiration").and_then(generalized).is_some_and(|end| now >= end);
    }
    match (closed, locked) {
        (true, _) => State::Closed,
        (false, true) => State::LockedForNow,
        (false, false) => State::Open,
    }
}

/// `20260131090000Z`, as seconds since 1970; other forms count as no date.
fn generalized(text: &str) -> Option<i64> {
    let digits = text.get(..14).filter(|d| d.bytes().all(|b| b.is_ascii_digit()) && text.ends_with('Z'))?;
    let part = |from: usize, to: usize| digits.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (part(0, 4)?, part(4, 6)?, part(6, 8)?);
    // Days from civil: the year begins in March, so that the leap day is its last.
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let of_era = shifted.rem_euclid(400);
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + day_of_year - 719_468;
    Some(days * 86_400 + part(8, 10)? * 3600 + part(10, 12)? * 60 + part(12, 14)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_of_directories_are_read() {
        assert_eq!(generalized("20260131090000Z"), Some(1_769_850_000));
        assert_eq!(generalized("20000229000000.0Z"), Some(951_782_400));
        assert_eq!(generalized("yesterday"), None);
    }
}
