//! The ledger and the store under bad weather: power cuts, tampering, curious eyes.
//!
//! Why: what was acknowledged is there, what was changed is noticed, what is secret is not readable.

use crate::harness::program::PASSWORD;
use crate::harness::{Browser, Program, portcullis, portcullis_in};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

#[test]
fn kill_9_while_accounts_are_added_loses_none_that_was_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let program = Program::up_in(&data, &[]);
    let acknowledged = Arc::new(Mutex::new(Vec::new()));
    let stop = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = (0..2)
        .map(|w| {
            let (data, acknowledged, stop) = (data.clone(), acknowledged.clone(), stop.clone());
            std::thread::spawn(move || {
                for i in 0.. {
                    if stop.load(Ordering::Relaxed) {
                        return;
                    }
                    let name = format!("p{w}-{i}");
                    let out = Command::new(env!("CARGO_BIN_EXE_portcullis"))
                        .args(["--data", data.to_str().unwrap(), "user", "add", &name, "--email", &format!("{name}@example.com")])
                        .output()
                        .unwrap();
                    if out.status.success() {
                        acknowledged.lock().unwrap().push(name);
                    }
                }
            })
        })
        .collect();
    std::thread::sleep(Duration::from_millis(1500));
    program.kill_9();
    stop.store(true, Ordering::Relaxed);
    for w in writers {
        w.join().unwrap();
    }
    let acknowledged = acknowledged.lock().unwrap().clone();
    assert!(acknowledged.len() > 3, "some were added: {}", acknowledged.len());
    let program = Program::up_in(&data, &[]);
    let there: Vec<String> = program.run(&["user", "list"]).as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap().to_owned()).collect();
    for name in &acknowledged {
        assert!(there.contains(name), "{name} was acknowledged and is gone");
    }
    let created = program.run(&["audit", "search", "--kind", "person.created"]);
    assert!(created.as_array().unwrap().len() >= acknowledged.len());
    assert_eq!(program.run(&["audit", "verify"])["intact"], true);
}

#[test]
fn a_tampered_ledger_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut program = Program::up_in(&data, &[]);
    program.enrol(&mut Browser::new());
    for i in 0..5 {
        program.run(&["user", "add", &format!("p{i}"), "--email", &format!("p{i}@example.com")]);
    }
    assert_eq!(program.run(&["audit", "verify"])["intact"], true);
    assert!(program.terminate());
    drop(program);
    assert_eq!(portcullis_in(&data, &["audit", "verify"])["intact"], true, "on the stopped store too");
    for (what, sql) in [
        ("delete", "DELETE FROM ledger_event WHERE rowid = 4"),
        (
            "swap",
            "UPDATE ledger_event SET rowid = CASE rowid WHEN 4 THEN -4 WHEN 5 THEN -5 END WHERE rowid IN (4,5); UPDATE ledger_event SET rowid = CASE rowid WHEN -4 THEN 5 WHEN -5 THEN 4 END WHERE rowid < 0",
        ),
    ] {
        let copy = tempfile::tempdir().unwrap();
        let bad = copy.path().join("data");
        assert!(Command::new("cp").args(["-a", data.to_str().unwrap(), bad.to_str().unwrap()]).status().unwrap().success());
        let python = format!(
            "import sqlite3\nc=sqlite3.connect({:?})\nfor s in {sql:?}.split(';'):\n c.execute(s)\nc.commit()",
            bad.join("ledger.db").to_str().unwrap()
        );
        assert!(Command::new("python3").args(["-c", &python]).status().unwrap().success(), "{what}");
        let out = portcullis(&["audit", "verify", "--data", bad.to_str().unwrap(), "--output", "json"]);
        assert_eq!(out.status.code(), Some(1), "{what}: {}", String::from_utf8_lossy(&out.stderr));
        let report: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
        assert_eq!(report["intact"], false, "{what}");
        assert!(report["first_bad"].is_string(), "{what}: {report}");
    }
}

#[test]
fn sign_ins_are_in_the_ledger_with_person_and_address() {
    let program = Program::up(&[]);
    program.enrol(&mut Browser::new());
    Browser::new().sign_in(&program.at("login", "/login"), "ada", "wrong password");
    Browser::new().sign_in(&program.at("login", "/login"), "my-secret-typed-as-name", "wrong password");
    Browser::new().sign_in(&program.at("login", "/login"), "ada", PASSWORD);
    let failed = program.run(&["audit", "search", "--kind", "sign-in.failed", "--actor", "ada"]);
    assert_eq!(failed.as_array().unwrap().len(), 1, "{failed}");
    assert_eq!(failed[0]["ip"], "127.0.0.1");
    // Enrolling signed her in, and then the password did.
    assert_eq!(program.run(&["audit", "search", "--kind", "sign-in.succeeded", "--actor", "ada"]).as_array().unwrap().len(), 2);
    assert!(!program.run(&["audit", "search"]).to_string().contains("my-secret-typed-as-name"));
}

#[test]
fn decisions_are_in_the_ledger_once_each() {
    let program = Program::up(&[]);
    let mut browser = Browser::new();
    program.enrol(&mut browser);
    for _ in 0..5 {
        browser.get(&program.at("demo", "/me"));
    }
    let permitted = program.run(&["audit", "search", "--kind", "access.permitted", "--object", "demo"]);
    assert_eq!(permitted.as_array().unwrap().len(), 1, "{permitted}");
    program.add_person("bob", &[]);
    program.run(&["protect", "secret=http://127.0.0.1:9"]);
    Browser::new().sign_in(&program.at("secret", "/"), "bob", PASSWORD);
    let denied = program.run(&["audit", "search", "--kind", "access.denied", "--actor", "bob"]);
    assert_eq!(denied.as_array().unwrap().len(), 1, "{denied}");
}

#[test]
fn s17_nothing_about_people_is_readable_on_disk_or_in_logs() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut program = Program::up_in(&data, &[]);
    let mut browser = Browser::new();
    program.enrol(&mut browser);
    program.run(&["user", "add", "zebediah", "--email", "zebediah@canary.test", "--display-name", "Zebediah Canary"]);
    program.run(&["group", "add", "canarygroup"]);
    browser.get(&program.at("demo", "/me?token=canaryquery"));
    let cookies: Vec<String> = browser.cookies.values().flat_map(|j| j.values().cloned()).filter(|c| c.len() > 16).collect();
    assert!(program.terminate());
    let lines = program.lines().join("\n");
    let mut files = 0;
    for entry in std::fs::read_dir(&data).unwrap().flatten().filter(|e| e.path().is_file()) {
        let bytes = std::fs::read(entry.path()).unwrap();
        files += 1;
        for canary in ["zebediah", "Zebediah", "canary.test", "canarygroup", "ada@example.com", "Okafor", PASSWORD, "$argon2id"]
            .into_iter()
            .map(str::to_owned)
            .chain(cookies.clone())
        {
            let found = bytes.windows(canary.len()).any(|w| w.eq_ignore_ascii_case(canary.as_bytes()));
            assert!(!found, "{canary} is readable in {:?}", entry.path());
        }
    }
    assert!(files >= 2);
    for secret in cookies.iter().map(String::as_str).chain([PASSWORD, "canaryquery"]) {
        assert!(!lines.contains(secret), "{secret} is in the access log");
    }
    assert!(lines.contains("\"route\":\"demo\"") && lines.contains("\"subject\":\"ada\""));
}

#[test]
fn an_auditor_asks_by_name_or_address_and_sees_names_beside_ids() {
    let program = Program::up(&[]);
    program.enrol(&mut Browser::new());
    program.add_person("bob", &[]);
    program.run(&["user", "disable", "bob"]);
    let disabled = |who: &str| program.run(&["audit", "search", "--kind", "person.disabled", "--object", who]).as_array().unwrap().clone();
    for who in ["bob", "bob@example.com", "BOB"] {
        assert_eq!(disabled(who).len(), 1, "{who}");
    }
    let id = disabled("bob")[0]["object"].as_str().unwrap().to_owned();
    assert_eq!((disabled(&id).len(), disabled("ada").len(), &disabled("bob")[0]["object_name"]), (1, 0, &serde_json::json!("bob")));
    let signed = |who: &str| program.run(&["audit", "search", "--kind", "sign-in.succeeded", "--actor", who]).as_array().unwrap().len();
    Browser::new().sign_in(&program.at("login", "/account"), "ada", PASSWORD);
    assert!(signed("ada") >= 1 && signed("ada") == signed("ada@example.com"));
    let text = portcullis(&["audit", "search", "--object", "bob", "--data", program.data.to_str().unwrap()]);
    assert!(String::from_utf8_lossy(&text.stdout).contains(&format!("{id} (bob)")));
    program.run(&["user", "delete", "bob"]);
    assert_eq!(disabled("bob").len(), 1, "also of somebody who is gone");
}
