//! People of a real OpenLDAP server through the running gateway: signed in, followed, cut, and their passwords changed.
//!
//! Why: a directory is only as good as what happens here when it changes its mind, or says nothing at all (S28).

use crate::harness::socket::Wire;
use crate::harness::{Browser, Origin, Program, Serve};
use portcullis_testkit::slapd::{self, ACCOUNT, ACCOUNT_PASSWORD, BASE, PASSWORD, Slapd};
use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

pub(crate) struct Place {
    pub(crate) slapd: Slapd,
    pub(crate) serve: Serve,
    pub(crate) program: Program,
    origin: Origin,
}
impl Place {
    /// `wiki` is for the directory's staff, `admin` for its admins.
    pub(crate) fn new(refresh: &str) -> Option<Self> {
        Self::with(slapd::own()?, refresh, "")
    }
    pub(crate) fn with(slapd: Slapd, refresh: &str, more: &str) -> Option<Self> {
        let (serve, origin) = (Serve::new(), Origin::start());
        let route = |name: &str, group: &str| {
            let (port, to) = (serve.https, origin.url());
            format!(
                "  - {{ name: {name}, from: 'https://{name}.example.test:{port}', to: '{to}', allow_websockets: true, policy: [ {{ allow: {{ and: [ {{ groups: {{ has: {group} }} }} ] }} }} ] }}\n"
            )
        };
        let (wiki, admin) = (route("wiki", "corp/staff"), route("admin", "admins"));
        // For whom an expression computes this.
        let vault = route("vault", "X").replace("groups: { has: X }", "claim/cleared: { has: 'yes' }");
        std::fs::write(serve.path("ldap.password"), format!("{ACCOUNT_PASSWORD}\n")).unwrap();
        let (url, ca, password) = (slapd.url(), slapd.authority().display().to_string(), serve.path("ldap.password").display().to_string());
        let same = format!(
            "implementation: rfc2307bis\n      address: {url}\n      start_tls: true\n      tls: {{ ca: {{ file: '{ca}' }} }}\n      base_dn: '{BASE}'\n      user: '{ACCOUNT}'\n      password: {{ file: '{password}' }}"
        );
        let more = more.replace("SAME", &same);
        serve.configure(&format!(
            "administrators: [root@example.com]\ndirectories:\n  - ldap:\n      name: corp\n      implementation: rfc2307bis\n      address: {url}\n      start_tls: true\n      tls: {{ ca: {{ file: '{ca}' }} }}\n      base_dn: '{BASE}'\n      additional_users_dn: ou=people\n      additional_groups_dn: ou=groups\n      user: '{ACCOUNT}'\n      password: {{ file: '{password}' }}\n      refresh_interval: {refresh}\n      timeout: 2s\n      authoritative_for: {{ groups: true, domains: [example.com] }}\n{more}routes:\n{wiki}{admin}{vault}"
        ));
        let program = serve.start();
        Some(Self { slapd, serve, program, origin })
    }
    pub(crate) fn run(&self, args: &[&str]) -> serde_json::Value {
        self.program.run_with(&self.serve, args)
    }
    pub(crate) fn at(&self, host: &str, path: &str) -> String {
        format!("https://{host}.example.test:{}{path}", self.program.port)
    }
    /// Changes the file, and starts with it anew.
    pub(crate) fn restart_with(&mut self, was: &str, now: &str) {
        let file = self.serve.path("portcullis.yaml");
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.contains(was), "{text}");
        std::fs::write(&file, text.replacen(was, now, 1)).unwrap();
        assert!(self.program.terminate());
        self.program = self.serve.start();
    }
    pub(crate) fn sign_in(&self, name: &str) -> Browser {
        let mut browser = Browser::new();
        let done = browser.sign_in(&self.at("wiki", "/"), name, PASSWORD);
        assert_eq!(done.status, 200, "{name}: {}", done.text());
        browser
    }
    /// The status of a sign-in, and how long it took.
    pub(crate) fn try_sign_in(&self, name: &str, password: &str) -> (u16, Duration) {
        let mut browser = Browser::new();
        let page = browser.get(&self.at("wiki", "/"));
        let start = Instant::now();
        let answer = browser.submit_once(&page, &[("username", name), ("password", password)]);
        (answer.status, start.elapsed())
    }
    pub(crate) fn events(&self, browser: &Browser, host: &str) -> Wire {
        let (mut wire, _) = browser.open("GET", &self.at(host, "/events"), &[("accept", "text/event-stream")], b"");
        let head = wire.until("data: hello");
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        wire
    }
    pub(crate) fn socket(&self, browser: &Browser, host: &str) -> Wire {
        let origin = self.at(host, "");
        let fields = [
            ("upgrade", "websocket"),
            ("connection", "Upgrade"),
            ("sec-websocket-version", "13"),
            ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
            ("origin", &origin),
        ];
        let (mut wire, _) = browser.open("GET", &self.at(host, "/ws"), &fields, b"");
        let head = wire.until("\r\n\r\n");
        assert!(head.starts_with("HTTP/1.1 101"), "{head}");
        wire
    }
    pub(crate) fn still_echoes(wire: &mut Wire) {
        wire.set_timeout(Duration::from_secs(5));
        wire.write_all(b"ping").unwrap();
        let mut echo = [0; 4];
        wire.read_exact(&mut echo).unwrap();
    }
    /// Alice's streams end within `within` after `what`; Bob's go on.
    pub(crate) fn cuts_alice(&self, within: Duration, what: impl FnOnce(&Self)) {
        let (alice, bob) = (self.sign_in("alice"), self.sign_in("bob"));
        let (mut a1, mut a2, mut b1) = (self.events(&alice, "wiki"), self.socket(&alice, "wiki"), self.socket(&bob, "wiki"));
        what(self);
        let at = Instant::now();
        assert!(a1.ends_within(within) && a2.ends_within(within), "Alice's streams were not cut");
        eprintln!("cut after {:?}", at.elapsed());
        Self::still_echoes(&mut b1);
        let after = alice.clone().get(&self.at("wiki", "/"));
        assert!(after.status != 200 || after.text().contains("name=\"password\""), "{}", after.text());
    }
    pub(crate) fn vitals(&self, path: &str) -> String {
        Browser::new().once("GET", &format!("http://127.0.0.1:{}{path}", self.serve.private), &[], b"").text()
    }
}

#[test]
fn people_of_a_server_sign_in_by_name_and_address_with_their_groups() {
    let Some(place) = Place::new("30s") else { return };
    for name in ["alice", "ALICE", "alice@example.com", "al@example.com"] {
        let mut browser = place.sign_in(name);
        assert_eq!(browser.get(&place.at("admin", "/")).status, 200, "{name} is in admins");
    }
    let mut bob = place.sign_in("bob");
    assert_eq!(bob.get(&place.at("admin", "/")).status, 403);
    let shown = place.run(&["user", "show", "alice"]);
    assert_eq!((shown["source"].as_str(), shown["email"].as_str()), (Some("corp"), Some("alice@example.com")));
    assert_eq!(shown["groups"], serde_json::json!(["corp/admins", "corp/staff"]));
    assert_eq!(place.run(&["session", "list"]).as_array().map(Vec::len), Some(5));
}
#[test]
fn s18_a_name_of_the_directory_before_is_not_taken_over_by_an_address() {
    let Some(slapd) = slapd::own() else { return };
    slapd.add(&format!("dn: ou=partners,{BASE}\nobjectClass: organizationalUnit\nou: partners\n"));
    let partner = |name: &str, mail: &str| {
        slapd::person(name, "").replace("ou=people", "ou=partners").replace(&format!("mail: {name}@example.com"), &format!("mail: {mail}"))
    };
    slapd.add(&partner("bob", "mallory@partners.test"));
    slapd.add(&partner("pia", "pia@partners.test"));
    // Somebody's own address that is another's name shuts nobody out, and lets nobody of the next directory in.
    slapd.add(&slapd::person("zed", "mail: alice\n"));
    slapd.add(&partner("alice", "alice@partners.test"));
    let second = "  - ldap:\n      name: partners\n      SAME\n      additional_users_dn: ou=partners\n      additional_groups_dn: ou=groups\n";
    let Some(place) = Place::with(slapd, "30s", second) else { return };
    let came_in = |name: &str| place.try_sign_in(name, PASSWORD).0 == 303;
    assert!(came_in("bob") && came_in("bob@example.com") && came_in("pia") && came_in("pia@partners.test") && came_in("alice"));
    assert!(!came_in("mallory@partners.test") && !came_in("alice@partners.test"));
    let people = place.run(&["user", "list"]);
    let named =
        |name: &str| people.as_array().unwrap().iter().filter(|p| p["name"] == name || p["user"] == name).map(|p| p["source"].clone()).collect::<Vec<_>>();
    assert_eq!((named("bob"), named("alice")), (vec!["corp".into()], vec!["corp".into()]), "{people}");
}
#[test]
fn s20_every_refusal_looks_and_lasts_the_same_and_nothing_typed_is_a_filter() {
    let Some(place) = Place::new("30s") else { return };
    place.slapd.add(&slapd::person("carol", "mail: shared@example.com\n"));
    place.slapd.add(&slapd::person("dave", "mail: shared@example.com\n"));
    place.sign_in("bob");
    let mut times = Vec::new();
    for (name, password) in [
        ("alice", "wrong"),
        ("alice", ""),
        ("nobody", PASSWORD),
        ("*", PASSWORD),
        ("*)(uid=*", PASSWORD),
        ("a*", PASSWORD),
        ("\\2a", PASSWORD),
        ("alice,ou=people,dc=example,dc=com", PASSWORD),
        ("shared@example.com", PASSWORD),
    ] {
        let (status, took) = place.try_sign_in(name, password);
        assert_eq!(status, 401, "{name:?}");
        times.push(took);
    }
    let (least, most) = (times.iter().min().unwrap(), times.iter().max().unwrap());
    eprintln!("refusals took {times:?}");
    assert!(*most - *least < Duration::from_millis(120), "{times:?}");
}
#[test]
fn s28_a_group_taken_away_under_a_live_stream_cuts_it_within_the_interval() {
    let Some(place) = Place::new("1s") else { return };
    place.cuts_alice(Duration::from_secs(4), |p| p.slapd.leave("alice", "staff"));
    place.slapd.join("alice", "staff");
    let again = Instant::now();
    let mut alice = place.sign_in("alice");
    assert_eq!(alice.get(&place.at("wiki", "/")).status, 200);
    assert!(again.elapsed() < Duration::from_secs(5), "what was given back counts at the next sign-in");
}
#[test]
fn s28_a_refresh_on_command_holds_at_once() {
    let Some(place) = Place::new("60s") else { return };
    place.cuts_alice(Duration::from_secs(1), |p| {
        p.slapd.leave("alice", "staff");
        let done = p.run(&["user", "refresh", "alice"]);
        assert_eq!((done["looked_at"].as_u64(), done["changed"].as_u64(), done["failed"].as_u64()), (Some(1), Some(1), Some(0)));
    });
    let all = place.run(&["user", "refresh"]);
    assert_eq!((all["looked_at"].as_u64(), all["changed"].as_u64()), (Some(2), Some(0)));
}
#[test]
fn s28_who_is_locked_or_deleted_is_out_and_stays_out() {
    let Some(place) = Place::new("1s") else { return };
    let lock = |value: &str| format!("dn: uid=alice,ou=people,{BASE}\nchangetype: modify\nreplace: pwdAccountLockedTime\n{value}");
    place.cuts_alice(Duration::from_secs(4), |p| p.slapd.modify(&lock("pwdAccountLockedTime: 000001010000Z\n")));
    assert_eq!(place.try_sign_in("alice", PASSWORD).0, 401);
    assert_eq!(place.run(&["user", "show", "alice"])["state"], "disabled");
    let events = place.run(&["audit", "search", "--object", "alice"]).to_string();
    assert!(events.contains("person.changed") && events.contains("session.revoked"), "{events}");
    place.slapd.modify(&lock(""));
    place.cuts_alice(Duration::from_secs(4), |p| p.slapd.delete(&format!("uid=alice,ou=people,{BASE}")));
    assert_eq!(place.try_sign_in("alice", PASSWORD).0, 401);
}
#[test]
fn a_lock_of_some_time_refuses_passwords_and_puts_nobody_out() {
    let Some(place) = Place::new("1s") else { return };
    let policy = format!("dn: cn=default,ou=policies,{BASE}\nchangetype: modify\nreplace: pwdMaxFailure\npwdMaxFailure: 3\n-\nreplace: pwdLockoutDuration\n");
    place.slapd.modify(&format!("{policy}pwdLockoutDuration: 12\n"));
    let mut alice = place.sign_in("alice");
    let (mut events, mut socket) = (place.events(&alice, "wiki"), place.socket(&alice, "wiki"));
    // Somebody guesses at another door of the directory.
    let dn = format!("uid=alice,ou=people,{BASE}");
    let locked = Instant::now();
    (0..3).for_each(|_| assert!(!place.slapd.takes(&dn, "a guess")));
    assert!(!place.slapd.takes(&dn, PASSWORD), "the lock is in force");
    assert_eq!(place.try_sign_in("alice", PASSWORD).0, 401);
    std::thread::sleep(Duration::from_millis(2_500));
    assert!(locked.elapsed() < Duration::from_secs(11), "and was looked at while it was");
    assert!(!events.ends_within(Duration::from_millis(300)), "who guesses at passwords puts nobody out");
    Place::still_echoes(&mut socket);
    assert_eq!(alice.get(&place.at("wiki", "/")).status, 200);
    assert_eq!(place.run(&["user", "show", "alice"])["state"], "active");
    while !place.slapd.takes(&dn, PASSWORD) {
        assert!(locked.elapsed() < Duration::from_secs(30), "the lock ends by itself");
        std::thread::sleep(Duration::from_millis(300));
    }
    assert_eq!(place.try_sign_in("alice", PASSWORD).0, 303);
}
#[test]
fn a_server_that_is_away_ends_nothing_lets_nobody_in_and_is_reported() {
    let Some(mut place) = Place::new("1s") else { return };
    place.run(&["user", "add", "ines", "--email", "ines@example.com"]);
    place.run(&["user", "set-password", "ines", "--password", PASSWORD]);
    let mut alice = place.sign_in("alice");
    let (mut events, mut socket) = (place.events(&alice, "wiki"), place.socket(&alice, "wiki"));
    assert!(!place.vitals("/readyz").contains("directory"));
    place.slapd.stop();
    std::thread::sleep(Duration::from_secs(3));
    assert!(!events.ends_within(Duration::from_millis(300)), "nobody said that Alice has to go");
    Place::still_echoes(&mut socket);
    assert_eq!(alice.get(&place.at("wiki", "/")).status, 200);
    // Known, unknown, internal with a wrong password: nobody can tell them apart.
    for name in ["alice", "nobody", "ines"] {
        assert_eq!(place.try_sign_in(name, "wrong").0, 503, "{name}");
    }
    let mut ines = Browser::new();
    let in_portal = ines.sign_in(&place.at("login", "/"), "ines", PASSWORD);
    assert_eq!(in_portal.status, 200, "whom the server does not keep comes in: {}", in_portal.text());
    let ready = place.vitals("/readyz");
    assert!(ready.starts_with("ready\n") && ready.contains("directory corp:"), "{ready}");
    assert!(place.vitals("/metrics").contains("portcullis_directories_away 1"));
    assert!(place.program.complaints().contains("does not answer") || place.program.lines().iter().any(|l| l.contains("does not answer")));
    let refresh = place.run(&["user", "refresh"]);
    assert_eq!((refresh["looked_at"].as_u64(), refresh["failed"].as_u64()), (Some(0), Some(1)));
    place.slapd.resume();
    place.slapd.leave("alice", "staff");
    assert!(socket.ends_within(Duration::from_secs(15)), "back again, its word counts");
    assert_eq!(place.try_sign_in("bob", PASSWORD).0, 303);
}
#[test]
fn what_a_server_said_last_counts_after_a_restart_without_it() {
    let Some(mut place) = Place::new("30s") else { return };
    let mut alice = place.sign_in("alice");
    place.slapd.stop();
    assert!(place.program.terminate());
    place.program = place.serve.start();
    assert_eq!(alice.get(&place.at("wiki", "/")).status, 200, "she had signed in before");
    assert_eq!(alice.get(&place.at("admin", "/")).status, 200);
    place.slapd.resume();
    place.slapd.leave("alice", "staff");
    assert!(place.program.terminate());
    place.program = place.serve.start();
    assert_ne!(alice.get(&place.at("wiki", "/")).status, 200, "and the first request after a start asks");
    drop(place.origin);
}
#[test]
fn a_server_that_wants_a_certificate_is_shown_ours() {
    let Some(mut place) = Place::new("30s") else { return };
    place.slapd.demand_certificates();
    let away = |place: &Place| {
        assert_eq!(place.try_sign_in("alice", PASSWORD).0, 503);
        let ready = place.vitals("/readyz");
        assert!(ready.contains("directory corp:"), "{ready}");
    };
    away(&place);
    let with = |files: [std::path::PathBuf; 2]| {
        format!("certificate_chain: {{ file: '{}' }}, private_key: {{ file: '{}' }}, ca: {{", files[0].display(), files[1].display())
    };
    let (ours, strangers) = (with(place.slapd.client(false)), with(place.slapd.client(true)));
    place.restart_with("ca: {", &strangers);
    away(&place);
    place.restart_with(&strangers, &ours);
    let mut alice = place.sign_in("alice");
    assert_eq!(alice.get(&place.at("admin", "/")).status, 200);
    // From the first byte as well, and with a password that goes there.
    let (start_tls, ldaps) = (format!("address: {}\n      start_tls: true", place.slapd.url()), format!("address: {}", place.slapd.tls_url()));
    place.restart_with(&start_tls, &ldaps);
    place.sign_in("bob");
    place.run(&["user", "set-password", "bob", "--password", "set by somebody"]);
    assert_eq!(place.try_sign_in("bob", "set by somebody").0, 303);
    assert!(!place.vitals("/readyz").contains("directory corp:"));
}
#[test]
fn a_password_of_a_server_is_changed_on_the_same_page() {
    let Some(place) = Place::new("30s") else { return };
    let mut alice = place.sign_in("alice");
    let other = place.sign_in("alice");
    let mut change = |old: &str, new: &str| {
        let page = alice.get(&place.at("login", "/account/security/password"));
        assert_eq!(page.status, 200, "{}", page.text());
        alice.submit(&page, &[("old", old), ("password", new), ("password_confirm", new)])
    };
    assert_eq!(change("wrong wrong", "another password").status, 401);
    let short = change(PASSWORD, "shorter9");
    assert!(short.status == 400 && short.text().contains("did not take"), "{} {}", short.status, short.text());
    assert_eq!(change(PASSWORD, "another password").status, 200);
    assert_eq!(place.try_sign_in("alice", PASSWORD).0, 401);
    assert_eq!(place.try_sign_in("alice", "another password").0, 303);
    assert!(!other.clone().get(&place.at("wiki", "/")).text().contains("hello from"), "the other session ended");
    place.run(&["user", "set-password", "alice", "--password", "set by somebody"]);
    assert_eq!(place.try_sign_in("alice", "set by somebody").0, 303);
}

#[test]
fn a_forgotten_password_of_a_server_is_reset_over_the_mail() {
    let Some(slapd) = slapd::own() else { return };
    let Some(place) = Place::with(slapd, "1s", "notifier: { filesystem: { folder: mails } }\n") else { return };
    let before = place.sign_in("alice");
    let mut browser = Browser::new();
    let form = browser.get(&place.at("login", "/reset-password"));
    browser.submit(&form, &[("username", "alice@example.com")]);
    let start = place.at("login", "/reset-password/new");
    let until = Instant::now() + Duration::from_secs(20);
    let link = loop {
        let mails = std::fs::read_dir(place.serve.path("mails")).into_iter().flatten().flatten();
        let plain = mails.filter_map(|f| std::fs::read_to_string(f.path()).ok()).map(|m| m.replace("=\r\n", "").replace("=3D", "="));
        if let Some(link) = plain.into_iter().find_map(|m| Some(m[m.find(&start)?..].split_whitespace().next()?.to_owned())) {
            break link;
        }
        assert!(Instant::now() < until, "no mail came");
        std::thread::sleep(Duration::from_millis(20));
    };
    let form = browser.get(&link);
    assert_eq!(form.status, 200, "{}", form.text());
    let done = browser.submit(&form, &[("password", "quite another horse"), ("password_confirm", "quite another horse")]);
    assert!(done.url.ends_with("/login?done=password-reset"), "{} {}", done.url, done.text());
    assert_eq!((place.try_sign_in("alice", "quite another horse").0, place.try_sign_in("alice", PASSWORD).0), (303, 401));
    let mut before = before;
    assert!(before.get(&place.at("wiki", "/")).url.contains("login.example.test"), "every session ended");
}

#[test]
fn a_computed_attribute_opens_a_route_and_closes_it_under_a_live_stream() {
    let Some(slapd) = slapd::own() else { return };
    let cleared =
        "definitions:\n  user_attributes:\n    cleared: { expression: \"'corp/admins' in groups && email.endsWith('@example.com') ? 'yes' : 'no'\" }\n";
    let Some(place) = Place::with(slapd, "1s", cleared) else { return };
    let (alice, mut bob) = (place.sign_in("alice"), place.sign_in("bob"));
    assert_eq!(bob.get(&place.at("vault", "/")).status, 403);
    assert_eq!(alice.clone().get(&place.at("vault", "/")).status, 200);
    let mut alice = alice;
    alice.get(&place.at("vault", "/"));
    let mut socket = place.socket(&alice, "vault");
    place.slapd.leave("alice", "admins");
    assert!(socket.ends_within(Duration::from_secs(5)), "what it is computed from is gone");
    assert_eq!(alice.get(&place.at("vault", "/")).status, 403);
    place.slapd.join("bob", "admins");
    place.run(&["user", "refresh", "bob"]);
    assert_eq!(bob.get(&place.at("vault", "/")).status, 200);
}
