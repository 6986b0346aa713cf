//! `protect --behind`: the route that it adds, the file that it writes, and whom it asks for more.
//!
//! Why: a file of somebody else's is never written over, and a recipe that leads nowhere is not written.

use crate::harness::{Program, Serve, free_port};
use std::process::{Command, Output};

fn place(listener: bool) -> (Serve, Program) {
    let serve = Serve::new();
    serve.configure("trusted_proxies: [127.0.0.1]\nadministrators: [ada@example.com]\n");
    if listener {
        let file = serve.path("portcullis.yaml");
        let text = std::fs::read_to_string(&file).unwrap().replacen("listen:\n", &format!("listen:\n  forward_auth: \"127.0.0.1:{}\"\n", free_port()), 1);
        std::fs::write(&file, text).unwrap();
    }
    let program = serve.start();
    (serve, program)
}

fn protect(serve: &Serve, more: &[&str]) -> Output {
    let file = serve.path("portcullis.yaml");
    Command::new(env!("CARGO_BIN_EXE_portcullis")).current_dir(serve.folder.path()).args(["-c", file.to_str().unwrap(), "protect"]).args(more).output().unwrap()
}
fn said(out: &Output) -> String {
    String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr)
}

#[test]
fn protect_behind_adds_a_route_and_writes_over_its_own_file_only() {
    let (serve, program) = place(true);
    let wanted = ["--behind", "nginx", "wiki=wiki.example.com", "--allow", "@example.com"];
    let first = protect(&serve, &wanted);
    assert!(first.status.success(), "{}", said(&first));
    let file = serve.path("portcullis-nginx/wiki.conf");
    assert!(said(&first).contains(&format!("include {}", file.display())), "{}", said(&first));
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(written.contains("X-Original-URL https://wiki.example.com$request_uri") && !written.contains("Proxy-Secret \"{{"), "{written}");
    let listed = program.run_with(&serve, &["route", "list"]);
    assert_eq!((listed[0]["from"].as_str(), listed[0]["to"][0].as_str()), (Some(&*format!("https://wiki.example.com:{}", serve.https)), Some("another proxy")));
    // Again: the same file. Another rule for the same name: what there is stays.
    assert!(protect(&serve, &wanted[..3]).status.success());
    assert!(!protect(&serve, &wanted).status.success());
    // With a secret the file is its owner's alone.
    std::fs::write(serve.path("secret"), "0123456789abcdef0123456789abcdef\n").unwrap();
    assert!(protect(&serve, &["--behind", "nginx", "wiki=wiki.example.com", "--secret-file", "secret"]).status.success());
    assert!(std::fs::read_to_string(&file).unwrap().contains("X-Portcullis-Proxy-Secret \"0123456789abcdef0123456789abcdef\";"));
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&file).unwrap().permissions()) & 0o777, 0o600);
    std::fs::write(serve.path("secret"), "a\";return 200;#").unwrap();
    assert!(!protect(&serve, &["--behind", "nginx", "wiki=wiki.example.com", "--secret-file", "secret"]).status.success());
    // Somebody else's.
    std::fs::write(&file, "server {}\n").unwrap();
    let refused = protect(&serve, &wanted[..3]);
    assert!(!refused.status.success() && said(&refused).contains("is not a file that `protect` wrote"), "{}", said(&refused));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "server {}\n");
}

#[test]
fn protect_behind_says_what_is_wrong() {
    let (serve, _program) = place(true);
    for (arguments, wanted) in [
        (["--behind", "lighttpd", "wiki=wiki.example.com"], "There is no recipe for `lighttpd`, only for "),
        (["--behind", "nginx", "wiki=http://127.0.0.1:3000"], "is no host"),
        (["--behind", "nginx", "wi_ki=wiki.example.com"], "cannot be a name"),
    ] {
        let refused = protect(&serve, &arguments);
        assert!(!refused.status.success() && said(&refused).contains(wanted), "{}", said(&refused));
    }
    let (serve, _program) = place(false);
    let refused = protect(&serve, &["--behind", "nginx", "wiki=wiki.example.com"]);
    assert!(!refused.status.success() && said(&refused).contains("forward_auth"), "{}", said(&refused));
}
