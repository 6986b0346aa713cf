//! What an operator meets while it runs: renewed certificates, a lost file, a store that is away.
//!
//! Why: none of these may need a restart, and none may pass in silence.

use crate::harness::{Browser, Program, Serve, free_port, portcullis};
use portcullis_testkit::postgres;
use std::io::Read;
use std::time::{Duration, Instant};

fn within(limit: u64, what: &str, mut done: impl FnMut() -> bool) {
    let started = Instant::now();
    while !done() {
        assert!(started.elapsed() < Duration::from_secs(limit), "{what}");
        std::thread::sleep(Duration::from_millis(100));
    }
}
/// Writes a new pair; the certificate as it goes over the wire.
fn renew(serve: &Serve) -> Vec<u8> {
    let pair = rcgen::generate_simple_self_signed(["login.example.test".to_owned()]).unwrap();
    std::fs::write(serve.path("tls.crt"), pair.cert.pem()).unwrap();
    std::fs::write(serve.path("tls.key"), pair.signing_key.serialize_pem()).unwrap();
    pair.cert.der().to_vec()
}
fn shown(serve: &Serve) -> Vec<u8> {
    let (mut wire, _) = Browser::new().open("GET", &format!("https://login.example.test:{}/login", serve.https), &[], b"");
    let _ = wire.read(&mut [0; 16]);
    wire.certificate().unwrap()
}

#[test]
fn renewed_certificates_are_served_without_a_signal_and_a_bad_pair_keeps_the_old() {
    let serve = Serve::new();
    let file = serve.configure("");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("internal: true", "certificates: [ { cert: { file: tls.crt }, key: { file: tls.key } } ]")).unwrap();
    let first = renew(&serve);
    let program = serve.start();
    assert!(shown(&serve) == first);
    let second = renew(&serve);
    within(60, "the renewed certificate is not served", || shown(&serve) == second);
    std::fs::write(serve.path("tls.key"), rcgen::generate_simple_self_signed(["x".to_owned()]).unwrap().signing_key.serialize_pem()).unwrap();
    within(60, "nothing is said of the bad pair", || program.complaints().contains("the key does not belong to the certificate"));
    assert!(shown(&serve) == second, "the old pair is kept");
}

#[test]
fn a_configuration_file_that_goes_is_told_once() {
    let serve = Serve::new();
    let file = serve.configure("");
    let program = serve.start();
    std::fs::remove_file(&file).unwrap();
    within(10, "nothing is said", || program.complaints().contains("is gone"));
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(program.complaints().matches("is gone").count(), 1, "{}", program.complaints());
}

#[test]
fn readyz_tells_of_a_store_that_is_away_and_of_its_return() {
    let Some(mut server) = postgres::own() else { return };
    let serve = Serve::new();
    let file = serve.configure("");
    let (text, folder) = (std::fs::read_to_string(&file).unwrap(), serve.folder.path().display().to_string());
    let away = text.replace(&format!("  url: sqlite://{folder}/portcullis.db\n"), &format!("  url: \"{}\"\n", server.database()));
    std::fs::write(&file, format!("data: {folder}\n{away}")).unwrap();
    let _program = serve.start();
    let ready = || Browser::new().once("GET", &format!("http://127.0.0.1:{}/readyz", serve.private), &[], b"");
    assert_eq!(ready().status, 200);
    server.stop();
    within(20, "still ready", || ready().status == 503);
    assert!(ready().text().contains("the store has been unreachable for"), "{}", ready().text());
    server.resume().unwrap();
    within(20, "not ready again", || ready().status == 200);
}

#[test]
fn serve_without_anybody_says_how_to_begin() {
    let serve = Serve::new();
    let file = serve.configure("");
    let program = serve.start();
    let words = format!("portcullis recover -c {}", file.display());
    within(10, "nothing is said", || program.complaints().contains(&words));
    program.run_with(&serve, &["user", "add", "ada", "--email", "ada@example.com"]);
    drop(program);
    let program = serve.start();
    program.run_with(&serve, &["user", "list"]);
    assert!(!program.complaints().contains(&words), "{}", program.complaints());
}

fn refused(args: &[&str]) -> String {
    let out = portcullis(args);
    assert_eq!(out.status.code(), Some(2), "{args:?}: {}", String::from_utf8_lossy(&out.stdout));
    String::from_utf8(out.stderr).unwrap()
}

#[test]
fn options_that_a_command_does_not_take_are_refused_with_the_one_it_takes() {
    assert!(refused(&["up", "-c", "x.yaml"]).contains("use `serve -c FILE`"));
    assert!(refused(&["serve", "--data", "x"]).contains("takes -c FILE, and not --data"));
    assert!(refused(&["explain", "--data", "x", "GET https://a.test/"]).contains("takes -c FILE, and not --data"));
}

#[test]
fn up_leaves_folders_of_others_and_stores_without_a_key_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let (data, at) = (folder.path().join("data"), format!("127.0.0.1:{}", free_port()));
    std::fs::create_dir(&data).unwrap();
    std::fs::write(data.join("letter.txt"), "dear").unwrap();
    let mode = || std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&data).unwrap().permissions());
    let before = mode();
    let why = refused(&["up", "--data", data.to_str().unwrap(), "--listen", &at]);
    assert!(why.contains("no installation of Portcullis in it") && why.contains("--data"), "{why}");
    assert_eq!((mode(), std::fs::read_dir(&data).unwrap().count()), (before, 1));

    let old = folder.path().join("old");
    assert!(Program::up_in(&old, &[]).terminate());
    std::fs::remove_file(old.join("root.key")).unwrap();
    let why = refused(&["up", "--data", old.to_str().unwrap(), "--listen", &at]);
    assert!(why.contains("root.key is missing"), "{why}");
    assert!(!old.join("root.key").exists());
}

#[test]
fn up_listens_only_where_names_under_localhost_lead() {
    let folder = tempfile::tempdir().unwrap();
    let why = refused(&["up", "--data", folder.path().to_str().unwrap(), "--listen", "127.0.0.2:8080"]);
    assert!(why.contains("127.0.0.1:8080"), "{why}");
}

#[test]
fn up_in_a_terminal_writes_requests_into_a_file_and_says_where() {
    let folder = tempfile::tempdir().unwrap();
    let (data, port) = (folder.path().join("data"), free_port());
    let line = format!("{} up --data {} --listen 127.0.0.1:{port}", env!("CARGO_BIN_EXE_portcullis"), data.display());
    let out = folder.path().join("out");
    // A terminal, by script(1).
    let mut shell = match std::process::Command::new("script")
        .args(["-qefc", &line, out.to_str().unwrap()])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .spawn()
    {
        Ok(shell) => shell,
        Err(why) => return eprintln!("SKIPPED: script(1): {why}"),
    };
    let said = || std::fs::read_to_string(&out).unwrap_or_default();
    within(20, "it did not start", || said().contains("access.log"));
    Browser::new().once("GET", &format!("http://login.localhost:{port}/login"), &[], b"");
    within(5, "no line in the file", || std::fs::read_to_string(data.join("access.log")).is_ok_and(|t| t.contains("\"path\":\"/login\"")));
    assert!(!said().contains("http-request"), "{}", said());
    shell.stdin.take();
    let pid = std::process::Command::new("pgrep").args(["-P", &shell.id().to_string()]).output().unwrap();
    for child in String::from_utf8_lossy(&pid.stdout).split_whitespace() {
        let _ = std::process::Command::new("kill").args(["-TERM", child]).status();
    }
    let _ = shell.wait();
}
