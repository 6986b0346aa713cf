//! `tidy`: sizes, headers, words, paths and package hosts of every text file.
//!
//! Why: a house stays tidy when leaving a mess is harder than clearing it.

mod header;
mod hosts;
mod paths;
mod size;
mod words;

use std::io;
use std::path::Path;

use crate::fault::{Fault, Outcome};
use crate::files::{self, TextFile};

/// Lists that these checks read; a list cannot be held to itself.
const DATA: &str = "xtask/data/";

/// Looks at every text file of the work tree.
///
/// # Errors
/// When the tree cannot be listed or read.
pub(crate) fn run(root: &Path) -> io::Result<Outcome> {
    Ok(judge(&files::read_all(root)?))
}

fn judge(files: &[TextFile]) -> Outcome {
    let words = words::Words::from_data();
    let hosts = hosts::Hosts::from_data();
    let mut outcome = Outcome { looked_at: format!("{} files", files.len()), ..Outcome::default() };
    for file in files.iter().filter(|file| !file.path.starts_with(DATA)) {
        match size::judge(file) {
            Some(size::Size::TooLong(fault)) => outcome.faults.push(fault),
            Some(size::Size::Long(fault)) => outcome.warnings.push(fault),
            None => {}
        }
        let found: [Vec<Fault>; 4] = [header::judge(file), words.judge(file), paths::judge(file), hosts.judge(file)];
        outcome.faults.extend(found.into_iter().flatten());
    }
    outcome
}

/// Runs `each` over the lines of a file with their 1-based numbers.
fn by_line(file: &TextFile, mut each: impl FnMut(usize, &str) -> Option<Fault>) -> Vec<Fault> {
    file.text.lines().enumerate().filter_map(|(index, line)| each(index + 1, line)).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests stop at the first surprise")]
    use std::fs;
    use std::process::Command;

    use super::*;

    /// The whole check over a real tree: one fault of each kind, and a clean file beside them.
    #[test]
    fn each_kind_of_mess_is_found_in_a_real_tree() {
        let tree = tempfile::tempdir().unwrap();
        assert!(Command::new("git").arg("-C").arg(tree.path()).args(["init", "--quiet"]).status().unwrap().success());
        let head = "//! One thing.\n//!\n//! Why: it is needed.\n";
        fs::write(tree.path().join("clean.rs"), format!("{head}\nfn main() {{}}\n")).unwrap();
        fs::write(tree.path().join("long.rs"), format!("{head}{}", "// line\n".repeat(900))).unwrap();
        fs::write(tree.path().join("bare.rs"), "fn main() {}\n").unwrap();
        fs::write(tree.path().join("words.md"), ["FIX", "ME: later\n"].concat()).unwrap();
        fs::write(tree.path().join("path.md"), ["see /ro", "ot/notes\n"].concat()).unwrap();
        fs::write(tree.path().join("host.json"), ["{\"from\": \"https://py", "pi.org/simple\"}\n"].concat()).unwrap();
        let outcome = run(tree.path()).unwrap();
        let mut blamed: Vec<&str> = outcome.faults.iter().map(|fault| fault.file.as_str()).collect();
        blamed.dedup();
        assert_eq!(blamed, ["bare.rs", "host.json", "long.rs", "path.md", "words.md"]);
    }
}
