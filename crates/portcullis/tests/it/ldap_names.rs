//! Names of a directory server that are given again, changed, or written otherwise, through the running gateway.
//!
//! Why: keys, groups and roles hang on a person; whoever merely gets a name must not get them, and whoever loses it must not lose
//! them (S18).

use crate::harness::Browser;
use crate::ldap::Place;
use portcullis_testkit::slapd::{self, BASE, PASSWORD};
use serde_json::Value;
use std::time::Duration;

const WHO: &str = "uid=alice,ou=people,dc=example,dc=com";

impl Place {
    /// Alice is in a group of the server's own store.
    fn with_a_keeper(refresh: &str) -> Option<Self> {
        let place = Self::new(refresh)?;
        place.sign_in("alice");
        place.run(&["group", "add", "keepers"]);
        place.run(&["group", "add-member", "keepers", "alice"]);
        Some(place)
    }
    fn called(&self, name: &str) -> Vec<Value> {
        let all = self.run(&["user", "list"]);
        all.as_array().unwrap().iter().filter(|p| p["name"].as_str().is_some_and(|n| n.eq_ignore_ascii_case(name))).cloned().collect()
    }
    /// The entry goes, and another one gets its name and its groups.
    fn replace_alice(&self) {
        self.slapd.delete(WHO);
        self.slapd.add(&slapd::person("alice", ""));
        self.slapd.join("alice", "staff");
    }
    fn comes_in(&self, name: &str) -> bool {
        self.try_sign_in(name, PASSWORD).0 == 303
    }
    fn is_out(&self, browser: &mut Browser) -> bool {
        browser.get(&self.at("wiki", "/")).url.contains("login.example.test")
    }
}
fn is_keeper(person: &Value) -> bool {
    person["groups"].to_string().contains("internal/keepers")
}

#[test]
fn s18_whoever_gets_the_name_of_somebody_who_left_is_somebody_else() {
    let Some(place) = Place::with_a_keeper("1s") else { return };
    let mut before = place.sign_in("alice");
    let mut stream = place.events(&before, "wiki");
    let old = place.run(&["user", "show", "alice"]);
    assert!(is_keeper(&old));
    place.replace_alice();
    assert!(stream.ends_within(Duration::from_secs(4)), "the one who was signed in is gone, whoever has the name now");
    assert!(place.is_out(&mut before));
    let mut after = place.sign_in("alice");
    assert_eq!(after.get(&place.at("wiki", "/")).status, 200);
    let both = place.called("alice");
    let (gone, new): (Vec<&Value>, Vec<&Value>) = both.iter().partition(|p| p["id"] == old["id"]);
    assert_eq!((gone.len(), new.len()), (1, 1), "{both:?}");
    assert_eq!((gone[0]["state"].as_str(), new[0]["state"].as_str()), (Some("disabled"), Some("active")));
    assert!(is_keeper(gone[0]) && !is_keeper(new[0]), "{both:?}");
    assert_eq!(place.run(&["user", "show", "alice"])["id"], new[0]["id"], "the name means the new one");
    let events = place.run(&["audit", "search", "--object", old["id"].as_str().unwrap()]).to_string();
    assert!(events.contains("gone") && events.contains("session.revoked") && events.contains("somebody else has the name"), "{events}");
    // What is left of the old one can be removed, by id, and takes nothing from the new one.
    place.run(&["user", "delete", old["id"].as_str().unwrap()]);
    assert!(place.comes_in("alice") && place.called("alice").len() == 1);
}
#[test]
fn s18_the_newcomers_first_sign_in_ends_every_session_under_the_name() {
    let Some(place) = Place::with_a_keeper("60s") else { return };
    let mut before = place.sign_in("alice");
    let mut stream = place.events(&before, "wiki");
    let old = place.run(&["user", "show", "alice"])["id"].clone();
    place.replace_alice();
    let after = place.sign_in("alice");
    assert!(stream.ends_within(Duration::from_secs(2)) && place.is_out(&mut before));
    let now = place.run(&["user", "show", "alice"]);
    assert!(now["id"] != old && !is_keeper(&now), "{now}");
    // The old one comes back under the name, as a restored backup would: the same person as before.
    drop(after);
    place.slapd.delete(WHO);
    assert_eq!(place.run(&["user", "refresh", "alice"])["changed"], 1);
    assert_eq!(place.run(&["user", "show", "alice"])["state"], "disabled");
}
#[test]
fn whoever_is_renamed_is_the_same_person_under_a_live_stream() {
    let Some(place) = Place::with_a_keeper("1s") else { return };
    let mut alice = place.sign_in("alice");
    let mut socket = place.socket(&alice, "wiki");
    let old = place.run(&["user", "show", "alice"])["id"].clone();
    place.slapd.rename(WHO, "uid=alicia");
    std::thread::sleep(Duration::from_millis(2_500));
    Place::still_echoes(&mut socket);
    assert_eq!(alice.get(&place.at("wiki", "/")).status, 200);
    let now = place.run(&["user", "show", "alicia"]);
    assert!(now["id"] == old && is_keeper(&now), "{now}");
    assert!(place.comes_in("alicia") && !place.comes_in("alice") && place.called("alice").is_empty());
    let events = place.run(&["audit", "search", "--object", old.as_str().unwrap(), "--kind", "person.changed"]).to_string();
    assert!(events.contains("username") && events.contains("\"was\":\"alice\""), "{events}");
    // Somebody new gets the name that is free now.
    place.slapd.add(&slapd::person("alice", ""));
    place.slapd.join("alice", "staff");
    place.sign_in("alice");
    let other = place.run(&["user", "show", "alice"]);
    assert!(other["id"] != old && !is_keeper(&other), "{other}");
}
#[test]
fn two_who_exchange_their_names_keep_what_is_theirs() {
    let Some(place) = Place::with_a_keeper("60s") else { return };
    place.sign_in("bob");
    let id = |name: &str| place.run(&["user", "show", name])["id"].clone();
    let (alice, bob) = (id("alice"), id("bob"));
    place.slapd.rename(WHO, "uid=third");
    place.slapd.rename(&format!("uid=bob,ou=people,{BASE}"), "uid=alice");
    place.slapd.rename(&format!("uid=third,ou=people,{BASE}"), "uid=bob");
    assert!(place.comes_in("alice") && place.comes_in("bob"));
    assert_eq!((id("alice"), id("bob")), (bob, alice));
    assert!(is_keeper(&place.run(&["user", "show", "bob"])) && !is_keeper(&place.run(&["user", "show", "alice"])));
    assert_eq!(place.called("alice").len() + place.called("bob").len(), 2);
}
#[test]
fn a_name_in_other_letters_is_the_same_person_with_ids_and_without() {
    let Some(mut place) = Place::with_a_keeper("1s") else { return };
    let old = place.run(&["user", "show", "alice"])["id"].clone();
    let is_same = |place: &Place, to: &str| {
        let mut alice = place.sign_in("alice");
        let mut socket = place.socket(&alice, "wiki");
        place.slapd.rename(WHO, &format!("uid={to}"));
        std::thread::sleep(Duration::from_millis(2_500));
        Place::still_echoes(&mut socket);
        assert_eq!(alice.get(&place.at("wiki", "/")).status, 200);
        assert!(place.comes_in(to) && place.comes_in("ALICE"));
        let all = place.called("alice");
        assert!(all.len() == 1 && all[0]["id"] == old && all[0]["name"] == to && is_keeper(&all[0]), "{all:?}");
        assert_eq!(place.run(&["user", "show", "aLiCe"])["id"], old);
    };
    is_same(&place, "Alice");
    place.restart_with("      refresh_interval:", "      attributes: { id: '' }\n      refresh_interval:");
    is_same(&place, "aLICE");
}
#[test]
fn without_ids_a_name_is_all_there_is_and_with_them_a_known_record_takes_its_id() {
    let Some(mut place) = Place::with_a_keeper("60s") else { return };
    let id = |place: &Place| place.run(&["user", "show", "alice"])["id"].clone();
    let first = id(&place);
    place.restart_with("      refresh_interval:", "      attributes: { id: '' }\n      refresh_interval:");
    place.replace_alice();
    assert!(place.comes_in("alice"));
    assert_eq!(id(&place), first, "nobody can tell them apart");
    // From here on there is an id: the record takes it in, and notices the next one.
    place.restart_with("attributes: { id: '' }", "attributes: {}");
    assert!(place.comes_in("alice"));
    let events = place.run(&["audit", "search", "--object", first.as_str().unwrap(), "--kind", "person.changed"]).to_string();
    assert!(id(&place) == first && events.contains("\"changed\":\"id\""), "{events}");
    // An id of another attribute says nothing against somebody.
    place.slapd.modify(&format!("dn: {WHO}\nchangetype: modify\nreplace: employeeNumber\nemployeeNumber: 4711\n"));
    place.restart_with("attributes: {}", "attributes: { id: employeeNumber }");
    assert!(place.comes_in("alice"));
    assert_eq!(id(&place), first);
    place.restart_with("attributes: { id: employeeNumber }", "attributes: {}");
    assert!(place.comes_in("alice"));
    assert_eq!(id(&place), first);
    place.replace_alice();
    assert!(place.comes_in("alice"));
    assert_ne!(id(&place), first);
}
#[test]
fn s18_an_attribute_that_several_share_is_no_id() {
    let Some(mut place) = Place::new("60s") else { return };
    for name in ["alice", "bob"] {
        place.slapd.modify(&format!("dn: uid={name},ou=people,{BASE}\nchangetype: modify\nreplace: departmentNumber\ndepartmentNumber: 7\n"));
    }
    place.restart_with("      refresh_interval:", "      attributes: { id: departmentNumber }\n      refresh_interval:");
    // Like anybody who does not come in.
    let refused = ["alice", "bob", "nobody"].map(|name| place.try_sign_in(name, PASSWORD).0);
    assert_eq!(refused, [401; 3], "one would become the other");
    assert!(place.program.said("have the same id"), "{}", place.program.complaints());
}
