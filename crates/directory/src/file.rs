//! A file, whole, if it has a size that such files have.
//!
//! Why: a log named by mistake must not be read into memory before somebody says that it is no users file.

use std::fs::File;
use std::io::{Error, ErrorKind, Read, Result};
use std::path::Path;

/// The largest file that is read: as much text as a document may hold.
const LARGEST: u64 = 16 * 1024 * 1024;

/// The bytes of a file of at most 16 MiB; of a larger one no more than that is read.
pub fn read_file(path: &Path) -> Result<Vec<u8>> {
    let file = File::open(path)?;
    let large = || Error::new(ErrorKind::FileTooLarge, "it is larger than 16 MiB");
    if file.metadata()?.len() > LARGEST {
        return Err(large());
    }
    let mut bytes = Vec::new();
    // What has no length, or grows meanwhile, is bounded too.
    file.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST { Err(large()) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_too_large_is_not_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("users.yml");
        // Sparse: it takes no room.
        File::create(&path).unwrap().set_len(LARGEST + 1).unwrap();
        assert_eq!(read_file(&path).unwrap_err().kind(), ErrorKind::FileTooLarge);
        File::create(&path).unwrap().set_len(LARGEST).unwrap();
        assert_eq!(read_file(&path).unwrap().len() as u64, LARGEST);
        assert_eq!(read_file(Path::new("/dev/zero")).unwrap_err().kind(), ErrorKind::FileTooLarge);
    }
}
