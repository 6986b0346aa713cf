//! Bans over the running server: they begin by themselves, look like any refusal, outlive it, and are taken back.
//!
//! Why: whoever guesses is stopped wherever they come in, and whoever was guessed at is helped at once (S22).

use crate::harness::browser::Answer;
use crate::harness::page;
use crate::harness::program::PASSWORD;
use crate::harness::{Browser, Program, Serve, portcullis};
use serde_json::{Value, json};
use std::process::Command;
use std::time::{Duration, Instant};

const HERE: &str = "203.0.113.9";

/// A server behind a proxy that it trusts and that ends TLS, so that people come from many addresses; Ada and Bob.
fn server(serve: &Serve, regulation: &str) -> Program {
    configure(serve, regulation);
    let program = serve.start();
    program.add_person("ada", &[]);
    program.add_person("bob", &[]);
    program
}
fn configure(serve: &Serve, regulation: &str) {
    let folder = serve.folder.path().display();
    let text = format!(
        "portal: {{ origin: \"https://login.example.test\" }}\nlisten: {{ http: \"127.0.0.1:{}\" }}\ntrusted_proxies: [\"127.0.0.1/32\"]\nstore:\n  url: sqlite://{folder}/portcullis.db\n  root_key: {{ file: {folder}/root.key }}\nregulation: {regulation}\n",
        serve.https
    );
    std::fs::write(serve.path("portcullis.yaml"), text).unwrap();
}
fn at(program: &Program, path: &str) -> String {
    format!("http://login.example.test:{}{path}", program.port)
}
fn via(client: &str) -> [(&str, &str); 2] {
    [("x-forwarded-proto", "https"), ("x-forwarded-for", client)]
}
/// An attempt that the proxy passes on for a client; nothing is followed.
fn attempt(program: &Program, browser: &mut Browser, client: &str, name: &str, password: &str) -> Answer {
    let shown = browser.once("GET", &at(program, "/login"), &via(client), b"");
    let form = page::form(&shown.text()).unwrap_or_else(|| panic!("no form: {} {}", shown.status, shown.text()));
    let mut pairs = form.hidden;
    pairs.extend([("username".to_owned(), name.to_owned()), ("password".to_owned(), password.to_owned())]);
    let mut fields = vec![("content-type", "application/x-www-form-urlencoded"), ("origin", "https://login.example.test")];
    fields.extend(via(client));
    browser.once("POST", &at(program, "/login"), &fields, page::encode(&pairs).as_bytes())
}
fn from(program: &Program, client: &str, name: &str, password: &str) -> Answer {
    attempt(program, &mut Browser::new(), client, name, password)
}
fn tries(program: &Program, name: &str, password: &str) -> u16 {
    from(program, HERE, name, password).status
}
fn guess(program: &Program, name: &str, times: usize) {
    for _ in 0..times {
        assert_eq!(tries(program, name, "a wrong password"), 401);
    }
}
/// Status, names of fields and text of an answer, random values masked.
fn shape(answer: &Answer) -> (u16, Vec<String>, String) {
    let random = |part: &str| part.len() >= 20 && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    let text: Vec<String> = answer.text().split(['"', ';', '&']).map(|part| if random(part) { "R".to_owned() } else { part.to_owned() }).collect();
    (answer.status, answer.head.iter().map(|(n, _)| n.to_ascii_lowercase()).collect(), text.join("\""))
}
fn bans(program: &Program) -> Vec<Value> {
    program.run(&["ban", "list"]).as_array().unwrap().clone()
}
fn refused(program: &Program, args: &[&str]) -> String {
    let out = Command::new(env!("CARGO_BIN_EXE_portcullis")).args(["--data", program.data.to_str().unwrap()]).args(args).output().unwrap();
    assert_eq!(out.status.code(), Some(1), "{args:?}: {}", String::from_utf8_lossy(&out.stdout));
    String::from_utf8_lossy(&out.stderr).into_owned()
}
fn said(program: &Program, args: &[&str]) -> String {
    let out = Command::new(env!("CARGO_BIN_EXE_portcullis")).args(["--data", program.data.to_str().unwrap()]).args(args).output().unwrap();
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8_lossy(&out.stdout).into_owned()
}

#[test]
fn s22_three_wrong_passwords_shut_out_silently_and_a_revocation_opens_at_once() {
    let serve = Serve::new();
    let program = server(&serve, "{ max_retries: 3 }");
    let mut live = Browser::new();
    assert_eq!(attempt(&program, &mut live, HERE, "ada", PASSWORD).status, 303);
    let wrong = from(&program, HERE, "ada", "a wrong password");
    guess(&program, "ada", 2);
    let started = Instant::now();
    let right = from(&program, HERE, "ada", PASSWORD);
    assert!(started.elapsed() >= Duration::from_millis(250), "a ban is not told by the time either (S20)");
    assert_eq!(right.status, 401);
    assert_eq!(shape(&right), shape(&wrong));
    assert_eq!(from(&program, "198.51.100.4", "ada@example.com", PASSWORD).status, 401, "under every name, from everywhere");
    assert_eq!(tries(&program, "bob", PASSWORD), 303, "nobody else is shut out");
    assert_eq!(live.once("GET", &at(&program, "/account"), &via(HERE), b"").status, 200, "who is signed in stays signed in");

    let list = bans(&program);
    assert_eq!(list.len(), 1, "{list:?}");
    assert_eq!((&list[0]["who"], &list[0]["kind"], &list[0]["refuses"]), (&json!("ada"), &json!("person"), &json!("password")));
    assert!(list[0]["until"].as_str() > list[0]["since"].as_str());
    let ada = program.run(&["user", "show", "ada"])["id"].clone();
    let began = program.run(&["audit", "search", "--kind", "ban.began"]);
    assert_eq!((&began[0]["object"], &began[0]["actor"], &began[0]["ip"]), (&ada, &json!("system"), &json!(HERE)));

    program.run(&["ban", "revoke", "ada"]);
    assert_eq!(tries(&program, "ada", PASSWORD), 303);
    assert_eq!(bans(&program), [] as [Value; 0]);
    let revoked = program.run(&["audit", "search", "--kind", "ban.revoked"]);
    assert_eq!(revoked[0]["object"], ada);
    assert!(revoked[0]["actor"].as_str().unwrap().starts_with("host:"), "{revoked}");
    assert!(refused(&program, &["ban", "revoke", "ada"]).contains("no ban"));
}

#[test]
fn s22_a_ban_outlives_a_power_cut_and_what_was_counted_does_too() {
    let serve = Serve::new();
    let program = server(&serve, "{ max_retries: 3 }");
    guess(&program, "ada", 3);
    guess(&program, "bob", 2);
    program.kill_9();
    let program = serve.start();
    assert_eq!(tries(&program, "ada", PASSWORD), 401);
    assert_eq!(bans(&program)[0]["who"], "ada");
    guess(&program, "bob", 1);
    assert_eq!(tries(&program, "bob", PASSWORD), 401, "the third one, counted over the restart");
    program.run(&["ban", "revoke", "ada"]);
    assert_eq!(tries(&program, "ada", PASSWORD), 303);
}

#[test]
fn s22_an_address_is_shut_out_whoever_it_guesses_at_and_others_are_not() {
    let serve = Serve::new();
    let program = server(&serve, "{ modes: [ip], max_retries_address: 4 }");
    for name in ["ada", "nobody", "ada", "ada"] {
        guess(&program, name, 1);
        // An account of one's own buys no more guesses.
        tries(&program, "bob", PASSWORD);
    }
    assert_eq!(tries(&program, "ada", PASSWORD), 401);
    assert_eq!(from(&program, "203.0.113.10", "ada", PASSWORD).status, 303, "modes: [ip] bans no person");
    let list = bans(&program);
    assert_eq!((list.len(), &list[0]["who"], &list[0]["kind"]), (1, &json!(HERE), &json!("address")));
    program.run(&["ban", "revoke", HERE]);
    assert_eq!(tries(&program, "ada", PASSWORD), 303);
}

#[test]
fn s22_a_changed_rule_holds_without_a_restart() {
    let serve = Serve::new();
    let program = server(&serve, "{ max_retries: 0, max_retries_address: 0 }");
    guess(&program, "ada", 12);
    assert_eq!(tries(&program, "ada", PASSWORD), 303);
    let applied = || program.run(&["audit", "search", "--kind", "config.applied"]).as_array().unwrap().len();
    let before = applied();
    configure(&serve, "{ max_retries: 2, find_time: 20s, ban_time: 20s }");
    let until = Instant::now() + Duration::from_secs(20);
    while applied() == before {
        assert!(Instant::now() < until, "the file was not read again");
        std::thread::sleep(Duration::from_millis(100));
    }
    guess(&program, "ada", 2);
    assert_eq!(tries(&program, "ada", PASSWORD), 401);
}

#[test]
fn bans_are_made_by_hand_and_taken_back() {
    let serve = Serve::new();
    let program = server(&serve, "{ max_retries: 0, max_retries_address: 0 }");
    let made = program.run(&["ban", "add", "ada@example.com", "--for", "2h", "--reason", "lost laptop"]);
    assert_eq!((&made["who"], &made["refuses"], &made["reason"]), (&json!("ada"), &json!("sign-in"), &json!("lost laptop")));
    assert_eq!(bans(&program), [made]);
    assert_eq!(tries(&program, "ada", PASSWORD), 401);
    assert!(said(&program, &["ban", "revoke", "ada@example.com"]).contains("Ended the ban on ada@example.com."));
    assert_eq!(tries(&program, "ada", PASSWORD), 303);
    // An address, for everybody on it, until it is revoked.
    assert!(said(&program, &["ban", "add", HERE]).contains("Banned 203.0.113.9 until `portcullis ban revoke 203.0.113.9`."));
    assert_eq!(tries(&program, "ada", PASSWORD), 401);
    program.run(&["ban", "add", "2001:db8:0:7::1", "--for", "1d"]);
    assert_eq!(from(&program, "2001:db8:0:7::2", "ada", PASSWORD).status, 401);
    assert_eq!(from(&program, "2001:db8:0:8::2", "ada", PASSWORD).status, 303);
    let text = said(&program, &["ban", "list"]);
    for part in ["WHO", HERE, "revoked", "2001:db8:0:7::/64", "address"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    program.run(&["ban", "revoke", "2001:db8:0:7::/64"]);
    program.run(&["ban", "revoke", HERE]);
    assert_eq!(tries(&program, "ada", PASSWORD), 303);
    assert_eq!(said(&program, &["ban", "list"]).trim(), "Nobody is banned.");
    for (args, words) in [
        (["ban", "add", "nobody"].as_slice(), "no person \"nobody\""),
        (&["ban", "add", "127.0.0.1"], "never banned"),
        (&["ban", "add", "ada", "--for", "soon"], "`soon` is not a length of time"),
        (&["ban", "add", "ada", "--for", "0"], "no length"),
        (&["ban", "add", "ada", "--reason", "a\tb"], "characters"),
        (&["ban", "revoke", HERE], "ban list"),
        (&["user", "factors", "nobody"], "no person \"nobody\""),
        (&["user", "remove-factor", "ada", "all"], "no factors"),
        (&["user", "remove-factor", "ada", "phone"], "not the id of a factor"),
    ] {
        let said = refused(&program, args);
        assert!(said.contains(words), "{args:?}: {said}");
    }
    assert_eq!(program.run(&["user", "factors", "ada"]), json!([]));
    for listing in [["ban", "list"].as_slice(), &["user", "factors", "ada"]] {
        assert_eq!(portcullis(&[listing, &["--limit", "0"]].concat()).status.code(), Some(2));
    }
}
