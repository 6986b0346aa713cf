//! Sign-in over several hosts: each has its own cookie, and none opens another's door.
//!
//! Why: one session opens all doors (DESIGN: one sign-in), and a stolen key opens one.

use crate::harness::program::PASSWORD;
use crate::harness::{Browser, Origin, Program};

fn two_apps() -> (Program, Origin) {
    let origin = Origin::start();
    let program = Program::up(&["--protect", &format!("wiki={}", origin.url()), "--protect", &format!("files={}", origin.url())]);
    (program, origin)
}

#[test]
fn one_sign_in_opens_every_host_without_asking_again() {
    let (program, _origin) = two_apps();
    let mut browser = Browser::new();
    program.enrol(&mut browser);
    assert_eq!(browser.get(&program.at("wiki", "/a?b=c")).url, program.at("wiki", "/a?b=c"));
    assert_eq!(browser.get(&program.at("files", "/")).status, 200);
    let wiki = browser.cookie("wiki.localhost", "__Host-portcullis").unwrap();
    let files = browser.cookie("files.localhost", "__Host-portcullis").unwrap();
    assert_ne!(wiki, files);
    assert!(wiki.len() <= 128);
}

#[test]
fn s06_a_stolen_cookie_is_worth_nothing_on_another_host() {
    let (program, origin) = two_apps();
    let mut browser = Browser::new();
    program.enrol(&mut browser);
    browser.get(&program.at("wiki", "/"));
    let stolen = browser.cookie("wiki.localhost", "__Host-portcullis").unwrap().clone();
    let portal = browser.cookie("login.localhost", "__Host-portcullis-portal").unwrap().clone();
    origin.forget();
    for (host, cookie) in [
        ("files", format!("__Host-portcullis={stolen}")),
        ("demo", format!("__Host-portcullis={stolen}")),
        ("files", format!("__Host-portcullis={portal}")),
        ("wiki", format!("__Host-portcullis={portal}")),
        ("wiki", format!("__Host-portcullis-portal={portal}")),
    ] {
        let answer = Browser::new().once("GET", &program.at(host, "/"), &[("cookie", &cookie), ("accept", "application/json")], b"");
        assert_eq!(answer.status, 401, "{host} {cookie}");
    }
    for cookie in [format!("__Host-portcullis-portal={stolen}"), format!("__Host-portcullis={stolen}")] {
        let answer = Browser::new().once("GET", &program.at("login", "/account"), &[("cookie", &cookie)], b"");
        assert_eq!(answer.status, 302, "the portal takes no host's cookie");
    }
    assert!(origin.seen().is_empty());
    // On its own host it is the session, as any copy is until sign-out.
    let cookie = format!("__Host-portcullis={stolen}");
    assert_eq!(Browser::new().once("GET", &program.at("wiki", "/"), &[("cookie", &cookie)], b"").status, 200);
}

#[test]
fn s06_origins_never_see_our_cookies_and_cannot_set_them() {
    let (program, origin) = two_apps();
    let mut browser = Browser::new();
    program.enrol(&mut browser);
    browser.get(&program.at("wiki", "/"));
    browser.cookies.get_mut("wiki.localhost").unwrap().insert("theirs".into(), "42".into());
    browser.get(&program.at("wiki", "/x"));
    let seen = origin.last();
    assert_eq!(seen.field("cookie"), Some("theirs=42"));
    let answer = browser.once("GET", &program.at("wiki", "/set-ours"), &[], b"");
    assert_eq!(answer.fields("set-cookie"), ["theirs=1; Path=/"]);
}

#[test]
fn s07_a_return_link_counts_only_in_the_browser_that_was_sent() {
    let (program, _origin) = two_apps();
    let mut victim = Browser::new();
    let mut attacker = Browser::new();
    program.enrol(&mut attacker);
    // The attacker starts a sign-in and stops before the callback.
    let to_portal = attacker.once("GET", &program.at("wiki", "/"), &[], b"");
    let to_callback = attacker.once("GET", to_portal.field("location").unwrap(), &[], b"");
    let callback = to_callback.field("location").unwrap().to_owned();
    assert!(callback.starts_with(&program.at("wiki", "/.portcullis/callback?code=")), "{callback}");
    // The victim, tricked into the link, gets no session: not without a flow of their own, nor with one.
    assert_eq!(victim.once("GET", &callback, &[], b"").status, 400);
    victim.once("GET", &program.at("wiki", "/"), &[], b"");
    assert_eq!(victim.once("GET", &callback, &[], b"").status, 400);
    assert!(victim.cookie("wiki.localhost", "__Host-portcullis").is_none());
}

#[test]
fn s07_a_code_works_once_and_only_on_its_host() {
    let (program, _origin) = two_apps();
    let mut browser = Browser::new();
    program.enrol(&mut browser);
    let to_portal = browser.once("GET", &program.at("wiki", "/"), &[], b"");
    let to_callback = browser.once("GET", to_portal.field("location").unwrap(), &[], b"");
    let callback = to_callback.field("location").unwrap().to_owned();
    browser.once("GET", &program.at("files", "/"), &[], b"");
    let elsewhere = callback.replace("wiki.localhost", "files.localhost");
    assert_eq!(browser.once("GET", &elsewhere, &[], b"").status, 400);
    let copy = browser.clone();
    let first = browser.once("GET", &callback, &[], b"").status;
    let second = copy.clone().once("GET", &callback, &[], b"").status;
    // Whether the wrong host spent it or not, it opens at most one session.
    assert_eq!(second, 400);
    assert!(first == 302 || first == 400);
}

#[test]
fn s07_signing_in_gives_a_new_session_and_no_old_cookie_lives() {
    let (program, _origin) = two_apps();
    program.enrol(&mut Browser::new());
    let mut browser = Browser::new();
    browser.get(&program.at("wiki", "/"));
    let before: Vec<String> = browser.cookies.values().flat_map(|jar| jar.values().cloned()).collect();
    browser.sign_in(&program.at("wiki", "/"), "ada", PASSWORD);
    let session = browser.cookie("login.localhost", "__Host-portcullis-portal").unwrap();
    assert!(!before.contains(session));
    for old in before {
        let answer = Browser::new().once("GET", &program.at("login", "/account"), &[("cookie", &format!("__Host-portcullis-portal={old}"))], b"");
        assert_eq!(answer.status, 302);
    }
    // Signing in again, in a browser that was signed in: what its cookies were opens nothing any more.
    let copy = browser.clone();
    assert_eq!(copy.clone().once("GET", &program.at("login", "/account"), &[], b"").status, 200);
    let page = browser.get(&program.at("wiki", "/.portcullis/sign-out"));
    browser.submit(&page, &[]);
    browser.sign_in(&program.at("wiki", "/"), "ada", PASSWORD);
    assert_ne!(browser.cookie("login.localhost", "__Host-portcullis-portal"), copy.cookie("login.localhost", "__Host-portcullis-portal"));
    assert_eq!(copy.clone().once("GET", &program.at("login", "/account"), &[], b"").status, 302);
    assert_eq!(copy.clone().once("GET", &program.at("wiki", "/"), &[("accept", "application/json")], b"").status, 401);
}

#[test]
fn s07_sign_out_everywhere_kills_every_copy_of_every_cookie() {
    let (program, _origin) = two_apps();
    let mut browser = Browser::new();
    program.enrol(&mut browser);
    browser.get(&program.at("wiki", "/"));
    browser.get(&program.at("files", "/"));
    let copy = browser.clone();
    let page = browser.get(&program.at("login", "/sign-out"));
    let done = browser.submit(&page, &[]);
    assert_eq!(done.status, 200, "{}", done.text());
    for host in ["wiki", "files"] {
        assert_eq!(copy.clone().once("GET", &program.at(host, "/"), &[("accept", "application/json")], b"").status, 401, "{host}");
    }
    assert_eq!(copy.clone().once("GET", &program.at("login", "/account"), &[], b"").status, 302);
}

#[test]
fn signing_out_here_ends_here_and_the_next_visit_asks_first() {
    let (program, _origin) = two_apps();
    let mut browser = Browser::new();
    program.enrol(&mut browser);
    browser.get(&program.at("wiki", "/"));
    browser.get(&program.at("files", "/"));
    let copy = browser.clone();
    let page = browser.get(&program.at("wiki", "/.portcullis/sign-out"));
    assert_eq!(page.status, 200);
    // A GET only asks.
    assert_eq!(browser.once("GET", &program.at("wiki", "/"), &[], b"").status, 200);
    let done = browser.submit(&page, &[]);
    assert_eq!(done.status, 200, "{}", done.text());
    assert_eq!(copy.clone().once("GET", &program.at("wiki", "/"), &[("accept", "application/json")], b"").status, 401);
    assert_eq!(browser.once("GET", &program.at("files", "/"), &[], b"").status, 200, "other hosts stay signed in");
    // The next visit does not slip back in.
    let next = browser.get(&program.at("wiki", "/"));
    assert!(next.url.starts_with(&program.at("login", "/")), "{}", next.url);
    assert_eq!(next.status, 200);
    let back = browser.submit(&next, &[("username", "ada"), ("password", PASSWORD)]);
    assert_eq!(back.url, program.at("wiki", "/"), "{}", back.text());
}

#[test]
fn a_sign_out_from_another_site_is_refused() {
    let (program, _origin) = two_apps();
    let mut browser = Browser::new();
    program.enrol(&mut browser);
    browser.get(&program.at("wiki", "/"));
    let page = browser.get(&program.at("wiki", "/.portcullis/sign-out"));
    let form = crate::harness::page::form(&page.text()).unwrap();
    let body = crate::harness::page::encode(&form.hidden);
    for fields in [
        vec![("origin", "https://evil.test")],
        vec![("sec-fetch-site", "cross-site")],
        vec![("origin", "null")],
        vec![("sec-fetch-site", "same-origin"), ("origin", "https://evil.test")],
    ] {
        let mut fields = fields;
        fields.push(("content-type", "application/x-www-form-urlencoded"));
        let answer = browser.once("POST", &program.at("wiki", "/.portcullis/sign-out"), &fields, body.as_bytes());
        assert_eq!(answer.status, 403, "{fields:?}");
    }
    // A form without its token is nobody's, wherever it says it comes from.
    let own = format!("http://wiki.localhost:{}", program.port);
    let answer = browser.once(
        "POST",
        &program.at("wiki", "/.portcullis/sign-out"),
        &[("origin", &own), ("content-type", "application/x-www-form-urlencoded")],
        b"csrf=x",
    );
    assert_eq!(answer.status, 403);
    assert_eq!(browser.once("GET", &program.at("wiki", "/"), &[], b"").status, 200);
}

#[test]
fn who_am_i_as_page_and_as_json() {
    let (program, _origin) = two_apps();
    let mut browser = Browser::new();
    program.enrol(&mut browser);
    browser.get(&program.at("wiki", "/"));
    let page = browser.get(&program.at("wiki", "/.portcullis/user"));
    assert!(page.text().contains("ada@example.com"));
    let json = browser.once("GET", &program.at("wiki", "/.portcullis/user"), &[("accept", "application/json")], b"").json();
    assert_eq!(json["email"], "ada@example.com");
    assert_eq!(json["aal"], 1);
    assert_eq!(Browser::new().once("GET", &program.at("wiki", "/.portcullis/user"), &[("accept", "application/json")], b"").status, 401);
    assert_eq!(Browser::new().once("GET", &program.at("wiki", "/.portcullis/nothing"), &[], b"").status, 404);
}

#[test]
fn s32_a_tampered_or_doubled_parameter_is_refused() {
    let (program, _origin) = two_apps();
    let mut browser = Browser::new();
    program.enrol(&mut browser);
    let to_portal = browser.once("GET", &program.at("wiki", "/"), &[], b"");
    let link = to_portal.field("location").unwrap().to_owned();
    let (head, flow) = link.split_once("flow=").unwrap();
    // The smallest change in many places: where nothing is sealed, some of them would do nothing but lead elsewhere.
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let bend = |at: usize| {
        let value = LETTERS.iter().position(|l| *l == flow.as_bytes()[at]).unwrap();
        format!("{}{}{}", &flow[..at], char::from(LETTERS[value ^ 1]), &flow[at + 1..])
    };
    let bent = bend(flow.len() / 2);
    let mut queries = vec![format!("flow={flow}&flow={flow}"), format!("flow={flow}&flow={bent}"), "flow=x".to_owned()];
    queries.extend((0..flow.len()).step_by(5).map(|at| format!("flow={}", bend(at))));
    for query in queries {
        let answer = browser.once("GET", &format!("{head}{query}"), &[], b"");
        let onward = answer.field("location").unwrap_or("").to_owned();
        assert!(answer.status >= 400 || !onward.contains("callback"), "{query}: {} {onward}", answer.status);
    }
}

#[test]
fn s03_nothing_in_a_request_says_where_to_go_afterwards() {
    let (program, _origin) = two_apps();
    let mut browser = Browser::new();
    program.enrol(&mut browser);
    for evil in [
        "//evil.test",
        "https://evil.test/",
        "/\\evil.test",
        "https:evil.test",
        "javascript:alert(1)",
        "https://wiki.localhost@evil.test/",
        "%2f%2fevil.test",
        "/%09/evil.test",
    ] {
        for name in ["rd", "return", "redirect_uri", "next", "url", "flow", "to"] {
            for path in ["/login", "/sign-out", "/", "/enrol"] {
                let answer = browser.once("GET", &program.at("login", &format!("{path}?{name}={}", evil.replace('\\', "%5C"))), &[], b"");
                let to = answer.field("location").unwrap_or("");
                assert!(
                    to.is_empty() || to.starts_with('/') && !to.starts_with("//") || to.starts_with(&program.at("login", "")),
                    "{path} {name} {evil}: {to}"
                );
                assert!(!answer.text().contains("href=\"https://evil") && !answer.text().contains("javascript:"), "{path} {name} {evil}");
            }
        }
    }
}
