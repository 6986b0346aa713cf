//! Forms from elsewhere, and requests that lie about where they are (S13).
//!
//! Why: whoever can make a browser send a request must get nothing by it.

use crate::browser::{Browser, House, NOW, PASSWORD, hidden, location, text};
use http::Method;
use portcullis_identity::Requirement;
use std::time::Duration;

#[tokio::test]
async fn a_form_from_another_site_changes_nothing() {
    let house = House::new().await;
    house.person("ada").await;
    for (name, value) in [
        ("origin", "https://evil.test"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://wiki.example.com"),
    ] {
        let mut browser = house.signed_in("ada").await;
        let form = browser.get(&house, "/sign-out").await;
        let mut stranger = Browser::default();
        let login = stranger.get(&house, "/login").await;
        browser.fields = vec![(name, value.into())];
        stranger.fields = vec![(name, value.into())];
        let answer = browser.send(&house, "/sign-out", &hidden(&form), &[]).await;
        assert_eq!(answer.status(), 403, "{name}: {value}");
        let answer = stranger.send(&house, "/login", &hidden(&login), &[("username", "ada"), ("password", PASSWORD)]).await;
        assert_eq!((answer.status().as_u16(), answer.headers().contains_key("set-cookie")), (403, false), "{name}: {value}");
        for path in ["/enrol", "/account/sessions/revoke"] {
            assert_eq!(browser.send(&house, path, &[], &[]).await.status(), 403, "{path}");
        }
        browser.fields.clear();
        assert_eq!(browser.get(&house, "/").await.status(), 200, "still signed in");
    }
}

#[tokio::test]
async fn a_form_needs_the_token_and_the_cookie_it_was_made_with() {
    let house = House::new().await;
    house.person("ada").await;
    let typed = [("username", "ada"), ("password", PASSWORD)];
    let mut one = Browser::default();
    let ones = hidden(&one.get(&house, "/login").await);
    let mut two = Browser::default();
    let twos = hidden(&two.get(&house, "/login").await);
    for (browser, fields) in [(&one, &twos), (&two, &ones), (&Browser::default(), &ones), (&one, &Vec::new())] {
        let mut browser = browser.clone();
        let answer = browser.send(&house, "/login", fields, &typed).await;
        assert_eq!(answer.status(), 403);
        assert!(text(&answer).contains("Sign in again; if it happens twice, allow cookies"));
    }
    one.at = Some(NOW.plus(Duration::from_secs(13 * 3600)));
    assert_eq!(one.send(&house, "/login", &ones, &typed).await.status(), 403, "too old");
    one.at = None;
    assert_eq!(one.send(&house, "/login", &ones, &typed).await.status(), 303);
    let mut person = house.signed_in("ada").await;
    assert_eq!(person.send(&house, "/sign-out", &[], &[]).await.status(), 403);
    assert_eq!(person.get(&house, "/").await.status(), 200);
}

#[tokio::test]
async fn only_forms_are_read() {
    let house = House::new().await;
    let mut browser = Browser::default();
    for kind in ["text/plain", "application/json", "multipart/form-data; boundary=x", ""] {
        browser.fields = vec![("content-type", kind.into())];
        assert_eq!(browser.ask(&house, Method::POST, "/login", "username=a&password=b").await.status(), 400, "{kind}");
    }
    browser.fields.clear();
    assert_eq!(browser.ask(&house, Method::POST, "/login", &"a".repeat(70_000)).await.status(), 413);
}

#[tokio::test]
async fn a_frame_or_a_fetch_gets_no_code() {
    let house = House::new().await;
    house.person("ada").await;
    let mut browser = house.signed_in("ada").await;
    let (sealed, _) = house.flow_to("wiki.example.com", &Requirement::default());
    for (method, kind) in [(Method::GET, "iframe"), (Method::GET, "image"), (Method::GET, "empty"), (Method::HEAD, "document"), (Method::HEAD, "")] {
        browser.fields = if kind.is_empty() { Vec::new() } else { vec![("sec-fetch-dest", kind.into())] };
        let answer = browser.ask(&house, method.clone(), &format!("/login?flow={sealed}"), "").await;
        assert_eq!((answer.status().as_u16(), location(&answer)), (200, ""), "{method} {kind}");
    }
    browser.fields = vec![("sec-fetch-dest", "document".into())];
    assert_eq!(browser.get(&house, &format!("/login?flow={sealed}")).await.status(), 302);
}

#[tokio::test]
async fn s13_no_answer_repeats_a_host_that_a_request_named() {
    const CANARY: &str = "canary-host.test";
    let house = House::new().await;
    house.person("ada").await;
    let (sealed, _) = house.flow_to("wiki.example.com", &Requirement::default());
    let link = house.identity.recover(None, &portcullis_identity::Actor::system(), NOW).await.unwrap();
    let names = ["host", "forwarded", "x-forwarded-host", "x-forwarded-server", "x-forwarded-proto", "x-original-url", "x-rewrite-url", "x-host", "referer"];
    let mut seen = 0;
    for signed_in in [false, true] {
        for path in [
            "/",
            "/login",
            &format!("/login?flow={sealed}"),
            &format!("/enrol?token={}", link.expose()),
            "/enrol?token=x",
            "/account",
            "/sign-out",
            "/nothing",
            "/robots.txt",
            "/login?a=1&a=2",
        ] {
            let mut browser = if signed_in { house.signed_in("ada").await } else { Browser::default() };
            browser.host = Some(CANARY);
            browser.fields = names.iter().map(|n| (*n, if *n == "forwarded" { format!("host={CANARY};proto=http") } else { CANARY.into() })).collect();
            let answer = browser.get(&house, path).await;
            assert!(!text(&answer).contains(CANARY), "{path}");
            for (name, value) in answer.headers() {
                assert!(!value.to_str().unwrap().contains(CANARY), "{path}: {name}");
            }
            seen += 1;
        }
    }
    assert_eq!(seen, 20);
}
