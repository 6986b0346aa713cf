//! Hostile facts stay text (S24); nothing inline, nothing from elsewhere (S13).
//!
//! Why: stored and reflected script in portals is the failure that keeps recurring.

use crate::samples::{self, ORDINARY, Words};
use portcullis_model::Timestamp;
use portcullis_pages::{Appearance, Page};

const NASTY: &str = "<img src=x onerror=alert(1)>\"' onmouseover='alert(1)' {{7*191}} {% raw %} </script><script>alert(1)</script>";

fn hostile() -> Vec<(String, Page)> {
    let words = Words { person: NASTY, username: NASTY, email: NASTY, application: NASTY, host: NASTY, url: "javascript:alert(1)", path: NASTY, text: NASTY };
    samples::all(&words, "/assets", Timestamp::from_secs(1_795_000_000))
}
fn ordinary() -> Vec<(String, Page)> {
    samples::all(&ORDINARY, "/assets", Timestamp::from_secs(1_795_000_000))
}

/// What the script hands to the browser is JSON, and is looked at elsewhere.
fn without_options(html: &str) -> String {
    let mut parts = html.split(" data-options=\"");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |out, part| out + part.split_once('"').unwrap().1)
}

#[test]
fn every_page_is_drawn() {
    let pages = ordinary();
    assert!(pages.len() > 50, "{}", pages.len());
    for (name, page) in &pages {
        assert_ne!(page.title, "Error", "{name} could not be drawn");
        assert!(page.html.starts_with("<!doctype html>\n<html lang=\"en\">") && page.html.trim_end().ends_with("</html>"), "{name}");
        let html = without_options(&page.html);
        assert!(!html.contains('{') && !html.contains('}'), "{name}: a place without its fact");
        assert!(page.html.len() < 12 * 1024, "{name}: {} bytes", page.html.len());
    }
}

#[test]
fn every_page_is_drawn_in_every_language_as_in_english() {
    // What is markup, and not words: tags with what they say about themselves.
    let shape = |html: &str| tags(html).map(|t| t.split([' ', '\n']).next().unwrap().to_owned()).filter(|t| t != "b" && t != "/b").collect::<Vec<_>>();
    let english = ordinary();
    for language in Appearance::plain().languages().iter() {
        let pages = samples::in_language(&ORDINARY, "/assets", Timestamp::from_secs(1_795_000_000), language);
        for ((name, page), (_, wanted)) in pages.iter().zip(&english) {
            let tag = language.tag();
            assert_ne!(page.title, "Error", "{tag} {name} could not be drawn");
            assert!(page.html.starts_with(&format!("<!doctype html>\n<html lang=\"{tag}\">")), "{tag} {name}");
            let html = without_options(&page.html);
            assert!(!html.contains('{') && !html.contains('}'), "{tag} {name}: a place without its fact");
            assert_eq!(shape(&page.html), shape(&wanted.html), "{tag} {name}");
            assert!(tag == "en" || page.title != wanted.title || name.starts_with("user") || name.starts_with("launcher"), "{tag} {name}: {}", page.title);
        }
    }
}

#[test]
fn s24_hostile_words_stay_text_on_every_page() {
    for (name, page) in hostile() {
        assert_ne!(page.title, "Error", "{name} could not be drawn");
        let html = page.html.replace("<script src=\"/assets/", "<known src=\"/assets/");
        for bad in ["<img", "<script", "alert(1)</", "onmouseover='", "javascript:", "\"' on"] {
            assert!(!html.contains(bad), "{name} holds {bad}");
        }
        assert!(!html.contains("1337"), "{name}: a fact was read as a template");
    }
}

/// The tags of a page with their attribute text; enough for our own well-formed pages.
pub(crate) fn tags(html: &str) -> impl Iterator<Item = &str> {
    html.split('<').skip(1).filter_map(|t| t.split_once('>')).map(|(tag, _)| tag)
}

#[test]
fn s24_nothing_inline_and_the_policy_names_its_nonce() {
    for (name, page) in hostile() {
        let csp = &page.headers.iter().find(|(n, _)| *n == "content-security-policy").unwrap().1;
        assert!(!csp.contains("unsafe") && csp.contains("script-src 'nonce-BwcHBwcHBwcHBwcHBwcHBw'"), "{name}: {csp}");
        assert!(page.headers.iter().any(|(n, v)| *n == "cache-control" && v == "no-store"), "{name}");
        let mut scripts = 0;
        for tag in tags(&page.html) {
            let quoted_out: String = tag.split('"').step_by(2).collect();
            assert!(!quoted_out.contains(" on") && !quoted_out.contains(" style"), "{name}: <{tag}>");
            if tag.starts_with("script") {
                scripts += 1;
                assert!(tag.contains(" src=\"/assets/portcullis-") && tag.contains("nonce="), "{name}: <{tag}>");
            }
        }
        assert_eq!(scripts, 1, "{name}");
    }
}

#[test]
fn s13_pages_link_only_to_the_configured_portal_and_their_own_host() {
    for (name, page) in ordinary() {
        for tag in tags(&page.html) {
            for attribute in [" href=\"", " src=\"", " action=\""] {
                let Some(value) = tag.split(attribute).nth(1).and_then(|v| v.split('"').next()) else { continue };
                let ours = value.is_empty()
                    || value.starts_with('#')
                    || value.starts_with("https://login.example.com/")
                    || (value.starts_with('/') && !value.starts_with("//"));
                let tile = tag.contains("class=\"tile\"") && value == ORDINARY.url;
                // The key of an authenticator app, for an app on the same device.
                let app = name.starts_with("add-app") && value.starts_with("otpauth://totp/");
                // The notice of the house's own, as configured.
                let notice = name.starts_with("accept-") && value == "https://example.com/privacy";
                // Duo's own page, whose address was read out of Duo's answer and compared with the configured host.
                let duo = name == "second-duo-enrol" && value == "https://api-1234.duosecurity.com/portal?x=1" && tag.contains("rel=\"noopener noreferrer\"");
                assert!(ours || tile || app || notice || duo, "{name}: {value}");
            }
        }
    }
}

#[test]
fn s20_refused_pages_differ_only_by_the_name_that_was_typed() {
    let one = ordinary();
    let two = samples::all(&Words { email: "eve@example.com", ..ORDINARY }, "/assets", Timestamp::from_secs(1_795_000_000));
    let html = |pages: &[(String, Page)]| pages.iter().find(|(n, _)| n == "sign-in-refused").unwrap().1.html.clone();
    assert_eq!(html(&one).replace("ada@example.com", ""), html(&two).replace("eve@example.com", ""));
}

#[test]
fn hidden_conditions_are_not_shown() {
    let pages = ordinary();
    let denied = &pages.iter().find(|(n, _)| n == "denied").unwrap().1;
    assert_eq!(denied.status, 403);
    assert!(!denied.html.contains("secret condition") && denied.html.contains("isn’t shown"));
    assert!(denied.html.contains("Member of the group admins"));
}
