//! `config import authelia`, as people run it.
//!
//! Why: what it writes has to be there once, and nothing that was there may be lost.

use crate::factors::{Place, now};
use crate::harness::program::PASSWORD;
use crate::harness::{Browser, Serve, free_port, portcullis};
use portcullis_crypto::{OtpKey, OtpShape};
use serde_json::Value;

const FILE: &str = "
server: { address: 'tcp://127.0.0.1:9091/' }
authentication_backend: { file: { path: /config/users_database.yml } }
access_control:
  rules:
    - { domain: status.example.com, policy: bypass }
    - { domain: '*.example.com', subject: 'group:admins', policy: two_factor }
session: { cookies: [ { domain: example.com, authelia_url: 'https://auth.example.com' } ] }
notifier: { filesystem: { filename: /config/mail.txt } }
storage: { encryption_key: at-least-twenty-characters, local: { path: /config/db.sqlite3 } }
";
const USERS: &str = "
users:
  alice:
    displayname: Alice
    password: '$argon2id$v=19$m=8192,t=1,p=1$y2V9VWXZRiV8NRdFP4cgvA$l0eSibghf7nfLc508xHh0w/SyNOW7o9cG+lIujHrkqo'
    groups: [admins]
";

#[test]
fn a_configuration_of_authelia_becomes_ours_and_is_told_about() {
    let serve = Serve::new();
    let (old, new, users) = (serve.path("configuration.yml"), serve.path("new.yaml"), serve.path("users_database.yml"));
    std::fs::write(&old, FILE).unwrap();
    std::fs::write(&users, USERS).unwrap();
    let (old, new, users) = (old.to_str().unwrap(), new.to_str().unwrap(), users.to_str().unwrap());
    let import = |more: &[&str]| portcullis(&[&["config", "import", "authelia", old, "--users", users], more].concat());

    let out = import(&[]);
    let (yaml, told) = (String::from_utf8(out.stdout).unwrap(), String::from_utf8(out.stderr).unwrap());
    assert_eq!(out.status.code(), Some(0), "{told}");
    assert!(
        yaml.contains(
            "name: 'rule 2 of access_control', when: [{ http_host: { under: example.com } }, { groups: { has: admins } }], then: { and: [{ aal: 2 }] }"
        ),
        "{yaml}"
    );
    assert!(yaml.contains(users) && told.contains("1 people, with their passwords"), "{yaml}{told}");
    assert!(told.contains("configuration.yml:10:1: not supported: `storage`"), "{told}");

    // Into a file, once; it may hold passwords.
    assert_eq!(import(&["--into", new]).status.code(), Some(0));
    assert_eq!(std::fs::read_to_string(new).unwrap(), yaml);
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(new).unwrap().permissions()) & 0o777, 0o600);
    std::fs::write(new, "mine").unwrap();
    let again = import(&["--into", new]);
    assert_eq!(again.status.code(), Some(2), "{}", String::from_utf8_lossy(&again.stderr));
    assert_eq!(std::fs::read_to_string(new).unwrap(), "mine");

    let told: Value = serde_json::from_slice(&import(&["--output", "json"]).stdout).unwrap();
    assert_eq!(told["configuration"], yaml);
    assert!(told["report"].as_array().unwrap().iter().any(|t| t["grade"] == "not-supported" && t["line"] == 10), "{told}");

    // What guards access and cannot be said: 1, and stricter. What Authelia refuses: 2, and nothing.
    std::fs::write(old, FILE.replace("policy: bypass", "policy: bypass, resources: ['^/\\B']")).unwrap();
    let (narrow, strict) = (import(&[]), "name: 'rule 1 of access_control', when: [{ http_host: status.example.com }], then: deny");
    assert_eq!((narrow.status.code(), String::from_utf8(narrow.stdout).unwrap().contains(strict)), (Some(1), true));
    std::fs::write(old, FILE.replace("policy: bypass", "policy: open")).unwrap();
    let refused = import(&[]);
    assert_eq!((refused.status.code(), refused.stdout.len()), (Some(2), 0));
    assert!(String::from_utf8(refused.stderr).unwrap().contains("configuration.yml:6:45: refused: the `policy` of rule 1"));
}

/// Steps guard a running gate like any other rules, and `explain` names the one that decides.
#[test]
fn explain_names_the_rule_that_it_came_from() {
    let serve = Serve::new();
    let file = serve.configure(
        "directories: [ { file: { path: users.yml } } ]
policies:
  access-control:
    - first_match:
        - { name: 'rule 1 of access_control', when: [ { http_host: status.example.test } ], then: allow }
        - { name: 'rule 2 of access_control', when: [ { http_host: { under: example.test } }, { groups: { has: admins } } ], then: { and: [ { aal: 2 } ] } }
routes:
  - { name: any, from: 'https://*.example.test', to: 'http://127.0.0.1:1', policy: access-control }
",
    );
    std::fs::write(serve.path("users.yml"), USERS).unwrap();
    let explain = |more: &[&str], request: &str| {
        let out = portcullis(&[&["explain", "-c", file.to_str().unwrap()], more, &[request]].concat());
        (out.status.code(), String::from_utf8(out.stdout).unwrap())
    };
    let (code, said) = explain(&["--user", "alice"], "GET https://app.example.test/");
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("decided by aal: 2 (rule 2 of access_control, policy access-control, line "), "{said}");
    assert!(said.contains("step rule 2 of access_control") && !said.contains("rule 1"), "{said}");
    let (code, said) = explain(&[], "GET https://status.example.test/");
    assert!(code == Some(0) && said.contains("decided by then: allow (rule 1 of access_control"), "{said}");
    let (code, said) = explain(&["--user", "bob"], "GET https://app.example.test/");
    assert!(code == Some(1) && said.contains("(no step matches, policy access-control"), "{said}");
}

/// Whoever had an app with Authelia has it here, with the key that it holds.
#[test]
fn apps_of_authelia_go_on_giving_codes() {
    let place = Place::new("");
    let secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    let in_export = data_encoding::BASE64.encode(secret.as_bytes());
    let entry = |who: &str| {
        format!(
            "  - {{ created_at: 2024-01-01T00:00:00Z, last_used_at: null, username: {who}, issuer: example.com, algorithm: SHA1, digits: 6, period: 30, secret: {in_export} }}\n"
        )
    };
    let file = std::path::Path::new(&place.file()).with_file_name("totp.yml");
    std::fs::write(&file, format!("totp_configurations:\n{}", entry("ada"))).unwrap();
    let file = file.to_str().unwrap();
    let said = place.run(&["user", "import-factors", file]);
    assert_eq!(said, serde_json::json!(["ada: the app goes on giving codes"]));
    assert_eq!(place.run(&["user", "factors", "ada"])[0]["kind"], "app");

    // Their next visit to what asks for more is asked for a code of that app.
    let key = OtpKey::new(OtpShape::default(), data_encoding::BASE32_NOPAD.decode(secret.as_bytes()).unwrap().into()).unwrap();
    let mut ada = Browser::new();
    let page = ada.sign_in(&place.at("vault", "/"), "ada", PASSWORD);
    assert!(page.url.contains("/second-factor"), "{} {}", page.url, page.text());
    let spent = ada.submit(&page, &[("code", &key.code_at(now()))]);
    assert_eq!(spent.status, 401, "what was shown to the other system is not taken again");
    let done = ada.submit(&spent, &[("code", &key.code_at(now() + 30))]);
    assert_eq!((done.status, done.url.as_str()), (200, place.at("vault", "/").as_str()), "{}", done.text());
    let added = place.run(&["audit", "search", "--kind", "factor.added"]).to_string();
    assert!(added.contains("\"brought\":\"yes\""), "{added}");

    // A second time, a stranger, and what is no export: told, and nothing is changed.
    std::fs::write(
        file,
        format!("totp_configurations:\n{}{}  - {{ username: bob, secret: '%' }}\nwebauthn_credentials: [ {{}} ]\n", entry("ada"), entry("nobody")),
    )
    .unwrap();
    let told = told_by(&place, &["user", "import-factors", file]);
    for part in ["ada: ", "has an app already", "nobody: ", "there is no person", "entry 3, of bob, has no key", "1 security keys and passkeys are not taken"] {
        assert!(told.to_lowercase().contains(&part.to_lowercase()), "{part}: {told}");
    }
    std::fs::write(file, "users: {}\n").unwrap();
    assert!(place.fails(&["user", "import-factors", file]).contains("has no `totp_configurations`"));
}

/// What a command that does not do all of it says.
fn told_by(place: &Place, args: &[&str]) -> String {
    let out = portcullis(&[&["-c", &place.file()], args].concat());
    assert_eq!(out.status.code(), Some(1), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8_lossy(&out.stdout).into_owned()
}

/// A users file with capital letters was called carried over, and the result could not be started.
#[test]
fn faults_of_the_users_file_and_where_it_lies_are_told_before_the_first_start() {
    let serve = Serve::new();
    let (old, users) = (serve.path("configuration.yml"), serve.path("users_database.yml"));
    std::fs::create_dir(serve.path("new")).unwrap();
    let new = serve.path("new/portcullis.yaml");
    let folded = FILE.replace("path: /config/users_database.yml", "path: /config/users_database.yml, search: { case_insensitive: true }");
    std::fs::write(&old, &folded).unwrap();
    std::fs::write(&users, USERS.replace("alice:", "Alice:")).unwrap();
    let import = |users: &str| {
        let out = std::process::Command::new(env!("CARGO_BIN_EXE_portcullis"))
            .current_dir(serve.folder.path())
            .args(["config", "import", "authelia", "configuration.yml", "--users", users, "--into", "new/portcullis.yaml"])
            .output()
            .unwrap();
        (out.status.code(), String::from_utf8(out.stderr).unwrap())
    };
    let (code, said) = import("users_database.yml");
    assert!(code == Some(1) && said.contains("users_database.yml:3:") && !said.contains("1 people"), "{said}");
    std::fs::remove_file(&new).unwrap();
    std::fs::write(&users, USERS).unwrap();
    let (code, said) = import("users_database.yml");
    assert!(code == Some(0) && said.contains("1 people, with their passwords"), "{said}");
    // A path that was typed here is meant from here, wherever the new file lies.
    let yaml = std::fs::read_to_string(&new).unwrap();
    assert!(yaml.contains(users.to_str().unwrap()), "{yaml}");
    let (code, said) = import("users_database.yml");
    assert!(code == Some(2) && said.contains("is there already and is not written over"), "{said}");
    let (code, said) = import("nofile.yml");
    assert!(code == Some(2) && said.matches("nofile.yml").count() == 1, "{said}");
}

/// A container's check asks from the container itself, which is no proxy.
#[test]
fn health_is_told_where_authelia_told_it() {
    use std::io::{Read, Write};
    let (serve, port) = (Serve::new(), free_port());
    serve.configure("trusted_proxies: [192.0.2.1]\n");
    let file = serve.path("portcullis.yaml");
    let text = std::fs::read_to_string(&file).unwrap().replacen("listen:\n", &format!("listen:\n  forward_auth: \"127.0.0.1:{port}\"\n"), 1);
    std::fs::write(&file, text).unwrap();
    let _program = serve.start();
    let ask = |path: &str| {
        let mut wire = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
        write!(wire, "GET {path} HTTP/1.1\r\nhost: localhost:{port}\r\nconnection: close\r\n\r\n").unwrap();
        let mut said = String::new();
        wire.read_to_string(&mut said).unwrap();
        said
    };
    let said = ask("/api/health");
    assert!(said.starts_with("HTTP/1.1 200 ") && said.ends_with("{\"status\":\"OK\"}\n"), "{said}");
    for other in ["/api/health/x", "/api/verify", "/"] {
        assert!(ask(other).starts_with("HTTP/1.1 403 "), "{other}");
    }
}
