//! Tests of `graph` over small workspaces in temporary folders.
//!
//! Why: a check that has never been seen to fail proves nothing.
#![allow(clippy::unwrap_used, reason = "tests stop at the first surprise")]

use std::fs;

use super::*;

/// A workspace with the given crates; each is (short name, lines of its manifest after `[package]`).
fn house(crates: &[(&str, &str)]) -> tempfile::TempDir {
    let tree = tempfile::tempdir().unwrap();
    fs::write(tree.path().join("Cargo.toml"), "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n").unwrap();
    for (name, rest) in crates {
        let folder = tree.path().join("crates").join(name);
        fs::create_dir_all(folder.join("src")).unwrap();
        fs::write(folder.join("src/lib.rs"), "").unwrap();
        let package = if *name == "portcullis" { "portcullis".to_owned() } else { format!("portcullis-{name}") };
        fs::write(folder.join("Cargo.toml"), format!("[package]\nname = \"{package}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n{rest}\n")).unwrap();
    }
    tree
}

fn messages(crates: &[(&str, &str)]) -> Vec<String> {
    let tree = house(crates);
    let outcome = run(tree.path()).unwrap();
    // A small house has empty rooms by design; that rule has a test of its own.
    outcome.faults.iter().map(ToString::to_string).filter(|message| !message.contains("without a tenant")).collect()
}

#[test]
fn an_arrow_down_is_fine() {
    let faults = messages(&[("model", ""), ("route", "[dependencies]\nportcullis-model = { path = \"../model\" }")]);
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn an_arrow_to_the_lower_step_of_a_storey_is_fine() {
    let faults = messages(&[("policy", ""), ("config", "[dependencies]\nportcullis-policy = { path = \"../policy\" }")]);
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn an_upward_arrow_is_a_fault() {
    let faults = messages(&[("policy", "[dependencies]\nportcullis-config = { path = \"../config\" }"), ("config", "")]);
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].contains("`policy`") && faults[0].contains("`config`") && faults[0].contains("upward"), "{faults:?}");
}

#[test]
fn a_sideways_arrow_is_a_fault() {
    let faults = messages(&[("gateway", "[dependencies]\nportcullis-pep = { path = \"../pep\" }"), ("pep", "")]);
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].contains("sideways"), "{faults:?}");
}

#[test]
fn an_arrow_hidden_under_a_target_or_a_build_script_counts_too() {
    let faults = messages(&[
        ("model", "[target.'cfg(unix)'.dependencies]\nportcullis-store = { path = \"../store\" }"),
        ("crypto", "[build-dependencies]\nportcullis-store = { path = \"../store\" }"),
        ("store", ""),
    ]);
    assert_eq!(faults.iter().filter(|fault| fault.contains("upward")).count(), 2, "{faults:?}");
}

#[test]
fn tests_may_lean_on_the_testkit_and_programs_may_not() {
    let free = messages(&[("testkit", ""), ("pep", "[dev-dependencies]\nportcullis-testkit = { path = \"../testkit\" }")]);
    assert_eq!(free, Vec::<String>::new());
    let shipped = messages(&[("testkit", ""), ("pep", "[dependencies]\nportcullis-testkit = { path = \"../testkit\" }")]);
    assert_eq!(shipped.len(), 1, "{shipped:?}");
    assert!(shipped[0].contains("for tests alone"), "{shipped:?}");
}

#[test]
fn a_crate_without_a_storey_is_a_fault_and_so_is_leaning_on_it() {
    let faults = messages(&[("annex", ""), ("server", "[dependencies]\nportcullis-annex = { path = \"../annex\" }")]);
    assert_eq!(faults.iter().filter(|fault| fault.contains("has no storey")).count(), 2, "{faults:?}");
}

#[test]
fn a_room_of_the_table_without_a_crate_is_a_fault() {
    let tree = house(&[("model", "")]);
    let outcome = run(tree.path()).unwrap();
    assert!(outcome.faults.iter().any(|fault| fault.message.contains("the table names `guard`")));
}

#[test]
fn an_absence_is_kept() {
    let faults = messages(&[("policy", ""), ("gateway", "[dependencies]\nportcullis-policy = { path = \"../policy\" }")]);
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].contains("must never lean on `portcullis-policy`"), "{faults:?}");
}
