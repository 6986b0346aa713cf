//! What a check reads: the file's text, the stored routes, and how to reach files and the environment.
//!
//! Why: the checker does no I/O of its own, so it answers alike in the server, in `config check` and in tests.

use crate::{FileDirectory, KnownPerson, LocatedFault};
use std::io;
use std::path::Path;

/// A configuration to check.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// How the file is called in messages.
    pub name: &'a str,
    /// The YAML text.
    pub text: &'a str,
    /// Routes that live in the store.
    pub stored_routes: &'a [StoredRoute],
    /// The folder that relative paths in the file start from.
    pub base: &'a Path,
    /// Reads a file, whole.
    pub read: &'a dyn Fn(&Path) -> io::Result<Vec<u8>>,
    /// The permission bits of a file; none where they are not known.
    pub mode: &'a dyn Fn(&Path) -> Option<u32>,
    /// Looks somebody up by name or e-mail address in the users files, for the policy tests.
    pub known: &'a Knowing,
    /// Reads the house's own catalogues of page texts.
    pub catalogues: &'a crate::Reading,
    /// Looks a variable up.
    pub env: &'a dyn Fn(&str) -> Option<String>,
}

/// Who somebody is; the faults of a users file that cannot be read.
pub type Knowing = dyn Fn(&[FileDirectory], &str) -> Result<Option<KnownPerson>, Vec<LocatedFault>>;

/// A route that was added by command: its name, and the document that [`crate::protect_document`] wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRoute {
    pub name: Box<str>,
    /// A route, written as in the file; YAML or JSON. Its `name` is the one above.
    pub document: Box<str>,
}
