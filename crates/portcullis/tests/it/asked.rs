//! `explain` and policy tests about people of users files.
//!
//! Why: what is said beforehand must be what the gate does, for the people it would do it to.

use crate::harness::{Serve, portcullis};
use serde_json::Value;

const HASH: &str = "$argon2id$v=19$m=8192,t=1,p=1$y2V9VWXZRiV8NRdFP4cgvA$l0eSibghf7nfLc508xHh0w/SyNOW7o9cG+lIujHrkqo";
const ROUTES: &str = "directories: [ { file: { path: users.yml } } ]
routes:
  - { name: wiki, from: https://wiki.example.test, to: 'http://127.0.0.1:1', policy: [ { allow: { and: [ { groups: { has: admins } } ] } } ] }
policy_tests:
  - { user: alice@example.com, request: 'GET https://wiki.example.test/', expect: permit }
  - { user: carol, request: 'GET https://wiki.example.test/', expect: deny }
";

fn world() -> Serve {
    let serve = Serve::new();
    let person = |name: &str, more: &str| format!("  {name}:\n    displayname: N\n    password: '{HASH}'\n    email: {name}@example.com\n{more}");
    let users = format!("users:\n{}{}", person("alice", "    groups: [admins]\n"), person("carol", "    disabled: true\n"));
    std::fs::write(serve.path("users.yml"), users).unwrap();
    serve.configure(ROUTES);
    serve
}
fn explain(serve: &Serve, args: &[&str], request: &str) -> Value {
    let file = serve.path("portcullis.yaml");
    let out = portcullis(&[&["explain", "-c", file.to_str().unwrap(), "--output", "json"], args, &[request]].concat());
    serde_json::from_slice(&out.stdout).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&out.stderr)))
}
const WIKI: &str = "GET https://wiki.example.test/";

#[test]
fn explain_and_policy_tests_take_groups_from_the_users_file_and_options_replace_them() {
    let serve = world();
    let out = portcullis(&["config", "check", "-c", serve.path("portcullis.yaml").to_str().unwrap()]);
    assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
    for (args, decision) in [
        (&["--user", "alice@example.com"][..], "permit"),
        (&["--user", "alice"], "permit"),
        (&["--user", "alice", "--groups", "staff"], "deny"),
        (&["--user", "alice", "--groups", ""], "deny"),
        (&["--user", "eve", "--groups", "admins"], "permit"),
        (&["--user", "eve", "--groups", "file/admins"], "permit"),
        (&["--user", "eve", "--groups", "other/admins"], "deny"),
    ] {
        assert_eq!(explain(&serve, args, WIKI)["decision"], decision, "{args:?}");
    }
}

#[test]
fn explain_says_in_a_note_whom_it_does_not_know() {
    let serve = world();
    let note = |args: &[&str]| explain(&serve, args, WIKI)["notes"].clone();
    assert_eq!(note(&["--user", "alice"]), serde_json::json!([]));
    let nobody = note(&["--user", "nosuch"])[0].to_string();
    assert!(nobody.contains("`nosuch` is in no users file") && nobody.contains("--groups"), "{nobody}");
    assert!(nobody.contains("no server is running"), "{nobody}");
    assert!(note(&["--user", "carol"])[0].to_string().contains("disabled"), "{nobody}");
    let text = portcullis(&["explain", "-c", serve.path("portcullis.yaml").to_str().unwrap(), "--user", "nosuch", WIKI]);
    assert!(String::from_utf8_lossy(&text.stdout).contains("note       `nosuch`"));
}

#[test]
fn explain_says_that_a_host_is_the_portals() {
    let serve = world();
    let file = std::fs::read_to_string(serve.path("portcullis.yaml")).unwrap();
    let origin = file.split("origin: ").nth(1).unwrap().split([' ', '\n', '}']).next().unwrap().trim_matches(['"', '\'']).to_owned();
    let answer = explain(&serve, &[], &format!("GET {origin}/"));
    assert_eq!(answer["reason"], "portal-host", "{answer}");
    assert!(answer["notes"][0].to_string().contains("the portal's host, not a route's"), "{answer}");
}

#[test]
fn a_users_file_with_faults_is_told_rather_than_a_failed_policy_test() {
    let serve = world();
    std::fs::write(serve.path("users.yml"), "users:\n  alice: 7\n").unwrap();
    let file = serve.path("portcullis.yaml");
    for args in [&["config", "check"][..], &["explain", "--user", "alice", WIKI]] {
        let out = portcullis(&[args, &["-c", file.to_str().unwrap()]].concat());
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(out.status.code() == Some(2) && said.contains("users.yml:2:") && !said.contains("this test expects"), "{said}");
    }
}
