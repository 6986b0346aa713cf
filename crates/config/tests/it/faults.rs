//! The corpus of faulty files: each with the lines that are printed for it.
//!
//! Why: the words are the product; a change of them is seen in review.

use crate::{check_text, env, read};
use portcullis_config::{CheckedConfig, Faults, Input, check};
use proptest::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};

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

/// The sample's own files are there, wherever it looks for them: only what was damaged is at fault.
fn check_sample(text: &str) -> Result<CheckedConfig, Faults> {
    let there = |path: &Path| read(&Path::new("/etc/p").join(path.file_name().unwrap_or_default()));
    check(&Input {
        name: "p.yaml",
        text,
        stored_routes: &[],
        base: Path::new("/etc/portcullis"),
        read: &there,
        mode: &|_| None,
        known: &|_, _| Ok(None),
        catalogues: &|_| Ok(portcullis_config::Catalogues::default()),
        env: &env,
    })
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
        if let Err(faults) = check_sample(&text) {
            prop_assert!(faults.0.iter().any(|f| f.severity == portcullis_config::Severity::Error), "{}", faults);
        }
    }
}

/// S19: the sample with one line left out or given a value that does not belong there, every line and every key in turn.
#[test]
fn s19_no_line_is_refused_without_a_word() {
    let sample = portcullis_config::sample();
    check_sample(&sample).unwrap_or_else(|f| panic!("{f}"));
    let lines: Vec<&str> = sample.lines().collect();
    let mut refused = 0;
    for (at, line) in lines.iter().enumerate() {
        // `# words`, `#key: value` that is not in force, or what is.
        let bare = line.trim_start();
        if bare.is_empty() || bare.starts_with("# ") {
            continue;
        }
        let there = line.replacen('#', "", usize::from(bare.starts_with('#')));
        let key = there.split_once(": ").map_or(&*there, |(key, _)| key).trim_end_matches(':');
        for value in ["", "[]", "{}", "-1", "nowhere://x", "'%'", "\u{e9}\u{0}"] {
            let damaged = if value.is_empty() { String::new() } else { format!("{key}: {value}") };
            let text: String = lines.iter().enumerate().map(|(i, l)| format!("{}\n", if i == at { &*damaged } else { l })).collect();
            if let Err(faults) = check_sample(&text) {
                refused += 1;
                assert!(faults.0.iter().any(|f| f.severity == portcullis_config::Severity::Error), "{damaged}: {faults}");
            }
        }
    }
    assert!(refused > 100, "{refused}");
}
