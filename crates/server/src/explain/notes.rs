//! What `explain` says beside its answer.
//!
//! Why: an answer about somebody it knows nothing of must not look like one about somebody it knows.

use super::told::Told;
use portcullis_config::{Answer, Asked, CheckedConfig, KnownPerson, Question};
use portcullis_policy::Outcome;
use portcullis_route::Route;
use std::sync::Arc;

/// What goes with the answer.
pub(super) struct Said {
    /// The host asked for is the portal's own.
    pub(super) portal: bool,
    /// Who is asked about cannot sign in.
    pub(super) barred: Option<Barred>,
    /// Only the encoded slash keeps it from a route.
    pub(super) encoded: bool,
    pub(super) notes: Vec<String>,
}

/// Why somebody cannot sign in, whatever the policy says.
#[derive(Clone, Copy, Debug)]
pub(super) enum Barred {
    Disabled,
    Unknown,
}
impl Barred {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Disabled => "user-disabled",
            Self::Unknown => "user-unknown",
        }
    }
}

/// A route that was nearly met.
pub(super) enum Elsewhere {
    /// It is asked for with https.
    Https(Arc<Route>),
    /// It does not take encoded slashes.
    Encoded(Arc<Route>),
}
impl Elsewhere {
    pub(super) fn of(config: &CheckedConfig, question: &Question) -> Option<Self> {
        let target = &question.asked.target;
        let find = |url: &str| {
            let asked = Asked::parse(&format!("{} {url}", question.asked.method)).ok()?;
            config.routes.find(&asked.target).cloned()
        };
        let port = target.port().map_or_else(String::new, |port| format!(":{port}"));
        if target.has_encoded_slash() {
            let plain = ["%2f", "%2F", "%5c", "%5C"].iter().fold(target.raw().to_owned(), |raw, slash| raw.replace(slash, "-"));
            return find(&format!("{}://{}{port}{plain}", target.scheme(), target.host())).map(Self::Encoded);
        }
        let port = if port == ":80" { "" } else { &port };
        Some(()).filter(|()| !target.is_https()).and_then(|()| find(&format!("https://{}{port}{}", target.host(), target.raw()))).map(Self::Https)
    }
    pub(super) fn note(&self) -> String {
        match self {
            Self::Https(route) => format!("the route `{}` is {}: ask with https://", route.name, route.from_origin()),
            Self::Encoded(route) => {
                format!("the route `{}` refuses paths with an encoded slash or backslash; `allow_encoded_slash: true` lets them in", route.name)
            }
        }
    }
}

/// `told`: what is to be said of a question to the running server.
pub(super) fn notes(config: &CheckedConfig, question: &Question, answer: &Answer, told: Option<String>) -> Vec<String> {
    let mut all = Vec::new();
    if config.portal.is_host_of(&question.asked.target) {
        all.push(format!("{} is the portal's host, not a route's: the pages for signing in are there, and no policy counts", config.portal.host));
    }
    let Some(user) = &question.user else { return all };
    if let Some(told) = told {
        all.push(told);
        return all;
    }
    let groups_given = question.groups.is_some();
    match &question.known {
        None => all.push(format!("`{user}` is in no users file: only what is given here is known of them")),
        Some(person) if person.disabled => {
            all.push(format!("`{}` is disabled in the users file `{}`: they cannot sign in, whatever is said here", person.username, person.source));
        }
        Some(person) if !groups_given && asks_for_groups(answer) => all.push(format!(
            "the groups of `{}` are those of the users file `{}`: where the server keeps further ones, give all of them with --groups",
            person.username, person.source
        )),
        Some(_) => {}
    }
    all
}

pub(super) fn of_server(person: &KnownPerson) -> String {
    let KnownPerson { username, source, .. } = person;
    if person.disabled {
        return format!("the running server says that `{username}` of `{source}` is disabled: they cannot sign in, whatever is said here");
    }
    format!("groups and attributes of `{username}` are those that the running server has of them now, from `{source}` and its own store")
}

pub(super) fn unknown(user: &str, told: &Told) -> String {
    let asked = match told {
        Told::NotRunning => "no server is running with this configuration that could be asked for people of LDAP directories and its own".to_owned(),
        Told::Nobody | Told::Facts(_) => "the running server knows nobody of that name".to_owned(),
        Told::Failed(why) => format!("the running server could not tell ({why})"),
    };
    format!("`{user}` is in no users file, and {asked}: no groups are known of them; give those they have with --groups")
}

/// Whether a group that the person is not in could change the answer.
fn asks_for_groups(answer: &Answer) -> bool {
    let criteria = answer.trace.iter().flat_map(|t| &t.rules).flat_map(|r| &r.lists).flat_map(|l| &l.criteria);
    criteria.into_iter().any(|c| c.outcome != Outcome::True && c.source.starts_with("groups"))
}
