//! The data folder: made private, locked by one process.
//!
//! Why: two processes on one embedded store would tear the ledger's chain; the kernel drops a flock with its process, so a stale lock can't delay a start.

use crate::OpenError;
use rustix::fs::{FlockOperation, flock};
use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// Holds the folder until dropped, or until the process ends in whatever way.
#[derive(Debug)]
pub(crate) struct FolderLock(#[allow(dead_code, reason = "held for its drop")] File);

/// Makes the folder (0700) when it is missing. An existing folder's mode is its owner's business.
pub(crate) fn prepare(folder: &Path) -> Result<(), OpenError> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(|error| OpenError::Folder { path: folder.to_owned(), error })
}

/// Takes the folder for this process.
pub(crate) fn lock(folder: &Path) -> Result<FolderLock, OpenError> {
    let path = folder.join("portcullis.lock");
    let open = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(&path);
    let file = open.map_err(|error| OpenError::Folder { path: path.clone(), error })?;
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(FolderLock(file)),
        Err(rustix::io::Errno::WOULDBLOCK) => Err(OpenError::Busy { path: folder.to_owned() }),
        Err(errno) => Err(OpenError::Folder { path, error: errno.into() }),
    }
}

/// Makes an empty file (0600) when it is missing, and tightens one that is there.
pub(crate) fn private_file(path: &Path) -> Result<(), OpenError> {
    let fault = |error| OpenError::Folder { path: path.to_owned(), error };
    let file = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path).map_err(fault)?;
    file.set_permissions(Permissions::from_mode(0o600)).map_err(fault)
}

/// The text of a small private file, or what `make` says, written durably first.
pub(crate) fn read_or_write(path: &Path, make: impl FnOnce() -> String) -> Result<String, OpenError> {
    let fault = |error| OpenError::Folder { path: path.to_owned(), error };
    match std::fs::read_to_string(path) {
        Ok(text) if !text.trim().is_empty() => return Ok(text.trim().to_owned()),
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(fault(error)),
    }
    let text = make();
    let half: PathBuf = path.with_extension("new");
    let mut file = OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&half).map_err(fault)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(fault)?;
    std::fs::rename(&half, path).map_err(fault)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn one_process_a_folder() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("a/b");
        prepare(&folder).unwrap();
        assert_eq!(folder.metadata().unwrap().permissions().mode() & 0o777, 0o700);
        let held = lock(&folder).unwrap();
        assert!(matches!(lock(&folder), Err(OpenError::Busy { .. })));
        drop(held);
        assert!(lock(&folder).is_ok(), "a lock file left behind locks nobody out");
    }
    #[test]
    fn files_are_private_and_kept() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x");
        std::fs::write(&path, "kept").unwrap();
        private_file(&path).unwrap();
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "kept");
        let id = dir.path().join("id");
        assert_eq!(read_or_write(&id, || "one".into()).unwrap(), "one");
        assert_eq!(read_or_write(&id, || "two".into()).unwrap(), "one");
    }
}
