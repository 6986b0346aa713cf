//! Duo push through the running server, against a Duo that checks what it is asked.
//!
//! Why: a second factor that is asked elsewhere is worth what its answers are worth; whatever is not a clear yes lets nobody in.

use crate::factors::{Place, add_app, now};
use crate::harness::browser::Answer;
use crate::harness::program::PASSWORD;
use crate::harness::{Browser, Serve, portcullis};
use portcullis_testkit::duo::{Broken, DuoServer, INTEGRATION_KEY, SECRET_KEY};
use portcullis_testkit::smtp::Authority;
use serde_json::json;
use std::time::{Duration, Instant};
use tempfile::TempDir;

struct Duo {
    server: DuoServer,
    authority: Authority,
    folder: TempDir,
}
impl Duo {
    fn new() -> Self {
        let authority = Authority::new();
        let server = DuoServer::start(&authority.certificate("localhost"));
        server.phones(&[("DPFZRS9FB0D46QFTM891", "Pixel (0100)")]);
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("ca.pem"), authority.pem()).unwrap();
        std::fs::write(folder.path().join("duo.key"), format!("{SECRET_KEY}\n")).unwrap();
        Self { server, authority, folder }
    }
    /// Lines of the configuration, with `more` keys.
    fn lines(&self, more: &str) -> String {
        let (port, folder) = (self.server.port, self.folder.path().display());
        format!(
            "duo: {{ hostname: 'localhost:{port}', integration_key: {INTEGRATION_KEY}, secret_key: {{ file: {folder}/duo.key }}, ca_file: {folder}/ca.pem, timeout: 2s{more} }}\n"
        )
    }
    fn place(&self, more: &str) -> Place {
        Place::new(&self.lines(more))
    }
}

/// Signs in with the password where `vault` asks for more, and gives the page that asks.
fn asked(place: &Place, browser: &mut Browser, name: &str) -> Answer {
    let page = browser.sign_in(&place.at("vault", "/x"), name, PASSWORD);
    assert!(page.url.contains("/second-factor?flow="), "{} {}", page.url, page.text());
    page
}
fn press(browser: &mut Browser, page: &Answer) -> Answer {
    browser.submit(page, &[("push", "ask")])
}
/// Looks at the waiting page until it is another.
fn come_back(browser: &mut Browser, waiting: &Answer) -> Answer {
    assert!(waiting.url.contains("/second-factor/push") && waiting.status == 200, "{} {}", waiting.url, waiting.text());
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        let page = browser.get(&waiting.url);
        if page.field("refresh").is_none() {
            return page;
        }
        assert!(Instant::now() < until, "nothing was heard: {}", page.text());
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_push_that_is_allowed_raises_the_session_and_the_phone_is_remembered() {
    let duo = Duo::new();
    let place = duo.place("");
    let mut ada = Browser::new();
    let page = asked(&place, &mut ada, "ada");
    let waiting = press(&mut ada, &page);
    assert!(waiting.text().contains("Pixel (0100)") && waiting.field("refresh") == Some("3"), "{}", waiting.text());
    // What Duo was told: the person, the phone, where from and what for.
    let preauth = &duo.server.heard("/preauth")[0];
    assert_eq!(preauth.params, [("username".to_owned(), "ada".to_owned())]);
    let push = &duo.server.heard("/auth")[0];
    let said = |name: &str| push.param(name).unwrap_or_default().to_owned();
    assert_eq!((said("username"), said("device"), said("factor"), said("async")), ("ada".into(), "DPFZRS9FB0D46QFTM891".into(), "push".into(), "1".into()));
    assert_eq!(said("ipaddr"), "127.0.0.1");
    assert!(said("pushinfo").starts_with("Application=vault.example.test"), "{}", said("pushinfo"));
    // Nothing is open while nobody answered, and what a page only looks at signs nobody in.
    let vault = ada.get(&place.at("vault", "/x"));
    assert!(vault.url.contains("/second-factor?flow="), "{}", vault.url);
    duo.server.answer("allow", "allow");
    let allowed = come_back(&mut ada, &waiting);
    assert!(allowed.text().contains("Pixel (0100)") && ada.get(&place.at("vault", "/x")).url.contains("/second-factor"), "looking raises nothing");
    // Another browser of the same person did not ask, so it gets nothing.
    let mut other = Browser::new();
    let theirs = asked(&place, &mut other, "ada");
    let thief = other.get(&allowed.url.replace(flow_of(&allowed), flow_of(&theirs)));
    assert!(thief.url.contains("/second-factor?flow="), "{}", thief.url);
    let done = ada.submit(&allowed, &[]);
    assert_eq!((done.status, done.url.as_str()), (200, place.at("vault", "/x").as_str()), "{}", done.text());
    let me = place.me(&mut ada);
    let amr: Vec<&str> = me["amr"].as_array().unwrap().iter().filter_map(|a| a.as_str()).collect();
    assert!(me["aal"] == 2 && ["pwd", "mca", "mfa"].iter().all(|a| amr.contains(a)) && amr.len() == 3, "{me}");
    // It counts once.
    let again = ada.submit(&allowed, &[]);
    assert!(again.status == 403 || again.url.contains("/login") || again.status == 401, "{} {}", again.status, again.url);
    let overview = ada.get(&place.at("login", "/account/security"));
    assert!(overview.text().contains("Duo push") && overview.text().contains("Pixel (0100)"), "{}", overview.text());
    let added = place.run(&["audit", "search", "--kind", "factor.added"]);
    assert!(added.to_string().contains("\"duo\"") && added.to_string().contains("Pixel (0100)"), "{added}");
    assert!(place.run(&["user", "factors", "ada"]).to_string().contains("duo"));
    assert_eq!(duo.server.refused(), [""; 0], "every request was signed and dated right");
    // What a person has used is asked for before how they sign in is changed (with the password alone it is not enough).
    let turned = other.get(&place.at("login", "/account/security/app/add"));
    assert!(turned.url.contains("/second-factor?flow=security"), "{}", turned.url);
}
fn flow_of(page: &Answer) -> &str {
    page.url.split("flow=").nth(1).unwrap_or_else(|| panic!("no flow in {}", page.url))
}

#[test]
fn of_several_phones_one_is_chosen_and_remembered_until_another_is() {
    let duo = Duo::new();
    let (old, new) = ("DPFZRS9FB0D46QFTM891", "DP5BS66CVZD6N25YYBLY");
    duo.server.phones(&[(old, "Pixel (0100)"), (new, "Tablet <b>")]);
    let place = duo.place("");
    let mut ada = Browser::new();
    let page = asked(&place, &mut ada, "ada");
    let list = press(&mut ada, &page);
    assert!(list.text().contains("name=\"phone\"") && list.text().contains("Tablet &lt;b&gt;"), "{}", list.text());
    assert!(duo.server.heard("/auth").is_empty(), "nobody is asked before one is chosen");
    // One that is not on Duo's list is none.
    let odd = ada.submit(&list, &[("push", "ask"), ("phone", "DPEVIL")]);
    assert!(odd.text().contains("name=\"phone\"") && duo.server.heard("/auth").is_empty(), "{}", odd.text());
    let sign_in = |browser: &mut Browser, page: &Answer, fields: &[(&str, &str)]| {
        let waiting = browser.submit(page, fields);
        duo.server.answer("allow", "allow");
        let allowed = come_back(browser, &waiting);
        let done = browser.submit(&allowed, &[]);
        assert_eq!(done.url, place.at("vault", "/x"), "{}", done.text());
        duo.server.heard("/auth").last().unwrap().param("device").unwrap().to_owned()
    };
    assert_eq!(sign_in(&mut ada, &list, &[("push", "ask"), ("phone", new)]), new);
    // The next time it is asked without a question, and named before.
    let mut again = Browser::new();
    let page = asked(&place, &mut again, "ada");
    assert!(page.text().contains("Tablet &lt;b&gt;"), "{}", page.text());
    assert_eq!(sign_in(&mut again, &page, &[("push", "ask")]), new);
    // Another can be chosen, and that is then the usual one.
    let mut third = Browser::new();
    let page = asked(&place, &mut third, "ada");
    let list = third.submit(&page, &[("push", "list")]);
    assert!(list.text().contains("name=\"phone\""), "{}", list.text());
    assert_eq!(sign_in(&mut third, &list, &[("push", "ask"), ("phone", old)]), old);
    let mut fourth = Browser::new();
    let page = asked(&place, &mut fourth, "ada");
    assert_eq!(sign_in(&mut fourth, &page, &[("push", "ask")]), old);
    // A phone that Duo no longer lists is not asked: the list comes.
    duo.server.phones(&[(new, "Tablet"), ("DPNEW", "New")]);
    let mut fifth = Browser::new();
    let page = asked(&place, &mut fifth, "ada");
    let before = duo.server.heard("/auth").len();
    assert!(press(&mut fifth, &page).text().contains("name=\"phone\"") && duo.server.heard("/auth").len() == before);
    // Forgotten by its person.
    let overview = fourth.get(&place.at("login", "/account/security"));
    let text = overview.text();
    let id = text.split("/account/security/remove?id=").nth(1).unwrap().split('"').next().unwrap();
    let question = fourth.get(&place.at("login", &format!("/account/security/remove?id={id}")));
    let done = fourth.submit(&question, &[]);
    assert!(done.url.ends_with("?done=phone-forgotten"), "{} {}", done.url, done.text());
}

#[test]
fn s22_a_refused_push_is_told_and_enough_of_them_ask_nobody_any_more() {
    let duo = Duo::new();
    let place = Place::new(&format!("{}regulation: {{ max_retries: 4 }}\n", duo.lines("")));
    for (result, status, says) in [("deny", "deny", "refused on your phone"), ("deny", "fraud", "reported on your phone")] {
        let mut browser = Browser::new();
        let page = asked(&place, &mut browser, "ada");
        let waiting = press(&mut browser, &page);
        duo.server.answer(result, status);
        let refused = come_back(&mut browser, &waiting);
        assert!(refused.status == 401 && refused.text().contains(says), "{} {}", refused.status, refused.text());
        assert!(browser.get(&place.at("vault", "/x")).url.contains("/second-factor"), "nothing is open");
    }
    let sent = duo.server.heard("/auth").len();
    let mut browser = Browser::new();
    let page = asked(&place, &mut browser, "ada");
    let stopped = press(&mut browser, &page);
    assert!(stopped.status == 401 && duo.server.heard("/auth").len() == sent, "{} {}", stopped.status, stopped.text());
    let events = place.run(&["audit", "search", "--kind", "sign-in.failed"]).to_string();
    assert!(events.contains("denied") && events.contains("reported as fraud") && events.contains("\"duo\""), "{events}");
    assert!(place.run(&["ban", "list"]).to_string().contains("ada"));
    // Bob is asked all the same.
    let mut bob = Browser::new();
    let page = asked(&place, &mut bob, "bob");
    assert!(press(&mut bob, &page).url.contains("/second-factor/push"));
}

#[test]
fn s22_a_person_has_one_question_on_the_phone_however_often_and_from_wherever_it_is_pressed() {
    let duo = Duo::new();
    let place = Place::new(&format!("{}rate_limits: {{ second_factor_duo: [ {{ period: 10m, requests: 4 }} ] }}\n", duo.lines("")));
    let mut ada = Browser::new();
    let page = asked(&place, &mut ada, "ada");
    let waiting = press(&mut ada, &page);
    assert!(press(&mut ada, &page).url.contains("/second-factor/push"), "the same page again");
    let mut thief = Browser::new();
    let theirs = asked(&place, &mut thief, "ada");
    let pending = press(&mut thief, &theirs);
    assert!(pending.status == 409 && pending.text().contains("another browser"), "{} {}", pending.status, pending.text());
    assert_eq!(duo.server.heard("/auth").len(), 1, "one press, one question");
    duo.server.answer("allow", "allow");
    let allowed = come_back(&mut ada, &waiting);
    assert_eq!(ada.submit(&allowed, &[]).url, place.at("vault", "/x"));
    // It was Ada's answer to Ada's session.
    assert!(thief.get(&place.at("vault", "/x")).url.contains("/second-factor"));
    press(&mut thief, &theirs);
    let refused = thief.submit_once(&theirs, &[("push", "ask")]);
    let wait: u64 = refused.field("retry-after").unwrap().parse().unwrap();
    assert!(refused.status == 429 && wait > 500, "{} {wait}", refused.status);
}

#[test]
fn what_duo_decides_without_asking_is_told_and_opens_nothing_unless_the_file_says_so() {
    let duo = Duo::new();
    let place = duo.place("");
    let mut ada = Browser::new();
    let page = asked(&place, &mut ada, "ada");
    let mut told = |response: serde_json::Value| {
        duo.server.preauth(response);
        let answer = press(&mut ada, &page);
        assert_eq!(answer.status, 403, "{}", answer.text());
        assert!(ada.get(&place.at("vault", "/x")).url.contains("/second-factor"), "nothing is open");
        answer.text()
    };
    assert!(told(json!({ "result": "allow", "status_msg": "Bypass" })).contains("doesn’t count as a second factor here"));
    assert!(told(json!({ "result": "deny", "status_msg": "Locked out" })).contains("doesn’t let your account in"));
    assert!(told(json!({ "result": "auth", "devices": [ { "device": "D1", "capabilities": ["sms"] } ] })).contains("no phone at Duo"));
    let portal = format!("https://localhost:{}/portal?48bac5d9393fb2c2", duo.server.port);
    let enroll = json!({ "result": "enroll", "status_msg": "Enroll", "enroll_portal_url": portal });
    let text = told(enroll.clone());
    assert!(text.contains("doesn’t know you yet") && !text.contains("/portal?"), "{text}");
    let why = place.run(&["audit", "search", "--kind", "sign-in.failed"]).to_string();
    assert!(why.contains("bypass is not accepted") && why.contains("not known to Duo"), "{why}");
    // Where people enrol themselves: Duo's own page, and no other's.
    place.configure(&duo.lines(", enable_self_enrollment: true, accept_bypass: true"));
    let text = told(enroll);
    assert!(text.contains(&portal) && text.contains("Set up Duo"), "{text}");
    for evil in ["https://evil.test/portal", "javascript:alert(1)", "http://localhost/portal"] {
        let text = told(json!({ "result": "enroll", "enroll_portal_url": evil }));
        assert!(!text.contains(evil) && !text.contains("Set up Duo"), "{text}");
    }
    // Where a bypass counts, it counts.
    duo.server.preauth(json!({ "result": "allow", "status_msg": "Bypass" }));
    let mut bob = Browser::new();
    let page = asked(&place, &mut bob, "bob");
    assert_eq!(press(&mut bob, &page).url, place.at("vault", "/x"));
    assert!(place.me(&mut bob)["aal"] == 2 && duo.server.heard("/auth").is_empty());
    let seen = place.run(&["audit", "search", "--kind", "factor.bypassed"]);
    assert_eq!(seen.as_array().map(Vec::len), Some(1), "{seen}");
}

#[test]
fn s19_a_duo_that_fails_lets_nobody_in_and_keeps_nobody_from_another_way() {
    let duo = Duo::new();
    let lines = || format!("{}rate_limits: {{ second_factor_duo: [] }}\n", duo.lines(""));
    let place = Place::new(&lines());
    let mut ada = Browser::new();
    ada.sign_in(&place.at("wiki", "/"), "ada", PASSWORD);
    let app = add_app(&place, &mut ada);
    let mut browser = Browser::new();
    let asks = asked(&place, &mut browser, "ada");
    let link = asks.text().split("href=\"/second-factor?way=duo").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
    let page = browser.get(&place.at("login", &format!("/second-factor?way=duo{link}")));
    assert!(page.text().contains("name=\"push\""), "{}", page.text());
    let broken = [Broken::Status(500), Broken::Status(429), Broken::Nonsense, Broken::Contradiction, Broken::Cut, Broken::Redirect, Broken::Silent];
    for how in broken {
        duo.server.breaks(Some(how));
        let started = Instant::now();
        let told = press(&mut browser, &page);
        assert!(told.status == 503 && told.text().contains("Duo can’t be reached"), "{how:?}: {} {}", told.status, told.text());
        assert!(told.text().contains("way=app"), "{how:?}: another way is offered");
        assert!(started.elapsed() < Duration::from_secs(8), "{how:?}: {:?}", started.elapsed());
    }
    // It fails between the question and the answer: nobody answers, and it is asked for until it is heard.
    duo.server.breaks(None);
    let waiting = press(&mut browser, &page);
    duo.server.breaks(Some(Broken::Contradiction));
    std::thread::sleep(Duration::from_secs(2));
    assert!(browser.get(&waiting.url).field("refresh").is_some(), "still waiting");
    // Keys that Duo does not take, and an authority that we do not.
    std::fs::write(duo.folder.path().join("duo.key"), "another\n").unwrap();
    duo.server.breaks(None);
    place.configure(&lines());
    let mut bob = Browser::new();
    let theirs = asked(&place, &mut bob, "bob");
    assert_eq!(press(&mut bob, &theirs).status, 503);
    assert!(duo.server.refused().iter().any(|why| why.contains("the signature is not over")), "{:?}", duo.server.refused());
    std::fs::write(duo.folder.path().join("duo.key"), SECRET_KEY).unwrap();
    std::fs::write(duo.folder.path().join("ca.pem"), Authority::new().pem()).unwrap();
    place.configure(&lines());
    assert_eq!(press(&mut bob, &theirs).status, 503);
    std::fs::write(duo.folder.path().join("ca.pem"), duo.authority.pem()).unwrap();
    place.configure(&lines());
    assert!(press(&mut bob, &theirs).url.contains("/second-factor/push"), "all is well again");
    // The other way stays open all the time.
    let form = browser.get(&place.at("login", &format!("/second-factor?way=app{link}")));
    let done = browser.submit(&form, &[("code", &app.code_at(now() + 30))]);
    assert_eq!(done.url, place.at("vault", "/x"), "{}", done.text());
    // S17: neither key is in what the server says.
    let said = place.program.complaints() + &place.program.lines().join("\n") + &place.run(&["audit", "search"]).to_string();
    assert!(said.contains("Duo:") && !said.contains(SECRET_KEY) && !said.contains("Basic "), "{said}");
}

#[test]
fn duo_asks_people_of_its_groups_only_and_never_beside_a_key_alone() {
    let duo = Duo::new();
    let place = duo.place(", groups: [staff]");
    let mut ada = Browser::new();
    let page = ada.sign_in(&place.at("vault", "/x"), "ada", PASSWORD);
    assert!(!page.text().contains("name=\"push\"") && page.text().contains("/account/security"), "{}", page.text());
    place.run(&["group", "add", "staff"]);
    place.run(&["group", "add-member", "staff", "ada"]);
    let page = ada.get(&place.at("vault", "/x"));
    assert!(page.text().contains("name=\"push\""), "{} {}", page.url, page.text());
    // Out of the group while the phone is asked: the answer is worth nothing.
    let waiting = press(&mut ada, &page);
    duo.server.answer("allow", "allow");
    let allowed = come_back(&mut ada, &waiting);
    place.run(&["group", "remove-member", "staff", "ada"]);
    let late = ada.submit(&allowed, &[]);
    assert!(late.status == 401, "{} {}", late.status, late.url);
    assert!(!ada.get(&place.at("vault", "/x")).url.contains("vault.example.test/x"));
}

#[test]
fn every_fault_of_duo_is_told_at_once() {
    let serve = Serve::new();
    let file = serve.configure("duo: { hostname: 'https://api.test/', integration_key: 'a b', secret_key: '', timeout: 5m, groups: [''], ca_file: root.key, enable_self_enrolment: true }\n");
    let out = portcullis(&["config", "check", "-c", file.to_str().unwrap()]);
    let told = String::from_utf8_lossy(&out.stderr).into_owned() + &String::from_utf8_lossy(&out.stdout);
    assert_eq!(out.status.code(), Some(2));
    for what in [
        "is not the name of a host",
        "is not an integration key",
        "cannot be Duo's secret key",
        "`timeout` cannot be 5m",
        "a group has a name",
        "no certificate in PEM",
        "enable_self_enrollment",
    ] {
        assert!(told.contains(what), "{what}: {told}");
    }
}
