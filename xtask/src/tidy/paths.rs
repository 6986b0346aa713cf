//! Absolute paths of somebody's machine.
//!
//! Why: what works only in one person's folders does not work. System folders such as `/etc` and `/var` are everybody's.

use super::by_line;
use crate::fault::Fault;
use crate::files::TextFile;

/// Roots that exist on one machine only. Scratch folders are made by `mktemp` or a library, which know where.
const PRIVATE: &[&str] = &["/root/", "/home/", "/work/", "/Users/", "/tmp/"];

pub(super) fn judge(file: &TextFile) -> Vec<Fault> {
    by_line(file, |number, line| {
        let root = PRIVATE.iter().find(|root| names(line, root))?;
        Some(Fault::at(
            &file.path,
            number,
            format!("a path under `{root}`: use a path from the project's root, an argument, or a temporary folder that is made"),
        ))
    })
}

/// Whether a path that starts with `root` and goes on stands in the line. What follows a host or a longer path is another path.
fn names(line: &str, root: &str) -> bool {
    line.match_indices(root).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        let after = line[start + root.len()..].chars().next();
        before.is_none_or(starts_a_path) && after.is_some_and(|next| next.is_alphanumeric() || next == '.' || next == '_')
    })
}

fn starts_a_path(before: char) -> bool {
    before.is_whitespace() || matches!(before, '"' | '\'' | '`' | '=' | ':' | '(' | '[' | '{' | '<' | '>' | ',' | ';' | '|' | '@')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> usize {
        judge(&TextFile { path: "a.md".to_owned(), text: text.to_owned() }).len()
    }

    #[test]
    fn a_path_under_each_private_root_is_found() {
        for root in PRIVATE {
            assert_eq!(faults(&format!("see {root}alice/notes")), 1, "{root}");
            assert_eq!(faults(&format!("DIR={root}alice")), 1, "{root}");
            assert_eq!(faults(&format!("{root}alice")), 1, "{root}");
        }
    }

    #[test]
    fn system_folders_and_paths_of_addresses_are_fine() {
        assert_eq!(faults("/etc/portcullis/root.key and /usr/bin/env and /var/lib"), 0);
        assert_eq!(faults(&["https://app.example.com/ho", "me/alice"].concat()), 0);
        assert_eq!(faults(&["crates/wo", "rk/src"].concat()), 0);
    }
}
