//! Directories of people.
//!
//! Why: their names are part of group names, so they are unique, and their files exist.

use super::desk::Desk;
use super::secret;
use crate::table::Section;
use crate::{Authority, FileDirectory, Search, values};
use portcullis_document::Node;

pub(super) fn read(root: Section<'_>, desk: &mut Desk<'_>) -> Vec<FileDirectory> {
    let mut all: Vec<FileDirectory> = Vec::new();
    for section in root.inners("directories") {
        let Some(file) = section.inner("file") else {
            if section.node().as_map().is_some_and(<[_]>::is_empty) {
                desk.error(section.span(), "this directory is of no kind", "write `file: { path: users.yml }`");
            }
            continue;
        };
        let (name, name_span) = file.text("name").unwrap_or(("file", section.span()));
        let letters = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_' || b == b'.';
        if name.is_empty() || !name.bytes().all(letters) {
            desk.error(name_span, format!("`{name}` cannot name a directory"), "use letters, digits, hyphens and dots");
        } else if name == "internal" {
            desk.error(name_span, "`internal` is the server's own directory", "choose another name");
        } else if all.iter().any(|d| &*d.name == name) {
            desk.error(name_span, format!("two directories are called `{name}`"), "give one of them another `name`");
        }
        let Some(path) = file.get("path") else { continue };
        let Some(written) = path.as_str() else { continue };
        if secret::file(written, path, desk).is_none() {
            continue;
        }
        let authoritative_for = file
            .inner("authoritative_for")
            .map(|a| Authority { domains: a.texts("domains").filter_map(|(t, _)| values::host_name(t).ok()).collect(), groups: a.flag("groups") });
        let search = file
            .inner("search")
            .map_or_else(Search::default, |s| Search { email: s.get("email").and_then(Node::as_bool), case_insensitive: s.flag("case_insensitive") });
        let change_passwords = file.get("change_passwords").and_then(Node::as_bool).unwrap_or(true);
        all.push(FileDirectory { name: name.into(), path: desk.input.base.join(written), authoritative_for, search, change_passwords, span: section.span() });
    }
    all
}
