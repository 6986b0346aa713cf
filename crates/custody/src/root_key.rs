//! The root key: 32 bytes that everything in the store hangs on.
//!
//! Why: it lies in a file of its own (or comes from elsewhere), never beside what it protects in one backup; a lost one means a lost store.

use data_encoding::BASE64;
use portcullis_crypto::{ROOT_KEY_BYTES, Random, SecretBytes, Zeroizing, random_bytes};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

#[derive(Debug, thiserror::Error)]
pub enum RootKeyError {
    #[error("{path}: {error}")]
    File { path: PathBuf, error: std::io::Error },
    #[error("a root key is 32 bytes in base64: make one with `head -c 32 /dev/urandom | base64`")]
    NotAKey,
    #[error("{path} can be read by others (mode {mode:03o}): run `chmod 600 {path}`")]
    Readable { path: PathBuf, mode: u32 },
}

/// The key in a text: base64 (RFC 4648 §4) with or without white space around it.
pub fn decode(text: &str) -> Result<SecretBytes, RootKeyError> {
    let bytes = Zeroizing::new(BASE64.decode(text.trim().as_bytes()).map_err(|_| RootKeyError::NotAKey)?);
    if bytes.len() == ROOT_KEY_BYTES { Ok(SecretBytes::from(bytes.as_slice())) } else { Err(RootKeyError::NotAKey) }
}

/// The key in the file. A file that others can read is refused: it is no secret any more.
pub fn load(path: &Path) -> Result<SecretBytes, RootKeyError> {
    let fault = |error| RootKeyError::File { path: path.to_owned(), error };
    let mode = std::fs::metadata(path).map_err(fault)?.mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(RootKeyError::Readable { path: path.to_owned(), mode });
    }
    decode(&Zeroizing::new(std::fs::read_to_string(path).map_err(fault)?))
}

/// The key in the file, or a new one written there (0600) when there is no file. Of two processes that do this at once, both get the same key.
pub fn load_or_generate(path: &Path, random: &dyn Random) -> Result<SecretBytes, RootKeyError> {
    match load(path) {
        Err(RootKeyError::File { error, .. }) if error.kind() == std::io::ErrorKind::NotFound => {}
        found => return found,
    }
    let fault = |error| RootKeyError::File { path: path.to_owned(), error };
    let key = Zeroizing::new(random_bytes::<ROOT_KEY_BYTES>(random));
    let text = Zeroizing::new(BASE64.encode(&key[..]) + "\n");
    // Written whole beside it first: a kill must not leave half a key. A hard link never replaces a key that is there.
    let half = path.with_extension(format!("{:016x}", random.number()));
    let written = OpenOptions::new().create_new(true).write(true).mode(0o600).open(&half).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        match std::fs::hard_link(&half, path) {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
            _ => Ok(()),
        }
    });
    let _ = std::fs::remove_file(&half);
    written.map_err(fault)?;
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|f| f.sync_all()).map_err(fault)?;
    load(path)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use portcullis_crypto::SystemRandom;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn is_made_once_and_private() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("root.key");
        let made = load_or_generate(&path, &SystemRandom).unwrap();
        assert_eq!(made.len(), 32);
        assert_eq!(std::fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        assert_eq!(load_or_generate(&path, &SystemRandom).unwrap(), made);
        assert_eq!(load(&path).unwrap(), made);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "nothing half-written stays");
    }
    #[test]
    fn a_readable_or_broken_file_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("root.key");
        load_or_generate(&path, &SystemRandom).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(load(&path), Err(RootKeyError::Readable { mode: 0o640, .. })));
        assert!(matches!(load_or_generate(&path, &SystemRandom), Err(RootKeyError::Readable { .. })), "a bad key is never replaced by a new one");
        for text in ["", "AAAA", "not base64!", &BASE64.encode(&[1; 31]), &BASE64.encode(&[1; 33])] {
            assert!(matches!(decode(text), Err(RootKeyError::NotAKey)), "{text}");
        }
        assert_eq!(decode(&format!(" {}\n", BASE64.encode(&[1; 32]))).unwrap(), SecretBytes::new(vec![1; 32]));
    }
}
