//! The data folder: where it is, who may look in, where its socket lies.
//!
//! Why: one place per installation, closed to everyone else (0700), found the same way by every command.

use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// The default folder of `up`: `$XDG_DATA_HOME/portcullis`, else `~/.local/share/portcullis`.
pub fn default_folder() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|p| p.is_absolute());
    set("XDG_DATA_HOME").or_else(|| set("HOME").map(|h| h.join(".local/share"))).map(|p| p.join("portcullis"))
}

/// The server's socket in a data folder.
pub fn socket(folder: &Path) -> PathBuf {
    folder.join("portcullis.sock")
}

/// Writes a small file that only its owner may read.
pub(crate) fn write_closed(path: &Path, text: &str) -> io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?.write_all(text.as_bytes())
}

/// Makes the folder where it is missing, and closes it to others. Refuses one that another user owns.
pub(crate) fn prepare(folder: &Path) -> io::Result<()> {
    let named = |e: io::Error| io::Error::new(e.kind(), format!("the data folder {} cannot be used: {e}; give --data another one", folder.display()));
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(named)?;
    let meta = std::fs::metadata(folder).map_err(named)?;
    if !meta.is_dir() {
        return Err(io::Error::other(format!("{} is not a folder", folder.display())));
    }
    let uid = rustix::process::geteuid().as_raw();
    if meta.uid() != uid {
        return Err(io::Error::other(format!("{} belongs to another user; give --data a folder of your own", folder.display())));
    }
    if meta.permissions().mode() & 0o077 != 0 {
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Refuses a folder that holds something else, and a store whose root key is gone. Nothing is changed.
pub(crate) fn is_for_us(folder: &Path) -> io::Result<()> {
    let has = |name: &str| folder.join(name).exists();
    if has("root.key") {
        return Ok(());
    }
    if has("portcullis.db") {
        return Err(io::Error::other(key_is_gone(folder)));
    }
    let Ok(mut entries) = std::fs::read_dir(folder) else { return Ok(()) };
    // What a fresh file system brings along is nobody's.
    match entries.any(|e| e.is_ok_and(|e| e.file_name() != "lost+found")) {
        true => Err(io::Error::other(format!(
            "{} is not empty, and there is no installation of Portcullis in it; give --data a new or empty folder",
            folder.display()
        ))),
        false => Ok(()),
    }
}

/// A new key for an old store would only look like a lost one.
pub(crate) fn key_is_gone(folder: &Path) -> String {
    format!(
        "the root key {} is missing, and without it the store beside it cannot be opened: put your copy of it back there",
        folder.join("root.key").display()
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_folder_is_made_and_closed() {
        let temp = tempfile::tempdir().unwrap();
        let folder = temp.path().join("a/b");
        prepare(&folder).unwrap();
        assert_eq!(std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).unwrap();
        prepare(&folder).unwrap();
        assert_eq!(std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    }
}
