//! How a source file opens: one line of what, one of why.
//!
//! Why: a reader who opens any file knows within two lines whether it is the right one.

use crate::fault::Fault;
use crate::files::TextFile;

pub(super) fn judge(file: &TextFile) -> Vec<Fault> {
    let Some(mark) = mark_of(file.extension()) else { return Vec::new() };
    let mut head = file.text.lines().skip_while(|line| line.starts_with("#!/")).take_while(|line| line.starts_with(mark)).map(|line| line[mark.len()..].trim());
    let what = head.next().unwrap_or("");
    let mut faults = Vec::new();
    if what.is_empty() || what.starts_with("Why:") {
        faults.push(Fault::at(&file.path, 1, format!("opens without `{mark} what this file is`")));
    }
    if !head.any(|line| line.strip_prefix("Why:").is_some_and(|why| !why.trim().is_empty())) {
        faults.push(Fault::at(&file.path, 1, format!("its head has no `{mark} Why: …`")));
    }
    faults
}

/// What begins a line of a file's head, for the kinds of file that must have one.
fn mark_of(extension: &str) -> Option<&'static str> {
    match extension {
        "rs" => Some("//!"),
        "mjs" => Some("//"),
        "py" | "sh" => Some("#"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(path: &str, text: &str) -> usize {
        judge(&TextFile { path: path.to_owned(), text: text.to_owned() }).len()
    }

    #[test]
    fn what_and_why_pass() {
        assert_eq!(faults("a.rs", "//! A lock.\n//!\n//! Why: doors need one.\n\nfn a() {}\n"), 0);
        assert_eq!(faults("a.sh", "#!/usr/bin/env bash\n# A lock.\n# Why: doors need one.\n"), 0);
        assert_eq!(faults("a.mjs", "// A lock.\n//\n// Why: doors need one.\n"), 0);
    }

    #[test]
    fn a_missing_what_or_why_is_found() {
        assert_eq!(faults("a.rs", "fn a() {}\n"), 2);
        assert_eq!(faults("a.rs", "//! A lock.\nfn a() {}\n"), 1);
        assert_eq!(faults("a.rs", "//! Why: doors need one.\n"), 2);
        assert_eq!(faults("a.rs", "//! A lock.\n//! Why:\n"), 1);
        assert_eq!(faults("a.rs", "#![allow(x)]\n//! A lock.\n//! Why: doors need one.\n"), 2);
    }

    #[test]
    fn kinds_without_a_head_are_left_alone() {
        assert_eq!(faults("a.json", "{}"), 0);
    }
}
