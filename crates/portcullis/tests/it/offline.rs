//! Commands that need no server: `config check`, `schema`, `sample`, `explain`.
//!
//! Why: a fault is found before it is deployed, at its line, with what to do.

use crate::harness::{Serve, portcullis};

fn check(serve: &Serve, more: &str) -> (Option<i32>, String) {
    let file = serve.configure(more);
    let out = portcullis(&["config", "check", "-c", file.to_str().unwrap()]);
    (out.status.code(), String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr))
}

#[test]
fn every_fault_at_once_with_its_line() {
    let serve = Serve::new();
    let (code, text) = check(
        &serve,
        "rotes: []\nroutes:\n  - name: a\n    from: https://a.example.test\n    too: http://127.0.0.1:1\n  - name: b\n    from: ftp://b.example.test\n    to: http://127.0.0.1:1\n    policy: nobody\n",
    );
    assert_eq!(code, Some(2), "{text}");
    let file = serve.path("portcullis.yaml").display().to_string();
    for (line, words) in [(11, "routes"), (15, "to"), (17, "https"), (19, "nobody")] {
        let found = text.lines().any(|l| l.starts_with(&format!("{file}:{line}:")) && l.contains("error: ") && l.contains(words));
        assert!(found, "line {line} with {words:?} in\n{text}");
    }
}

#[test]
fn a_good_file_passes_and_a_later_feature_is_named() {
    let serve = Serve::new();
    let (code, text) =
        check(&serve, "routes:\n  - name: a\n    from: https://a.example.test\n    to: http://127.0.0.1:1\n    allow_any_authenticated_user: true\n");
    assert_eq!(code, Some(0), "{text}");
    let (code, text) = check(&serve, "identity_providers: [ { name: corp } ]\n");
    assert_eq!(code, Some(2));
    assert!(text.contains("not supported yet"), "{text}");
}

#[test]
fn a_policy_test_that_fails_is_a_fault_at_its_line() {
    let serve = Serve::new();
    let routes = "routes:\n  - name: a\n    from: https://a.example.test\n    to: http://127.0.0.1:1\n    policy:\n      - allow: { and: [ { domain: { is: example.com } } ] }\npolicy_tests:\n  - { user: ada@example.com, request: \"GET https://a.example.test/\", expect: permit }\n";
    assert_eq!(check(&serve, routes).0, Some(0), "{}", check(&serve, routes).1);
    let (code, text) = check(&serve, &format!("{routes}  - {{ user: eve@evil.test, request: \"GET https://a.example.test/\", expect: permit }}\n"));
    assert_eq!(code, Some(2));
    assert!(text.contains(":19:"), "{text}");
}

#[test]
fn explain_names_the_deciding_criterion_and_exits_by_the_decision() {
    let serve = Serve::new();
    let file = serve.configure(
        "policies:\n  staff:\n    - allow: { and: [ { domain: { is: example.com } }, { aal: 2 } ] }\nroutes:\n  - name: wiki\n    from: https://wiki.example.test\n    to: http://127.0.0.1:1\n    policy: staff\n",
    );
    let file = file.to_str().unwrap();
    for (args, code, decision) in [
        (vec!["--user", "ada@example.com", "--aal", "2"], 0, "permit"),
        (vec!["--user", "ada@example.com", "--aal", "1"], 3, "challenge"),
        (vec!["--user", "eve@evil.test", "--aal", "2"], 1, "deny"),
        (vec![], 3, "challenge"),
    ] {
        let mut all = vec!["explain", "-c", file, "--output", "json"];
        all.extend(&args);
        all.push("GET https://wiki.example.test/admin");
        let out = portcullis(&all);
        assert_eq!(out.status.code(), Some(code), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
        let json: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
        assert_eq!(json["decision"], decision);
        assert_eq!(json["route"], "wiki");
        assert!(json["reason"].is_string() && !json["trace"].is_null(), "{json}");
    }
    let out = portcullis(&["explain", "-c", file, "--user", "ada@example.com", "nonsense"]);
    assert_eq!(out.status.code(), Some(2));
    let text = portcullis(&["explain", "-c", file, "--user", "eve@evil.test", "GET https://wiki.example.test/"]);
    assert!(String::from_utf8_lossy(&text.stdout).contains("domain"), "{}", String::from_utf8_lossy(&text.stdout));
}

#[test]
fn explain_takes_every_fact_that_a_policy_may_ask_for() {
    let serve = Serve::new();
    let file = serve.configure(
        "policies:\n  strict:\n    - allow: { and: [ { email: ada@example.com }, { amr: { has: otp } }, { authenticated_within: 10m }, { claim/team: { has: sales } } ] }\nroutes:\n  - name: wiki\n    from: https://wiki.example.test\n    to: http://127.0.0.1:1\n    policy: strict\n",
    );
    let ask = |args: &[&str]| {
        let out = portcullis(&[&["explain", "-c", file.to_str().unwrap()], args, &["GET https://wiki.example.test/"]].concat());
        (out.status.code().unwrap(), String::from_utf8_lossy(&out.stderr).into_owned())
    };
    // Addresses are compared as the server compares them: in lower case.
    let whole = ["--user", "Ada@Example.com", "--amr", "pwd,otp", "--authenticated-ago", "9m", "--claim", "team=ops", "--claim", "team=sales"];
    assert_eq!(ask(&whole).0, 0, "{}", ask(&whole).1);
    let but = |at: usize, with: &'static str| {
        let mut args = whole;
        args[at] = with;
        ask(&args)
    };
    assert_eq!((but(3, "pwd").0, but(5, "11m").0, but(9, "team=hr").0), (3, 3, 1));
    for (at, with, words) in [(3, "pwd,eye", "`eye`"), (5, "11", "like 30s, 5m or 12h"), (7, "team", "NAME=VALUE")] {
        let (code, said) = but(at, with);
        assert!(code == 2 && said.contains(words), "{said}");
    }
    let (code, said) = ask(&["--claim", "team=sales"]);
    assert!(code == 2 && said.contains("--claim") && said.contains("--user"), "{said}");
}

#[test]
fn a_hash_comes_as_json_too() {
    let out = portcullis(&["hash", "password", "--password", "correct horse", "--output", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    assert!(json["hash"].as_str().unwrap().starts_with("$argon2id$"), "{json}");
}

#[test]
fn a_database_that_does_not_answer_is_named_with_the_cause() {
    let serve = Serve::new();
    let file = serve.configure("");
    let text = std::fs::read_to_string(&file).unwrap();
    let start = text.find("  url: ").unwrap();
    let end = start + text[start..].find('\n').unwrap();
    let port = crate::harness::free_port();
    let folder = serve.folder.path().display();
    let postgres = format!("{}  url: \"postgres://p:hunter2@127.0.0.1:{port}/portcullis\"{}data: {folder}\n", &text[..start], &text[end..]);
    std::fs::write(&file, postgres).unwrap();
    let out = portcullis(&["serve", "-c", file.to_str().unwrap()]);
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert_eq!(out.status.code(), Some(2), "{said}");
    assert!(said.contains(&format!("127.0.0.1:{port}")) && said.contains("refused") && !said.contains("hunter2"), "{said}");
}

#[test]
fn schema_and_sample_come_from_one_table() {
    let schema: serde_json::Value = serde_json::from_slice(&portcullis(&["config", "schema"]).stdout).unwrap();
    let sample = String::from_utf8(portcullis(&["config", "sample"]).stdout).unwrap();
    for key in schema["properties"].as_object().unwrap().keys() {
        assert!(sample.contains(key.as_str()), "{key} is in the sample");
    }
}

/// The generated pages of `docs/reference`, each with the command that makes it. `BLESS=1` writes them anew.
#[test]
fn the_reference_in_docs_is_what_the_program_says() {
    let docs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference");
    let said = |args: &[&str]| String::from_utf8(portcullis(args).stdout).unwrap();
    let pages = [
        ("config.md", said(&["config", "reference"])),
        ("portcullis.sample.yaml", said(&["config", "sample"])),
        ("portcullis.schema.json", said(&["config", "schema"])),
        ("cli.md", cli()),
    ];
    for (name, now) in pages {
        let path = docs.join(name);
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&path, &now).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(kept == now, "docs/reference/{name} is not what the program says; run this test with BLESS=1");
    }
}

/// Every command's help, one after the other.
fn cli() -> String {
    fn walk(path: &[String], out: &mut String) {
        let mut args: Vec<&str> = path.iter().map(String::as_str).collect();
        args.push("--help");
        let text = String::from_utf8(portcullis(&args).stdout).unwrap();
        let title = std::iter::once("portcullis".to_owned()).chain(path.iter().cloned()).collect::<Vec<_>>().join(" ");
        let clean: Vec<&str> = text.lines().map(str::trim_end).collect();
        out.push_str(&format!("\n## {title}\n\n```text\n{}\n```\n", clean.join("\n").trim_end()));
        let commands = text.lines().skip_while(|l| *l != "Commands:").skip(1).take_while(|l| l.starts_with("  "));
        for name in commands.filter_map(|l| l.split_whitespace().next()) {
            let mut deeper = path.to_vec();
            deeper.push(name.to_owned());
            walk(&deeper, out);
        }
    }
    let mut out = String::from("# Commands\n\nWhat `portcullis … --help` says, for every command. Generated; see `docs/README.md`.\n");
    walk(&[], &mut out);
    out
}
