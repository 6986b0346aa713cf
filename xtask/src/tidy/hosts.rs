//! Hosts of package registries.
//!
//! Why: clients know where their packages come from; a file that says so breaks behind a mirror and ties a lock file to one place.

use super::by_line;
use crate::fault::Fault;
use crate::files::TextFile;

const DATA: &str = include_str!("../../data/hosts.txt");

/// Cargo writes the name of its one registry into its lock file, whatever mirror is in use.
const EXEMPT: &str = "Cargo.lock";

pub(super) struct Hosts(Vec<&'static str>);

impl Hosts {
    pub(super) fn from_data() -> Self {
        Self(DATA.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect())
    }

    pub(super) fn judge(&self, file: &TextFile) -> Vec<Fault> {
        if file.path == EXEMPT {
            return Vec::new();
        }
        by_line(file, |number, line| {
            let host = self.0.iter().find(|host| names(line, host))?;
            Some(Fault::at(&file.path, number, format!("the package host `{host}`: name the package and let its client find it")))
        })
    }
}

fn names(line: &str, host: &str) -> bool {
    line.match_indices(host).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        let after = line[start + host.len()..].chars().next();
        let inside = |other: Option<char>| other.is_some_and(|c| c.is_alphanumeric() || c == '-');
        !inside(before) && !inside(after)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(path: &str, text: &str) -> usize {
        Hosts::from_data().judge(&TextFile { path: path.to_owned(), text: text.to_owned() }).len()
    }

    #[test]
    fn each_host_of_the_list_is_found_also_in_a_lock_file_of_npm() {
        let hosts = Hosts::from_data();
        assert!(hosts.0.len() > 10);
        for host in &hosts.0 {
            assert_eq!(faults("tests/browser/package-lock.json", &format!("\"resolved\": \"https://{host}/a.tgz\"")), 1, "{host}");
        }
    }

    #[test]
    fn the_lock_file_of_cargo_and_longer_names_are_fine() {
        let line = ["source = \"registry+https://github.com/rust-lang/crates", ".io-index\""].concat();
        assert_eq!(faults("Cargo.lock", &line), 0);
        assert_eq!(faults("a.md", &["not-py", "pi.org is another host"].concat()), 0);
    }
}
