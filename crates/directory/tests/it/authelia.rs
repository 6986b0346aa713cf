//! Authelia's recorded answers: which users files start, who can sign in with what.
//!
//! Why: people bring their file here; it must mean the same.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use portcullis_crypto::password;
use portcullis_directory::{EmailSignIn, Rules, Snapshot, read};
use serde_json::Value;
use std::collections::BTreeMap;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/authelia/");

/// Cases that are answered differently, and why.
const DIFFERENT: [(&str, &str); 2] = [
    ("val-117", "`extra` attributes need no declaration elsewhere: they become claims"),
    ("val-126", "a person without a name cannot be named in a policy or the ledger"),
];

fn text(file: &str) -> String {
    std::fs::read_to_string(format!("{FIXTURES}{file}")).unwrap()
}
fn lines(file: &str) -> Vec<Value> {
    text(file).lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}
fn yes(value: &Value) -> bool {
    value == &Value::Bool(true) || value == "true"
}
fn rules(search: &Value) -> Rules {
    let email = if yes(&search["email"]) { EmailSignIn::Always } else { EmailSignIn::Never };
    Rules { email, fold_case: yes(&search["case_insensitive"]), ..Rules::default() }
}
fn snapshot(file: &str, search: &Value) -> Option<Snapshot> {
    read(&text(file), rules(search)).ok().map(|(s, _)| s)
}

#[test]
fn users_files_start_as_recorded() {
    let mut seen = 0;
    for case in lines("users_validity.jsonl") {
        let id = case["id"].as_str().unwrap();
        let ours = read(case["yaml"].as_str().unwrap(), rules(&case["search"]));
        let starts = case["starts"].as_bool().unwrap();
        let different = DIFFERENT.iter().any(|(d, _)| *d == id);
        assert_eq!(ours.is_ok(), starts != different, "{id} {}: {:?}", case["note"], ours.err());
        seen += 1;
    }
    assert_eq!(seen, 70);
}
#[test]
fn every_fault_has_a_place_and_no_secret() {
    for case in lines("users_validity.jsonl") {
        let yaml = case["yaml"].as_str().unwrap();
        let Err(faults) = read(yaml, Rules::default()) else { continue };
        for fault in faults {
            assert!(fault.span.line >= 1 && fault.span.line as usize <= yaml.lines().count().max(1), "{}: {fault:?}", case["id"]);
            let words = format!("{} {:?}", fault.message, fault.hint);
            assert!(!words.contains("c2VjcmV0") && !words.contains("y2V9VWXZ"), "{words}");
        }
    }
}
#[test]
fn sign_ins_are_answered_as_recorded() {
    let mut files: BTreeMap<String, Snapshot> = BTreeMap::new();
    // A check takes up to a tenth of a second and there are hundreds; the same one is done once.
    let mut done: BTreeMap<(String, String), bool> = BTreeMap::new();
    let mut seen = 0;
    for case in lines("users.jsonl").into_iter().filter(|c| c["kind"] == "login") {
        let file = case["users_file"].as_str().unwrap();
        let key = format!("{file} {}", case["search"]);
        let snapshot = files.entry(key).or_insert_with(|| snapshot(file, &case["search"]).unwrap());
        let (name, typed) = (case["username"].as_str().unwrap(), case["password"].as_str().unwrap());
        let person = snapshot.find(name).filter(|p| !p.disabled);
        let matched = person.filter(|p| {
            let hash = p.hash.as_ref().unwrap().expose().clone();
            // An empty password is never looked at by Authelia; here it simply does not match.
            *done.entry((hash.clone(), typed.to_owned())).or_insert_with(|| password::verify(&hash, typed).unwrap())
        });
        assert_eq!(matched.is_some(), case["accepted"].as_bool().unwrap(), "{case}");
        if let Some(person) = matched {
            assert_eq!(*person.username, *case["remote_user"].as_str().unwrap());
            assert_eq!(person.groups.join(","), case["remote_groups"].as_str().unwrap_or_default());
            assert_eq!(*person.display_name, *case["remote_name"].as_str().unwrap());
            assert_eq!(person.email.as_ref().map_or("", |e| e.as_str()).to_lowercase(), case["remote_email"].as_str().unwrap_or_default().to_lowercase());
        }
        seen += 1;
    }
    assert!(seen > 300, "{seen}");
}
#[test]
fn files_that_are_refused_at_start_are_refused() {
    let refused: Vec<Value> = lines("users.jsonl").into_iter().filter(|c| c["kind"] == "start").collect();
    assert!(!refused.is_empty());
    for case in refused {
        assert_eq!(snapshot(case["users_file"].as_str().unwrap(), &case["search"]).is_some(), case["starts"].as_bool().unwrap(), "{case}");
    }
}
#[test]
fn a_hash_over_the_cap_is_refused_by_name() {
    let yaml = "users:\n  ann:\n    displayname: Ann\n    password: '$argon2id$v=19$m=2097152,t=1,p=4$y2V9VWXZRiV8NRdFP4cgvA$l0eSibghf7nfLc508xHh0w/SyNOW7o9cG+lIujHrkqo'\n";
    let faults = read(yaml, Rules::default()).unwrap_err();
    assert_eq!(faults.len(), 1);
    assert!(faults[0].message.contains("`ann`") && faults[0].message.contains("2048 MiB"), "{}", faults[0].message);
    assert_eq!(faults[0].span.line, 4);
}
#[test]
fn shared_addresses_mean_nobody_and_say_so() {
    let hash = "$argon2id$v=19$m=8192,t=1,p=1$y2V9VWXZRiV8NRdFP4cgvA$l0eSibghf7nfLc508xHh0w/SyNOW7o9cG+lIujHrkqo";
    let user = |name: &str, mail: &str| format!("  {name}:\n    displayname: N\n    password: '{hash}'\n    email: {mail}\n");
    let yaml = format!("users:\n{}{}{}", user("ann", "x@example.com"), user("bob", "X@example.com"), user("eve", "eve@example.com"));
    let (snapshot, warnings) = read(&yaml, Rules::default()).unwrap();
    assert!(snapshot.find("x@example.com").is_none());
    assert_eq!(&*snapshot.find("EVE@example.com").unwrap().username, "eve");
    assert_eq!(warnings.len(), 1);
}
