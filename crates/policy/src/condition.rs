//! A criterion in plain words, as a message key with arguments.
//!
//! Why: somebody who is turned away reads what is asked for, in their own language.

use std::fmt;

/// A message: its key in the catalogues, and what fills it. `Display` is the English default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    pub key: &'static str,
    pub args: Vec<(&'static str, String)>,
    /// The rule asks that this be not so.
    pub negated: bool,
}

/// Every key with its English words; `{name}` is filled from the arguments.
pub(crate) const MESSAGES: &[(&str, &str)] = &[
    ("anyone", "Anyone"),
    ("nobody", "Nobody"),
    ("signed-in", "Signed in"),
    ("user.is", "Signed in as {value}"),
    ("user.matches", "User name that {rule}"),
    ("email.is", "Signed in as {value}"),
    ("email.matches", "E-mail address that {rule}"),
    ("domain.is", "Signed in with an account of {value}"),
    ("domain.matches", "E-mail domain that {rule}"),
    ("group.has", "Member of the group {value}"),
    ("group.exclude", "Not a member of the group {value}"),
    ("group.matches", "Groups that {rule}"),
    ("role.has", "Has the role {value}"),
    ("role.exclude", "Does not have the role {value}"),
    ("role.matches", "Roles that {rule}"),
    ("claim.has", "Claim {name} has {value}"),
    ("claim.exclude", "Claim {name} does not have {value}"),
    ("claim.matches", "Claim {name}: values that {rule}"),
    ("aal.one", "Signed in"),
    ("aal.two", "Two factors"),
    ("amr.has", "Signed in by {value}"),
    ("amr.exclude", "Not signed in by {value}"),
    ("amr.matches", "Ways of signing in that {rule}"),
    ("fresh", "Signed in within the last {length}"),
    ("source-ip", "From the network {networks}"),
    ("http-method.is", "Requests of the kind {value}"),
    ("http-method.matches", "Kind of request that {rule}"),
    ("http-path.is", "The path {value}"),
    ("http-path.matches", "A path that {rule}"),
    ("http-host.is", "The host {hosts}"),
    ("http-resource.matches", "A path and query of the form {patterns}"),
    ("http-query.matches", "A query in which {rule}"),
    ("cors-preflight", "A browser's cross-origin check"),
    ("action.is", "The action {value}"),
    ("action.matches", "An action that {rule}"),
    ("date.after", "From {after}"),
    ("date.before", "Before {before}"),
    ("date.between", "From {after} until {before}"),
    ("date.any", "On any date"),
    ("days", "On {days} ({zone})"),
    ("time.after", "From {after} o'clock ({zone})"),
    ("time.before", "Before {before} o'clock ({zone})"),
    ("time.between", "Between {after} and {before} o'clock ({zone})"),
    ("time.any", "At any hour ({zone})"),
];

impl Condition {
    pub(crate) fn new(key: &'static str) -> Self {
        Self { key, args: Vec::new(), negated: false }
    }
    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.args.push((name, value.into()));
        self
    }
    /// Every message key with its English text, for the catalogues. What negates is `condition.not`, with `{condition}`.
    pub fn messages() -> &'static [(&'static str, &'static str)] {
        MESSAGES
    }
}
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.negated {
            f.write_str("Not: ")?;
        }
        let mut rest = MESSAGES.iter().find(|(key, _)| *key == self.key).map_or(self.key, |(_, text)| text);
        while let Some((before, after)) = rest.split_once('{') {
            f.write_str(before)?;
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            f.write_str(self.args.iter().find(|(n, _)| *n == name).map_or("", |(_, v)| v))?;
            rest = after;
        }
        f.write_str(rest)
    }
}
