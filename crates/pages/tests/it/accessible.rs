//! Labels, headings, landmarks, focus: what a screen reader and a keyboard need.
//!
//! Why: accessibility is a test here; a browser run checks contrast and layout, these check what HTML alone can say.

use crate::escaping::tags;
use crate::samples::{self, ORDINARY};
use portcullis_model::Timestamp;
use std::collections::BTreeSet;

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()
}
fn each(check: impl Fn(&str, &str)) {
    for (name, page) in samples::all(&ORDINARY, "/assets", Timestamp::from_secs(1_795_000_000)) {
        check(&name, &page.html);
    }
}

#[test]
fn one_heading_one_main_and_a_skip_link() {
    each(|name, html| {
        for once in ["<h1", "<main id=\"main\"", "<header", "<footer", "<a class=\"skip\" href=\"#main\""] {
            assert_eq!(html.matches(once).count(), 1, "{name}: {once}");
        }
        assert!(html.find("class=\"skip\"") < html.find("<header"), "{name}");
    });
}

#[test]
fn every_field_has_its_label_and_every_reference_its_target() {
    each(|name, html| {
        let mut ids = BTreeSet::new();
        for id in tags(html).filter_map(|t| attribute(t, "id")) {
            assert!(ids.insert(id), "{name}: id {id} stands twice");
        }
        for tag in tags(html) {
            for reference in ["for", "aria-labelledby", "aria-describedby", "aria-controls"] {
                for id in attribute(tag, reference).unwrap_or_default().split(' ').filter(|i| !i.is_empty()) {
                    assert!(ids.contains(id), "{name}: {reference} to {id}");
                }
            }
            if tag.starts_with("input") && attribute(tag, "type") != Some("hidden") {
                let id = attribute(tag, "id").unwrap_or_else(|| panic!("{name}: <{tag}> has no id"));
                let labelled = attribute(tag, "aria-label").is_some() || html.contains(&format!("<label for=\"{id}\""));
                assert!(labelled, "{name}: {id} has no label");
            }
            assert!(!tag.contains(" disabled"), "{name}: leave it enabled and explain on press");
        }
    });
}

#[test]
fn focus_goes_to_one_place_and_to_the_notice_after_a_refusal() {
    each(|name, html| {
        let focused: Vec<&str> = tags(html).filter(|t| t.contains(" autofocus")).collect();
        assert!(focused.len() <= 1, "{name}: {focused:?}");
        // One that says what happened; one that always stands there has no role.
        if tags(html).any(|t| t.contains("class=\"notice") && attribute(t, "role").is_some()) {
            assert!(focused.iter().all(|t| t.contains("class=\"notice") && t.contains("tabindex=\"-1\"")) && focused.len() == 1, "{name}: {focused:?}");
        }
        let main = tags(html).filter_map(|t| attribute(t, "class")).filter(|c| c.split(' ').any(|word| word == "main")).count();
        assert!(main <= 1, "{name}: one main action");
    });
}

#[test]
fn enrolment_and_sign_in_have_the_agreed_fields() {
    let pages = samples::all(&ORDINARY, "/assets", Timestamp::from_secs(1_795_000_000));
    let names = |page: &str| {
        let html = &pages.iter().find(|(n, _)| n == page).unwrap().1.html;
        tags(html).filter(|t| t.starts_with("input")).filter_map(|t| attribute(t, "name")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(names("sign-in"), ["csrf", "flow", "username", "password", "keep", "to"]);
    assert_eq!(names("sign-in-refused"), ["csrf", "flow", "username", "password", "keep", "to"]);
    for page in ["enrol-first", "enrol-administrator", "enrol-password"] {
        let mut fields = names(page);
        fields.sort();
        assert_eq!(fields, ["csrf", "display_name", "email", "password", "password_confirm", "to", "token", "username"], "{page}");
    }
    let enrol = &pages.iter().find(|(n, _)| n == "enrol-first").unwrap().1.html;
    assert_eq!(enrol.matches("minlength=\"8\"").count(), 2);
}
