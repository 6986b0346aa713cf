//! Directories of people.
//!
//! Why: their names are part of group names, so they are unique, and their files exist.

use super::desk::Desk;
use super::{ldap, secret};
use crate::table::Section;
use crate::{Authority, FileDirectory, LdapDirectory, Search, values};
use portcullis_document::Node;

/// Of each kind, in the order written.
#[derive(Default)]
pub(super) struct Directories {
    pub(super) files: Vec<FileDirectory>,
    pub(super) ldap: Vec<LdapDirectory>,
}

pub(super) fn read(root: Section<'_>, desk: &mut Desk<'_>) -> Directories {
    let mut all = Directories::default();
    let mut taken: Vec<Box<str>> = Vec::new();
    for section in root.inners("directories") {
        let (file, ldap) = (section.inner("file"), section.inner("ldap"));
        if section.node().as_map().is_some_and(<[_]>::is_empty) {
            desk.error(section.span(), "this directory is of no kind", "write `file: { path: users.yml }` or `ldap:` with its keys");
        }
        if file.is_some() && ldap.is_some() {
            desk.error(section.span(), "one entry is one directory", "make two entries of it, each with its hyphen");
        }
        if let Some(found) = file.and_then(|f| of_file(f, section, &taken, desk)) {
            taken.push(found.name.clone());
            all.files.push(found);
        }
        if let Some(found) = ldap.and_then(|l| ldap::read(l, &taken, desk)) {
            taken.push(found.name.clone());
            all.ldap.push(found);
        }
    }
    all
}

/// Its name, unlike those before.
pub(super) fn named(section: Section<'_>, default: &'static str, taken: &[Box<str>], desk: &mut Desk<'_>) -> Box<str> {
    let (name, span) = section.text("name").unwrap_or((default, section.span()));
    let letters = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_' || b == b'.';
    if name.is_empty() || !name.bytes().all(letters) {
        desk.error(span, format!("`{name}` cannot name a directory"), "use letters, digits, hyphens and dots");
    } else if name == "internal" {
        desk.error(span, "`internal` is the server's own directory", "choose another name");
    } else if taken.iter().any(|t| **t == *name) {
        desk.error(span, format!("two directories are called `{name}`"), "give one of them another `name`");
    }
    name.into()
}

pub(super) fn authority(section: Section<'_>) -> Authority {
    Authority { domains: section.texts("domains").filter_map(|(t, _)| values::host_name(t).ok()).collect(), groups: section.flag("groups") }
}

fn of_file(file: Section<'_>, entry: Section<'_>, taken: &[Box<str>], desk: &mut Desk<'_>) -> Option<FileDirectory> {
    let name = named(file, "file", taken, desk);
    let path = file.get("path")?;
    let written = path.as_str()?;
    secret::file(written, path, desk)?;
    let authoritative_for = file.inner("authoritative_for").map(authority);
    let search = file
        .inner("search")
        .map_or_else(Search::default, |s| Search { email: s.get("email").and_then(Node::as_bool), case_insensitive: s.flag("case_insensitive") });
    let change_passwords = file.get("change_passwords").and_then(Node::as_bool).unwrap_or(true);
    Some(FileDirectory { name, path: desk.input.base.join(written), authoritative_for, search, change_passwords, span: entry.span() })
}
