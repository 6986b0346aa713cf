//! No parameter leads anywhere but to our own pages and our own routes (S3); each stands once (S32).
//!
//! Why: a sign-in page that forwards to anywhere is the first tool of a phisher.

use crate::browser::{Browser, House, NOW, PASSWORD, hidden, location, target, text};
use http::Method;
use portcullis_identity::Requirement;

const HOSTILE: &[&str] = &[
    "https://evil.test/",
    "//evil.test",
    "///evil.test",
    "/\\evil.test",
    "\\\\evil.test",
    "/%5cevil.test",
    "/%09/evil.test",
    "/%0d%0aLocation:%20https://evil.test",
    "HTTPS://EVIL.TEST",
    "hTtPs:evil.test",
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "data:text/html,x",
    "https://wiki.example.com@evil.test/",
    "https://wiki.example.com%40evil.test/",
    "https://wiki.example.com.evil.test/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://evil%E3%80%82test/",
    "https:///evil.test",
    "http://wiki.example.com/",
    "/..;/evil.test",
    "/%2e%2e/evil.test",
    "?",
    "#",
    ".evil.test",
    "@evil.test",
    ":80@evil.test",
    "%00",
    "%0a",
    "A",
    "AAAA",
];
const NAMES: &[&str] =
    &["flow", "rd", "next", "return_to", "redirect_uri", "redirect", "url", "to", "q", "token", "code", "ended", "continue", "session", "keep"];

fn is_ours(to: &str) -> bool {
    let path = to.starts_with('/') && !to.starts_with("//") && !to.contains(['\\', '\t', '\r', '\n']);
    to.is_empty() || path || to.starts_with("https://wiki.example.com/.portcullis/callback?code=")
}

#[tokio::test]
async fn s03_no_parameter_of_any_page_leads_away() {
    let house = House::new().await;
    house.person("ada").await;
    let signed_in = house.signed_in("ada").await;
    let mut asked = 0;
    for page in ["/", "/login", "/enrol", "/account", "/sign-out", "/account/sessions/revoke", "/nothing"] {
        for name in NAMES {
            for value in HOSTILE.iter().filter(|v| !v.contains('#')) {
                let mut stranger = Browser::default();
                let mut person = signed_in.clone();
                let path = format!("{page}?{name}={value}");
                for answer in [stranger.get(&house, &path).await, person.get(&house, &path).await] {
                    assert!(is_ours(location(&answer)), "{path}: {}", location(&answer));
                    assert!(!answer.headers().contains_key("refresh"), "{path}");
                    assert!(!text(&answer).contains("href=\"https://evil") && !text(&answer).contains("http-equiv"), "{path}");
                    asked += 1;
                }
            }
        }
    }
    assert!(asked > 5_000, "{asked}");
}

#[tokio::test]
async fn s03_no_field_of_the_sign_in_form_leads_away() {
    let house = House::new().await;
    house.person("ada").await;
    for name in NAMES.iter().filter(|n| **n != "continue" && **n != "keep") {
        for value in HOSTILE {
            let mut browser = Browser::default();
            let form = browser.get(&house, "/login").await;
            let answer = browser.send(&house, "/login", &hidden(&form), &[("username", "ada"), ("password", PASSWORD), (name, value)]).await;
            assert_eq!((answer.status().as_u16(), location(&answer)), (303, "/"), "{name}={value}");
        }
    }
}

#[tokio::test]
async fn s03_an_envelope_to_a_host_that_is_no_route_leads_to_the_launcher() {
    let house = House::new().await;
    house.person("ada").await;
    let flow = house.identity.new_flow();
    for host in ["evil.test", "login.example.com", "wiki.example.com:8443", "wiki.example.com.evil.test"] {
        let sealed = house.identity.begin_handoff(&target(host, "/"), &flow, &Requirement::default(), NOW);
        let mut browser = Browser::default();
        let form = browser.get(&house, &format!("/login?flow={sealed}")).await;
        assert!(text(&form).contains("was used already or is too old") && !text(&form).contains("evil.test"), "{host}");
        assert!(!form.headers()["content-security-policy"].to_str().unwrap().contains("evil"));
        let answer = browser.send(&house, "/login", &hidden(&form), &[("username", "ada"), ("password", PASSWORD)]).await;
        assert_eq!(location(&answer), "/", "{host}");
    }
}

#[tokio::test]
async fn s32_a_parameter_that_stands_twice_is_refused() {
    let house = House::new().await;
    house.person("ada").await;
    let (sealed, _) = house.flow_to("wiki.example.com", &Requirement::default());
    let mut browser = house.signed_in("ada").await;
    for path in [
        format!("/login?flow={sealed}&flow={sealed}"),
        format!("/login?flow={sealed}&fl%6fw=x"),
        "/?q=a&q=b".into(),
        "/enrol?token=a&token=b".into(),
        "/account?ended=1&ended=1".into(),
    ] {
        let answer = browser.get(&house, &path).await;
        assert_eq!((answer.status().as_u16(), location(&answer)), (400, ""), "{path}");
    }
    let mut stranger = Browser::default();
    let form = stranger.get(&house, "/login").await;
    let csrf = &hidden(&form)[0].1;
    for body in [
        format!("csrf={csrf}&csrf={csrf}&username=ada&password=x"),
        format!("csrf={csrf}&username=ada&username=eve&password=x"),
        format!("csrf={csrf}&username=ada&password=a&pass%77ord=b"),
    ] {
        assert_eq!(stranger.ask(&house, Method::POST, "/login", &body).await.status(), 400, "{body}");
    }
    let both = stranger.ask(&house, Method::POST, &format!("/login?flow={sealed}"), &format!("csrf={csrf}&username=ada&password=x")).await;
    assert_eq!(both.status(), 400, "a query beside a form");
}

#[tokio::test]
async fn s32_an_edited_envelope_is_none() {
    let house = House::new().await;
    house.person("ada").await;
    let (sealed, _) = house.flow_to("wiki.example.com", &Requirement::default());
    let mut browser = house.signed_in("ada").await;
    for at in [0, 7, sealed.len() / 2, sealed.len() - 1] {
        let mut bytes = sealed.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let answer = browser.get(&house, &format!("/login?flow={}", String::from_utf8(bytes).unwrap())).await;
        assert!(!location(&answer).contains("wiki"), "{at}");
    }
}
