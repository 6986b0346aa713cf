//! What `explain` says beside its answer.
//!
//! Why: an answer about somebody it knows nothing of must not look like one about somebody it knows.

use super::told::Told;
use portcullis_config::{Answer, CheckedConfig, KnownPerson, Question};
use portcullis_policy::Outcome;

/// What goes with the answer.
pub(super) struct Said {
    /// The host asked for is the portal's own.
    pub(super) portal: bool,
    pub(super) notes: Vec<String>,
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
