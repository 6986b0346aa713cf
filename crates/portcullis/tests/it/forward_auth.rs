//! Answering for other proxies: the dialects, whom they believe, the way through the portal, cookies of a host and of a domain.
//!
//! Why: a check that is answered wrongly opens somebody else's door. These ask as proxies ask, byte for byte (dossier A §7).

use crate::harness::browser::Answer;
use crate::harness::{Browser, Program, Serve, free_port, portcullis};

/// A server with people in a file, and applications that other proxies have.
pub(crate) struct Place {
    pub(crate) serve: Serve,
    pub(crate) program: Program,
    pub(crate) checks: u16,
}

impl Place {
    fn new(forward_auth: &str, routes: &str) -> Self {
        let serve = Serve::new();
        let hash = String::from_utf8(portcullis(&["hash", "password", "--password", "correct horse"]).stdout).unwrap();
        let one = |n: &str, g: &str| format!("  {n}:\n    displayname: {n}\n    password: '{}'\n    email: {n}@example.com\n    groups: [{g}]\n", hash.trim());
        std::fs::write(serve.path("users.yml"), format!("users:\n{}{}", one("ada", "admins, staff"), one("bob", "staff"))).unwrap();
        let checks = free_port();
        serve.configure(&format!(
            "trusted_proxies: [127.0.0.1]\nadministrators: [ada@example.com]\nregulation: {{ max_retries: 0 }}\ndirectories:\n  - file: {{ path: users.yml }}\n{forward_auth}routes:\n{routes}"
        ));
        // The listeners stand in the head that every test shares.
        let file = serve.path("portcullis.yaml");
        let text = std::fs::read_to_string(&file).unwrap().replacen("listen:\n", &format!("listen:\n  forward_auth: \"127.0.0.1:{checks}\"\n"), 1);
        std::fs::write(&file, text).unwrap();
        let program = serve.start();
        Self { serve, program, checks }
    }
    /// The usual: `app` for staff, `admin` for administrators with a second factor, `open` for everybody, in one cookie domain.
    pub(crate) fn usual() -> Self {
        Self::new("forward_auth:\n  cookie_domains: [ { domain: example.test } ]\n", ROUTES)
    }
    pub(crate) fn portal(&self) -> String {
        format!("https://login.example.test:{}", self.program.port)
    }
    /// A check by a proxy: to whatever name it calls us by.
    pub(crate) fn ask(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.ask_by("GET", path, fields)
    }
    fn ask_by(&self, method: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        Browser::new().once(method, &format!("http://checks.invalid:{}{path}", self.checks), fields, b"")
    }
    pub(crate) fn cookies(&self, browser: &Browser, host: &str) -> String {
        let goes = |place: &str| place == host || (place.starts_with('.') && host.ends_with(place));
        let all = browser.cookies.iter().filter(|(p, _)| goes(p)).flat_map(|(_, jar)| jar).map(|(n, v)| format!("{n}={v}"));
        all.collect::<Vec<_>>().join("; ")
    }
    /// nginx's way, on behalf of a browser.
    fn auth_request(&self, browser: &Browser, host: &str, path: &str) -> Answer {
        let url = format!("https://{host}{path}");
        let cookies = self.cookies(browser, host.split(':').next().unwrap());
        let mut fields = vec![("x-original-method", "GET"), ("x-original-url", &*url), ("accept", "text/html")];
        if !cookies.is_empty() {
            fields.push(("cookie", &cookies));
        }
        self.ask("/api/authz/auth-request", &fields)
    }
}

const ROUTES: &str =
    "  - { name: app, from: \"https://app.example.test\", forward_auth: true, policy: [ { allow: { or: [ { groups: { has: file/staff } } ] } } ] }
  - { name: admin, from: \"https://admin.example.test\", forward_auth: true, policy: [ { allow: { and: [ { groups: { has: file/admins } }, { aal: 2 } ] } } ] }
  - { name: open, from: \"https://open.example.test\", forward_auth: true, allow_public_unauthenticated_access: true }
  - { name: other, from: \"https://app.other.test\", forward_auth: true, policy: [ { allow: { or: [ { groups: { has: file/staff } } ] } } ] }
";

fn forwarded<'a>(method: &'a str, host: &'a str, uri: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("x-forwarded-method", method), ("x-forwarded-proto", "https"), ("x-forwarded-host", host), ("x-forwarded-uri", uri)]
}

#[test]
fn a_stranger_is_answered_as_each_dialect_expects() {
    let place = Place::usual();
    let to = |url: &str, method: &str| {
        format!("{}/?rd={}&rm={method}", place.portal(), url.replace(':', "%3A").replace('/', "%2F").replace('?', "%3F").replace('=', "%3D"))
    };
    let html = [("accept", "text/html")];
    let ask = |path: &str, fields: Vec<(&str, &str)>, more: &[(&str, &str)]| place.ask(path, &[&fields[..], more].concat());
    // A navigation is redirected, a form's target with 303, a program gets 401, each with the same address.
    for (method, status, more) in [
        ("GET", 302, &html[..]),
        ("HEAD", 302, &html[..]),
        ("OPTIONS", 302, &html[..]),
        ("POST", 303, &html[..]),
        ("GET", 302, &[("accept", "*/*")]),
        ("GET", 401, &[("accept", "application/json")]),
        ("GET", 401, &[]),
        ("GET", 401, &[("accept", "text/html"), ("x-requested-with", "XMLHttpRequest")]),
        ("GET", 401, &[("accept", "text/html"), ("sec-fetch-mode", "cors")]),
        ("GET", 401, &[("accept", "*/*"), ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")]),
    ] {
        let answer = ask("/api/authz/forward-auth", forwarded(method, "app.example.test", "/a?b=1"), more);
        assert_eq!((answer.status, answer.field("location")), (status, Some(&*to("https://app.example.test/a?b=1", method))), "{method} {more:?}");
    }
    let original = vec![("x-original-method", "GET"), ("x-original-url", "https://app.example.test/a?b=1")];
    let answer = ask("/api/authz/auth-request", original, &html);
    assert_eq!((answer.status, answer.field("location"), answer.body.len()), (401, Some(&*to("https://app.example.test/a?b=1", "GET")), 0));
    let answer = place.ask("/api/verify?rd=https://login.example.test", &forwarded("GET", "app.example.test", "/"));
    assert_eq!(answer.status, 401, "the portal is another one: it has a port");
    let answer = place.ask("/api/verify", &[&forwarded("GET", "app.example.test", "/")[..], &html].concat());
    assert_eq!((answer.status, answer.field("location")), (401, None), "without `rd` nobody is sent anywhere");
    let rd = format!("/api/verify?rd={}/", place.portal());
    let answer = place.ask(&rd, &[&forwarded("GET", "app.example.test", "/")[..], &html].concat());
    assert_eq!((answer.status, answer.field("location")), (302, Some(&*to("https://app.example.test/", "GET"))));
    let answer = place.ask("/api/authz/forward-auth?authelia_url=https://evil.test/", &[&forwarded("GET", "app.example.test", "/")[..], &html].concat());
    assert_eq!((answer.status, answer.field("location")), (400, None), "S3: the portal is chosen, never given");
    // Envoy's: the host is the check's own, the path stands behind the endpoint's.
    let envoy = |path: &str, method: &str, more: &[(&str, &str)]| {
        let url = format!("http://app.example.test:{}/api/authz/ext-authz/{path}", place.checks);
        Browser::new().once(method, &url, &[&[("x-forwarded-proto", "https"), ("accept", "text/html")], more].concat(), b"")
    };
    let there = format!("https://app.example.test:{}/a?b=1", place.checks);
    let answer = envoy("/a?b=1", "GET", &[]);
    assert_eq!((answer.status, answer.field("location")), (302, Some(&*to(&there, "GET"))));
    assert_eq!(envoy("/a?b=1", "PUT", &[]).status, 303);
    assert_eq!(envoy("a", "GET", &[]).status, 400, "the path would run into the host");
    assert_eq!(envoy("/a", "GET", &[("x-authelia-url", &place.portal())]).status, 302);
    assert_eq!(envoy("/a", "GET", &[("x-authelia-url", "https://evil.test")]).status, 400);
    // Everybody may come.
    let answer = place.ask("/api/authz/forward-auth", &forwarded("GET", "open.example.test", "/"));
    assert_eq!((answer.status, answer.field("remote-user"), answer.body.len()), (200, None, 0));
}

#[test]
fn s10_a_field_that_is_missing_doubled_or_no_address_is_refused() {
    let place = Place::usual();
    let whole = || forwarded("GET", "app.example.test", "/");
    let status = |path: &str, fields: &[(&str, &str)]| place.ask(path, fields).status;
    for gone in ["x-forwarded-method", "x-forwarded-proto", "x-forwarded-host"] {
        let fields: Vec<_> = whole().into_iter().filter(|(n, _)| *n != gone).collect();
        assert_eq!(status("/api/authz/forward-auth", &fields), 400, "without {gone}");
        if gone != "x-forwarded-method" {
            assert_eq!(status("/api/verify", &fields), 401, "without {gone}");
        }
    }
    for twice in ["x-forwarded-method", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-uri"] {
        let mut fields = whole();
        fields.push(*fields.iter().find(|(n, _)| *n == twice).unwrap());
        assert_eq!(status("/api/authz/forward-auth", &fields), 400, "two of {twice}");
    }
    for (name, bad) in [
        ("x-forwarded-method", "get"),
        ("x-forwarded-method", "GE T"),
        ("x-forwarded-proto", "http"),
        ("x-forwarded-proto", "ftp"),
        ("x-forwarded-host", "app.example.test, evil.test"),
        ("x-forwarded-host", "ada@app.example.test"),
        ("x-forwarded-host", "app.example.test/x"),
        ("x-forwarded-uri", "/../x"),
        ("x-forwarded-uri", "//evil.test"),
        ("x-forwarded-uri", "x"),
        ("x-forwarded-uri", "/a#b"),
        ("x-forwarded-uri", "/a%2fb"),
    ] {
        let fields: Vec<_> = whole().into_iter().map(|(n, v)| (n, if n == name { bad } else { v })).collect();
        assert_eq!(status("/api/authz/forward-auth", &fields), 400, "{name}: {bad}");
    }
    for bad in ["app.example.test/", "http://app.example.test/", "https://", "https://ada@app.example.test/", "https://app.example.test/../x", "https:///x"] {
        assert_eq!(status("/api/authz/auth-request", &[("x-original-method", "GET"), ("x-original-url", bad)]), 400, "{bad}");
    }
    // What a client adds to what its proxy says (`/api/verify` reads two kinds of fields).
    for forged in [("x-original-url", "https://open.example.test/"), ("x-original-url", "https://app.example.test/x"), ("x-original-method", "POST")] {
        let fields = [&forwarded("GET", "app.example.test", "/")[..], &[forged, ("accept", "text/html")]].concat();
        let answer = place.ask(&format!("/api/verify?rd={}", place.portal()), &fields);
        assert_eq!((answer.status, answer.field("location")), (401, None), "{forged:?}");
    }
    let both = [&whole()[..], &[("x-original-url", "https://app.example.test/"), ("accept", "text/html")]].concat();
    assert_eq!(status(&format!("/api/verify?rd={}", place.portal()), &both), 302, "where both say the same");
    let twice = [&forwarded("GET", "open.example.test", "/")[..], &[("session-username", "ada"), ("session-username", "bob")]].concat();
    assert_eq!(status("/api/authz/forward-auth", &twice), 400);
    // Hosts that no forward-auth route has.
    for host in ["evil.test", "example.test", "login.example.test", "app.example.test.evil.test", "xapp.example.test"] {
        assert_eq!(status("/api/authz/forward-auth", &forwarded("GET", host, "/")), 403, "{host}");
    }
    assert_eq!(place.ask_by("POST", "/api/authz/forward-auth", &whole()).status, 405);
    assert_eq!(place.ask_by("OPTIONS", "/api/authz/auth-request", &whole()).status, 405, "no method is a way around");
}

#[test]
fn s05_only_trusted_proxies_may_ask() {
    let secret = "trusted_proxies: [ { network: 127.0.0.1, secret: \"0123456789abcdef0123456789abcdef\" } ]\n";
    let place = Place::usual();
    let fields = forwarded("GET", "open.example.test", "/");
    assert_eq!(place.ask("/api/authz/forward-auth", &fields).status, 200);
    // The same question to the portal's own host: this peer is trusted there too.
    let there = format!("{}/api/authz/forward-auth", place.portal());
    assert_eq!(Browser::new().once("GET", &there, &fields, b"").status, 200);
    let file = place.serve.path("portcullis.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    let reload = |proxies: &str, wanted: u16, fields: &[(&str, &str)]| {
        std::fs::write(&file, text.replace("trusted_proxies: [127.0.0.1]\n", proxies)).unwrap();
        let until = std::time::Instant::now() + std::time::Duration::from_secs(60);
        loop {
            let status = place.ask("/api/authz/forward-auth", fields).status;
            if status == wanted || std::time::Instant::now() > until {
                assert_eq!(status, wanted, "{proxies}");
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
    };
    reload("trusted_proxies: [192.0.2.1]\n", 403, &fields);
    assert_eq!(Browser::new().once("GET", &there, &fields, b"").status, 403);
    assert_eq!(Browser::new().once("GET", &format!("http://login.example.test:{}/login", place.checks), &[], b"").status, 403, "nor anything else there");
    let with = [&fields[..], &[("x-portcullis-proxy-secret", "0123456789abcdef0123456789abcdef")]].concat();
    reload(secret, 200, &with);
    reload(secret, 403, &fields);
}

#[test]
fn a_domain_shares_one_sign_in_and_its_cookie_opens_nothing_else() {
    let place = Place::usual();
    let port = place.program.port;
    let mut ada = Browser::new();
    let app = format!("app.example.test:{port}");
    let refused = place.auth_request(&ada, &app, "/a?b=1");
    assert_eq!(refused.status, 401);
    let page = ada.get(refused.field("location").unwrap());
    assert!(page.text().contains("name=\"password\""), "{}", page.text());
    let back = ada.submit(&page, &[("username", "ada"), ("password", "correct horse")]);
    // Nothing is behind that address but this server, which has no application there; the proxy has.
    assert_eq!((back.url.as_str(), back.status), (&*format!("https://{app}/a?b=1"), 404));
    let cookie = ada.cookie(".example.test", "__Secure-portcullis").expect("the domain's cookie").clone();
    let permitted = place.auth_request(&ada, &app, "/a?b=1");
    assert_eq!((permitted.status, permitted.body.len()), (200, 0));
    let said = |name: &str| permitted.field(name).unwrap().to_owned();
    assert_eq!((said("remote-user"), said("remote-email"), said("remote-name")), ("ada".into(), "ada@example.com".into(), "ada".into()));
    assert_eq!(said("remote-groups").split(',').count(), 2, "{}", said("remote-groups"));
    // S6: of no other class, host or domain.
    for (host, name) in [("app.example.test", "__Host-portcullis"), ("login.example.test", "__Host-portcullis-portal")] {
        let mut thief = Browser::new();
        thief.cookies.entry(host.into()).or_default().insert(name.into(), cookie.clone());
        assert_eq!(place.auth_request(&thief, &app, "/").status, 401, "{name}");
        assert!(thief.get(&format!("{}/", place.portal())).text().contains("name=\"password\""));
    }
    let mut elsewhere = Browser::new();
    elsewhere.cookies.entry("app.other.test".into()).or_default().insert("__Secure-portcullis".into(), cookie);
    assert_eq!(place.auth_request(&elsewhere, "app.other.test", "/").status, 401);
    // Signed in elsewhere in the domain without a page.
    assert_eq!(place.auth_request(&ada, &format!("app.example.test:{port}"), "/other").status, 200);
    // A second factor is asked for where a rule wants one, and the person is told what is missing.
    let stronger = place.auth_request(&ada, &format!("admin.example.test:{port}"), "/");
    assert_eq!(stronger.status, 401);
    let page = ada.get(stronger.field("location").unwrap());
    assert_eq!(page.status, 200);
    assert!(page.url.starts_with(&place.portal()), "{}", page.url);
    // Signing out at the portal ends it here too.
    let page = ada.get(&format!("{}/sign-out", place.portal()));
    ada.submit(&page, &[]);
    assert_eq!(place.auth_request(&ada, &app, "/a?b=1").status, 401);
}

#[test]
fn a_host_that_passes_our_paths_on_has_a_cookie_of_its_own() {
    let place = Place::usual();
    let port = place.program.port;
    let mut ada = Browser::new();
    let app = format!("app.other.test:{port}");
    let refused = place.auth_request(&ada, &app, "/deep?x=1");
    let start = refused.field("location").unwrap().to_owned();
    assert!(start.starts_with(&format!("https://{app}/.portcullis/start?to=")), "{start}");
    let done = ada.sign_in(&start, "ada", "correct horse");
    assert_eq!(done.url, format!("https://{app}/deep?x=1"));
    assert!(ada.cookie("app.other.test", "__Host-portcullis").is_some() && !ada.cookies.contains_key(".other.test"));
    assert_eq!(place.auth_request(&ada, &app, "/deep?x=1").field("remote-user"), Some("ada"));
    // S6: a neighbour that gets hold of it has nothing.
    let mut neighbour = Browser::new();
    neighbour.cookies.insert("app.example.test".into(), ada.cookies["app.other.test"].clone());
    assert_eq!(place.auth_request(&neighbour, &format!("app.example.test:{port}"), "/").status, 401);
    // Here and everywhere.
    let page = ada.get(&format!("https://{app}/.portcullis/sign-out"));
    assert!(page.text().contains("stays open until its page is closed"), "a socket behind another proxy is not ours to close: {}", page.text());
    ada.submit(&page, &[]);
    assert_eq!(place.auth_request(&ada, &app, "/").status, 401);
}

#[test]
fn basic_credentials_are_one_factor_and_wrong_ones_are_a_challenge() {
    let place = Place::usual();
    let basic = |name: &str, password: &str| format!("Basic {}", data_encoding::BASE64.encode(format!("{name}:{password}").as_bytes()));
    let ask = |host: &str, authorization: &str| {
        let fields = [&forwarded("GET", host, "/")[..], &[("authorization", authorization), ("accept", "text/html")]].concat();
        place.ask("/api/authz/forward-auth", &fields)
    };
    let right = ask("app.example.test", &basic("ada", "correct horse"));
    assert_eq!((right.status, right.field("remote-user")), (200, Some("ada")));
    for bad in [&*basic("ada", "wrong"), &basic("nobody", "correct horse"), "Basic", "Basic !!", "Basic YQ==", "Digest x", "basic Og=="] {
        let wrong = ask("app.example.test", bad);
        assert_eq!(
            (wrong.status, wrong.field("www-authenticate"), wrong.field("location")),
            (401, Some("Basic realm=\"Authorization Required\""), None),
            "{bad}"
        );
        let open = ask("open.example.test", bad);
        assert_eq!((open.status, open.field("remote-user")), (200, None), "{bad}");
    }
    let weak = ask("admin.example.test", &basic("ada", "correct horse"));
    assert_eq!((weak.status, weak.field("location")), (401, None), "a password is one factor");
    assert_eq!(ask("app.example.test", "Bearer abc.def").status, 302, "no credential of ours, and no mistake");
    // `/api/verify` reads it only where it is told to.
    let verify = |path: &str, authorization: &str| {
        let fields = [&forwarded("GET", "app.example.test", "/")[..], &[("authorization", authorization)]].concat();
        place.ask(path, &fields).status
    };
    assert_eq!(verify("/api/verify", &basic("ada", "correct horse")), 401);
    assert_eq!(verify("/api/verify?auth=basic", &basic("ada", "correct horse")), 200);
}

/// Statements that the store ran so far.
fn statements(place: &Place) -> f64 {
    let text = Browser::new().once("GET", &format!("http://127.0.0.1:{}/metrics", place.serve.private), &[], b"").text();
    let line = text.lines().find(|l| l.starts_with("portcullis_store_statements ")).expect("the counter is there").to_owned();
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

#[test]
fn a_warm_check_asks_no_database() {
    let place = Place::usual();
    let mut ada = Browser::new();
    let app = format!("app.example.test:{}", place.program.port);
    ada.sign_in(place.auth_request(&ada, &app, "/").field("location").unwrap(), "ada", "correct horse");
    assert_eq!(place.auth_request(&ada, &app, "/").status, 200);
    std::thread::sleep(std::time::Duration::from_millis(500));
    let before = statements(&place);
    for n in 0..50 {
        assert_eq!(place.auth_request(&ada, &app, &format!("/{n}")).status, 200);
        assert_eq!(place.auth_request(&Browser::new(), &app, &format!("/{n}")).status, 401);
    }
    assert_eq!(statements(&place), before, "a warm check ran a statement");
}

#[test]
fn remembered_credentials_fall_with_whatever_changes_their_person() {
    let endpoint = "forward_auth:\n  endpoints: [ { path: /api/authz/api, dialect: forward-auth, strategies: [ { kind: authorization, cache: 1h } ] } ]\n";
    let route = "  - { name: app, from: \"https://app.example.test\", forward_auth: true, policy: [ { allow: { or: [ { groups: { has: file/staff } }, { email: carol@example.com } ] } } ] }\n";
    let place = Place::new(endpoint, route);
    let run = |args: &[&str]| place.program.run_with(&place.serve, args);
    run(&["user", "add", "carol", "--email", "carol@example.com"]);
    run(&["user", "set-password", "carol", "--password", "correct horse"]);
    let ask = |name: &str, password: &str| {
        let authorization = format!("Basic {}", data_encoding::BASE64.encode(format!("{name}:{password}").as_bytes()));
        place.ask("/api/authz/api", &[&forwarded("GET", "app.example.test", "/")[..], &[("authorization", &authorization)]].concat()).status
    };
    assert_eq!(place.ask("/api/authz/forward-auth", &forwarded("GET", "app.example.test", "/")).status, 404, "the built-in ones are gone");
    assert_eq!(place.ask("/api/authz/api", &[&forwarded("GET", "app.example.test", "/")[..], &[("accept", "text/html")]].concat()).field("location"), None);
    for who in ["carol", "ada"] {
        assert_eq!(ask(who, "correct horse"), 200);
        std::thread::sleep(std::time::Duration::from_millis(300));
        let before = statements(&place);
        assert_eq!((ask(who, "correct horse"), ask(who, "correct horse")), (200, 200));
        assert_eq!(statements(&place), before, "{who} is remembered");
        assert_eq!(ask(who, "wrong horse"), 401, "and only with the password that was right");
        assert_eq!(ask(who, "correct horse"), 200);
    }
    run(&["user", "set-password", "carol", "--password", "another horse entirely"]);
    assert_eq!((ask("carol", "correct horse"), ask("carol", "another horse entirely")), (401, 200), "a changed password");
    run(&["user", "disable", "carol"]);
    assert_eq!(ask("carol", "another horse entirely"), 401, "a disabled person");
    run(&["user", "enable", "carol"]);
    assert_eq!(ask("carol", "another horse entirely"), 200);
    run(&["ban", "add", "carol"]);
    assert_eq!(ask("carol", "another horse entirely"), 401, "a banned person");
    run(&["ban", "revoke", "carol"]);
    assert_eq!(ask("carol", "another horse entirely"), 200);
    // A person of a file: another hash, then another group.
    let file = place.serve.path("users.yml");
    let text = std::fs::read_to_string(&file).unwrap();
    let eventually = |name: &str, password: &str, wanted: u16| {
        let until = std::time::Instant::now() + std::time::Duration::from_secs(60);
        while ask(name, password) != wanted {
            assert!(std::time::Instant::now() < until, "{name} is not answered {wanted}");
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
    };
    let hash = String::from_utf8(portcullis(&["hash", "password", "--password", "a third horse"]).stdout).unwrap();
    let old = text.split('\'').nth(1).unwrap().to_owned();
    std::fs::write(&file, text.replacen(&old, hash.trim(), 1)).unwrap();
    eventually("ada", "correct horse", 401);
    eventually("ada", "a third horse", 200);
    std::fs::write(&file, text.replacen("[admins, staff]", "[admins]", 1)).unwrap();
    eventually("ada", "correct horse", 403);
}

#[test]
fn s07_a_code_for_a_domain_is_taken_once_by_its_portal_in_the_browser_that_was_sent() {
    let place = Place::usual();
    let port = place.program.port;
    let mut ada = Browser::new();
    let refused = place.auth_request(&ada, &format!("app.example.test:{port}"), "/");
    let page = ada.get(refused.field("location").unwrap());
    let done = ada.submit_once(&page, &[("username", "ada"), ("password", "correct horse")]);
    let callback = done.field("location").unwrap().to_owned();
    assert!(callback.starts_with(&format!("{}/.portcullis/callback?code=pcc_", place.portal())), "{callback}");
    // At a host, with the flow of the browser that was sent: it is not for hosts.
    let flow = ada.cookie("login.example.test", "__Host-portcullis-flow").unwrap().clone();
    for host in ["app.example.test", "app.other.test"] {
        let mut thief = Browser::new();
        thief.cookies.entry(host.into()).or_default().insert("__Host-portcullis-flow".into(), flow.clone());
        assert_eq!(thief.once("GET", &callback.replace("login.example.test", host), &[], b"").status, 400, "{host}");
        assert!(thief.cookie(host, "__Host-portcullis").is_none());
    }
    let mut victim = Browser::new();
    assert_eq!(victim.once("GET", &callback, &[], b"").status, 400, "in another browser");
    assert!(victim.cookies.is_empty());
    let mut copy = ada.clone();
    assert_eq!(ada.once("GET", &callback, &[], b"").status, 302);
    assert_eq!(copy.once("GET", &callback, &[], b"").status, 400, "twice");
    assert!(copy.cookie(".example.test", "__Secure-portcullis").is_none());
}

#[test]
fn s03_nothing_at_a_portal_leads_anywhere_but_to_its_own_applications() {
    let place = Place::usual();
    let port = place.program.port;
    let encode = |text: &str| text.bytes().map(|b| format!("%{b:02X}")).collect::<String>();
    for rd in [
        "https://evil.test/",
        "https://app.other.test/",
        "https://app.example.test.evil.test/",
        "https://evil.test\\\\@app.example.test/",
        "https://app.example.test@evil.test/",
        "https://login.example.test/account",
        "http://app.example.test/",
        "//evil.test/",
        "javascript:alert(1)",
        "https://app.example.test//evil.test",
        "https://app.example.test/\r\nLocation: https://evil.test",
        "",
    ] {
        let mut nobody = Browser::new();
        let page = nobody.get(&format!("{}/?rd={}&rm=GET", place.portal(), encode(rd)));
        let done = nobody.submit_once(&page, &[("username", "ada"), ("password", "correct horse")]);
        let to = done.field("location").unwrap_or_default().to_owned();
        assert_eq!(to, "/", "{rd}");
    }
    // A sealed start is for its own host.
    let start = place.auth_request(&Browser::new(), &format!("app.other.test:{port}"), "/x").field("location").unwrap().to_owned();
    let elsewhere = start.replace("app.other.test", "app.example.test");
    assert_eq!(Browser::new().once("GET", &elsewhere, &[], b"").field("location"), Some(&*format!("https://app.example.test:{port}/")));
    let cut = &start[..start.len() - 2];
    assert_eq!(Browser::new().once("GET", cut, &[], b"").field("location"), Some(&*format!("https://app.other.test:{port}/")));
}

#[test]
fn s05_a_proxy_with_a_certificate_is_believed_with_it_only() {
    let place = Place::usual();
    let pair = |name: &str| {
        let made = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
        let (cert, key) = (place.serve.path(&format!("{name}.pem")), place.serve.path(&format!("{name}.key")));
        std::fs::write(&cert, made.cert.pem()).unwrap();
        std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
        (cert, key)
    };
    let (known, other) = (pair("proxy.test"), pair("other.test"));
    let port = free_port();
    let file = place.serve.path("portcullis.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    let wanted = text
        .replacen("listen:\n", &format!("listen:\n  forward_auth_tls: \"127.0.0.1:{port}\"\n"), 1)
        .replace("trusted_proxies: [127.0.0.1]", "trusted_proxies: [ { network: 127.0.0.1, certificate: { file: proxy.test.pem } } ]");
    // Listeners are opened at a start.
    let Place { serve, program, checks } = place;
    drop(program);
    std::fs::write(&file, wanted).unwrap();
    let place = Place { program: serve.start(), serve, checks };
    let curl = |with: Option<&(std::path::PathBuf, std::path::PathBuf)>, key_of: Option<&std::path::PathBuf>| {
        let mut command = std::process::Command::new("curl");
        command.args(["-sk", "-o", "/dev/null", "-w", "%{http_code}", "--http1.1"]);
        for (name, value) in forwarded("GET", "open.example.test", "/") {
            command.arg("-H").arg(format!("{name}: {value}"));
        }
        if let Some((cert, key)) = with {
            command.arg("--cert").arg(cert).arg("--key").arg(key_of.unwrap_or(key));
        }
        let out = command.arg(format!("https://127.0.0.1:{port}/api/authz/forward-auth")).output().unwrap();
        String::from_utf8(out.stdout).unwrap()
    };
    assert_eq!(curl(Some(&known), None), "200");
    assert_eq!(curl(None, None), "403", "no certificate");
    assert_eq!(curl(Some(&other), None), "403", "somebody else's");
    assert_eq!(curl(Some(&known), Some(&other.1)), "000", "a certificate without its key");
    assert_eq!(place.ask("/api/authz/forward-auth", &forwarded("GET", "open.example.test", "/")).status, 403, "and nothing without TLS");
}

/// Whoever sets a proxy up sees 403, or one address for everybody: the log says once what is missing.
#[test]
fn a_proxy_that_is_not_believed_finds_out_why_in_the_log() {
    let place = Place::usual();
    // The file is watched from a moment after the start.
    std::thread::sleep(std::time::Duration::from_millis(1500));
    let file = place.serve.path("portcullis.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    let fields = forwarded("GET", "open.example.test", "/");
    let reload = |proxies: &str, why: &str, ask: &dyn Fn()| {
        std::fs::write(&file, text.replace("trusted_proxies: [127.0.0.1]\n", proxies)).unwrap();
        let until = std::time::Instant::now() + std::time::Duration::from_secs(60);
        while !place.program.complaints().contains(why) {
            assert!(std::time::Instant::now() < until, "{why}: {}", place.program.complaints());
            ask();
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
    };
    let check = |more: &[(&str, &str)]| drop(place.ask("/api/authz/forward-auth", &[&fields[..], more].concat()));
    reload("trusted_proxies: [192.0.2.1]\n", "`trusted_proxies` does not name its address", &|| check(&[]));
    let secret = "trusted_proxies: [ { network: 127.0.0.1, secret: \"0123456789abcdef0123456789abcdef\" } ]\n";
    reload(secret, "refused with 403, because it did not show its secret", &|| check(&[]));
    let wrong = [("x-portcullis-proxy-secret", "0123456789abcdef0123456789abcdee")];
    reload(secret, "is not the secret that `trusted_proxies` has for it", &|| check(&wrong));
    for _ in 0..20 {
        check(&[]);
        check(&wrong);
    }
    let said = place.program.complaints();
    assert!(said.matches("is not the secret that").count() <= 2 && !said.contains("0123456789abcde"), "{said}");
    // The portal behind the same proxy.
    let other = "trusted_proxies: [ { network: 127.0.0.1, secret: \"abcdef0123456789abcdef0123456789\" } ]\n";
    let visit = || drop(Browser::new().once("GET", &format!("{}/login", place.portal()), &[("x-forwarded-for", "192.0.2.7")], b""));
    reload(other, "X-Forwarded-For of a proxy was ignored, because it did not show its secret", &visit);
}

/// A proxy whose first host answers for the portal too asks about our own way to sign in, and each answer would lead there again.
#[test]
fn a_portal_that_another_host_answers_for_is_no_endless_way() {
    let place = Place::usual();
    let app = format!("app.other.test:{}", place.program.port);
    let mut ada = Browser::new();
    let start = place.auth_request(&ada, &app, "/").field("location").unwrap().to_owned();
    let to_portal = ada.once("GET", &start, &[("accept", "text/html")], b"").field("location").unwrap().to_owned();
    let path = to_portal.strip_prefix(&place.portal()).unwrap();
    assert!(path.starts_with("/login?flow="), "{path}");
    let again = place.auth_request(&ada, &app, path).field("location").unwrap().to_owned();
    let answer = ada.once("GET", &again, &[("accept", "text/html")], b"");
    assert_eq!((answer.status, answer.field("location")), (508, None), "{}", answer.text());
    assert!(place.program.complaints().contains("give the portal's host its own place there"));
    // An application's own page of that name is none of ours.
    let own = place.auth_request(&ada, &app, "/login?flow=7f3a").field("location").unwrap().to_owned();
    assert_eq!(ada.once("GET", &own, &[("accept", "text/html")], b"").status, 302);
}

#[test]
fn s06_a_host_that_passes_our_paths_on_takes_no_cookie_of_its_domain() {
    let place = Place::usual();
    let port = place.program.port;
    let mut ada = Browser::new();
    let app = format!("app.example.test:{port}");
    let shared = place.auth_request(&ada, &app, "/").field("location").unwrap().to_owned();
    ada.sign_in(&shared, "ada", "correct horse");
    assert_eq!(place.auth_request(&ada, &app, "/").status, 200);
    // The same host behind a recipe of ours.
    let by_recipe = |browser: &Browser| {
        let cookies = place.cookies(browser, "app.example.test");
        let url = format!("https://{app}/");
        place.ask(
            "/api/authz/auth-request",
            &[("x-original-method", "GET"), ("x-original-url", &url), ("accept", "text/html"), ("cookie", &cookies), ("x-portcullis-paths", "passed")],
        )
    };
    let refused = by_recipe(&ada);
    assert_eq!(refused.status, 401, "a neighbour may have seen that cookie");
    let start = refused.field("location").unwrap().to_owned();
    assert!(start.starts_with(&format!("https://{app}/.portcullis/start?to=")), "{start}");
    ada.get(&start);
    assert!(ada.cookie("app.example.test", "__Host-portcullis").is_some());
    assert_eq!(by_recipe(&ada).status, 200);
    let page = ada.get(&format!("https://{app}/.portcullis/sign-out"));
    ada.submit(&page, &[]);
    assert_eq!(by_recipe(&ada).status, 401, "signed out here, whatever cookie the domain has");
}

#[test]
fn s08_a_socket_of_another_origin_is_refused_with_cookie_and_with_password() {
    let place = Place::usual();
    let port = place.program.port;
    let mut ada = Browser::new();
    let app = format!("app.example.test:{port}");
    ada.sign_in(place.auth_request(&ada, &app, "/").field("location").unwrap(), "ada", "correct horse");
    let cookies = place.cookies(&ada, "app.example.test");
    let basic = format!("Basic {}", data_encoding::BASE64.encode(b"ada:correct horse"));
    let url = format!("https://{app}/socket");
    let own = format!("https://{app}");
    let socket = |credential: (&str, &str), origin: Option<&str>, sign: (&str, &str)| {
        let mut fields = vec![("x-original-method", "GET"), ("x-original-url", &*url), credential, sign];
        fields.extend(origin.map(|o| ("origin", o)));
        place.ask("/api/authz/auth-request", &fields).status
    };
    for sign in [("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="), ("upgrade", "websocket"), ("upgrade", "WebSocket")] {
        assert_eq!(socket(("cookie", &cookies), Some(&own), sign), 200);
        assert_eq!(socket(("cookie", &cookies), Some("https://evil.test"), sign), 403, "{sign:?}");
        assert_eq!(socket(("cookie", &cookies), None, sign), 403, "{sign:?}");
        assert_eq!(socket(("authorization", &basic), Some("https://evil.test"), sign), 403, "{sign:?}");
        assert_eq!(socket(("authorization", &basic), None, sign), 200, "a program");
    }
}
