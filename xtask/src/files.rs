//! The text files of the work tree, as git sees them.
//!
//! Why: what is ignored is nobody's business; what is not yet added will be.

use std::path::Path;
use std::process::Command;
use std::{fs, io};

/// One text file: its path from the root with `/`, and what it holds.
#[derive(Debug, Clone)]
pub(crate) struct TextFile {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl TextFile {
    /// The part after the last dot of the name, or "".
    pub(crate) fn extension(&self) -> &str {
        self.path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map_or("", |(_, extension)| extension)
    }
}

/// Every tracked file and every untracked one that no ignore rule names, if it is text.
///
/// # Errors
/// When git cannot be run there, or a file cannot be read.
pub(crate) fn read_all(root: &Path) -> io::Result<Vec<TextFile>> {
    let listing = Command::new("git").arg("-C").arg(root).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).output()?;
    if !listing.status.success() {
        return Err(io::Error::other(format!("git ls-files failed: {}", String::from_utf8_lossy(&listing.stderr).trim())));
    }
    let names = String::from_utf8_lossy(&listing.stdout);
    let mut names: Vec<&str> = names.split('\0').filter(|name| !name.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    let mut files = Vec::with_capacity(names.len());
    for name in names {
        let path = root.join(name);
        // A file that git still lists may just have been deleted or be a link to nowhere.
        if !path.is_file() {
            continue;
        }
        if let Some(text) = as_text(fs::read(&path)?) {
            files.push(TextFile { path: name.to_owned(), text });
        }
    }
    Ok(files)
}

fn as_text(bytes: Vec<u8>) -> Option<String> {
    if bytes.contains(&0) {
        return None;
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests stop at the first surprise")]
    use super::*;

    #[test]
    fn ignored_and_binary_files_are_left_out_and_untracked_ones_are_not() {
        let tree = tempfile::tempdir().unwrap();
        let git = Command::new("git").arg("-C").arg(tree.path()).args(["init", "--quiet"]).status().unwrap();
        assert!(git.success());
        fs::write(tree.path().join(".gitignore"), "skipped.txt\n").unwrap();
        fs::write(tree.path().join("skipped.txt"), "a").unwrap();
        fs::write(tree.path().join("seen.txt"), "b").unwrap();
        fs::write(tree.path().join("picture.png"), [0x89, 0, 1]).unwrap();
        let paths: Vec<String> = read_all(tree.path()).unwrap().into_iter().map(|file| file.path).collect();
        assert_eq!(paths, [".gitignore", "seen.txt"]);
    }

    #[test]
    fn a_folder_that_is_no_repository_is_an_error_and_not_an_empty_list() {
        let tree = tempfile::tempdir().unwrap();
        assert!(read_all(tree.path()).is_err());
    }
}
