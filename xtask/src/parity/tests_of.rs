//! The names of all tests in the tree.
//!
//! Why: a page may only lean on a test that runs; a function of that name is not enough.

use std::collections::BTreeSet;

use crate::files::TextFile;

/// Names of Rust test functions, and titles of the tests under `tests/browser` and `bench`.
pub(super) fn names(files: &[TextFile]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for file in files {
        match file.extension() {
            "rs" => names.extend(rust_tests(&file.text)),
            "mjs" => names.extend(script_tests(&file.text)),
            _ => {}
        }
    }
    names
}

/// A function is a test if a `#[test]`-like attribute stands above it, with other attributes and comments between them at most.
fn rust_tests(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut marked = false;
    for line in text.lines().map(str::trim) {
        if line.starts_with("#[") {
            let inside = line.trim_start_matches("#[");
            let path = inside.split([']', '(']).next().unwrap_or("");
            // `#[ignore]` on the way means that the test does not run by itself.
            marked = (marked || path == "test" || path.ends_with("::test")) && path != "ignore";
            if line.ends_with(']') {
                continue;
            }
        }
        if let Some(name) = function_name(line) {
            if marked {
                found.push(name.to_owned());
            }
            marked = false;
        } else if !(line.starts_with("#[") || line.starts_with("//") || line.is_empty()) {
            marked = false;
        }
    }
    found
}

fn function_name(line: &str) -> Option<&str> {
    let after = line.strip_prefix("fn ").or_else(|| line.strip_prefix("async fn ")).or_else(|| line.split_once("] fn ").map(|(_, rest)| rest))?;
    let end = after.find(|c: char| !(c.is_alphanumeric() || c == '_'))?;
    (end > 0).then(|| &after[..end])
}

/// `test('title', …` and `test("title", …` of node's test runner.
fn script_tests(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in text.lines().map(str::trim) {
        let Some(after) = line.strip_prefix("test(") else { continue };
        let Some(quote) = after.chars().next().filter(|quote| matches!(quote, '\'' | '"' | '`')) else { continue };
        if let Some((title, _)) = after[1..].split_once(quote) {
            found.push(title.to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_found_and_plain_functions_are_not() {
        let text = "#[test]\nfn one() {}\n\nfn two() {}\n\n#[tokio::test(flavor = \"current_thread\")]\n#[cfg(unix)]\nasync fn three() {}\n#[derive(Debug)]\nstruct S;\nfn four() {}\n";
        assert_eq!(rust_tests(text), ["one", "three"]);
    }

    #[test]
    fn a_test_inside_a_macro_of_properties_counts() {
        assert_eq!(rust_tests("proptest! {\n    /// Says.\n    #[test]\n    fn holds(a in 0..9u8) {\n    }\n}\n"), ["holds"]);
    }

    #[test]
    fn a_test_that_is_ignored_does_not_run_and_does_not_count() {
        assert_eq!(rust_tests("#[test]\n#[ignore]\nfn slow() {}\n"), Vec::<String>::new());
    }

    #[test]
    fn titles_of_scripts_are_found() {
        assert_eq!(script_tests("test('signs in', async () => {\n});\ntest.skip('later', () => {});\n// test('no')\n"), ["signs in"]);
    }
}
