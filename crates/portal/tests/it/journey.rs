//! The ordinary ways: in, around, out.
//!
//! Why: a cookie-keeping HTTP client signs in with one GET and one POST, and gets where it wanted to go.

use crate::browser::{Browser, House, NOW, PASSWORD, hidden, location, text};
use http::Method;
use portcullis_identity::Requirement;
use portcullis_model::{Aal, AmrSet};
use std::time::Duration;

#[tokio::test]
async fn one_get_and_one_post_lead_to_the_application() {
    let house = House::new().await;
    house.person("ada").await;
    let (sealed, flow) = house.flow_to("wiki.example.com", &Requirement::default());
    let mut browser = Browser::default();
    let form = browser.get(&house, &format!("/login?flow={sealed}")).await;
    assert_eq!(form.status(), 200);
    assert!(text(&form).contains("<b>Wiki</b> asks you to sign in") && text(&form).contains("wiki.example.com"));
    let csp = form.headers()["content-security-policy"].to_str().unwrap();
    assert!(csp.contains("form-action 'self' https://wiki.example.com;"), "{csp}");
    let answer = browser.send(&house, "/login", &hidden(&form), &[("username", "ada@example.com"), ("password", PASSWORD)]).await;
    assert_eq!(answer.status(), 303);
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let code = location(&answer).strip_prefix("https://wiki.example.com/.portcullis/callback?code=").unwrap();
    let redeemed = house.identity.redeem_code(code, "wiki.example.com", &flow, None, NOW).await.unwrap();
    assert_eq!(redeemed.return_to.url(), "https://wiki.example.com/page?x=1");

    // The next application needs no form.
    let (sealed, _) = house.flow_to("photos.example.com", &Requirement::default());
    let answer = browser.get(&house, &format!("/login?flow={sealed}")).await;
    assert_eq!(answer.status(), 302);
    assert!(location(&answer).starts_with("https://photos.example.com/.portcullis/callback?code="));
}

#[tokio::test]
async fn the_launcher_is_for_people_who_are_signed_in() {
    let house = House::new().await;
    house.person_called("ada", "Ada Okafor").await;
    let mut stranger = Browser::default();
    for path in ["/", "/account"] {
        let answer = stranger.get(&house, path).await;
        assert_eq!((answer.status().as_u16(), location(&answer)), (302, "/login"));
    }
    let mut browser = house.signed_in("ada").await;
    let page = browser.get(&house, "/").await;
    assert!(text(&page).contains("Wiki") && text(&page).contains("https://photos.example.com/") && text(&page).contains("Ada Okafor"));
    let page = browser.get(&house, "/?q=photos").await;
    assert!(!text(&page).contains("Wiki") && text(&page).contains("1 application"));
    let answer = browser.get(&house, "/login").await;
    assert_eq!((answer.status().as_u16(), location(&answer)), (302, "/"));
    let page = browser.get(&house, "/account").await;
    assert!(text(&page).contains("ada@example.com") && text(&page).contains("Level 1 (pwd)"), "{}", text(&page));
}

#[tokio::test]
async fn keep_me_signed_in_makes_a_cookie_that_lasts() {
    let house = House::new().await;
    house.person("ada").await;
    for (keep, lasts) in [(&[("keep", "1")][..], true), (&[], false)] {
        let mut browser = Browser::default();
        let form = browser.get(&house, "/login").await;
        let typed: Vec<(&str, &str)> = [("username", "ada"), ("password", PASSWORD)].into_iter().chain(keep.iter().copied()).collect();
        let answer = browser.send(&house, "/login", &hidden(&form), &typed).await;
        let cookie = answer.headers().get_all("set-cookie").iter().find(|c| c.to_str().unwrap().starts_with("__Host-portcullis-portal=")).unwrap();
        assert_eq!(cookie.to_str().unwrap().ends_with("; Max-Age=2592000"), lasts, "{cookie:?}");
    }
}

#[tokio::test]
async fn a_second_factor_that_nobody_can_have_is_said_once_and_not_asked_again() {
    let house = House::new().await;
    house.person("ada").await;
    let need = Requirement { aal: Some(Aal::Two), fresh_within: None, amr: AmrSet::default() };
    let (sealed, _) = house.flow_to("wiki.example.com", &need);
    let mut browser = Browser::default();
    let form = browser.get(&house, &format!("/login?flow={sealed}")).await;
    assert!(text(&form).contains("name=\"password\""));
    let said = browser.send(&house, "/login", &hidden(&form), &[("username", "ada"), ("password", PASSWORD)]).await;
    for page in [said, browser.get(&house, &format!("/login?flow={sealed}")).await] {
        assert_eq!((page.status().as_u16(), location(&page)), (200, ""));
        assert!(text(&page).contains("Wiki asks for a second factor") && !text(&page).contains("name=\"password\""));
    }
    assert_eq!(browser.get(&house, "/").await.status(), 200, "signed in all the same");
}

#[tokio::test]
async fn a_sign_in_that_is_too_old_is_asked_for_again() {
    let house = House::new().await;
    house.person("ada").await;
    let need = Requirement { aal: None, fresh_within: Some(Duration::from_secs(60)), amr: AmrSet::default() };
    let mut browser = house.signed_in("ada").await;
    browser.at = Some(NOW.plus(Duration::from_secs(120)));
    let (sealed, _) = house.flow_to("wiki.example.com", &need);
    let form = browser.get(&house, &format!("/login?flow={sealed}")).await;
    assert_eq!(form.status(), 200);
    assert!(text(&form).contains("asks for a fresh sign-in"));
    let before = browser.cookies["__Host-portcullis-portal"].clone();
    let answer = browser.send(&house, "/login", &hidden(&form), &[("username", "ada"), ("password", PASSWORD)]).await;
    assert!(location(&answer).starts_with("https://wiki.example.com/.portcullis/callback?code="));
    assert_ne!(before, browser.cookies["__Host-portcullis-portal"]);
}

#[tokio::test]
async fn after_signing_out_on_a_host_the_next_visit_there_asks() {
    let house = House::new().await;
    house.person_called("ada", "Ada Okafor").await;
    let mut browser = house.signed_in("ada").await;
    let (sealed, flow) = house.flow_to("wiki.example.com", &Requirement::default());
    let answer = browser.get(&house, &format!("/login?flow={sealed}")).await;
    let code = location(&answer).split("code=").nth(1).unwrap();
    let there = house.identity.redeem_code(code, "wiki.example.com", &flow, None, NOW).await.unwrap();
    house.identity.sign_out_host(&there.session, &portcullis_identity::Actor::system(), NOW).await.unwrap();

    let (sealed, flow) = house.flow_to("wiki.example.com", &Requirement::default());
    let page = browser.get(&house, &format!("/login?flow={sealed}")).await;
    assert_eq!((page.status().as_u16(), location(&page)), (200, ""));
    assert!(text(&page).contains("You signed out of this application") && text(&page).contains("Continue as Ada Okafor"));
    let answer = browser.send(&house, "/login", &hidden(&page), &[("continue", "1")]).await;
    assert_eq!(answer.status(), 303);
    let code = location(&answer).split("code=").nth(1).unwrap();
    house.identity.redeem_code(code, "wiki.example.com", &flow, None, NOW).await.unwrap();
}

#[tokio::test]
async fn the_surface_is_what_is_written_down() {
    let house = House::new().await;
    let mut browser = Browser::default();
    for path in ["/nothing", "/login/", "/Login", "/assets/", "/assets/x.css", "/console", "/.portcullis/callback", "/healthz"] {
        assert_eq!(browser.get(&house, path).await.status(), 404, "{path}");
    }
    for (method, path, allowed) in [
        (Method::PUT, "/login", "GET, HEAD, POST"),
        (Method::POST, "/", "GET, HEAD"),
        (Method::POST, "/account", "GET, HEAD"),
        (Method::GET, "/account/sessions/revoke", "POST"),
    ] {
        let answer = browser.ask(&house, method.clone(), path, "").await;
        assert_eq!(answer.status(), 405, "{method} {path}");
        assert_eq!(answer.headers()["allow"], allowed);
    }
    let page = browser.get(&house, "/login").await;
    for name in text(&page).split("\"/assets/").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        let asset = browser.get(&house, &format!("/assets/{name}")).await;
        assert_eq!(asset.status(), 200, "{name}");
        assert!(asset.headers()["cache-control"].to_str().unwrap().contains("immutable"));
    }
    assert_eq!(text(&browser.get(&house, "/robots.txt").await), "User-agent: *\nDisallow: /\n");
}
