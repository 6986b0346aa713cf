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

/// Whoever cannot sign in was answered as if they had.
#[test]
fn whoever_is_disabled_or_unknown_to_the_server_opens_nothing() {
    let serve = Serve::new();
    let everyone = ROUTES
        .replace("{ groups: { has: admins } }", "{ authenticated_user: true }")
        .replace("  - { user: carol, request: 'GET https://wiki.example.test/', expect: deny }\n", "");
    let users = format!(
        "users:\n  alice: {{ displayname: N, password: '{HASH}', email: alice@example.com }}\n  carol: {{ displayname: N, password: '{HASH}', disabled: true }}\n"
    );
    std::fs::write(serve.path("users.yml"), users).unwrap();
    serve.configure(&everyone);
    assert_eq!(explain(&serve, &["--user", "alice"], WIKI)["decision"], "permit");
    let carol = explain(&serve, &["--user", "carol"], WIKI);
    assert_eq!((carol["decision"].as_str(), carol["reason"].as_str()), (Some("deny"), Some("user-disabled")), "{carol}");
    let _program = serve.start();
    let ghost = explain(&serve, &["--user", "ghost"], WIKI);
    assert_eq!((ghost["decision"].as_str(), ghost["reason"].as_str()), (Some("deny"), Some("user-unknown")), "{ghost}");
    assert_eq!(explain(&serve, &["--user", "ghost", "--groups", "staff"], WIKI)["decision"], "permit", "supposed, as asked");
}

/// Routes that `protect` added were on no table of `explain` and `config check`.
#[test]
fn explain_and_config_check_know_the_routes_that_the_running_server_has_beside_its_file() {
    let serve = Serve::new();
    serve.configure("administrators: [ada@example.com]\ndomain: example.test\n");
    let mut program = serve.start();
    program.run_with(&serve, &["protect", "notes=http://127.0.0.1:1", "--allow", "@example.com"]);
    let listed = program.run_with(&serve, &["route", "list"]);
    let request = format!("GET {}/", listed[0]["from"].as_str().unwrap());
    let answer = explain(&serve, &["--user", "ann@example.com", "--groups", "x"], &request);
    assert_eq!((answer["decision"].as_str(), answer["route"].as_str()), (Some("permit"), Some("notes")), "{answer}");
    let check = || {
        let out = portcullis(&["config", "check", "-c", serve.path("portcullis.yaml").to_str().unwrap()]);
        String::from_utf8_lossy(&out.stdout).into_owned()
    };
    assert!(check().contains("1 route (1 of them added to the running server by command)"), "{}", check());
    assert!(program.terminate());
    let answer = explain(&serve, &[], &request);
    assert!(answer["reason"] == "route-not-found" && answer["notes"][0].to_string().contains("no server is running"), "{answer}");
    assert!(check().contains("0 routes, "), "{}", check());
}

#[test]
fn explain_names_the_route_that_was_nearly_met() {
    let serve = world();
    let answer = explain(&serve, &[], "GET http://wiki.example.test/a");
    assert!(answer["reason"] == "route-not-found" && answer["notes"][0].to_string().contains("ask with https://"), "{answer}");
    let answer = explain(&serve, &[], "GET https://wiki.example.test/a%2Fb");
    assert!(answer["reason"] == "encoded-slash" && answer["notes"][0].to_string().contains("allow_encoded_slash"), "{answer}");
    assert_eq!(explain(&serve, &[], "GET https://other.example.test/a%2Fb")["reason"], "route-not-found");
}
