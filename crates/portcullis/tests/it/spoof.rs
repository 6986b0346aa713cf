//! Forged fields never arrive, in any spelling, and our own cannot be taken away.
//!
//! Why: an application believes these fields; so nobody else may write them (S4, S5, S12).

use crate::harness::{Browser, Origin, Program, page};

fn signed_in() -> (Program, Origin, Browser) {
    let origin = Origin::start();
    let program = Program::up(&["--protect", &format!("wiki={}", origin.url())]);
    let mut browser = Browser::new();
    program.enrol(&mut browser);
    browser.get(&program.at("wiki", "/"));
    origin.forget();
    (program, origin, browser)
}

#[test]
fn s04_forged_identity_fields_never_arrive_in_any_spelling() {
    let (program, origin, mut browser) = signed_in();
    let names = [
        "X-Portcullis-Assertion",
        "x_portcullis_assertion",
        "X-Portcullis_Assertion",
        "x.portcullis.assertion",
        "Remote-User",
        "Remote_User",
        "REMOTE-USER",
        "remote.user",
        "Remote-Groups",
        "Remote-Email",
        "Remote-Name",
        "remote_name",
        "X-Pomerium-Jwt-Assertion",
        "X-Pomerium-Claim-Email",
        "X_Pomerium_Claim_Groups",
        "remote!user",
        "remote~user",
        "remote'user",
        "x~pomerium~claim~email",
        "X-Forwarded-User",
        "X-Forwarded-Email",
    ];
    for name in names {
        browser.once("GET", &program.at("wiki", "/"), &[(name, "forged"), (name, "forged-twice")], b"");
        let seen = origin.last();
        assert!(seen.fields.iter().all(|(_, v)| !v.contains("forged")), "{name}: {:?}", seen.fields);
        let assertions: Vec<_> = seen.fields.iter().filter(|(n, _)| n.eq_ignore_ascii_case("x-portcullis-assertion")).collect();
        assert_eq!(assertions.len(), 1, "{name}");
    }
}

#[test]
fn s05_forwarding_fields_of_a_stranger_change_nothing() {
    let (program, origin, mut browser) = signed_in();
    for (name, value) in [
        ("X-Forwarded-For", "6.6.6.6"),
        ("X-Forwarded-Host", "evil.test"),
        ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-Uri", "/admin"),
        ("X-Forwarded-Port", "6666"),
        ("Forwarded", "for=6.6.6.6;host=evil.test"),
        ("X-Real-IP", "6.6.6.6"),
        ("X-Original-URL", "/admin"),
    ] {
        let answer = browser.once("GET", &program.at("wiki", "/"), &[(name, value)], b"");
        assert_eq!(answer.status, 200);
        let seen = origin.last();
        assert!(
            seen.fields.iter().all(|(_, v)| !v.contains("6.6.6.6") && !v.contains("evil.test") && v != "/admin" && v != "6666"),
            "{name}: {:?}",
            seen.fields
        );
        assert_eq!(seen.field("x-forwarded-for"), Some("127.0.0.1"));
        assert_eq!(seen.field("x-forwarded-proto"), Some("http"));
        assert_eq!(seen.field("x-forwarded-host").unwrap(), format!("wiki.localhost:{}", program.port));
    }
    // Nor the address that the ledger has.
    let mut stranger = Browser::new();
    let page = stranger.get(&program.at("login", "/login"));
    let form = page::form(&page.text()).unwrap();
    let body = page::encode(&[form.hidden, vec![("username".into(), "ada".into()), ("password".into(), "wrong".into())]].concat());
    let fields =
        [("content-type", "application/x-www-form-urlencoded"), ("x-forwarded-for", "6.6.6.6"), ("x-real-ip", "6.6.6.6"), ("forwarded", "for=6.6.6.6")];
    stranger.once("POST", &program.at("login", "/login"), &fields, body.as_bytes());
    let told = program.run(&["audit", "search", "--kind", "sign-in.failed"]);
    assert_eq!(told[0]["ip"], "127.0.0.1", "{told}");
    // Nor a link that a stranger is sent to.
    let answer = Browser::new().once("GET", &program.at("wiki", "/"), &[("x-forwarded-host", "evil.test"), ("forwarded", "host=evil.test")], b"");
    assert!(answer.field("location").unwrap().starts_with(&program.at("login", "/login?flow=")));
}

#[test]
fn s12_connection_cannot_remove_what_we_set() {
    let (program, origin, mut browser) = signed_in();
    for named in ["x-portcullis-assertion", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "host", "cookie", "close, x-portcullis-assertion"] {
        browser.once("GET", &program.at("wiki", "/"), &[("connection", named)], b"");
        let seen = origin.last();
        for ours in ["x-portcullis-assertion", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "host"] {
            assert!(seen.field(ours).is_some(), "Connection: {named} removed {ours}");
        }
    }
}

#[test]
fn plain_identity_fields_come_only_to_routes_that_ask() {
    let (program, origin, mut browser) = signed_in();
    browser.once("GET", &program.at("wiki", "/"), &[], b"");
    let seen = origin.last();
    assert!(seen.field("remote-user").is_none() && seen.field("x-pomerium-jwt-assertion").is_none());
    assert_eq!(seen.field("x-portcullis-assertion").unwrap().split('.').count(), 3);
}

#[test]
fn responses_to_one_person_are_not_for_shared_caches() {
    let (program, _origin, mut browser) = signed_in();
    let answer = browser.once("GET", &program.at("wiki", "/public-cache"), &[], b"");
    let cache = answer.field("cache-control").unwrap();
    assert!(!cache.contains("public") && !cache.contains("s-maxage") && cache.contains("max-age=60"), "{cache}");
    assert!(answer.field("x-request-id").is_some());
}

#[test]
fn a_trusted_proxy_that_ends_tls_is_believed_and_nobody_else() {
    use crate::harness::Serve;
    let (serve, origin) = (Serve::new(), Origin::start());
    let config = |trusted: &str| {
        let folder = serve.folder.path().display().to_string();
        let text = format!(
            "portal: {{ origin: \"https://login.example.test\" }}\nlisten: {{ http: \"127.0.0.1:{}\" }}\ntrusted_proxies: [{trusted}]\nstore:\n  url: sqlite://{folder}/portcullis.db\n  root_key: {{ file: {folder}/root.key }}\nroutes:\n  - name: open\n    from: https://app.example.test\n    to: {}\n    allow_public_unauthenticated_access: true\n",
            serve.https,
            origin.url()
        );
        std::fs::write(serve.path("portcullis.yaml"), text).unwrap();
    };
    let ask = |program: &Program, fields: &[(&str, &str)]| {
        let mut all = vec![("host", "app.example.test")];
        all.extend(fields);
        let url = crate::harness::browser::Url::parse(&format!("http://127.0.0.1:{}/", program.port));
        let mut wire = crate::harness::socket::Wire::connect(&url);
        wire.set_timeout(std::time::Duration::from_secs(10));
        let head: String = all.iter().map(|(n, v)| format!("{n}: {v}\r\n")).collect();
        std::io::Write::write_all(&mut wire, format!("GET / HTTP/1.1\r\n{head}connection: close\r\n\r\n").as_bytes()).unwrap();
        let mut raw = Vec::new();
        let _ = std::io::Read::read_to_end(&mut wire, &mut raw);
        crate::harness::socket::parse(&raw).unwrap().status
    };
    config("\"127.0.0.1/32\"");
    let program = serve.start();
    assert_eq!(ask(&program, &[("x-forwarded-proto", "https"), ("x-forwarded-for", "203.0.113.9")]), 200);
    assert_eq!(origin.last().field("x-forwarded-for"), Some("203.0.113.9, 127.0.0.1"));
    assert_eq!(origin.last().field("x-forwarded-proto"), Some("https"));
    assert_eq!(ask(&program, &[]), 308);
    drop(program);
    config("\"192.0.2.1/32\"");
    let program = serve.start();
    assert_eq!(ask(&program, &[("x-forwarded-proto", "https")]), 308, "a stranger's word counts for nothing");
}
