//! Mail through the running server: a forgotten password, notices with a way back, codes that confirm.
//!
//! Why: what a mail lets its reader do must be this person's, once, where it was asked for, and said by nobody's `Host`.

use crate::factors::{Place, add_app, now};
use crate::harness::browser::Answer;
use crate::harness::program::PASSWORD;
use crate::harness::{Browser, Serve};
use portcullis_testkit::smtp::{Authority, Behaviour, Received, SmtpServer, StartTls};
use std::time::{Duration, Instant};

const NAME: &str = "mail.example.test";
const NEW: &str = "quite another horse";

struct Post {
    server: SmtpServer,
    authority: Authority,
    place: Place,
}
impl Post {
    fn new(behaviour: Behaviour, more: &str) -> Self {
        let authority = Authority::new();
        let server = SmtpServer::start(&authority.certificate(NAME), behaviour);
        Self::with("smtp", server, authority, None, more)
    }
    /// With a certificate and key of our own.
    fn with(scheme: &str, server: SmtpServer, authority: Authority, ours: Option<(String, String)>, more: &str) -> Self {
        let folder = tempfile::tempdir().unwrap().keep();
        let ca = folder.join("ca.pem");
        std::fs::write(&ca, authority.pem()).unwrap();
        let ours = ours.map(|(chain, key)| {
            let (chain_file, key_file) = (folder.join("client.pem"), folder.join("client.key"));
            std::fs::write(&chain_file, chain).unwrap();
            std::fs::write(&key_file, key).unwrap();
            format!(", certificate_chain: {{ file: {} }}, private_key: {{ file: {} }}", chain_file.display(), key_file.display())
        });
        let ours = ours.unwrap_or_default();
        let text = format!(
            "notifier:\n  smtp:\n    address: {scheme}://127.0.0.1:{}\n    sender: Gate <gate@example.test>\n    tls: {{ server_name: {NAME}, ca_file: {}{ours} }}\n{more}",
            server.port,
            ca.display()
        );
        Self { place: Place::new(&text), server, authority }
    }
    fn at(&self, path: &str) -> String {
        self.place.at("login", path)
    }
    /// Asks for a link, as a person does: from the sign-in page.
    fn ask(&self, browser: &mut Browser, name: &str) -> Answer {
        let page = browser.get(&self.at("/login"));
        assert!(page.text().contains("href=\"/reset-password\""), "{}", page.text());
        let form = browser.get(&self.at("/reset-password"));
        browser.submit(&form, &[("username", name)])
    }
    /// The mails of that subject, once there are so many.
    fn mails(&self, subject: &str, n: usize) -> Vec<Received> {
        let until = Instant::now() + Duration::from_secs(20);
        loop {
            let all: Vec<Received> = self.server.received().into_iter().filter(|m| m.field("subject").unwrap().contains(subject)).collect();
            if all.len() >= n {
                return all;
            }
            assert!(Instant::now() < until, "{n} × {subject:?}, but {:?}", self.server.received().iter().map(|m| m.field("subject")).collect::<Vec<_>>());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
    fn reset_link(&self, n: usize) -> String {
        self.mails("Choose a new password", n).last().unwrap().link(&self.at("/reset-password/new"))
    }
    fn signs_in(&self, password: &str) -> bool {
        let mut browser = Browser::new();
        let page = browser.sign_in(&self.place.at("wiki", "/"), "ada", password);
        page.url.contains("wiki.example.test")
    }
}

#[test]
fn a_forgotten_password_is_reset_over_the_mail_once_in_the_browser_that_asked() {
    let post = Post::new(Behaviour::default(), "");
    let mut before = Browser::new();
    before.sign_in(&post.place.at("wiki", "/"), "ada", PASSWORD);
    let (mut mine, mut other) = (Browser::new(), Browser::new());
    let sent = post.ask(&mut mine, "ada@example.com");
    assert_eq!(sent.status, 200, "{}", sent.text());
    let link = post.reset_link(1);
    let mail = &post.server.received().into_iter().find(|m| m.to == ["ada@example.com"] && m.text().contains(&link)).unwrap();
    assert!(mail.encrypted && mail.data.contains("text/html"), "{}", mail.data);
    // Elsewhere, or in part, it is nothing.
    assert_eq!(other.get(&link).status, 410);
    assert_eq!(mine.get(&link[..link.len() - 1]).status, 410);
    // A program that looks at mails looks, and nothing is spent.
    for _ in 0..3 {
        assert_eq!(mine.once("HEAD", &link, &[], b"").status, 200);
    }
    let form = mine.get(&link);
    assert_eq!(mine.submit(&form, &[("password", "short"), ("password_confirm", "short")]).status, 422);
    assert_eq!(mine.submit(&form, &[("password", NEW), ("password_confirm", "quite another")]).status, 422);
    let form = mine.get(&link);
    let done = mine.submit(&form, &[("password", NEW), ("password_confirm", NEW)]);
    assert!(done.status == 200 && done.url.ends_with("/login?done=password-reset"), "{} {}", done.url, done.text());
    assert!(done.text().contains("Your new password is set"), "{}", done.text());
    assert!(mine.cookie("login.example.test", "__Host-portcullis-portal").is_none(), "nobody is signed in by it");
    assert_eq!(mine.get(&link).status, 410, "once");
    assert!(post.signs_in(NEW) && !post.signs_in(PASSWORD));
    let turned = before.get(&post.place.at("wiki", "/"));
    assert!(turned.url.contains("login.example.test"), "every session ended: {}", turned.url);
    let told = post.mails("Your password was reset", 1);
    assert!(told[0].text().contains("/undo?token="), "{}", told[0].text());
    for kind in ["password.reset-asked", "password.set"] {
        assert!(!post.place.run(&["audit", "search", "--kind", kind]).as_array().unwrap().is_empty(), "{kind}");
    }
}

#[test]
fn a_sign_in_with_a_new_browser_is_told_and_its_link_shuts_it_out() {
    const SUBJECT: &str = "A new browser signed in";
    let post = Post::new(Behaviour::default(), "");
    let mut mine = Browser::new();
    mine.sign_in(&post.place.at("wiki", "/"), "ada", PASSWORD);
    let device = mine.cookie("login.example.test", "__Host-portcullis-device").cloned().unwrap();
    // Out and in again: the browser is known by its cookie, whatever else it lost.
    let page = mine.get(&post.at("/sign-out"));
    mine.submit(&page, &[]);
    mine.cookies.retain(|host, _| host == "login.example.test");
    mine.cookies.get_mut("login.example.test").unwrap().retain(|name, _| name == "__Host-portcullis-device");
    mine.sign_in(&post.place.at("wiki", "/"), "ada", PASSWORD);
    assert_eq!(mine.cookie("login.example.test", "__Host-portcullis-device"), Some(&device));
    // Bob's first sign-in, at the same browser, is no news either; and his browser is not Ada's.
    let mut bobs = Browser::new();
    bobs.cookies.insert("login.example.test".into(), [("__Host-portcullis-device".to_owned(), device)].into());
    bobs.sign_in(&post.place.at("wiki", "/"), "bob", PASSWORD);
    // A stranger who knows Ada's password.
    let mut stranger = Browser::new();
    stranger.sign_in(&post.place.at("wiki", "/"), "ada", PASSWORD);
    let told = post.mails(SUBJECT, 1);
    assert_eq!((told.len(), told[0].to.as_slice()), (1, ["ada@example.com".to_owned()].as_slice()), "the first ones were no news");
    assert!(told[0].text().contains("127.0.0.1"), "{}", told[0].text());
    let page = Browser::new().get(&told[0].link(&post.at("/undo")));
    assert!(page.status == 200 && page.text().contains("Your password is shut out"), "{}", page.text());
    assert!(stranger.get(&post.place.at("wiki", "/")).url.contains("wiki.example.test"), "looking does nothing");
    let mut reader = Browser::new();
    let page = reader.get(&told[0].link(&post.at("/undo")));
    let choose = reader.submit(&page, &[]);
    assert!(choose.url.contains("/reset-password/new?token="), "{} {}", choose.url, choose.text());
    assert!(stranger.get(&post.place.at("wiki", "/")).url.contains("login.example.test"), "every session ended");
    assert!(!post.signs_in(PASSWORD), "and the password is worthless");
    assert_eq!(reader.submit(&choose, &[("password", NEW), ("password_confirm", NEW)]).status, 200);
    let mut again = Browser::new();
    again.cookies.insert("login.example.test".into(), stranger.cookies["login.example.test"].clone());
    again.sign_in(&post.place.at("wiki", "/"), "ada", NEW);
    post.mails(SUBJECT, 2);
}

#[test]
fn where_new_browsers_are_not_told_none_is_remembered() {
    let post = Post::new(Behaviour::default(), "  new_browsers: false\n");
    for _ in 0..2 {
        let mut browser = Browser::new();
        browser.sign_in(&post.place.at("wiki", "/"), "ada", PASSWORD);
        assert!(browser.cookie("login.example.test", "__Host-portcullis-device").is_none());
    }
    // What is asked for afterwards arrives, so nothing was on its way before it.
    post.ask(&mut Browser::new(), "ada");
    post.reset_link(1);
    assert!(post.server.received().iter().all(|m| !m.field("subject").unwrap().contains("browser")));
}

#[test]
fn a_mail_is_in_the_language_that_its_reader_prefers() {
    let post = Post::new(Behaviour::default(), "");
    let mut ada = Browser::new();
    ada.sign_in(&post.place.at("wiki", "/"), "ada", PASSWORD);
    let form = ada.get(&post.at("/account/preferences"));
    ada.submit(&form, &[("language", "pt"), ("theme", ""), ("second_factor", "")]);
    post.ask(&mut Browser::new(), "ada");
    post.mails("Escolher uma nova senha", 1);
}

#[test]
fn a_second_factor_is_still_asked_after_a_reset() {
    let post = Post::new(Behaviour::default(), "");
    let mut ada = Browser::new();
    ada.sign_in(&post.place.at("wiki", "/"), "ada", PASSWORD);
    confirm(&post, &mut ada, "/account/security/app/add", 1);
    add_app(&post.place, &mut ada);
    let mut lost = Browser::new();
    post.ask(&mut lost, "ada");
    let form = lost.get(&post.reset_link(1));
    lost.submit(&form, &[("password", NEW), ("password_confirm", NEW)]);
    let asked = lost.sign_in(&post.place.at("vault", "/"), "ada", NEW);
    assert!(asked.url.contains("/second-factor"), "{}", asked.url);
}

#[test]
fn a_newer_link_and_the_end_and_a_revocation_make_a_link_worthless() {
    let post = Post::new(Behaviour::default(), "identity_validation: { reset_password: { lifespan: 4s } }\n");
    let mut mine = Browser::new();
    post.ask(&mut mine, "ada");
    let first = post.reset_link(1);
    post.ask(&mut mine, "ada");
    let second = post.reset_link(2);
    assert_eq!((mine.get(&first).status, mine.get(&second).status), (410, 200));
    // Whoever got the mail, in whatever browser, can make it worthless; looking does not.
    let revoke = post.mails("Choose a new password", 2).last().unwrap().link(&post.at("/reset-password/revoke"));
    let mut elsewhere = Browser::new();
    let question = elsewhere.get(&revoke);
    assert_eq!((question.status, mine.get(&second).status), (200, 200), "{}", question.text());
    let done = elsewhere.submit(&question, &[]);
    assert!(done.status == 200 && done.text().contains("The link is worthless"), "{}", done.text());
    assert_eq!((mine.get(&second).status, elsewhere.get(&revoke).status), (410, 410));
    post.ask(&mut mine, "ada");
    let third = post.reset_link(3);
    std::thread::sleep(Duration::from_secs(4));
    assert_eq!(mine.get(&third).status, 410);
    assert!(post.signs_in(PASSWORD));
}

#[test]
fn s20_asking_says_nothing_of_whether_there_is_such_a_person() {
    let post = Post::new(Behaviour::default(), "rate_limits: { reset_password_start: [] }\n");
    post.place.run(&["user", "disable", "bob"]);
    let hostile = ["ada\r\nBcc: eve@evil.test", "ada@example.com,eve@evil.test", "\"ada\"@example.com", "ada@example.com\0", "<ada@example.com>", ""];
    let mut shapes = Vec::new();
    let mut times = Vec::new();
    for name in ["ada", "nob", "bob", "Ada@example.com", "nob@example.com"].iter().chain(&hostile) {
        let mut browser = Browser::new();
        let form = browser.get(&post.at("/reset-password"));
        let started = Instant::now();
        let answer = browser.submit_once(&form, &[("username", name)]);
        times.push((*name, started.elapsed()));
        // What cannot be a form is refused as such, whoever is meant.
        if name.contains('\0') {
            assert_eq!(answer.status, 400);
            continue;
        }
        let plain = answer.text();
        let nonce = plain.split("nonce=\"").nth(1).and_then(|t| t.split('"').next()).unwrap_or("-").to_owned();
        let fields: Vec<&str> = answer.head.iter().map(|(n, _)| n.as_str()).filter(|n| *n != "date").collect();
        shapes.push((answer.status, plain.len(), plain.replace(&nonce, "N").replace(request_number(&plain), ""), fields.join(" ")));
    }
    assert!(shapes.iter().all(|s| *s == shapes[0]), "{shapes:#?}");
    let slowest = times.iter().map(|(_, t)| *t).max().unwrap();
    assert!(slowest < Duration::from_secs(2), "{times:?}");
    // Ada was meant twice: by her name and by her address.
    let mails = post.mails("Choose a new password", 2);
    std::thread::sleep(Duration::from_millis(500));
    let all: Vec<Received> = post.mails("Choose a new password", mails.len());
    assert!(all.iter().all(|m| m.to == ["ada@example.com"]), "{:?}", all.iter().map(|m| &m.to).collect::<Vec<_>>());
    assert_eq!(all.len(), 2);
    assert!(post.server.heard().iter().all(|l| !l.contains("evil")));
}
/// A page's request number, where it shows one.
fn request_number(page: &str) -> &str {
    page.split("<code>").nth(1).and_then(|t| t.split("</code>").next()).unwrap_or("\u{0}")
}

#[test]
fn s13_mailed_links_keep_the_configured_origin_whatever_a_request_says() {
    let post = Post::new(Behaviour::default(), "trusted_proxies: [127.0.0.1]\n");
    let mut mine = Browser::new();
    let form = mine.get(&post.at("/reset-password"));
    let csrf = form.text().split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let body = format!("csrf={csrf}&username=ada");
    let origin = post.at("");
    let hostile = [
        ("x-forwarded-host", "evil.test"),
        ("x-forwarded-proto", "http"),
        ("x-forwarded-port", "81"),
        ("forwarded", "host=evil.test;proto=http"),
        ("x-original-url", "https://evil.test/"),
        ("x-host", "evil.test"),
        ("referer", "https://evil.test/"),
    ];
    let fields: Vec<(&str, &str)> = [("content-type", "application/x-www-form-urlencoded"), ("origin", origin.as_str())].into_iter().chain(hostile).collect();
    let answer = mine.once("POST", &post.at("/reset-password"), &fields, body.as_bytes());
    assert_eq!(answer.status, 200, "{}", answer.text());
    let mails = post.mails("Choose a new password", 1);
    assert!(!mails[0].data.contains("evil") && !mails[0].text().contains("evil"), "{}", mails[0].data);
    let text = mails[0].text();
    for (at, _) in text.match_indices("://") {
        assert!(text[..at + 3].ends_with("https://") && text[at - 5..].starts_with(&post.at("/")), "{text}");
    }
    // Another Host does not reach the portal at all.
    let evil = mine.once("POST", &post.at("/reset-password"), &[("host", "evil.test"), ("content-type", "application/x-www-form-urlencoded")], body.as_bytes());
    assert_eq!(evil.status, 400, "two hosts are none: {}", evil.text());
}

/// Types the mailed code where a change asks for one.
fn confirm(post: &Post, browser: &mut Browser, path: &str, n: usize) -> Answer {
    let ask = browser.get(&post.at(path));
    assert!(ask.url.contains("/account/security/confirm"), "{}", ask.url);
    let sent = browser.submit(&ask, &[]);
    assert_eq!(sent.status, 200, "{}", sent.text());
    let mail = post.mails("Your code", n).last().unwrap().text();
    let code = mail.lines().find(|l| l.len() == 8 && l.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())).unwrap_or_else(|| panic!("{mail}"));
    let wrong = browser.submit(&sent, &[("code", "AAAAAAAA")]);
    assert_eq!(wrong.status, 401, "{}", wrong.text());
    let on = browser.submit(&wrong, &[("code", code)]);
    assert!(on.url.ends_with(path), "back to where it was asked: {}", on.url);
    on
}

#[test]
fn both_a_second_factor_and_a_code_can_be_asked_for() {
    let post = Post::new(
        Behaviour::default(),
        "identity_validation: { elevated_session: { skip_second_factor: false } }\nrate_limits: { session_elevation_finish: [ { period: 1s, requests: 50 } ] }\n",
    );
    let mut ada = Browser::new();
    ada.sign_in(&post.place.at("wiki", "/"), "ada", PASSWORD);
    confirm(&post, &mut ada, "/account/security/app/add", 1);
    let app = add_app(&post.place, &mut ada);
    let mut other = Browser::new();
    other.sign_in(&post.place.at("wiki", "/"), "ada", PASSWORD);
    let asked = other.get(&post.at("/account/security/password"));
    assert!(asked.url.contains("/second-factor?flow=security"), "the factor first: {}", asked.url);
    let on = other.submit(&asked, &[("code", &app.code_at(now() + 30))]);
    assert!(on.url.ends_with("/account/security/confirm?to=password"), "and then the code, for what was begun: {} {}", on.url, on.text());
    let page = confirm(&post, &mut other, "/account/security/password", 2);
    assert!(page.text().contains("name=\"old\""), "{}", page.text());
    // Elsewhere the code says nothing.
    assert!(ada.get(&post.at("/account/security/password")).url.contains("/second-factor"), "the other session showed no factor");
}

#[test]
fn s22_a_password_alone_changes_nothing_where_mail_can_ask() {
    let post = Post::new(Behaviour::default(), "");
    let mut ada = Browser::new();
    ada.sign_in(&post.place.at("wiki", "/"), "ada", PASSWORD);
    for path in ["/account/security/keys/add", "/account/security/app/add", "/account/security/password"] {
        let ask = ada.get(&post.at(path));
        assert!(ask.url.contains("/account/security/confirm"), "{path}: {}", ask.url);
    }
    confirm(&post, &mut ada, "/account/security/app/add", 1);
    // The code is this session's: a thief with the password is asked for one of their own.
    let mut thief = Browser::new();
    thief.sign_in(&post.place.at("wiki", "/"), "ada", PASSWORD);
    assert!(thief.get(&post.at("/account/security/app/add")).url.contains("/account/security/confirm"));
    add_app(&post.place, &mut ada);
    // From now on the app is asked for, and no mail stands in for it.
    assert!(ada.get(&post.at("/account/security/keys/add")).url.contains("/second-factor"), "one that was there for a second is asked for");
    assert!(post.mails("authenticator app was added", 1)[0].text().contains("/undo?token="));
}

#[test]
fn what_a_thief_added_goes_over_the_mail_without_signing_in() {
    let post = Post::new(Behaviour::default(), "");
    let mut thief = Browser::new();
    thief.sign_in(&post.place.at("wiki", "/"), "ada", PASSWORD);
    confirm(&post, &mut thief, "/account/security/app/add", 1);
    add_app(&post.place, &mut thief);
    let link = post.mails("authenticator app was added", 1)[0].link(&post.at("/undo"));
    let mut ada = Browser::new();
    for _ in 0..3 {
        assert_eq!(ada.get(&link).status, 200);
    }
    assert_eq!(post.place.run(&["user", "factors", "ada"]).as_array().map(Vec::len), Some(1), "looking changes nothing");
    let question = ada.get(&link);
    assert!(question.text().contains("<p class=\"name\">phone</p>"), "what goes is named: {}", question.text());
    let done = ada.submit(&question, &[]);
    assert!(done.status == 200 && done.text().contains("It was taken back"), "{}", done.text());
    assert_eq!(post.place.run(&["user", "factors", "ada"]).as_array().map(Vec::len), Some(0));
    assert!(thief.get(&post.place.at("wiki", "/")).url.contains("login.example.test"), "the thief's session ended");
    assert_eq!(ada.get(&link).status, 410, "once");
    post.mails("A change was taken back", 1);
    assert_eq!(post.place.run(&["audit", "search", "--kind", "factor.undone"]).as_array().map(Vec::len), Some(1));
}

#[test]
fn a_changed_password_is_shut_out_over_the_mail_and_another_one_chosen() {
    let post = Post::new(Behaviour::default(), "");
    let mut thief = Browser::new();
    thief.sign_in(&post.place.at("wiki", "/"), "ada", PASSWORD);
    let form = confirm(&post, &mut thief, "/account/security/password", 1);
    let done = thief.submit(&form, &[("old", PASSWORD), ("password", "a thief's password"), ("password_confirm", "a thief's password")]);
    assert!(done.url.contains("done=password-changed"), "{} {}", done.url, done.text());
    let link = post.mails("Your password was changed", 1)[0].link(&post.at("/undo"));
    let mut ada = Browser::new();
    let question = ada.get(&link);
    let choose = ada.submit(&question, &[]);
    assert!(choose.url.contains("/reset-password/new?token="), "{} {}", choose.url, choose.text());
    assert!(!post.signs_in("a thief's password") && !post.signs_in(PASSWORD));
    let done = ada.submit(&choose, &[("password", NEW), ("password_confirm", NEW)]);
    assert_eq!(done.status, 200, "{}", done.text());
    assert!(post.signs_in(NEW));
}

#[test]
fn a_mail_server_that_is_not_the_one_it_should_be_gets_nothing_and_later_all() {
    let post = Post::new(Behaviour { starttls: StartTls::Stripped, ..Behaviour::default() }, "");
    let mut mine = Browser::new();
    let sent = post.ask(&mut mine, "ada");
    assert_eq!(sent.status, 200, "whoever asks sees nothing of it");
    post.server.wait_for_connections(2);
    post.server.show(&Authority::new().certificate(NAME));
    post.server.behave(Behaviour::default());
    let seen = post.server.connections();
    post.server.wait_for_connections(seen + 1);
    assert!(post.server.received().is_empty(), "{:?}", post.server.heard());
    post.server.show(&post.authority.certificate(NAME));
    let link = post.reset_link(1);
    assert_eq!(mine.get(&link).status, 200);
    assert!(post.place.program.complaints().contains("STARTTLS"), "{}", post.place.program.complaints());
}

#[test]
fn a_mail_server_that_wants_a_certificate_is_shown_ours() {
    let authority = Authority::new();
    let stranger = Authority::new().client("gate.example.test");
    for (ours, fits) in [(Some(authority.client("gate.example.test")), true), (None, false), (Some(stranger), false)] {
        for implicit in [false, true] {
            let own = Authority::new();
            let server = SmtpServer::start(&own.certificate(NAME), Behaviour { implicit, ..Behaviour::default() });
            server.show_to(&own.certificate(NAME), &authority);
            let post = Post::with(if implicit { "submissions" } else { "smtp" }, server, own, ours.clone(), "");
            let mut mine = Browser::new();
            post.ask(&mut mine, "ada");
            if fits {
                let link = post.reset_link(1);
                assert_eq!(mine.get(&link).status, 200);
                assert!(post.server.received()[0].encrypted);
                continue;
            }
            let seen = post.server.connections();
            post.server.wait_for_connections(seen + 1);
            assert!(post.server.received().is_empty() && !post.server.heard().iter().any(|l| l.starts_with("MAIL")), "{:?}", post.server.heard());
        }
    }
}

#[test]
fn without_a_notifier_nothing_is_offered_and_elsewhere_is_a_link() {
    let place = Place::new("");
    let mut browser = Browser::new();
    let page = browser.get(&place.at("login", "/login"));
    assert!(!page.text().contains("reset-password"), "{}", page.text());
    assert_eq!(browser.get(&place.at("login", "/reset-password")).status, 404);
    let elsewhere = Place::new("password_reset: { custom_url: 'https://accounts.example.com/reset?x=1' }\n");
    let page = browser.get(&elsewhere.at("login", "/login"));
    assert!(page.text().contains("href=\"https://accounts.example.com/reset?x=1\""), "{}", page.text());
    assert_eq!(browser.get(&elsewhere.at("login", "/reset-password")).status, 404);
}

#[test]
fn mails_become_files_of_the_servers_user_and_templates_can_be_ones_own() {
    let serve = Serve::new();
    std::fs::create_dir(serve.path("mail")).unwrap();
    std::fs::write(serve.path("mail").join("reset-password.txt"), "Hallo! {{ button.url }}\n").unwrap();
    serve.configure("notifier: { filesystem: { folder: mails }, template_path: mail }\n");
    let program = serve.start();
    program.run_with(&serve, &["user", "add", "ada", "--email", "ada@example.com"]);
    program.run_with(&serve, &["user", "set-password", "ada", "--password", PASSWORD]);
    let mut browser = Browser::new();
    let form = browser.get(&format!("https://login.example.test:{}/reset-password", serve.https));
    browser.submit(&form, &[("username", "ada")]);
    let until = Instant::now() + Duration::from_secs(20);
    let found = loop {
        let all: Vec<String> =
            std::fs::read_dir(serve.path("mails")).map(|d| d.flatten().filter_map(|f| std::fs::read_to_string(f.path()).ok()).collect()).unwrap_or_default();
        if let Some(mail) = all.into_iter().find(|m| m.contains("Hallo!")) {
            break mail;
        }
        assert!(Instant::now() < until, "no mail");
        std::thread::sleep(Duration::from_millis(20));
    };
    assert!(found.contains("\r\nSubject: Choose a new password\r\n"), "{found}");
}

#[test]
fn a_mail_is_tried_out_and_the_servers_answer_told() {
    let post = Post::new(Behaviour::default(), "");
    assert_eq!(post.place.run(&["notify", "test", "--to", "ops@example.com"])["to"], "ops@example.com");
    let mail = &post.mails("Mail works", 1)[0];
    assert_eq!(mail.to, ["ops@example.com"]);
    assert!(mail.text().contains(&format!("login.example.test:{}", post.place.program.port)), "{}", mail.text());
    post.server.behave(Behaviour { rcpt: Some("550 nobody of that name".into()), ..Behaviour::default() });
    let refused = post.place.fails(&["notify", "test", "--to", "ops@example.com"]);
    assert!(refused.contains("nobody of that name"), "{refused}");
    assert!(post.place.fails(&["notify", "test", "--to", "ops@example.com, eve@evil.test"]).contains("is no address"));
}
