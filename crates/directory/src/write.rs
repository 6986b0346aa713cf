//! A new password put into a users file.
//!
//! Why: people change their password here as elsewhere. Only the one value is replaced: comments, order and unknown keys stay as
//! somebody wrote them, and the result is read again before it takes the file's place.

use crate::{OpenError, Rules, Snapshot, read};
use portcullis_crypto::SecretText;
use portcullis_document::{Span, read_yaml};
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, fchown};
use std::path::Path;

/// Why a password was not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("the directory does not let passwords be changed here")]
    Off,
    #[error("nobody of that name is in the file")]
    Nobody,
    /// A block, an anchor that others use, or the like.
    #[error("the password is written in the file in a way that only a person can change")]
    Form,
    #[error("somebody else changed the file at the same moment; try again")]
    Moved,
    #[error(transparent)]
    Unreadable(#[from] OpenError),
    #[error("the file cannot be written: {0}")]
    Unwritable(#[from] io::Error),
}

/// The text with that person's hash in the place of the old one, and what it then states.
pub(crate) fn with_hash(text: &str, rules: Rules, username: &str, hash: &SecretText) -> Result<(String, Snapshot), WriteError> {
    let (before, _) = read(text, rules).map_err(|_| WriteError::Form)?;
    if before.get(username).is_none() {
        return Err(WriteError::Nobody);
    }
    let root = read_yaml(text).map_err(|_| WriteError::Form)?;
    let span = root.get("users").and_then(|u| u.get(username)).and_then(|u| u.get("password")).map(|p| p.span).ok_or(WriteError::Nobody)?;
    let (head, rest) = offset(text, span).and_then(|at| text.split_at_checked(at)).ok_or(WriteError::Form)?;
    for end in ends(rest) {
        let Some(tail) = rest.get(end..) else { continue };
        let new = format!("{head}'{}'{tail}", hash.expose());
        let Ok((after, _)) = read(&new, rules) else { continue };
        if only_that_changed(&before, &after, username, hash) {
            return Ok((new, after));
        }
    }
    Err(WriteError::Form)
}

fn only_that_changed(before: &Snapshot, after: &Snapshot, username: &str, hash: &SecretText) -> bool {
    let same = |old: &crate::Person| {
        after.get(&old.username).is_some_and(|new| {
            let hash_is_right = if *old.username == *username { new.hash.as_ref() == Some(hash) } else { new.hash == old.hash };
            hash_is_right
                && new.display_name == old.display_name
                && new.email == old.email
                && new.groups == old.groups
                && new.disabled == old.disabled
                && new.claims == old.claims
        })
    };
    before.len() == after.len() && before.iter().all(|old| same(old))
}

/// Where the value may end: at its quote, else at the end of the line, at a comment, or at what ends it between braces.
fn ends(rest: &str) -> Vec<usize> {
    let quoted = |quote: char| {
        let mut skip = false;
        for (at, c) in rest.char_indices().skip(1) {
            match c {
                _ if skip => skip = false,
                '\\' if quote == '"' => skip = true,
                // Doubled, it stands for itself.
                '\'' if quote == '\'' && rest.get(at + 1..).is_some_and(|r| r.starts_with('\'')) => skip = true,
                c if c == quote => return vec![at + 1],
                _ => {}
            }
        }
        Vec::new()
    };
    match rest.chars().next() {
        Some(quote @ ('\'' | '"')) => quoted(quote),
        _ => {
            let line = rest.lines().next().unwrap_or_default();
            let at = |end: Option<usize>| end.and_then(|e| line.get(..e)).map(|part| part.trim_end().len());
            [at(line.find(" #")), Some(line.trim_end().len()), at(line.rfind('}')), at(line.find(", "))].into_iter().flatten().filter(|e| *e > 0).collect()
        }
    }
}

fn offset(text: &str, span: Span) -> Option<usize> {
    let mut start = 0;
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        if number == span.line {
            let column = usize::try_from(span.column).ok()?.checked_sub(1)?;
            return line.char_indices().map(|(at, _)| at).nth(column).map(|at| start + at);
        }
        start += line.len();
    }
    None
}

/// Puts the text in the file's place, in one step where the folder lets us; mode and owner stay. A link stays a link.
pub(crate) fn replace(path: &Path, text: &str) -> io::Result<()> {
    let target = fs::canonicalize(path)?;
    match beside(&target, text) {
        // A file that is mounted alone, or is somebody else's, can only be written in place.
        Err(e) if matches!(e.kind(), ErrorKind::ResourceBusy | ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem | ErrorKind::CrossesDevices) => {
            let mut file = OpenOptions::new().write(true).truncate(true).open(&target)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()
        }
        done => done,
    }
}

fn beside(target: &Path, text: &str) -> io::Result<()> {
    let (Some(folder), Some(name)) = (target.parent(), target.file_name()) else { return Err(ErrorKind::InvalidInput.into()) };
    let meta = fs::metadata(target)?;
    let new = folder.join(format!(".{}.portcullis-new", name.to_string_lossy()));
    // What a stop in the middle left behind.
    match fs::remove_file(&new) {
        Err(e) if e.kind() != ErrorKind::NotFound => return Err(e),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&new)?;
    let written = (|| {
        file.write_all(text.as_bytes())?;
        let own = file.metadata()?;
        if (own.uid(), own.gid()) != (meta.uid(), meta.gid()) {
            fchown(&file, Some(meta.uid()), Some(meta.gid()))?;
        }
        file.set_permissions(meta.permissions())?;
        file.sync_all()?;
        fs::rename(&new, target)
    })();
    if written.is_err() {
        let _left_behind = fs::remove_file(&new);
        return written;
    }
    File::open(folder)?.sync_all()
}

#[cfg(test)]
#[path = "write_tests.rs"]
mod tests;
