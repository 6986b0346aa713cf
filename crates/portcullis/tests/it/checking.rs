//! `config check` on files that stand beside the configuration, and its answer for programs.
//!
//! Why: what would stop or surprise the server is told before it starts, at its place.

use crate::harness::{Serve, portcullis};
use serde_json::Value;
use std::os::unix::fs::PermissionsExt;

/// Exit code, faults as JSON.
fn checked(serve: &Serve) -> (Option<i32>, Vec<Value>) {
    let out = portcullis(&["config", "check", "--output", "json", "-c", serve.path("portcullis.yaml").to_str().unwrap()]);
    let told = serde_json::from_slice(&out.stdout).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&out.stdout)));
    (out.status.code(), told)
}
fn place(fault: &Value) -> (&str, u64, u64) {
    (fault["severity"].as_str().unwrap(), fault["line"].as_u64().unwrap(), fault["col"].as_u64().unwrap())
}

#[test]
fn faults_come_in_pieces_for_programs() {
    let serve = Serve::new();
    let file = serve.configure("rotes: []\nroutes:\n  - { name: a, from: https://a.example.test, to: http://127.0.0.1:1 }\n");
    let (code, told) = checked(&serve);
    assert_eq!(code, Some(2));
    assert_eq!(told.iter().map(place).collect::<Vec<_>>(), [("error", 11, 1), ("warning", 13, 5)]);
    assert!(told.iter().all(|f| f["file"] == file.to_str().unwrap() && f["message"].is_string() && f["hint"].is_string()), "{told:?}");
    serve.configure("");
    assert_eq!(checked(&serve), (Some(0), vec![]));
    std::fs::remove_file(&file).unwrap();
    let (code, told) = checked(&serve);
    assert_eq!((code, place(&told[0])), (Some(2), ("error", 1, 1)));
}

#[test]
fn a_file_in_another_encoding_is_told_at_its_place() {
    let serve = Serve::new();
    let file = serve.configure("directories: [ { file: { path: users.yml } } ]\n");
    std::fs::write(serve.path("users.yml"), b"users:\n  rene:\n    displayname: Ren\xe9\n").unwrap();
    let (code, told) = checked(&serve);
    assert_eq!((code, place(&told[0])), (Some(2), ("error", 3, 21)));
    assert!(told[0]["file"].as_str().unwrap().ends_with("users.yml") && told[0]["message"].as_str().unwrap().contains("UTF-8"), "{told:?}");
    let text = std::fs::read(&file).unwrap();
    std::fs::write(&file, [b"# caf\xe9\n", text.as_slice()].concat()).unwrap();
    let out = portcullis(&["serve", "-c", file.to_str().unwrap()]);
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(out.status.code() == Some(2) && said.starts_with(&format!("{}:1:6: error: ", file.display())), "{said}");
}

#[test]
fn a_users_file_of_no_sane_size_is_refused_unread() {
    let serve = Serve::new();
    serve.configure("directories: [ { file: { path: users.yml } } ]\n");
    std::fs::File::create(serve.path("users.yml")).unwrap().set_len(1 << 40).unwrap();
    let (code, told) = checked(&serve);
    assert_eq!(code, Some(2));
    assert!(told[0]["message"].as_str().unwrap().contains("larger than 16 MiB"), "{told:?}");
}

#[test]
fn an_open_root_key_and_a_host_without_a_certificate_are_told() {
    let serve = Serve::new();
    let routes = "routes:\n  - { name: a, from: https://a.example.test, to: http://127.0.0.1:1, allow_any_authenticated_user: true }\n  - { name: b, from: https://b.other.test, to: http://127.0.0.1:1, allow_any_authenticated_user: true }\n  - { name: c, from: 'https://*.other.test', to: http://127.0.0.1:1, allow_any_authenticated_user: true }\n  - { name: d, from: 'https://*.wide.test', to: http://127.0.0.1:1, allow_any_authenticated_user: true }\n";
    let file = serve.configure(routes);
    let pair = rcgen::generate_simple_self_signed(["login.example.test", "a.example.test", "*.wide.test"].map(String::from)).unwrap();
    std::fs::write(serve.path("tls.crt"), pair.cert.pem()).unwrap();
    std::fs::write(serve.path("tls.key"), pair.signing_key.serialize_pem()).unwrap();
    assert_eq!(checked(&serve), (Some(0), vec![]), "the internal authority covers every host");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("internal: true", "certificates: [ { cert: { file: tls.crt }, key: { file: tls.key } } ]")).unwrap();
    std::fs::set_permissions(serve.path("root.key"), PermissionsExt::from_mode(0o640)).unwrap();
    let (code, told) = checked(&serve);
    assert_eq!(code, Some(0), "{told:?}");
    assert_eq!(told.iter().map(place).collect::<Vec<_>>(), [("warning", 10, 21), ("warning", 13, 22), ("warning", 14, 22)], "{told:?}");
    assert!(told[0]["hint"].as_str().unwrap().contains("chmod 600"));
    assert!(told[1]["message"].as_str().unwrap().contains("no certificate names `b.other.test`"));
}

#[test]
fn a_key_of_another_certificate_is_told_at_its_place() {
    let serve = Serve::new();
    let file = serve.configure("");
    let one = |name: &str| rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
    std::fs::write(serve.path("tls.crt"), one("login.example.test").cert.pem()).unwrap();
    std::fs::write(serve.path("tls.key"), one("login.example.test").signing_key.serialize_pem()).unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("internal: true", "certificates: [ { cert: { file: tls.crt }, key: { file: tls.key } } ]")).unwrap();
    let (code, told) = checked(&serve);
    assert_eq!((code, place(&told[0])), (Some(2), ("error", 7, 19)), "{told:?}");
    assert_eq!(told[0]["file"], file.to_str().unwrap());
}

#[test]
fn a_broken_mail_template_and_a_mail_authority_that_is_none_are_told() {
    let serve = Serve::new();
    std::fs::create_dir(serve.path("mail")).unwrap();
    std::fs::write(serve.path("mail").join("mail.txt"), "one\n{% if %}\n").unwrap();
    std::fs::write(serve.path("ca.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").unwrap();
    let smtp = "smtp: { address: 'smtp://mail.example.test', sender: gate@example.test, tls: { ca_file: ca.pem } }";
    serve.configure(&format!("notifier: {{ template_path: mail, {smtp} }}\n"));
    let out = portcullis(&["config", "check", "-c", serve.path("portcullis.yaml").to_str().unwrap()]);
    let told = String::from_utf8_lossy(&out.stderr);
    assert_eq!(out.status.code(), Some(2), "{told}");
    assert!(told.contains("mail.txt:2:") && told.contains("no certificates in PEM"), "{told}");
    // It keeps nobody from starting, and nothing is sent to a server that cannot be verified.
    let program = serve.start();
    let tried = portcullis(&["notify", "test", "--to", "ops@example.com", "-c", serve.path("portcullis.yaml").to_str().unwrap()]);
    assert!(!tried.status.success(), "{}", String::from_utf8_lossy(&tried.stdout));
    assert!(program.complaints().contains("nothing is mailed"), "{}", program.complaints());
}
