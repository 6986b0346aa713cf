//! `authentication_backend`: where people are kept.
//!
//! Why: the users file and the directory go on as they are; nobody gets a new password for a move.

use super::factors::is_on;
use super::ldap;
use super::out::Out;
use super::report::Report;
use super::source::{Source, scalar};
use portcullis_document::{Node, Span};

#[derive(Default)]
pub(super) struct People {
    pub(super) directories: Option<Out>,
    pub(super) password_reset: Option<Out>,
    pub(super) fold_case: bool,
}

pub(super) fn read<'a>(source: &Source<'a>, users: Option<&str>, report: &mut Report) -> People {
    let mut people = People::default();
    let Some(section) = source.at("authentication_backend") else {
        report.changed(Span::START, "there is no `authentication_backend`", "add people with `portcullis user add`, or name a directory");
        return people;
    };
    let node = &section.value;
    let mut change = true;
    if let Some(password_change) = source.get(node, "password_change") {
        change = !is_on(password_change, "disable", source);
    }
    if let Some(reset) = source.get(node, "password_reset") {
        let mut out = Vec::new();
        if is_on(reset, "disable", source) {
            out.push(("disable".to_owned(), Out::raw(true)));
        }
        if let Some(url) = source.get(reset, "custom_url").and_then(Node::as_str).filter(|u| !u.is_empty()) {
            out.push(("custom_url".to_owned(), Out::text(url)));
        }
        people.password_reset = Some(Out::Map(out));
    }
    let refresh = source.entry(node, "refresh_interval");
    if let Some(refresh) = refresh {
        report.changed(
            refresh.key_span,
            "`authentication_backend.refresh_interval`",
            "a users file is read again as it changes, people of a directory at least once a minute",
        );
    }
    let mut directories = Vec::new();
    if let Some(file) = source.entry(node, "file") {
        let path = source.get(&file.value, "path").and_then(scalar).unwrap_or_default();
        let mut out = vec![("path".to_owned(), Out::text(users.map_or(path, str::to_owned)))];
        // E-mail addresses are names only where Authelia was told so.
        let search = source.get(&file.value, "search");
        let asked = |key: &str| search.is_some_and(|s| is_on(s, key, source));
        let mut ways = vec![("email".to_owned(), Out::raw(asked("email")))];
        if asked("case_insensitive") {
            ways.push(("case_insensitive".to_owned(), Out::raw(true)));
            people.fold_case = true;
        }
        out.push(("search".to_owned(), Out::Map(ways)));
        if !change {
            out.push(("change_passwords".to_owned(), Out::raw(false)));
        }
        if let Some(watch) = source.entry(&file.value, "watch") {
            report.changed(watch.key_span, "`authentication_backend.file.watch`", "the users file is always read again as it changes");
        }
        if let Some(extra) = source.entry(&file.value, "extra_attributes") {
            source.see_all(&extra.value);
            report.changed(extra.key_span, "`file.extra_attributes` need not be declared", "every attribute under `extra` of a person is a claim");
        }
        if let Some(password) = source.entry(&file.value, "password") {
            source.see_all(&password.value);
            report.left(
                password.key_span,
                "`authentication_backend.file.password`",
                "old hashes are read as they are; new ones are argon2id with the server's own parameters",
            );
        }
        report.carried(file.key_span, "`authentication_backend.file` as `directories`; the users file is read as it is");
        directories.push(Out::map([("file", Out::Map(out))]));
    }
    if let Some(server) = source.entry(node, "ldap") {
        directories.push(Out::map([("ldap", ldap::read(&server.value, change, source, report))]));
        report.carried(server.key_span, "`authentication_backend.ldap` as `directories`");
    }
    match directories.len() {
        1 => {}
        _ => report.refuse(section.key_span, "`authentication_backend` has neither `file` nor `ldap`, or both", ""),
    }
    people.directories = Some(Out::List(directories));
    people
}

/// Computed attributes are kept as they are: both are CEL.
pub(super) fn definitions<'a>(source: &Source<'a>, report: &mut Report) -> Option<Out> {
    let entry = source.at("definitions.user_attributes")?;
    let mut all = Vec::new();
    for one in entry.value.as_map().unwrap_or_default() {
        let Some(expression) = source.get(&entry.value, &one.key).and_then(|a| source.get(a, "expression")).and_then(Node::as_str) else { continue };
        if expression.contains("groups") {
            report.changed(
                one.key_span,
                format!("the attribute `{}` asks for groups, which are `source/name` in expressions here: a bare name is never among them", one.key),
                "write `\"file/staff\" in groups`, or `ldap/staff`",
            );
        }
        report.changed(one.key_span, format!("the attribute `{}` is kept as it is written", one.key), "`config check` tells what it does not know");
        all.push((one.key.clone(), Out::map([("expression", Out::text(expression))])));
    }
    Some(Out::map([("user_attributes", Out::Map(all))]))
}
