//! Groups of a directory server that cannot all be read, through the running gateway.
//!
//! Why: a rule that denies by a group must not miss it because nobody could see the group (S19).

use crate::ldap::Place;
use portcullis_testkit::slapd::{self, ACCOUNT, BASE, PASSWORD};
use std::time::{Duration, Instant};

fn hidden(what: &str) -> String {
    format!("access to {what} by dn.exact=\"{ACCOUNT}\" none by * none\n")
}

/// A server that was started again is believed to be away for a moment.
fn comes_back(place: &Place, name: &str) {
    let until = Instant::now() + Duration::from_secs(15);
    while place.try_sign_in(name, PASSWORD).0 != 303 {
        assert!(Instant::now() < until, "{name} does not come in");
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn s19_a_group_that_cannot_be_seen_lets_its_people_in_nowhere() {
    let Some(mut place) = Place::new("1s") else { return };
    let mut alice = place.sign_in("alice");
    let bob = place.sign_in("bob");
    let (mut stream, mut other) = (place.events(&alice, "wiki"), place.socket(&bob, "wiki"));
    place.slapd.add(&slapd::group("blocked", &["uid=alice,ou=people"]));
    let rule = hidden(&format!("dn.exact=\"cn=blocked,ou=groups,{BASE}\""));
    place.slapd.restrict(&rule);
    assert!(stream.ends_within(Duration::from_secs(6)), "a rule that denies `blocked` would miss her");
    Place::still_echoes(&mut other);
    assert!(alice.get(&place.at("wiki", "/")).url.contains("login.example.test"));
    // Like anybody who does not come in.
    assert_eq!((place.try_sign_in("alice", PASSWORD).0, place.try_sign_in("nobody", PASSWORD).0), (401, 401));
    assert_eq!(place.try_sign_in("bob", PASSWORD).0, 303);
    assert!(place.program.said("cn=blocked") && place.program.said("incomplete_groups: ignore"), "{}", place.program.complaints());
    let shown = place.run(&["user", "show", "alice"]);
    let events = place.run(&["audit", "search", "--object", shown["id"].as_str().unwrap()]).to_string();
    assert!(shown["state"] == "disabled" && events.contains("cn=blocked") && events.contains("session.revoked"), "{shown} {events}");
    // Who says that those which can be read are enough gets them.
    place.restart_with("      refresh_interval:", "      incomplete_groups: ignore\n      refresh_interval:");
    assert_eq!(place.sign_in("alice").get(&place.at("wiki", "/")).status, 200);
    place.restart_with("incomplete_groups: ignore", "incomplete_groups: refuse");
    place.slapd.restrict("");
    comes_back(&place, "alice");
    assert_eq!(place.run(&["user", "show", "alice"])["groups"], serde_json::json!(["corp/admins", "corp/blocked", "corp/staff"]));
}
#[test]
fn s19_a_name_that_cannot_be_kept_lets_its_people_in_nowhere() {
    let Some(place) = Place::new("1s") else { return };
    // A second name, which counts as well.
    let group = slapd::group("long", &["uid=alice,ou=people"]).replace("cn: long\n", &format!("cn: long\ncn: {}\n", "x".repeat(256)));
    place.cuts_alice(Duration::from_secs(4), |p| p.slapd.add(&group));
    assert_eq!(place.try_sign_in("alice", PASSWORD).0, 401);
}
#[test]
fn groups_that_are_hidden_altogether_are_a_server_that_says_nothing() {
    let Some(mut place) = Place::new("1s") else { return };
    let mut alice = place.sign_in("alice");
    let mut socket = place.socket(&alice, "wiki");
    let rule = hidden(&format!("dn.subtree=\"ou=groups,{BASE}\""));
    place.slapd.restrict(&rule);
    std::thread::sleep(Duration::from_millis(2_500));
    Place::still_echoes(&mut socket);
    assert_eq!(alice.get(&place.at("wiki", "/")).status, 200);
    for name in ["alice", "nobody", "bob"] {
        assert_eq!(place.try_sign_in(name, PASSWORD).0, 503, "{name}");
    }
    let ready = place.vitals("/readyz");
    assert!(ready.contains("directory corp:") && ready.contains("ou=groups"), "{ready}");
    place.slapd.restrict("");
    comes_back(&place, "alice");
    assert!(!place.vitals("/readyz").contains("directory corp:"));
}
