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
    assert_eq!((listed[0]["from"].as_str(), listed[0]["to"][0].as_str()), (Some("https://wiki.example.com"), Some("another proxy")));
    assert!(!said(&first).contains("no certificate names"), "nginx has one: {}", said(&first));
    // Again: the same file. Another rule for the same name: what there is stays.
    assert!(protect(&serve, &wanted[..3]).status.success() && protect(&serve, &wanted).status.success());
    for (other, why) in [
        (["--behind", "nginx", "wiki=wiki.example.com", "--allow", "signed-in"], "Leave --allow out"),
        (
            ["--behind", "nginx", "wiki=w.example.com", "--allow", "signed-in"],
            "There is a route `wiki` already, for https://wiki.example.com: take another name",
        ),
    ] {
        let refused = protect(&serve, &other);
        assert!(!refused.status.success() && said(&refused).contains(why), "{}", said(&refused));
    }
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

#[test]
fn protect_behind_goes_on_where_the_file_could_not_be_written() {
    let (serve, _program) = place(true);
    std::fs::write(serve.path("a-file"), "").unwrap();
    let wanted = ["--behind", "nginx", "wiki=wiki.example.com:8444", "--allow", "signed-in", "--write-to"];
    let failed = protect(&serve, &[&wanted[..], &["a-file"]].concat());
    assert!(!failed.status.success() && said(&failed).contains("say the same again with a --write-to"), "{}", said(&failed));
    let done = protect(&serve, &[&wanted[..], &["folder"]].concat());
    assert!(done.status.success(), "{}", said(&done));
    assert!(said(&done).contains("listen 8444 ssl;") && said(&done).contains("https://wiki.example.com:8444 "), "{}", said(&done));
}

#[test]
fn protect_behind_refuses_a_recipe_that_would_not_be_believed() {
    let (serve, program) = place(true);
    let file = serve.path("portcullis.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(serve.path("right"), "0123456789abcdef0123456789abcdef\n").unwrap();
    std::fs::write(serve.path("wrong"), "0123456789abcdef0123456789abcdee\n").unwrap();
    let secret = serve.path("right").display().to_string();
    let asking = text.replace("trusted_proxies: [127.0.0.1]", &format!("trusted_proxies: [ {{ network: 127.0.0.1, secret: {{ file: {secret} }} }} ]"));
    let elsewhere = text.replace("trusted_proxies: [127.0.0.1]", "trusted_proxies: [192.0.2.1]");
    drop(program);
    let wanted = ["--behind", "nginx", "wiki=wiki.example.com", "--allow", "signed-in"];
    for (configured, refused) in [
        (&elsewhere, &[(&[][..], "`trusted_proxies` does not name 127.0.0.1")][..]),
        (&asking, &[(&[][..], "asks a secret of this proxy"), (&["--secret-file", "wrong"][..], "is not the secret that `trusted_proxies` asks")][..]),
    ] {
        std::fs::write(&file, configured).unwrap();
        let _program = serve.start();
        for (more, why) in refused {
            let out = protect(&serve, &[&wanted[..], more].concat());
            assert!(!out.status.success() && said(&out).contains(why), "{why}: {}", said(&out));
            assert!(!serve.path("portcullis-nginx").exists());
        }
        let right = protect(&serve, &[&wanted[..], &["--secret-file", "right"]].concat());
        assert_eq!(right.status.success(), std::ptr::eq(configured, &asking), "{}", said(&right));
    }
}

#[test]
fn protect_behind_says_whose_rules_it_takes_a_host_from() {
    let (serve, program) = place(true);
    drop(program);
    let file = serve.path("portcullis.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    let any = "routes:\n  - { name: any.example.com, from: \"https://*.example.com\", forward_auth: true, policy: [ { allow: { and: [ { authenticated_user: true } ] } } ] }\n";
    std::fs::write(&file, text + any).unwrap();
    let _program = serve.start();
    let done = protect(&serve, &["--behind", "nginx", "wiki=wiki.example.com", "--allow", "signed-in"]);
    assert!(done.status.success() && said(&done).contains("was judged by the rules of route `any.example.com`"), "{}", said(&done));
}
