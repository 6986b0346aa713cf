//! The keys there are, and the facts that each one takes: as the English catalogue has them.
//!
//! Why: pages and every language are held against one list, so a translation can neither lack a fact nor ask for another.

use crate::message_check::variables;
use fluent_bundle::FluentResource;
use fluent_syntax::ast::Entry;
use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

pub(crate) const ENGLISH: &str = include_str!("../messages/en.ftl");

pub(crate) type Contract = HashMap<String, BTreeSet<String>>;

static CONTRACT: LazyLock<Contract> = LazyLock::new(|| {
    let resource = parsed(ENGLISH);
    let messages = resource.entries().filter_map(|entry| match entry {
        Entry::Message(message) => message.value.as_ref().map(|value| (message.id.name.to_owned(), variables(value))),
        _ => None,
    });
    messages.collect()
});

pub(crate) fn contract() -> &'static Contract {
    &CONTRACT
}

/// What could be read of an embedded source; that all of it can be is a test.
pub(crate) fn parsed(source: &str) -> FluentResource {
    FluentResource::try_new(source.to_owned()).unwrap_or_else(|(partial, _)| partial)
}
