//! Hostile words in every stored field stay words (S24).
//!
//! Why: a display name is somebody else's text on an administrator's page.

use crate::browser::{Browser, House, NOW, PASSWORD, hidden, text};
use portcullis_identity::{Actor, Requirement};

const NASTY: &str = "<img src=x onerror=alert(1)>\"'{{99999*99999}}";

fn is_clean(html: &str) -> bool {
    !html.contains("<img") && !html.contains("9999800001") && html.matches("<script").count() <= 1
}

#[tokio::test]
async fn s24_names_of_people_and_applications_are_text_on_every_page() {
    let house = House::with_wiki(NASTY).await;
    house.person_called("ada", NASTY).await;
    let invitation = house.identity.invite("ada", &Actor::system(), NOW).await.unwrap();
    let (sealed, _) = house.flow_to("wiki.example.com", &Requirement::default());
    let mut stranger = Browser { fields: vec![("user-agent", NASTY.into())], ..Browser::default() };
    let form = stranger.get(&house, &format!("/login?flow={sealed}")).await;
    assert!(text(&form).contains("&lt;img") && is_clean(text(&form)));
    let refused = stranger.send(&house, "/login", &hidden(&form), &[("username", NASTY), ("password", NASTY)]).await;
    assert!(text(&refused).contains("value=\"&lt;img") && is_clean(text(&refused)));
    let page = stranger.get(&house, &format!("/enrol?token={}", invitation.expose())).await;
    assert!(text(&page).contains("&lt;img") && is_clean(text(&page)));
    let signed = stranger.send(&house, "/login", &hidden(&refused), &[("username", "ada"), ("password", PASSWORD)]).await;
    assert_eq!(signed.status(), 303);
    for path in ["/", "/?q=%3Cimg%20src=x%3E", "/account", "/sign-out"] {
        let page = stranger.get(&house, path).await;
        assert_eq!(page.status(), 200, "{path}");
        assert!(is_clean(text(&page)), "{path}: {}", text(&page));
        let csp = page.headers()["content-security-policy"].to_str().unwrap();
        assert!(csp.starts_with("default-src 'none'") && !csp.contains("unsafe-inline"), "{path}");
        assert_eq!(page.headers()["x-content-type-options"], "nosniff");
    }
}

#[tokio::test]
async fn s24_each_page_has_its_own_nonce() {
    let house = House::new().await;
    let mut browser = Browser::default();
    let csp = |r: &portcullis_portal::Reply| r.headers()["content-security-policy"].to_str().unwrap().to_owned();
    let (one, two) = (csp(&browser.get(&house, "/login").await), csp(&browser.get(&house, "/login").await));
    assert_ne!(one, two);
}
