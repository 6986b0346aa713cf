//! The corpus of faulty files: each with the lines that are printed for it.
//!
//! Why: the words are the product; a change of them is seen in review.

use crate::check_text;
use proptest::prelude::*;
use std::fs;
use std::path::PathBuf;

/// A fixture `NAME.yaml` has its expected lines in `NAME.txt`. With `BLESS=1` in the environment the lines are written.
#[test]
fn every_fault_is_told_at_its_place() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/faults");
    let mut names: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).filter(|p| p.extension().is_some_and(|e| e == "yaml")).collect();
    names.sort();
    assert!(names.len() >= 40, "{}", names.len());
    let mut wrong = Vec::new();
    for path in names {
        let text = fs::read_to_string(&path).unwrap();
        let told = match check_text(&text) {
            Ok(config) => panic!("{} passes, with {:?}", path.display(), config.warnings),
            Err(faults) => format!("{faults}\n"),
        };
        let expected = path.with_extension("txt");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&expected, &told).unwrap();
        }
        let stated = fs::read_to_string(&expected).unwrap_or_default();
        if stated != told {
            wrong.push(format!("{}\n--- stated\n{stated}--- told\n{told}", path.display()));
        }
        for line in told.lines() {
            let mut parts = line.splitn(4, ':');
            assert_eq!(parts.next(), Some("p.yaml"), "{line}");
            assert!(parts.next().unwrap().parse::<u32>().is_ok() && parts.next().unwrap().parse::<u32>().is_ok(), "{line}");
            assert!(line.contains("; ") || line.contains("YAML"), "says nothing of what to do: {line}");
        }
        assert!(told.lines().any(|l| l.contains(": error: ")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// S19: a damaged file is read or refused with its faults; nothing panics, and a refusal always has an error in it.
    #[test]
    fn s19_a_damaged_file_is_refused_in_words(at in 0usize..6000, length in 0usize..12, put in prop::sample::select(vec!["", ":", "- ", "{", "]", "~", "\"", "\u{e9}", "\n", "  ", "&a *a", "0.0.0.0/0", "..", "%2f"])) {
        let sample = portcullis_config::sample();
        let mut letters: Vec<char> = sample.chars().collect();
        let from = at.min(letters.len());
        let to = (from + length).min(letters.len());
        letters.splice(from..to, put.chars());
        let text: String = letters.into_iter().collect();
        if let Err(faults) = check_text(&text) {
            prop_assert!(faults.0.iter().any(|f| f.severity == portcullis_config::Severity::Error), "{}", faults);
        }
    }
}
