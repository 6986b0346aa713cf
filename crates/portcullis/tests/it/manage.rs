//! Managing a running server from the host.
//!
//! Why: every command does what it says, says what it did, and is in the ledger.

use crate::harness::program::PASSWORD;
use crate::harness::{Browser, Origin, Program, Serve, portcullis};
use std::process::Command;

fn refused(program: &Program, args: &[&str]) -> String {
    let out = Command::new(env!("CARGO_BIN_EXE_portcullis")).args(["--data", program.data.to_str().unwrap()]).args(args).output().unwrap();
    assert_eq!(out.status.code(), Some(1), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8_lossy(&out.stderr).into_owned()
}

#[test]
fn people_are_added_listed_changed_and_deleted() {
    let program = Program::up(&[]);
    program.run(&["user", "add", "bob", "--email", "bob@example.com", "--display-name", "Bob B"]);
    assert!(refused(&program, &["user", "add", "bob", "--email", "other@example.com"]).contains("taken"));
    assert!(refused(&program, &["user", "add", "Bob", "--email", "other2@example.com"]).contains("taken"));
    assert!(refused(&program, &["user", "add", "rob", "--email", "BOB@example.com"]).contains("somebody else"));
    assert!(refused(&program, &["user", "add", "x", "--email", "not an address"]).contains("address"));
    assert!(refused(&program, &["user", "show", "nobody"]).contains("nobody"));
    let bob = program.run(&["user", "show", "bob"]);
    assert_eq!(bob["email"], "bob@example.com");
    assert_eq!(bob["display_name"], "Bob B");
    assert_eq!(bob["state"], "invited");
    assert!(refused(&program, &["user", "set-password", "bob", "--password", "short"]).contains('8'));
    program.run(&["user", "set-password", "bob", "--password", PASSWORD]);
    assert_eq!(program.run(&["user", "show", "bob"])["state"], "active");
    let signs_in = || Browser::new().sign_in(&program.at("login", "/account"), "bob", PASSWORD).status;
    assert_eq!(signs_in(), 200);
    program.run(&["user", "disable", "bob"]);
    assert_ne!(signs_in(), 200);
    program.run(&["user", "enable", "bob"]);
    assert_eq!(signs_in(), 200);
    program.run(&["user", "delete", "bob"]);
    assert_ne!(signs_in(), 200);
    assert_eq!(program.run(&["user", "list"]), serde_json::json!([]));
}

#[test]
fn lists_print_everyone_unless_limited() {
    let program = Program::up(&[]);
    for i in 0..130 {
        program.run(&["user", "add", &format!("p{i:03}"), "--email", &format!("p{i:03}@example.com")]);
    }
    assert_eq!(program.run(&["user", "list"]).as_array().unwrap().len(), 130);
    assert_eq!(program.run(&["user", "list", "--limit", "7"]).as_array().unwrap().len(), 7);
    assert_eq!(program.run(&["user", "list", "--query", "p12"]).as_array().unwrap().len(), 10);
    assert_eq!(program.run(&["audit", "search", "--kind", "person.created"]).as_array().unwrap().len(), 130);
}

#[test]
fn an_invitation_sets_a_password_once() {
    let program = Program::up(&[]);
    program.run(&["user", "add", "bob", "--email", "bob@example.com"]);
    let link = program.run(&["user", "invite", "bob"])["link"].as_str().unwrap().to_owned();
    let mut browser = Browser::new();
    let page = browser.get(&link);
    assert_eq!(page.status, 200);
    assert!(page.text().contains("bob@example.com"));
    let done = browser.submit(&page, &[("password", PASSWORD), ("password_confirm", PASSWORD)]);
    assert_eq!(done.status, 200, "{}", done.text());
    assert!(browser.get(&program.at("login", "/account")).text().contains("bob@example.com"));
    assert_eq!(Browser::new().get(&link).status, 410);
    // The invitation made nobody administrator.
    assert!(!program.run(&["user", "show", "bob"])["roles"].to_string().contains("administrator"));
}

#[test]
fn groups_and_their_members() {
    let program = Program::up(&[]);
    program.add_person("bob", &[]);
    program.run(&["group", "add", "admins"]);
    assert!(refused(&program, &["group", "add", "admins"]).contains("admins"));
    program.run(&["group", "add-member", "admins", "bob"]);
    assert!(program.run(&["user", "show", "bob"])["groups"].to_string().contains("admins"));
    assert!(program.run(&["group", "show", "admins"])["members"].to_string().contains("bob"));
    assert!(refused(&program, &["group", "add-member", "admins", "nobody"]).contains("nobody"));
    program.run(&["group", "remove-member", "admins", "bob"]);
    program.run(&["group", "delete", "admins"]);
    assert_eq!(program.run(&["group", "list"]), serde_json::json!([]));
}

#[test]
fn the_last_administrator_by_a_group_stays_whoever_takes_what_away() {
    let serve = Serve::new();
    serve.configure("administrators: [group:admins]\nroutes: []\n");
    let program = serve.start();
    for name in ["ada", "bob"] {
        program.run(&["user", "add", name, "--email", &format!("{name}@example.com")]);
        program.run(&["user", "set-password", name, "--password", PASSWORD]);
    }
    program.run(&["group", "add", "admins"]);
    program.run(&["group", "add-member", "admins", "ada"]);
    for away in [
        &["group", "remove-member", "admins", "ada"][..],
        &["group", "remove-member", "internal/admins", "ada@example.com"],
        &["group", "delete", "admins"],
        &["user", "disable", "ada"],
        &["user", "delete", "ada"],
    ] {
        let why = refused(&program, away);
        assert!(why.contains("\"ada\" is the last administrator"), "{away:?}: {why}");
    }
    let is_administrator = |name: &str| program.run(&["user", "show", name])["roles"].to_string().contains("administrator");
    assert!(is_administrator("ada"));
    // A second one by the same group: either may go, the group may not.
    program.run(&["group", "add-member", "admins", "bob"]);
    program.run(&["group", "remove-member", "admins", "ada"]);
    assert!(!is_administrator("ada") && is_administrator("bob"));
    assert!(refused(&program, &["group", "delete", "admins"]).contains("\"bob\" is the last administrator"));
    // One who is it otherwise lets the group go.
    let file = serve.path("portcullis.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("[group:admins]", "[group:admins, ada@example.com]")).unwrap();
    let until = std::time::Instant::now() + std::time::Duration::from_secs(10);
    while !is_administrator("ada") {
        assert!(std::time::Instant::now() < until, "the file is read anew");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    program.run(&["group", "delete", "admins"]);
    assert!(is_administrator("ada") && !is_administrator("bob"));
    assert!(refused(&program, &["user", "disable", "ada"]).contains("last administrator"));
    // The file is its owner's: what it takes away is said, not refused.
    std::fs::write(&file, text.replace("[group:admins]", "[]")).unwrap();
    while !program.said("nobody who is known here is administrator") {
        assert!(std::time::Instant::now() < until + std::time::Duration::from_secs(10), "{}", program.complaints());
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

#[test]
fn sessions_are_listed_and_revoked_by_their_shown_id() {
    let program = Program::up(&[]);
    let mut browser = Browser::new();
    program.enrol(&mut browser);
    let sessions = program.run(&["session", "list"]);
    let list = sessions.as_array().unwrap();
    assert_eq!(list.len(), 1);
    let sid = list[0]["sid"].as_str().unwrap();
    let cookie = browser.cookie("login.localhost", "__Host-portcullis-portal").unwrap();
    assert!(!cookie.contains(sid) && !sid.contains(cookie.as_str()));
    // The shown id opens nothing.
    let tried = Browser::new().once("GET", &program.at("login", "/account"), &[("cookie", &format!("__Host-portcullis-portal={sid}"))], b"");
    assert_eq!(tried.status, 302);
    program.run(&["session", "revoke", sid]);
    assert_eq!(browser.once("GET", &program.at("login", "/account"), &[], b"").status, 302);
    assert!(refused(&program, &["session", "revoke", sid]).to_lowercase().contains("session"));
}

#[test]
fn protect_adds_a_route_at_once_and_route_remove_takes_it() {
    let origin = Origin::start();
    let program = Program::up(&[]);
    let mut ada = Browser::new();
    program.enrol(&mut ada);
    program.add_person("bob", &[]);
    assert_eq!(ada.once("GET", &program.at("wiki", "/"), &[], b"").status, 404);
    let wiki = format!("wiki={}", origin.url());
    program.run(&["protect", &wiki]);
    assert_eq!(ada.get(&program.at("wiki", "/")).status, 200);
    // Administrators by default: Bob is signed in, and denied.
    let mut bob = Browser::new();
    let denied = bob.sign_in(&program.at("wiki", "/"), "bob", PASSWORD);
    assert_eq!(denied.status, 403);
    assert!(denied.text().contains("bob@example.com"));
    for (bad, word) in [
        (wiki.as_str(), "wiki"),
        ("login=http://127.0.0.1:9", "login"),
        ("demo=http://127.0.0.1:9", "demo"),
        ("apps=http://127.0.0.1:9", "apps"),
        ("a.b=http://127.0.0.1:9", "letters, digits and hyphens"),
        ("x-=http://127.0.0.1:9", "letters, digits and hyphens"),
        ("x=ftp://127.0.0.1:9", "http"),
    ] {
        assert!(refused(&program, &["protect", bad]).contains(word), "{bad}");
    }
    assert!(refused(&program, &["route", "remove", "demo"]).contains("demo"));
    program.run(&["route", "remove", "wiki"]);
    assert_eq!(ada.once("GET", &program.at("wiki", "/"), &[], b"").status, 404);
}

#[test]
fn protect_allows_whom_it_is_told() {
    let origin = Origin::start();
    let program = Program::up(&[]);
    program.enrol(&mut Browser::new());
    program.run(&["group", "add", "staff"]);
    program.add_person("bob", &["staff"]);
    program.run(&["user", "add", "eve", "--email", "eve@evil.test"]);
    program.run(&["user", "set-password", "eve", "--password", PASSWORD]);
    for (name, allow, bob, eve) in [
        ("by-mail", "bob@example.com", 200, 403),
        ("by-domain", "@example.com", 200, 403),
        ("by-group", "group:staff", 200, 403),
        ("by-anyone", "signed-in", 200, 200),
    ] {
        program.run(&["protect", &format!("{name}={}", origin.url()), "--allow", allow]);
        for (who, want) in [("bob", bob), ("eve", eve)] {
            assert_eq!(Browser::new().sign_in(&program.at(name, "/"), who, PASSWORD).status, want, "{name} {who}");
        }
    }
    program.run(&["protect", &format!("open={}", origin.url()), "--allow", "public"]);
    assert_eq!(Browser::new().once("GET", &program.at("open", "/"), &[], b"").status, 200);
}

#[test]
fn recover_gives_an_administrator_running_or_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut program = Program::up_in(&data, &[]);
    program.enrol(&mut Browser::new());
    let running = program.run(&["recover"])["link"].as_str().unwrap().to_owned();
    assert_eq!(Browser::new().get(&running).status, 200);
    assert!(program.terminate());
    drop(program);
    let out = portcullis(&["recover", "--data", data.to_str().unwrap(), "--output", "json"]);
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let link: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let token = link["link"].as_str().unwrap().split_once(".localhost").unwrap().1.split_once('/').unwrap().1.to_owned();
    let program = Program::up_in(&data, &[]);
    let mut browser = Browser::new();
    let page = browser.get(&program.at("login", &format!("/{token}")));
    assert_eq!(page.status, 200, "{}", page.text());
}

#[test]
fn hash_password_prints_argon2id() {
    let out = portcullis(&["hash", "password", "--password", "correct horse"]);
    assert!(String::from_utf8_lossy(&out.stdout).starts_with("$argon2id$v=19$"));
}

#[test]
fn every_command_has_help_with_an_example_or_subcommands() {
    for args in [
        vec!["--help"],
        vec!["up", "--help"],
        vec!["serve", "--help"],
        vec!["protect", "--help"],
        vec!["explain", "--help"],
        vec!["user", "add", "--help"],
        vec!["config", "check", "--help"],
    ] {
        let out = portcullis(&args);
        assert!(out.status.success());
        assert!(String::from_utf8_lossy(&out.stdout).contains("Example"), "{args:?}");
    }
    assert!(String::from_utf8_lossy(&portcullis(&["completions", "bash"]).stdout).contains("portcullis"));
}

#[test]
fn without_a_server_commands_say_how_to_start_one() {
    let folder = tempfile::tempdir().unwrap();
    let out = portcullis(&["user", "list", "--data", folder.path().to_str().unwrap()]);
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("portcullis up"));
}

/// A request of a local process, as bytes; the answer's status, type and body.
fn raw(program: &Program, head: &str, body: &str) -> (u16, String, serde_json::Value) {
    use std::io::{Read, Write};
    let mut socket = std::os::unix::net::UnixStream::connect(program.data.join("portcullis.sock")).unwrap();
    let text = format!("{head}\r\nhost: portcullis\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    socket.write_all(text.as_bytes()).unwrap();
    let mut answer = Vec::new();
    socket.read_to_end(&mut answer).unwrap();
    let answer = crate::harness::socket::parse(&answer).unwrap();
    (answer.status, answer.field("content-type").unwrap_or_default().to_owned(), answer.json())
}

#[test]
fn what_the_interface_refuses_says_what_is_wrong() {
    let program = Program::up(&[]);
    let json = "content-type: application/json";
    for (head, body, words) in [
        (format!("POST /api/v1/people HTTP/1.1\r\n{json}"), "{}", "missing field `name`"),
        (format!("POST /api/v1/people HTTP/1.1\r\n{json}"), "{x", "is not JSON: key must be a string"),
        ("POST /api/v1/people HTTP/1.1".to_owned(), "{}", "Content-Type: application/json"),
        (format!("POST /api/v1/routes HTTP/1.1\r\n{json}"), r#"{"name":"a","url":"http://b","allow":["*@x.test"]}"#, "write `@x.test`"),
        ("GET /api/v1/people?colour=red HTTP/1.1".to_owned(), "", "unknown field `colour`"),
        ("GET /api/v1/routes?limit=0 HTTP/1.1".to_owned(), "", "`limit` is at least 1"),
        ("GET /api/v1/groups?limit=0 HTTP/1.1".to_owned(), "", "`limit` is at least 1"),
        ("GET /api/v1/people?limit=0 HTTP/1.1".to_owned(), "", "`limit` is at least 1"),
        ("GET /api/v1/sessions?limit=0 HTTP/1.1".to_owned(), "", "`limit` is at least 1"),
        ("GET /api/v1/bans?limit=0 HTTP/1.1".to_owned(), "", "`limit` is at least 1"),
        ("GET /api/v1/audit/events?limit=0 HTTP/1.1".to_owned(), "", "`limit` is at least 1"),
        ("GET /api/v1/people/%ff HTTP/1.1".to_owned(), "", "address does not fit"),
    ] {
        let (status, kind, problem) = raw(&program, &head, body);
        assert_eq!((status, kind.as_str()), (400, "application/problem+json"), "{head}");
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(words) && detail.ends_with('.') && !detail.contains("deserialize"), "{head}: {detail}");
    }
    assert_eq!(raw(&program, "GET /api/v1/routes?limit=1 HTTP/1.1", "").2["items"].as_array().unwrap().len(), 1);
}

#[test]
fn a_listing_of_none_cannot_be_asked_for() {
    for listing in [["route", "list"], ["user", "list"], ["group", "list"], ["session", "list"], ["ban", "list"], ["audit", "search"]] {
        let out = portcullis(&[&listing[..], &["--limit", "0"]].concat());
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(out.status.code() == Some(2) && said.contains("at least 1, or leave --limit out"), "{listing:?}: {said}");
    }
}

#[test]
fn what_nobody_in_particular_asked_is_shown_by_network() {
    let program = Program::up(&[]);
    assert_eq!(Browser::new().once("GET", &program.at("demo", "/"), &[("accept", "application/json")], b"").status, 401);
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    loop {
        let counted = program.run(&["audit", "search", "--kind", "access.anonymous"]);
        if let Some(event) = counted.as_array().unwrap().first() {
            assert_eq!(event["ip"], "127.0.0.0/24");
            return;
        }
        assert!(std::time::Instant::now() < until, "nothing was counted");
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
}

#[test]
fn protect_refuses_a_group_that_is_nowhere() {
    let program = Program::up(&[]);
    assert!(refused(&program, &["protect", "wiki=http://127.0.0.1:9", "--allow", "group:nosuch"]).contains("There is no group \"nosuch\"; add it with"));
    program.run(&["group", "add", "staff"]);
    for name in ["group:staff", "group:internal/staff"] {
        program.run(&["protect", "wiki=http://127.0.0.1:9", "--allow", name]);
        program.run(&["route", "remove", "wiki"]);
    }
}

#[test]
fn route_list_says_who_is_allowed_and_the_origins_path() {
    let serve = Serve::new();
    serve.configure(
        "routes:\n  - { name: wiki, from: https://wiki.example.test, to: 'http://127.0.0.1:9/base', policy: [ { allow: { or: [ { groups: { has: staff } }, { domain: { is: example.com } } ] } } ] }\n  - { name: open, from: https://open.example.test, to: 'http://127.0.0.1:9', allow_public_unauthenticated_access: true }\n",
    );
    let program = serve.start();
    let list = program.run_with(&serve, &["route", "list"]);
    let of = |name: &str| list.as_array().unwrap().iter().find(|r| r["name"] == name).unwrap().clone();
    assert_eq!((&of("wiki")["to"][0], &of("open")["to"][0]), (&serde_json::json!("http://127.0.0.1:9/base"), &serde_json::json!("http://127.0.0.1:9")));
    assert_eq!(of("open")["allow"], serde_json::json!(["public"]));
    let allow = of("wiki")["allow"][0].as_str().unwrap().to_owned();
    assert!(allow.contains("staff") && allow.contains(" or ") && allow.contains("example.com"), "{allow}");
    let text = portcullis(&["-c", serve.path("portcullis.yaml").to_str().unwrap(), "route", "list"]);
    assert!(String::from_utf8_lossy(&text.stdout).contains(&allow), "{}", String::from_utf8_lossy(&text.stdout));
}

#[test]
fn protect_warns_of_a_host_without_a_certificate() {
    let serve = Serve::new();
    let file = serve.configure("domain: example.test\n");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("internal: true", "certificates: [ { cert: { file: tls.crt }, key: { file: tls.key } } ]")).unwrap();
    let pair = rcgen::generate_simple_self_signed(["login.example.test".to_owned(), "wiki.example.test".to_owned()]).unwrap();
    std::fs::write(serve.path("tls.crt"), pair.cert.pem()).unwrap();
    std::fs::write(serve.path("tls.key"), pair.signing_key.serialize_pem()).unwrap();
    let _program = serve.start();
    let said = |name: &str| {
        let out = portcullis(&["-c", file.to_str().unwrap(), "protect", &format!("{name}=http://127.0.0.1:9")]);
        assert!(out.status.success());
        String::from_utf8(out.stderr).unwrap()
    };
    assert_eq!(said("wiki"), "");
    assert!(said("files").contains("warning: no certificate names `files.example.test`"), "{}", said("more"));
}

#[test]
fn mistyped_addresses_are_answered_with_what_to_write() {
    for (args, words) in [
        (&["up", "--listen", "localhost:18082"][..], "write it like 127.0.0.1:18082"),
        (&["up", "--listen", ":18082"], "write it like 127.0.0.1:18082"),
        (&["up", "--listen", "18082"], "write it like 127.0.0.1:18082"),
        (&["explain", "--ip", "999.1.1.1", "https://a.test/"], "write one like 192.0.2.7"),
    ] {
        let out = portcullis(args);
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(out.status.code() == Some(2) && said.contains(words), "{said}");
    }
}
