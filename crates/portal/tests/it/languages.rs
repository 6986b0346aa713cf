//! Which language a page is in, and what people prefer.
//!
//! Why: a choice must reach the next page, come back to the same one, and lead nowhere else (S3).

use crate::browser::{Browser, House, PASSWORD, hidden, location, text};
use http::header;
use portcullis_identity::Requirement;

const LANGUAGE: &str = "__Host-portcullis-language";
const THEME: &str = "__Host-portcullis-theme";

fn german() -> Browser {
    Browser { fields: vec![("accept-language", "de-CH, en;q=0.5".into())], ..Browser::default() }
}

#[tokio::test]
async fn a_page_is_in_the_browsers_language_until_another_is_chosen() {
    let house = House::new().await;
    let mut browser = german();
    let page = browser.get(&house, "/login?flow=security").await;
    assert!(text(&page).contains("<html lang=\"de\">") && text(&page).contains(">Anmelden</button>"), "{}", text(&page));
    let field = |name: &str| page.headers().get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!((field("content-language"), field("vary"), field("cache-control")), ("de".into(), "accept-language, cookie".into(), "no-store".into()));
    assert!(text(&page).contains("name=\"to\" value=\"/login?flow=security\""));
    let back = browser.send(&house, "/language", &[], &[("language", "ja"), ("to", "/login?flow=security")]).await;
    assert_eq!((back.status().as_u16(), location(&back)), (303, "/login?flow=security"));
    assert_eq!(browser.cookies[LANGUAGE], "ja");
    assert!(back.headers()[header::SET_COOKIE].to_str().unwrap().ends_with("SameSite=Lax; Max-Age=31536000"));
    assert!(text(&browser.get(&house, "/login").await).contains("<html lang=\"ja\">"));
    // Problem documents and unknown cookies stay what they are.
    browser.cookies.insert(LANGUAGE.into(), "../xx".into());
    assert!(text(&browser.get(&house, "/nothing").await).contains("<html lang=\"de\">"));
}

#[tokio::test]
async fn s03_choosing_a_language_leads_nowhere_else() {
    let house = House::new().await;
    for to in ["https://evil.test/", "//evil.test", "/\\evil.test", "/nothing", "/login\r\nx: y", ""] {
        let mut browser = Browser::default();
        let answer = browser.send(&house, "/language", &[], &[("language", "de"), ("to", to)]).await;
        assert_eq!((answer.status().as_u16(), location(&answer)), (303, "/"), "{to}");
    }
    let mut browser = Browser { fields: vec![("sec-fetch-site", "cross-site".into())], ..Browser::default() };
    assert_eq!(browser.send(&house, "/language", &[], &[("language", "de"), ("to", "/")]).await.status(), 403);
    assert_eq!(Browser::default().send(&house, "/language", &[], &[("language", "xx"), ("to", "/")]).await.status(), 400);
    assert_eq!(Browser::default().get(&house, "/language").await.status(), 405);
}

#[tokio::test]
async fn after_a_refused_form_the_way_to_the_application_is_kept() {
    let house = House::new().await;
    house.person("ada").await;
    let (sealed, _) = house.flow_to("wiki.example.com", &Requirement::default());
    let mut browser = german();
    let form = browser.get(&house, &format!("/login?flow={sealed}")).await;
    let refused = browser.send(&house, "/login", &hidden(&form), &[("username", "ada"), ("password", "wrong")]).await;
    assert_eq!(refused.status(), 401);
    assert!(text(&refused).contains(&format!("name=\"to\" value=\"/login?flow={sealed}\"")), "{}", text(&refused));
    assert!(text(&refused).contains("Name und Passwort passen nicht zusammen"));
}

#[tokio::test]
async fn preferences_go_with_the_person_and_the_theme_with_the_browser() {
    let house = House::new().await;
    house.person("ada").await;
    let mut browser = house.signed_in("ada").await;
    let page = browser.get(&house, "/account/preferences").await;
    assert!(text(&page).contains("<html lang=\"en\">"));
    let saved = browser.send(&house, "/account/preferences", &hidden(&page), &[("language", "fr"), ("theme", "dark"), ("second_factor", "recovery")]).await;
    assert_eq!((saved.status().as_u16(), location(&saved)), (303, "/account/preferences?saved=1"));
    assert_eq!((&*browser.cookies[LANGUAGE], &*browser.cookies[THEME]), ("fr", "dark"));
    let page = browser.get(&house, "/account/preferences?saved=1").await;
    assert!(text(&page).contains("<html lang=\"fr\" data-theme=\"dark\">") && text(&page).contains("Vos préférences sont enregistrées"), "{}", text(&page));
    assert!(text(&page).contains("<option value=\"fr\" lang=\"fr\" selected>") && text(&page).contains("<option value=\"recovery\" selected>"));
    // Another browser, in German: the sign-in page is German, and what follows is as the person wants it.
    let mut other = german();
    let form = other.get(&house, "/login").await;
    assert!(text(&form).contains("<html lang=\"de\">"));
    other.send(&house, "/login", &hidden(&form), &[("username", "ada"), ("password", PASSWORD)]).await;
    assert!(text(&other.get(&house, "/").await).contains("<html lang=\"fr\" data-theme=\"dark\">"));
    // The menu changes the person's choice, so that it is not without effect.
    other.send(&house, "/language", &[], &[("language", "es"), ("to", "/account")]).await;
    assert!(text(&browser.get(&house, "/account").await).contains("<html lang=\"es\" data-theme=\"dark\">"));
    // Nothing in particular again.
    let page = browser.get(&house, "/account/preferences").await;
    browser.send(&house, "/account/preferences", &hidden(&page), &[("language", ""), ("theme", ""), ("second_factor", "")]).await;
    assert!(!browser.cookies.contains_key(THEME));
    assert!(text(&browser.get(&house, "/").await).contains("<html lang=\"en\">"));
}

#[tokio::test]
async fn preferences_are_kept_only_for_a_form_of_this_session() {
    let house = House::new().await;
    house.person("ada").await;
    let mut browser = house.signed_in("ada").await;
    let stale = browser.send(&house, "/account/preferences", &[], &[("language", "de"), ("theme", ""), ("second_factor", "")]).await;
    assert_eq!(stale.status(), 403);
    let page = browser.get(&house, "/account/preferences").await;
    for (name, value) in [("language", "xx"), ("theme", "oled"), ("second_factor", "sms")] {
        let mut typed = vec![("language", ""), ("theme", ""), ("second_factor", "")];
        typed.retain(|(n, _)| *n != name);
        typed.push((name, value));
        assert_eq!(browser.send(&house, "/account/preferences", &hidden(&page), &typed).await.status(), 400, "{name}");
    }
    assert_eq!(location(&Browser::default().get(&house, "/account/preferences").await), "/login");
}
