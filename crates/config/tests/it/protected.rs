//! Routes that `protect` adds.
//!
//! Why: a command must not do what a file could not, nor collide with one.

use crate::{check_with, with};
use portcullis_config::{Allow, Protect, ProtectRefused, StoredRoute, protect_document};
use portcullis_route::HostHeader;

fn protect<'a>(name: &'a str, url: &'a str, allow: &'a [Allow]) -> Protect<'a> {
    Protect { name, url, allow, domain: "example.com", https: true }
}
fn stored(name: &str, document: &str) -> StoredRoute {
    StoredRoute { name: name.into(), document: document.into() }
}

#[test]
fn the_document_is_a_route_like_any_other() {
    for allow in [
        vec![],
        vec![Allow::parse("ada@example.com").unwrap(), Allow::parse("@example.com").unwrap(), Allow::parse("group:a \"b\": {c}").unwrap(), Allow::SignedIn],
        vec![Allow::Public],
    ] {
        let made = protect_document(&protect("Wiki", "http://127.0.0.1:3000", &allow)).unwrap();
        assert_eq!((&*made.name, &*made.from), ("wiki", "https://wiki.example.com"));
        let config = check_with(&with("domain: example.com\n"), &[stored("wiki", &made.document)]).unwrap_or_else(|f| panic!("{f}\n{}", made.document));
        let route = config.routes.by_name("wiki").unwrap();
        assert!(route.stored && route.allow_websockets && route.pass_identity_headers);
        assert_eq!(route.host_header, HostHeader::Preserve);
        assert_eq!(route.public, allow == [Allow::Public]);
    }
}

#[test]
fn names_addresses_and_rules_are_checked() {
    for bad in ["", "-a", "a-", "a.b", "a_b", "a b", "\u{e9}", &"a".repeat(64), "a\nto: x"] {
        assert!(matches!(protect_document(&protect(bad, "http://b", &[])), Err(ProtectRefused::Name(_))), "{bad}");
    }
    for reserved in ["login", "Demo", "apps"] {
        assert!(matches!(protect_document(&protect(reserved, "http://b", &[])), Err(ProtectRefused::Reserved(_))), "{reserved}");
    }
    for bad in ["", "b:3000", "ftp://b", "http://", "http://b\nname: x", "http://b?x", "javascript:alert(1)"] {
        assert!(matches!(protect_document(&protect("a", bad, &[])), Err(ProtectRefused::Url(..))), "{bad}");
    }
    assert_eq!(protect_document(&protect("a", "http://b", &[Allow::Public, Allow::SignedIn])), Err(ProtectRefused::PublicAndMore));
    for bad in ["", "ada", "@", "@a@b", "group:", "group: a", "everybody", "ada@b@c", "a@b.test,c@d.test"] {
        assert!(Allow::parse(bad).is_err(), "{bad}");
    }
    let star = Allow::parse("*@Example.com").unwrap_err().to_string();
    assert!(star.contains("write `@example.com`"), "{star}");
    for bad in ["*@", "a*@example.com", "*@*"] {
        assert!(Allow::parse(bad).is_err_and(|e| !e.to_string().contains("write `@")), "{bad}");
    }
}

#[test]
fn a_collision_names_both_and_the_file_has_precedence() {
    let made = protect_document(&protect("wiki", "http://127.0.0.1:3000", &[])).unwrap();
    let text = with("routes:\n  - { name: team-wiki, from: https://wiki.example.com, to: http://b, allow_any_authenticated_user: true }\n");
    let faults = check_with(&text, &[stored("wiki", &made.document)]).unwrap_err().to_string();
    assert!(faults.starts_with("stored route wiki:1:1: error: routes `team-wiki` and `wiki` match the same requests"), "{faults}");
    assert!(faults.contains("p.yaml:6:5"), "{faults}");
}

#[test]
fn stored_documents_are_checked_and_named() {
    for (document, word) in [
        ("name: wiki\nfrom: https://a.example.com\n", "leads nowhere"),
        ("name: other\nfrom: https://a.example.com\nto: http://b\nallow_any_authenticated_user: true\n", "calls itself `other`"),
        ("- a\n", "a route is a list"),
        ("from: [\n", "not valid YAML"),
        ("name: wiki\nfrom: https://login.example.com\nto: http://b\n", "is the portal's host"),
        ("name: wiki\nfrom: https://a.example.com\nto: http://b\npolicy: gone\n", "no policy `gone`"),
    ] {
        let faults = check_with(&with(""), &[stored("wiki", document)]).unwrap_err().to_string();
        assert!(faults.starts_with("stored route wiki:") && faults.contains(word), "{word}: {faults}");
    }
}
