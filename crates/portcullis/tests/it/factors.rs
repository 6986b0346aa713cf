//! Second factors and passkeys through the running server: added, shown, used up, refused.
//!
//! Why: a route that asks for more must get exactly that, and come back to where the person was.

use crate::harness::browser::Answer;
use crate::harness::page::unescape;
use crate::harness::program::PASSWORD;
use crate::harness::{Browser, Origin, Program, Serve, portcullis};
use portcullis_crypto::{OtpKey, OtpShape};
use portcullis_testkit::authenticator::Authenticator;
use std::io::{Read, Write};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

pub(crate) struct Place {
    pub(crate) program: Program,
    serve: Serve,
    origin: Origin,
    /// The lines of the configuration that stay.
    lines: String,
}
impl Place {
    /// `vault` asks for level two, `wiki` for anybody who is signed in.
    pub(crate) fn new(more: &str) -> Self {
        let (serve, origin) = (Serve::new(), Origin::start());
        let route = |name: &str, rule: &str| {
            format!(
                "  - {{ name: {name}, from: 'https://{name}.example.test:{}', to: '{}', allow_websockets: true, policy: [ {{ allow: {{ and: [ {rule} ] }} }} ] }}\n",
                serve.https,
                origin.url()
            )
        };
        let routes = format!("routes:\n{}{}", route("vault", "{ authenticated_user: true }, { aal: 2 }"), route("wiki", "{ authenticated_user: true }"));
        let lines = format!("administrators: [root@example.com]\n{routes}");
        serve.configure(&format!("{lines}{more}"));
        let program = serve.start();
        let place = Self { program, serve, origin, lines };
        for name in ["ada", "bob"] {
            place.run(&["user", "add", name, "--email", &format!("{name}@example.com")]);
            place.run(&["user", "set-password", name, "--password", PASSWORD]);
        }
        place
    }
    pub(crate) fn run(&self, args: &[&str]) -> serde_json::Value {
        self.program.run_with(&self.serve, args)
    }
    /// What a command that is refused says.
    pub(crate) fn fails(&self, args: &[&str]) -> String {
        let file = self.serve.path("portcullis.yaml");
        let out = portcullis(&[&["-c", file.to_str().unwrap()], args].concat());
        assert!(!out.status.success(), "{args:?}");
        String::from_utf8_lossy(&out.stderr).into_owned()
    }
    pub(crate) fn file(&self) -> String {
        self.serve.path("portcullis.yaml").to_str().unwrap().to_owned()
    }
    /// Writes other lines into the configuration, and waits until they are in force.
    pub(crate) fn configure(&self, more: &str) {
        let reloads = || self.program.complaints().matches("configuration in force").count();
        let before = reloads();
        self.serve.configure(&format!("{}{more}", self.lines));
        for _ in 0..100 {
            if reloads() > before {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        panic!("no reload: {}", self.program.complaints());
    }
    pub(crate) fn at(&self, host: &str, path: &str) -> String {
        format!("https://{host}.example.test:{}{path}", self.program.port)
    }
    pub(crate) fn key(&self) -> Authenticator {
        Authenticator::new(&self.at("login", ""), "login.example.test")
    }
    pub(crate) fn me(&self, browser: &mut Browser) -> serde_json::Value {
        browser.once("GET", &self.at("vault", "/.portcullis/user"), &[("accept", "application/json")], b"").json()
    }
}

/// The server's clock is the host's.
#[allow(clippy::disallowed_methods)]
pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}
/// The text between two marks.
pub(crate) fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let from = text.find(start).unwrap_or_else(|| panic!("no {start} in {text}")) + start.len();
    &text[from..from + text[from..].find(end).unwrap()]
}
pub(crate) fn options(page: &Answer) -> String {
    unescape(between(&page.text(), "data-options=\"", "\""))
}
pub(crate) fn sealed(page: &Answer) -> String {
    unescape(between(&page.text(), "name=\"sealed\" value=\"", "\""))
}
/// Adds an app to a browser that is signed in; the app.
pub(crate) fn add_app(place: &Place, browser: &mut Browser) -> OtpKey {
    add_app_at(&place.at("login", ""), browser)
}
/// The same at any portal.
pub(crate) fn add_app_at(portal: &str, browser: &mut Browser) -> OtpKey {
    let page = browser.get(&format!("{portal}/account/security/app/add"));
    assert_eq!(page.status, 200, "{}", page.text());
    let text = page.text();
    let shown = between(&text, "<code class=\"fours\">", "</code>").replace("<span>", "").replace("</span>", "");
    let secret = data_encoding::BASE32_NOPAD.decode(shown.trim().as_bytes()).unwrap();
    let key = OtpKey::new(OtpShape::default(), secret.into()).unwrap();
    let wrong = browser.submit(&page, &[("code", "000000"), ("name", "phone")]);
    assert_eq!(wrong.status, 401, "{}", wrong.text());
    let done = browser.submit(&wrong, &[("code", &key.code_at(now())), ("name", "phone")]);
    assert!(done.url.ends_with("/account/security?done=app-added"), "{} {}", done.url, done.text());
    key
}

#[test]
fn a_route_that_asks_for_more_gets_a_code_and_comes_back() {
    let place = Place::new("");
    let mut ada = Browser::new();
    let page = ada.sign_in(&place.at("vault", "/deep?x=1"), "ada", PASSWORD);
    assert!(page.url.contains("login.example.test") && page.text().contains("/account/security"), "{} {}", page.url, page.text());
    let app = add_app(&place, &mut ada);
    let asked = ada.get(&place.at("vault", "/deep?x=1"));
    assert!(asked.url.contains("/second-factor?flow="), "{}", asked.url);
    let spent = ada.submit(&asked, &[("code", &app.code_at(now()))]);
    assert_eq!(spent.status, 401, "the code that set it up is spent");
    let done = ada.submit(&spent, &[("code", &app.code_at(now() + 30))]);
    assert_eq!((done.status, done.url.as_str()), (200, place.at("vault", "/deep?x=1").as_str()));
    let me = place.me(&mut ada);
    assert_eq!(me["aal"], 2, "{me}");
    for amr in ["pwd", "otp", "mfa"] {
        assert!(me["amr"].as_array().unwrap().iter().any(|a| a == amr), "{me}");
    }
    // Another browser of the same person is asked for itself, and the same code does not count there.
    let mut other = Browser::new();
    let asked = other.sign_in(&place.at("vault", "/"), "ada", PASSWORD);
    assert!(asked.url.contains("/second-factor"), "{}", asked.url);
    assert_eq!(other.submit(&asked, &[("code", &app.code_at(now() + 30))]).status, 401);
    assert!(place.origin.seen().iter().all(|s| s.path().starts_with("/deep")));
}

#[test]
fn people_choose_among_the_code_shapes_that_are_allowed() {
    let place = Place::new("totp: { allowed_algorithms: [SHA256, SHA1], allowed_digits: [6, 8], allowed_periods: [60s] }\n");
    let mut ada = Browser::new();
    ada.sign_in(&place.at("wiki", "/"), "ada", PASSWORD);
    let plain = ada.get(&place.at("login", "/account/security/app/add"));
    for shown in ["<option value=\"SHA1\" selected>", "<option value=\"SHA256\">", "<option value=\"6\" selected>", "<option value=\"30\" selected>30 seconds<"]
    {
        assert!(plain.text().contains(shown), "{shown} {}", plain.text());
    }
    assert!(!plain.text().contains("SHA512"));
    // What is not allowed is as if it had not been asked for.
    let page = ada.get(&place.at("login", "/account/security/app/add?algorithm=SHA512&digits=7&period=15"));
    assert!(page.status == 200 && page.text().contains("<option value=\"30\" selected>") && page.text().contains("<option value=\"6\" selected>"));
    for no in ["algorithm=SHA512", "digits=7", "period=15"] {
        assert!(!between(&page.text(), "otpauth://", "\"").contains(no), "{no}");
    }
    let page = ada.get(&place.at("login", "/account/security/app/add?algorithm=SHA256&digits=8&period=60"));
    let text = page.text();
    for part in ["algorithm=SHA256", "digits=8", "period=60", "<option value=\"60\" selected>"] {
        assert!(text.contains(part), "{part} {text}");
    }
    let shown = between(&text, "<code class=\"fours\">", "</code>").replace("<span>", "").replace("</span>", "");
    let secret = data_encoding::BASE32_NOPAD.decode(shown.trim().as_bytes()).unwrap();
    let shape = OtpShape { algorithm: "SHA256".parse().unwrap(), digits: 8, period: 60 };
    let app = OtpKey::new(shape, secret.into()).unwrap();
    let wrong = ada.submit(&page, &[("code", "00000000"), ("name", "phone")]);
    assert!(wrong.status == 401 && wrong.text().contains("digits=8"), "the same key again: {}", wrong.text());
    let done = ada.submit(&wrong, &[("code", &app.code_at(now())), ("name", "phone")]);
    assert!(done.url.ends_with("?done=app-added"), "{} {}", done.url, done.text());
    // The page asks for what this person's app shows, and says how long it is shown.
    let asked = ada.get(&place.at("vault", "/"));
    let text = asked.text();
    assert!(text.contains("maxlength=\"9\" data-sends=\"8\"") && text.contains("<progress class=\"js\" max=\"60\""), "{text}");
    let done = ada.submit(&asked, &[("code", &app.code_at(now() + 60))]);
    assert_eq!((done.status, done.url), (200, place.at("vault", "/")));
}

#[test]
fn s07_a_second_factor_changes_the_cookie_and_cuts_no_stream_of_the_person() {
    let place = Place::new("");
    let mut ada = Browser::new();
    ada.sign_in(&place.at("wiki", "/"), "ada", PASSWORD);
    let app = add_app(&place, &mut ada);
    let (mut events, _) = ada.open("GET", &place.at("wiki", "/events"), &[("accept", "text/event-stream")], b"");
    events.until("data: hello");
    let upgrade = [
        ("upgrade", "websocket"),
        ("connection", "Upgrade"),
        ("sec-websocket-version", "13"),
        ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ("origin", &place.at("wiki", "")),
    ];
    let (mut socket, _) = ada.open("GET", &place.at("wiki", "/ws"), &upgrade, b"");
    assert!(socket.until("\r\n\r\n").starts_with("HTTP/1.1 101"));
    let mut echo = [0; 4];
    let mut says = |word: &[u8; 4]| {
        socket.write_all(word).unwrap();
        socket.read_exact(&mut echo).unwrap();
        assert_eq!(&echo, word);
    };
    says(b"ping");

    // The step on another host.
    let before = ada.clone();
    let asked = ada.get(&place.at("vault", "/"));
    assert!(asked.url.contains("/second-factor?flow="), "{}", asked.url);
    let done = ada.submit(&asked, &[("code", &app.code_at(now() + 30))]);
    assert_eq!((done.status, done.url.as_str()), (200, place.at("vault", "/").as_str()));
    assert_eq!(place.me(&mut ada)["aal"], 2);

    // The old value of the portal's cookie opens nothing at once, and the new one is another.
    let (host, name) = ("login.example.test", "__Host-portcullis-portal");
    assert_ne!(before.cookie(host, name), ada.cookie(host, name));
    let account = place.at("login", "/account/security");
    assert!(before.clone().get(&account).url.contains("/login"), "an old copy is still signed in");
    assert_eq!(ada.get(&account).url, account);
    // Whoever holds a copy of what the wiki's host had gets no further than before.
    let mut copy = Browser::new();
    copy.cookies.insert("wiki.example.test".into(), before.cookies["wiki.example.test"].clone());
    let me = copy.once("GET", &place.at("wiki", "/.portcullis/user"), &[("accept", "application/json")], b"").json();
    assert_eq!(me["aal"], 1, "{me}");

    says(b"pong");
    events.set_timeout(Duration::from_secs(5));
    events.until("hello");
    // Signing out still ends all of it.
    let page = ada.get(&place.at("login", "/sign-out"));
    assert_eq!(ada.submit(&page, &[]).status, 200);
    assert!(socket.ends_within(Duration::from_secs(1)) && events.ends_within(Duration::from_secs(1)));
}

#[test]
fn the_preferred_second_factor_is_asked_for_first() {
    let place = Place::new("");
    let mut ada = Browser::new();
    ada.sign_in(&place.at("wiki", "/"), "ada", PASSWORD);
    let app = add_app(&place, &mut ada);
    let asked = ada.get(&place.at("vault", "/"));
    assert!(asked.text().contains("id=\"code\""), "the app, where nothing else is preferred");
    ada.submit(&asked, &[("code", &app.code_at(now() + 30))]);
    let page = ada.get(&place.at("login", "/account/security/codes"));
    ada.submit(&page, &[]);
    let form = ada.get(&place.at("login", "/account/preferences"));
    let saved = ada.submit(&form, &[("language", "de"), ("theme", ""), ("second_factor", "recovery")]);
    assert!(saved.text().contains("Ihre Einstellungen sind gespeichert"), "{}", saved.text());
    let asked = Browser::new().sign_in(&place.at("vault", "/"), "ada", PASSWORD);
    assert!(asked.url.contains("/second-factor?flow=") && asked.text().contains("id=\"recovery_code\""), "{} {}", asked.url, asked.text());
    assert!(asked.text().contains("<html lang=\"de\">") && asked.text().contains("way=app"), "the others are links: {}", asked.text());
}

#[test]
fn a_recovery_code_stands_in_once() {
    let place = Place::new("");
    let mut ada = Browser::new();
    ada.sign_in(&place.at("wiki", "/"), "ada", PASSWORD);
    let app = add_app(&place, &mut ada);
    let asked = ada.get(&place.at("vault", "/"));
    ada.submit(&asked, &[("code", &app.code_at(now() + 30))]);
    let page = ada.get(&place.at("login", "/account/security/codes"));
    let sheet = ada.submit(&page, &[]);
    assert_eq!(sheet.status, 200, "{}", sheet.text());
    let text = sheet.text();
    let code = text
        .split("<span>")
        .filter_map(|c| c.split("</span>").next())
        .find(|c| c.len() == 11 && c.as_bytes()[5] == b'-')
        .unwrap_or_else(|| panic!("{text}"))
        .to_owned();
    let mut lost = Browser::new();
    let asked = lost.sign_in(&place.at("vault", "/"), "ada", PASSWORD);
    let link = unescape(between(&asked.text(), "href=\"/second-factor?way=recovery", "\""));
    let form = lost.get(&place.at("login", &format!("/second-factor?way=recovery{link}")));
    let done = lost.submit(&form, &[("recovery_code", &code.to_uppercase())]);
    assert_eq!(done.url, place.at("vault", "/"), "{}", done.text());
    let mut again = Browser::new();
    let asked = again.sign_in(&place.at("vault", "/"), "ada", PASSWORD);
    let link = unescape(between(&asked.text(), "href=\"/second-factor?way=recovery", "\""));
    let form = again.get(&place.at("login", &format!("/second-factor?way=recovery{link}")));
    assert_eq!(again.submit(&form, &[("recovery_code", &code)]).status, 401);
}

#[test]
fn a_passkey_signs_in_alone_and_a_copied_one_is_shut_out() {
    let place = Place::new("");
    let mut ada = Browser::new();
    ada.sign_in(&place.at("wiki", "/"), "ada", PASSWORD);
    let page = ada.get(&place.at("login", "/account/security/keys/add"));
    let mut key = place.key();
    key.counter = 7;
    let done = ada.submit(&page, &[("name", "laptop"), ("answer", &key.create(&options(&page))), ("sealed", &sealed(&page))]);
    assert!(done.url.ends_with("?done=key-added"), "{} {}", done.url, done.text());
    // Without a name and without a password, straight into what asks for two factors.
    let mut fresh = Browser::new();
    let page = fresh.get(&place.at("vault", "/x"));
    let answer = key.get(&options(&page));
    let done = fresh.submit(&page, &[("answer", &answer), ("sealed", &sealed(&page))]);
    assert_eq!((done.status, done.url.as_str()), (200, place.at("vault", "/x").as_str()), "{}", done.text());
    let me = place.me(&mut fresh);
    assert!(me["amr"].to_string().contains("hwk") && me["amr"].to_string().contains("pin") && me["aal"] == 2, "{me}");
    // The same answer again, from somebody who listened.
    let mut thief = Browser::new();
    let other = thief.get(&place.at("vault", "/x"));
    assert_eq!(thief.submit(&other, &[("answer", &answer), ("sealed", &sealed(&page))]).status, 401);
    // A copy whose counter is behind: refused, and so is the key from then on.
    key.counter = 2;
    let page = thief.get(&place.at("vault", "/x"));
    assert_eq!(thief.submit(&page, &[("answer", &key.get(&options(&page))), ("sealed", &sealed(&page))]).status, 401);
    key.counter = 90;
    let page = thief.get(&place.at("vault", "/x"));
    assert_eq!(thief.submit(&page, &[("answer", &key.get(&options(&page))), ("sealed", &sealed(&page))]).status, 401);
    let seen = place.run(&["audit", "search", "--kind", "factor.cloned"]);
    assert_eq!(seen.as_array().map(Vec::len), Some(1), "{seen}");
}

#[test]
fn s22_codes_are_not_guessed_and_a_right_password_does_not_start_the_count_anew() {
    let place = Place::new("");
    let mut ada = Browser::new();
    ada.sign_in(&place.at("wiki", "/"), "ada", PASSWORD);
    let app = add_app(&place, &mut ada);
    for _ in 0..5 {
        let mut browser = Browser::new();
        let asked = browser.sign_in(&place.at("vault", "/"), "ada", PASSWORD);
        assert_eq!(browser.submit(&asked, &[("code", "123456")]).status, 401);
    }
    let mut browser = Browser::new();
    let asked = browser.sign_in(&place.at("vault", "/"), "ada", PASSWORD);
    assert_eq!(browser.submit(&asked, &[("code", &app.code_at(now() + 30))]).status, 401, "the right one comes too late");
    assert!(place.origin.seen().iter().all(|s| s.path() == "/"), "nobody got into the vault");
}

#[test]
fn s22_factors_are_changed_by_a_fresh_and_strong_sign_in_only() {
    let place = Place::new("");
    let mut ada = Browser::new();
    ada.sign_in(&place.at("wiki", "/"), "ada", PASSWORD);
    let app = add_app(&place, &mut ada);
    // The session that added it has shown a password only: from now on that is not enough.
    let turned = ada.get(&place.at("login", "/account/security/keys/add"));
    assert!(turned.url.contains("/second-factor?flow=security"), "{}", turned.url);
    let fields = [("content-type", "application/x-www-form-urlencoded"), ("origin", &*place.at("login", ""))];
    let sent = ada.once("POST", &place.at("login", "/account/security/codes"), &fields, b"csrf=x");
    assert_eq!((sent.status, sent.field("location")), (303, Some("/login?flow=security.codes")));
    let page = ada.get(&place.at("login", "/account/security"));
    // The step leads on to what was begun.
    let turned = ada.get(&place.at("login", "/account/security/codes"));
    assert!(turned.url.ends_with("/second-factor?flow=security.codes"), "{}", turned.url);
    let asked = ada.submit(&turned, &[("code", &app.code_at(now() + 30))]);
    assert!(asked.url.ends_with("/account/security/codes"), "{} {}", asked.url, asked.text());
    // A look makes no codes, and neither does a link to them; the second sheet is asked about in other words.
    let drawn = |ada: &mut Browser| ada.get(&place.at("login", "/account/security")).text().contains("of 10 left");
    assert!(!drawn(&mut ada));
    let sheet = ada.submit(&asked, &[]);
    assert!(sheet.status == 200 && drawn(&mut ada), "{}", sheet.text());
    let again = ada.get(&place.at("login", "/account/security/codes"));
    assert!(again.text().contains("stop working at once"), "{}", again.text());
    // Bob cannot touch what is Ada's.
    let mut bob = Browser::new();
    bob.sign_in(&place.at("wiki", "/"), "bob", PASSWORD);
    let id = unescape(between(&page.text(), "/account/security/remove?id=", "\""));
    let refused = bob.get(&place.at("login", &format!("/account/security/remove?id={id}")));
    assert_eq!(refused.status, 409, "{}", refused.text());
}

#[test]
fn the_first_person_enrols_with_a_passkey_and_no_password() {
    let program = Program::up(&[]);
    let mut ada = Browser::new();
    let page = ada.get(program.hello["enrol"].as_str().unwrap());
    let mut key = Authenticator::new(&format!("http://login.localhost:{}", program.port), "login.localhost");
    let fields = [("username", "ada"), ("email", "ada@example.com"), ("display_name", "Ada"), ("with", "passkey")];
    let answer = key.create(&options(&page));
    let all: Vec<(&str, &str)> = fields.into_iter().chain([("answer", answer.as_str())]).collect();
    let done = ada.submit(&page, &all);
    assert_eq!(done.status, 200, "{}", done.text());
    let me = ada.get(&program.at("demo", "/me")).json();
    assert_eq!((me["email"].as_str(), me["aal"].as_i64()), (Some("ada@example.com"), Some(2)), "{me}");
    assert_eq!(program.run(&["user", "show", "ada"])["state"], "active");
    // It is the way in from now on.
    let mut again = Browser::new();
    let page = again.get(&program.at("demo", "/me"));
    let done = again.submit(&page, &[("answer", &key.get(&options(&page))), ("sealed", &sealed(&page))]);
    assert_eq!(done.json()["email"], "ada@example.com", "{}", done.text());
    // And the only one: it is not taken away.
    let page = again.get(&program.at("login", "/account/security"));
    let id = unescape(between(&page.text(), "/account/security/remove?id=", "\""));
    let question = again.get(&program.at("login", &format!("/account/security/remove?id={id}")));
    assert_eq!(again.submit(&question, &[]).status, 409);
}

/// Adds a key that checks nobody, and that keeps no name unless a test gives it one back.
fn add_plain_key(place: &Place, browser: &mut Browser) -> (Authenticator, Option<Vec<u8>>) {
    let page = browser.get(&place.at("login", "/account/security/keys/add"));
    let mut key = place.key();
    key.verifies = false;
    let answer = key.create(&options(&page));
    let done = browser.submit(&page, &[("name", "blue key"), ("answer", &answer), ("sealed", &sealed(&page))]);
    assert!(done.url.ends_with("?done=key-added"), "{} {}", done.url, done.text());
    let name = key.user_handle.take();
    (key, name)
}

#[test]
fn a_security_key_is_a_second_factor_and_becomes_a_passkey_once_it_keeps_its_persons_name() {
    let place = Place::new("");
    let mut ada = Browser::new();
    ada.sign_in(&place.at("wiki", "/"), "ada", PASSWORD);
    let (mut key, name) = add_plain_key(&place, &mut ada);
    let mut other = Browser::new();
    let asked = other.sign_in(&place.at("vault", "/x"), "ada", PASSWORD);
    assert!(asked.url.contains("/second-factor?flow=") && asked.text().contains("blue key"), "{} {}", asked.url, asked.text());
    // Somebody else's key, and one that was never added.
    let answer = place.key().get(&options(&asked));
    assert_eq!(other.submit(&asked, &[("answer", &answer), ("sealed", &sealed(&asked))]).status, 401);
    let asked = other.get(&asked.url);
    let answer = key.get(&options(&asked));
    let done = other.submit(&asked, &[("answer", &answer), ("sealed", &sealed(&asked))]);
    assert_eq!((done.status, done.url.as_str()), (200, place.at("vault", "/x").as_str()), "{}", done.text());
    let me = place.me(&mut other);
    let amr: Vec<&str> = me["amr"].as_array().unwrap().iter().filter_map(|a| a.as_str()).collect();
    assert!(me["aal"] == 2 && ["pwd", "hwk", "user", "mfa"].iter().all(|a| amr.contains(a)) && !amr.contains(&"pin"), "{me}");
    // Without a name of its own it signs in nobody who has not said who they are.
    let mut fresh = Browser::new();
    let page = fresh.get(&place.at("wiki", "/x"));
    assert_eq!(fresh.submit(&page, &[("answer", &key.get(&options(&page))), ("sealed", &sealed(&page))]).status, 401);
    // Once it keeps the name, nothing has to be changed here.
    key.user_handle = name;
    let page = fresh.get(&place.at("wiki", "/x"));
    let done = fresh.submit(&page, &[("answer", &key.get(&options(&page))), ("sealed", &sealed(&page))]);
    assert_eq!(done.url, place.at("wiki", "/x"), "{}", done.text());
}

#[test]
fn a_password_makes_two_factors_of_a_key_that_checked_nobody() {
    let place = Place::new("");
    let mut ada = Browser::new();
    ada.sign_in(&place.at("wiki", "/"), "ada", PASSWORD);
    let (mut key, name) = add_plain_key(&place, &mut ada);
    key.user_handle = name;
    let mut fresh = Browser::new();
    let page = fresh.get(&place.at("vault", "/x"));
    let asked = fresh.submit(&page, &[("answer", &key.get(&options(&page))), ("sealed", &sealed(&page))]);
    assert!(asked.url.contains("/second-factor?flow="), "{} {}", asked.url, asked.text());
    let form = if asked.text().contains("name=\"password\"") {
        asked
    } else {
        let link = unescape(between(&asked.text(), "href=\"/second-factor?way=password", "\""));
        fresh.get(&place.at("login", &format!("/second-factor?way=password{link}")))
    };
    let wrong = fresh.submit(&form, &[("password", "not it")]);
    assert_eq!(wrong.status, 401, "{}", wrong.text());
    // A name in the form is not read: the session says whose password it is.
    assert_eq!(fresh.submit(&wrong, &[("username", "bob"), ("password", "not it")]).status, 401);
    let done = fresh.submit(&wrong, &[("password", PASSWORD)]);
    assert_eq!((done.status, done.url.as_str()), (200, place.at("vault", "/x").as_str()), "{}", done.text());
    let me = place.me(&mut fresh);
    assert!(me["aal"] == 2 && me["amr"].to_string().contains("hwk") && me["amr"].to_string().contains("pwd"), "{me}");
}
