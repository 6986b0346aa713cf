//! `doctor --attack`: planted mistakes are found, each by its own attack, and a right set-up is told to be one.
//!
//! Why: a doctor that finds nothing has to have been seen finding something.

use crate::behind_nginx::NGINX;
use crate::forward_auth::Place;
use crate::harness::Origin;
use crate::harness::behind::Behind;
use serde_json::Value;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// The attacks that found a fault, and whether the command says so by its end.
fn faults(more: &[&str]) -> Vec<String> {
    let out = Command::new(env!("CARGO_BIN_EXE_portcullis")).args(["--output", "json", "doctor"]).args(more).output().unwrap();
    let said = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
    let found: Value = serde_json::from_str(&said).unwrap_or_else(|_| panic!("{said}"));
    let of = |f: &Value, key: &str| f[key].as_str().unwrap_or_default().to_owned();
    let found: Vec<String> = found.as_array().unwrap().iter().filter(|f| of(f, "verdict") == "fault").map(|f| of(f, "attack")).collect();
    assert_eq!(out.status.code(), Some(i32::from(!found.is_empty())), "{said}");
    found
}

#[test]
fn doctor_finds_what_an_application_without_any_guard_gives_away() {
    let origin = Origin::start();
    let folder = tempfile::tempdir().unwrap();
    let cookie = folder.path().join("cookie");
    std::fs::write(&cookie, "a=1; __Host-portcullis=x\n").unwrap();
    let found = faults(&["--attack", &format!("{}/", origin.url()), "--origin", &origin.url(), "--cookie-file", cookie.to_str().unwrap(), "--echo", "/"]);
    assert_eq!(found, ["a stranger", "a stranger's WebSocket", "plain http", "the application around the proxy", "forged fields of a person", "our cookies"]);
    assert_eq!(faults(&["--attack", &format!("{}/ws", origin.url())]), ["a stranger's WebSocket", "plain http"]);
    // Whoever shares an address with a proxy is believed, where no secret is asked.
    let place = Place::usual();
    let checks = format!("http://127.0.0.1:{}", place.checks);
    assert_eq!(
        faults(&["--attack", &format!("{}/", origin.url()), "--checks", &checks]),
        ["a stranger", "a stranger's WebSocket", "plain http", "the check's listener"]
    );
}

#[test]
fn doctor_says_what_cannot_be_tried() {
    for (attack, wanted) in [("wiki.example.com", "is not an address"), ("http://127.0.0.1:1/", "127.0.0.1:1")] {
        let out = Command::new(env!("CARGO_BIN_EXE_portcullis")).args(["doctor", "--attack", attack]).output().unwrap();
        let said = String::from_utf8_lossy(&out.stderr);
        assert!(out.status.code() == Some(2) && said.contains(wanted), "{attack}: {said}");
    }
}

#[test]
fn doctor_finds_each_mistake_planted_in_nginx() {
    let Some(behind) = Behind::start(&NGINX) else { return };
    let ada = behind.ada("/");
    let cookie = behind.serve.path("cookie");
    let all: Vec<String> = ada.cookies["wiki.example.test"].iter().map(|(n, v)| format!("{n}={v}")).collect();
    std::fs::write(&cookie, all.join("; ")).unwrap();
    let configuration = std::fs::read_to_string(behind.serve.path("portcullis.yaml")).unwrap();
    let checks = configuration.split("forward_auth: \"").nth(1).and_then(|t| t.split('"').next()).unwrap();
    let (attack, connect, authorities) = (behind.at("/"), format!("127.0.0.1:{}", behind.room.port), behind.room.path("wiki.crt"));
    let (http, checks) = (format!("http://127.0.0.1:{}/", behind.room.plain), format!("http://{checks}"));
    let examine = || {
        let place = ["--attack", &attack, "--connect", &connect, "--authorities", &authorities, "--http", &http, "--checks", &checks];
        faults(&[&place[..], &["--origin", "http://127.0.0.1:1/", "--cookie-file", cookie.to_str().unwrap(), "--echo", "/"]].concat())
    };
    assert!(examine().is_empty(), "{:?}", examine());
    let file = Path::new(&behind.room.path("recipe/wiki.conf")).to_owned();
    let right = std::fs::read_to_string(&file).unwrap();
    for (mistake, wanted) in [
        (right.replace("proxy_set_header X-Forwarded-User \"\";", ""), vec!["forged fields of a person"]),
        (right.replace("Cookie $portcullis_cookie", "Cookie $http_cookie"), vec!["our cookies"]),
        (right.replace("location / {", "location / {\n    auth_request off;"), vec!["a stranger", "a stranger's WebSocket"]),
        (right.replace("auth_request /.portcullis-check;", "auth_request /.portcullis-check; if ($http_upgrade) { rewrite ^ /.portcullis-socket last; }\nlocation /.portcullis-socket { auth_request off; rewrite ^ /ws break; proxy_pass $portcullis_app; }"), vec!["a stranger's WebSocket"]),
    ] {
        assert_ne!(mistake, right, "{wanted:?}");
        std::fs::write(&file, mistake).unwrap();
        behind.reload();
        let until = Instant::now() + Duration::from_secs(10);
        while examine() != wanted {
            assert!(Instant::now() < until, "{wanted:?}, but {:?} {}", examine(), behind.log());
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}
