//! The first minute: one command, one link, one password, one protected application.
//!
//! Why: this is what a home-lab owner does tonight; if it breaks, nothing else matters.

use crate::harness::{Browser, Program};
use std::time::Instant;

#[test]
fn up_prints_one_line_and_serves_at_once() {
    let started = Instant::now();
    let program = Program::up(&[]);
    assert_eq!(program.hello["portal"], format!("http://login.localhost:{}", program.port));
    assert!(program.hello["enrol"].as_str().unwrap().starts_with(&format!("http://login.localhost:{}/", program.port)));
    assert!(program.hello["routes"].as_array().unwrap().iter().any(|r| r["name"] == "demo"), "{}", program.hello);
    let answer = Browser::new().once("GET", &program.at("login", "/login"), &[], b"");
    assert_eq!(answer.status, 200);
    eprintln!("first answer after {:?}", started.elapsed());
}

#[test]
fn a_person_enrols_and_the_demo_says_who_they_are() {
    let program = Program::up(&[]);
    let mut browser = Browser::new();
    program.enrol(&mut browser);
    // Signed in by enrolling: the demonstration opens without another question.
    let page = browser.get(&program.at("demo", "/"));
    assert_eq!(page.status, 200);
    let text = page.text();
    assert!(text.contains("Hello, Ada Okafor") && text.contains("ada@example.com") && text.contains("pwd"), "{text}");
    let me = browser.get(&program.at("demo", "/me")).json();
    assert_eq!(me["aud"], "demo.localhost");
    assert_eq!(me["email"], "ada@example.com");
    assert_eq!(me["aal"], 1);
    assert!(me["exp"].as_i64().unwrap() - me["iat"].as_i64().unwrap() <= 60);
    // The launcher lists it.
    assert!(browser.get(&program.at("login", "/")).text().contains("demo.localhost"));
    // And the first person is administrator.
    assert!(program.run(&["user", "show", "ada"])["roles"].to_string().contains("administrator"));
}

#[test]
fn a_cookie_keeping_client_signs_in_with_one_get_and_one_post() {
    let program = Program::up(&[]);
    program.enrol(&mut Browser::new());
    let mut browser = Browser::new();
    let done = browser.sign_in(&program.at("demo", "/me"), "ada", crate::harness::program::PASSWORD);
    assert_eq!(done.status, 200, "{}", done.text());
    assert_eq!(done.url, program.at("demo", "/me"));
    assert_eq!(done.json()["name"], "Ada Okafor");
    // By e-mail too.
    let done = Browser::new().sign_in(&program.at("demo", "/me?x=1"), "ada@example.com", crate::harness::program::PASSWORD);
    assert_eq!(done.url, program.at("demo", "/me?x=1"));
}

#[test]
fn s29_a_fresh_installation_has_nobody_and_one_link_that_works_once() {
    let program = Program::up(&[]);
    assert_eq!(program.run(&["user", "list"]), serde_json::json!([]));
    let link = program.hello["enrol"].as_str().unwrap().to_owned();
    let mut first = Browser::new();
    let page = first.get(&link);
    // A second browser holds the same page: whoever is second gets nothing.
    let mut second = Browser::new();
    let same = second.get(&link);
    let fields = [("username", "ada"), ("email", "ada@example.com"), ("display_name", "Ada"), ("password", "long enough"), ("password_confirm", "long enough")];
    assert_eq!(first.submit(&page, &fields).status, 200);
    let fields = [("username", "eve"), ("email", "eve@example.com"), ("display_name", "Eve"), ("password", "long enough"), ("password_confirm", "long enough")];
    let refused = second.submit(&same, &fields);
    assert!(refused.status >= 400, "{} {}", refused.status, refused.text());
    assert_eq!(Browser::new().get(&link).status, 410);
    assert_eq!(program.run(&["user", "list"]).as_array().unwrap().len(), 1);
}

#[test]
fn s29_up_listens_on_loopback_only() {
    for listen in ["0.0.0.0:0", "192.0.2.1:8080", "[::]:8080"] {
        let folder = tempfile::tempdir().unwrap();
        let out = crate::harness::portcullis(&["up", "--data", folder.path().to_str().unwrap(), "--listen", listen]);
        assert_eq!(out.status.code(), Some(2), "{listen}");
        assert!(String::from_utf8_lossy(&out.stderr).contains("loopback"), "{}", String::from_utf8_lossy(&out.stderr));
    }
}

#[test]
fn data_are_kept_between_runs() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut program = Program::up_in(&data, &[]);
    let mut browser = Browser::new();
    program.enrol(&mut browser);
    assert!(program.terminate(), "SIGTERM ends it cleanly");
    drop(program);
    let program = Program::up_in(&data, &[]);
    assert!(program.hello["enrol"].is_null());
    let done = Browser::new().sign_in(&program.at("demo", "/me"), "ada", crate::harness::program::PASSWORD);
    assert_eq!(done.json()["email"], "ada@example.com");
}

#[test]
fn enrolment_says_what_is_wrong_beside_its_field() {
    let program = Program::up(&[]);
    let mut browser = Browser::new();
    let page = browser.get(program.hello["enrol"].as_str().unwrap());
    for (fields, word) in [
        ([("username", "ada"), ("email", "ada@@example"), ("display_name", "A"), ("password", "long enough"), ("password_confirm", "long enough")], "address"),
        ([("username", "ada"), ("email", "ada@example.com"), ("display_name", "A"), ("password", "short"), ("password_confirm", "short")], "8"),
        (
            [("username", "ada"), ("email", "ada@example.com"), ("display_name", "A"), ("password", "long enough"), ("password_confirm", "different")],
            "password",
        ),
        ([("username", "a b"), ("email", "ada@example.com"), ("display_name", "A"), ("password", "long enough"), ("password_confirm", "long enough")], "name"),
    ] {
        let again = browser.submit(&page, &fields);
        assert!((400..500).contains(&again.status), "{fields:?}: {}", again.status);
        assert!(again.text().contains("aria-invalid=\"true\"") && again.text().to_lowercase().contains(word), "{fields:?}: {}", again.text());
    }
    assert_eq!(program.run(&["user", "list"]), serde_json::json!([]));
}
