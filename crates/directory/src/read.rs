//! A users file as written → a snapshot, or every fault at once.
//!
//! Why: one bad entry refuses the whole file, so that nobody is lost by a typing error; the old snapshot stays.

use crate::{Person, Snapshot, entry};
use portcullis_document::{Fault, Span, read_yaml};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// How names are looked up, and what a hash may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    pub email: EmailSignIn,
    /// Names in the file are lower case, and what is typed is lowered.
    pub fold_case: bool,
    /// The most memory that one hash may need, KiB.
    pub memory_cap_kib: u32,
}
impl Default for Rules {
    fn default() -> Self {
        Self { email: EmailSignIn::WhereUnique, fold_case: false, memory_cap_kib: 192 * 1024 }
    }
}

/// Whether an e-mail address is a way to say one's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmailSignIn {
    Never,
    /// Yes; an address that means two people means nobody, and a warning says so.
    WhereUnique,
    /// Yes; an address that means two people refuses the file.
    Always,
}

/// Reads the file. The warnings come with the snapshot.
pub fn read(text: &str, rules: Rules) -> Result<(Snapshot, Vec<Fault>), Vec<Fault>> {
    let root = read_yaml(text).map_err(|f| vec![f])?;
    let mut faults = Vec::new();
    for extra in root.as_map().unwrap_or_default().iter().filter(|e| e.key != "users") {
        faults.push(Fault::warning(extra.key_span, format!("`{}` is not part of a users file; it is ignored", extra.key)));
    }
    let users = root.get("users").and_then(|u| u.as_map()).unwrap_or_default();
    if users.is_empty() {
        let span = root.get("users").map_or(Span { line: 1, column: 1 }, |u| u.span);
        faults.push(Fault::error(span, "the file names no users").with_hint("write `users:` and, below it, a name with `displayname:` and `password:`"));
        return Err(faults);
    }
    let mut people: BTreeMap<Box<str>, Arc<Person>> = BTreeMap::new();
    let mut places: HashMap<Box<str>, Span> = HashMap::new();
    for item in users {
        if rules.fold_case && item.key != item.key.to_lowercase() {
            faults.push(
                Fault::error(item.key_span, format!("user `{}` has capital letters", item.key))
                    .with_hint("write it in lower case; what people type is lowered"),
            );
        }
        if let Some(person) = entry::person(item, rules.memory_cap_kib, &mut faults) {
            places.insert(person.username.clone(), item.value.get("email").map_or(item.key_span, |n| n.span));
            people.insert(person.username.clone(), Arc::new(person));
        }
    }
    let by_email = addresses(&people, &places, rules, &mut faults);
    if faults.iter().any(Fault::is_error) {
        faults.sort_by_key(|f| (f.span.line, f.span.column));
        return Err(faults);
    }
    Ok((Snapshot::new(people, by_email, rules.fold_case), faults))
}

/// The addresses that mean exactly one person: not shared, and not the user name of somebody else.
fn addresses(
    people: &BTreeMap<Box<str>, Arc<Person>>,
    places: &HashMap<Box<str>, Span>,
    rules: Rules,
    faults: &mut Vec<Fault>,
) -> HashMap<Box<str>, Arc<Person>> {
    let mut means: BTreeMap<String, Vec<&Arc<Person>>> = BTreeMap::new();
    for person in people.values() {
        if let Some(email) = &person.email {
            means.entry(email.key()).or_default().push(person);
        }
    }
    let names: HashMap<String, &str> = people.keys().map(|n| (n.to_lowercase(), &**n)).collect();
    let mut out = HashMap::new();
    for (address, whom) in means {
        let other = names.get(&address).filter(|n| whom.iter().any(|p| &*p.username != **n)).map(|n| (*n).to_owned());
        let clash = match (&whom[..], other) {
            ([one], None) => {
                out.insert(address.into_boxed_str(), Arc::clone(one));
                continue;
            }
            (_, Some(name)) => format!("the address is also the name of user `{name}`"),
            (many, None) => format!("the address belongs to {} users", many.len()),
        };
        let span = whom.first().and_then(|p| places.get(&p.username)).copied().unwrap_or(Span { line: 1, column: 1 });
        match rules.email {
            // Names are compared before addresses, and case-insensitive names make even this clash a clash.
            EmailSignIn::Never if rules.fold_case && clash.contains("name of") => {
                faults.push(Fault::error(span, clash).with_hint("give each user an address of their own"));
            }
            EmailSignIn::Never => {}
            EmailSignIn::WhereUnique => faults.push(Fault::warning(span, format!("{clash}; nobody can sign in with it"))),
            EmailSignIn::Always => faults.push(Fault::error(span, clash).with_hint("give each user an address of their own")),
        }
    }
    if rules.email == EmailSignIn::Never { HashMap::new() } else { out }
}
