//! What pages of factors owe: the agreed fields, the agreed status, words for every refusal of a browser.
//!
//! Why: the portal reads these forms, and the script reads these attributes; neither sees the other.

use crate::escaping::tags;
use crate::samples::{self, ORDINARY};
use portcullis_model::Timestamp;
use portcullis_pages::{Appearance, Page};

fn pages() -> Vec<(String, Page)> {
    samples::all(&ORDINARY, "/assets", Timestamp::from_secs(1_795_000_000))
}
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()
}
/// The fields of the form that goes to `action`, sorted.
fn fields(html: &str, action: &str) -> Vec<String> {
    let form = html.split("<form").find(|f| f.contains(&format!("action=\"{action}\""))).unwrap();
    let form = form.split("</form>").next().unwrap();
    let mut names: Vec<_> = tags(form).filter(|t| t.starts_with("input")).filter_map(|t| attribute(t, "name")).map(str::to_owned).collect();
    names.sort();
    names
}

#[test]
fn forms_have_the_agreed_fields() {
    let pages = pages();
    let html = |name: &str| &pages.iter().find(|(n, _)| n == name).unwrap_or_else(|| panic!("{name}")).1.html;
    for (page, action, wanted) in [
        ("sign-in-with-key", "/login", &["answer", "csrf", "flow", "sealed"][..]),
        ("second-app", "/second-factor", &["code", "csrf", "flow"]),
        ("second-recovery", "/second-factor", &["csrf", "flow", "recovery_code"]),
        ("second-key", "/second-factor", &["answer", "csrf", "flow", "sealed"]),
        ("second-password", "/second-factor", &["csrf", "flow", "password"]),
        ("second-alone-app", "/second-factor", &["code", "csrf"]),
        ("security", "/account/security/keys/rename", &["csrf", "id", "name"]),
        ("renew-codes", "/account/security/codes", &["csrf"]),
        ("make-codes", "/account/security/codes", &["csrf"]),
        ("add-key", "/account/security/keys/add", &["answer", "csrf", "name", "sealed"]),
        ("add-app", "/account/security/app/add", &["code", "csrf", "name", "sealed"]),
        ("change-password", "/account/security/password", &["csrf", "old", "password", "password_confirm"]),
        ("remove-key", "/account/security/remove", &["csrf", "id"]),
        ("enrol-first-with-key", "/enrol", &["answer", "csrf", "display_name", "email", "password", "password_confirm", "sealed", "token", "username", "with"]),
    ] {
        assert_eq!(fields(html(page), action), wanted, "{page}");
    }
}

#[test]
fn another_way_is_a_link_and_the_shown_way_is_not_among_them() {
    for (name, page) in pages().iter().filter(|(n, _)| n.starts_with("second-")) {
        let way = name.split('-').find(|part| ["app", "recovery", "key", "password", "duo"].contains(part)).unwrap();
        let ways: Vec<&str> = tags(&page.html).filter_map(|t| attribute(t, "href")).filter_map(|h| h.strip_prefix("/second-factor?way=")).collect();
        assert!(ways.iter().all(|w| w.split('&').next() != Some(way)), "{name}: {ways:?}");
        assert_eq!(ways.is_empty(), name.contains("alone"), "{name}: {ways:?}");
        assert!(ways.iter().all(|w| w.ends_with("&amp;flow=sealed")), "{name}: {ways:?}");
        assert!(page.html.contains("href=\"/sign-out"), "{name}");
    }
    let step_up = &pages().into_iter().find(|(n, _)| n == "step-up-enroll").unwrap().1;
    assert!(step_up.html.contains("/account/security?flow=sealed%26flow%3Dx\""));
}

#[test]
fn a_trouble_has_its_status_and_says_so_in_the_title() {
    let pages = pages();
    let status = |name: &str| pages.iter().find(|(n, _)| n == name).unwrap_or_else(|| panic!("{name}")).1.status;
    for (name, wanted) in [
        ("sign-in-passkeyrefused", 401),
        ("second-app-notright", 401),
        ("second-key-stale", 403),
        ("second-app-unavailable", 503),
        ("second-app-busy", 429),
        ("security-trouble-lastway", 409),
        ("add-app-trouble-wrongcode", 401),
        ("add-key-trouble-badname", 400),
        ("change-password-short", 422),
        ("change-password-wrong", 401),
        ("security-trouble-unavailable", 503),
    ] {
        assert_eq!(status(name), wanted, "{name}");
    }
    for (name, page) in pages.iter().filter(|(n, _)| n.contains("-trouble-")) {
        assert!(page.status >= 400 && page.html.contains("<title>Not done · ") && !page.html.contains("<h1>Not done"), "{name}");
    }
}

#[test]
fn a_key_button_says_why_in_words_from_the_page() {
    let errors = ["wait", "not-allowed-error", "invalid-state-error", "security-error", "not-supported-error", "constraint-error", "other"];
    let mut seen = 0;
    for (name, page) in pages() {
        let Some(button) = tags(&page.html).find(|t| t.contains(" data-passkey=")) else { continue };
        seen += 1;
        assert!(attribute(button, "data-options").is_some_and(|o| o.starts_with("{&quot;publicKey")), "{name}");
        let said = tags(&page.html).find(|t| t.contains(" data-wait=")).unwrap();
        assert_eq!(attribute(said, "role"), Some("status"), "{name}");
        for error in errors {
            assert!(attribute(said, &format!("data-{error}")).is_some_and(|words| !words.is_empty()), "{name}: {error}");
        }
    }
    assert!(seen > 10, "{seen}");
}

#[test]
fn the_script_speaks_no_words_of_its_own() {
    let name = pages().iter().find_map(|(_, p)| p.html.split("/assets/").nth(3).map(|n| n.split('"').next().unwrap().to_owned())).unwrap();
    let script = std::str::from_utf8(&Appearance::plain().asset(&name).unwrap().body).unwrap().to_owned();
    assert!(script.contains("navigator.credentials") && !script.contains("innerHTML") && !script.contains("eval("));
    for line in script.lines().filter(|l| !l.trim_start().starts_with("//")) {
        for text in line.split('"').skip(1).step_by(2) {
            assert!(!text.trim_end().ends_with('.') && text.split(' ').count() < 5, "{text}");
        }
    }
}

#[test]
fn codes_stand_whole_on_a_line_of_their_own() {
    let sheet = &pages().into_iter().find(|(n, _)| n == "recovery-sheet").unwrap().1.html;
    let code = sheet.split("<code>").nth(1).unwrap().split("</code>").next().unwrap();
    let text: String = code.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!((lines.len(), lines.first().copied()), (10, Some("7kf3m-2p9xw")), "{text:?}");
}
