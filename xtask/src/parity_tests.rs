//! Tests of `parity` over small pages.
//!
//! Why: a check that has never been seen to fail proves nothing.

use super::*;

const TESTS: &str = "#[test]\nfn proves_it() {}\nfn helper() {}\n";

/// Complete pages with one row of each exchanged.
fn tree(parity: &str, threat: &str) -> Vec<TextFile> {
    let mut page = String::from("# Parity\n\n| id | what | status | tests |\n|---|---|---|---|\n");
    for (letter, last) in INVENTORIES {
        for number in 1..=*last {
            let id = format!("{letter}-{number:02}");
            let row = if id == "P-07" { parity.to_owned() } else { format!("| {id} | a | not yet | |") };
            page.push_str(&row);
            page.push('\n');
        }
    }
    let mut threats = String::from("# Threats\n\n");
    for number in 1..=THREAT_COUNT {
        let row = if number == 7 { threat.to_owned() } else { format!("| S{number} | a | b | not yet |") };
        threats.push_str(&row);
        threats.push('\n');
    }
    let file = |path: &str, text: &str| TextFile { path: path.to_owned(), text: text.to_owned() };
    vec![file(PARITY, &page), file(THREATS, &threats), file("crates/a/src/lib.rs", TESTS)]
}

fn faults(parity: &str, threat: &str) -> Vec<String> {
    judge(&tree(parity, threat)).faults.iter().map(ToString::to_string).collect()
}

const PARITY_OK: &str = "| P-07 | a | not yet | |";
const THREAT_OK: &str = "| S7 | a | b | not yet |";

#[test]
fn whole_pages_with_real_tests_pass() {
    assert_eq!(faults("| P-07 | a | done | `proves_it` |", "| S7 | a | b | `proves_it` |"), Vec::<String>::new());
    assert_eq!(faults("| P-07 | a | partial | the half is missing; `proves_it` |", THREAT_OK), Vec::<String>::new());
}

#[test]
fn a_test_that_does_not_exist_is_found_on_both_pages() {
    assert_eq!(faults("| P-07 | a | done | `proves_that` |", THREAT_OK).len(), 1);
    assert_eq!(faults("| P-07 | a | partial | all; `proves_that` |", THREAT_OK).len(), 1);
    assert_eq!(faults(PARITY_OK, "| S7 | a | b | `proves_that` |").len(), 1);
}

#[test]
fn a_function_that_is_no_test_does_not_count() {
    assert_eq!(faults("| P-07 | a | done | `helper` |", THREAT_OK).len(), 1);
}

#[test]
fn done_without_a_test_and_partial_without_a_word_are_found() {
    assert_eq!(faults("| P-07 | a | done | soon |", THREAT_OK).len(), 1);
    assert_eq!(faults("| P-07 | a | partial | |", THREAT_OK).len(), 1);
    assert_eq!(faults("| P-07 | a | nearly | |", THREAT_OK).len(), 1);
    assert_eq!(faults(PARITY_OK, "| S7 | a | b | |").len(), 1);
}

#[test]
fn a_missing_a_double_and_an_invented_id_are_found() {
    assert_eq!(faults("", THREAT_OK).len(), 1);
    assert_eq!(faults("| P-08 | a | not yet | |", THREAT_OK).len(), 2);
    assert_eq!(faults("| P-07 | a | not yet | |\n| P-123 | a | not yet | |", THREAT_OK).len(), 1);
    assert_eq!(faults(PARITY_OK, "").len(), 1);
}

#[test]
fn missing_pages_are_faults() {
    assert_eq!(judge(&[]).faults.len(), 2);
}
