//! Somebody lost a phone: an administrator sees what they have and takes it away.
//!
//! Why: what was lost must open nothing, nor what it opened before, and its person gets back in with the password.

use crate::factors::{Place, add_app};
use crate::harness::Browser;
use crate::harness::program::PASSWORD;
use serde_json::json;

#[test]
fn an_administrator_removes_a_lost_phone_and_its_sessions_end() {
    let place = Place::new("");
    let (mut ada, mut bob) = (Browser::new(), Browser::new());
    for (browser, name) in [(&mut ada, "ada"), (&mut bob, "bob")] {
        assert_eq!(browser.sign_in(&place.at("wiki", "/"), name, PASSWORD).status, 200);
    }
    add_app(&place, &mut ada);
    let listed = place.run(&["user", "factors", "ada@example.com"]);
    assert_eq!((&listed[0]["kind"], &listed[0]["name"], listed.as_array().unwrap().len()), (&json!("app"), &json!("phone"), 1));
    assert!(listed[0]["added"].is_string() && listed[0].get("secret").is_none(), "{listed}");
    let id = listed[0]["id"].as_str().unwrap();
    let status = |browser: &Browser| browser.clone().once("GET", &place.at("wiki", "/"), &[("accept", "application/json")], b"").status;
    assert_eq!((status(&ada), status(&bob)), (200, 200));
    let gone = place.run(&["user", "remove-factor", "ada", id]);
    assert_eq!(gone, listed);
    assert_eq!((status(&ada), status(&bob)), (401, 200));
    assert_eq!(place.run(&["user", "factors", "ada"]), json!([]));
    let event = place.run(&["audit", "search", "--kind", "factor.removed"])[0].clone();
    assert_eq!((&event["detail"]["user"], &event["detail"]["name"]), (&json!("ada"), &json!("phone")));
    assert!(event["actor"].as_str().unwrap().starts_with("host:"), "{event}");
    // Back in with the password, and nothing asks for the phone.
    let mut again = Browser::new();
    assert_eq!(again.sign_in(&place.at("wiki", "/"), "ada", PASSWORD).status, 200);
    add_app(&place, &mut again);
    assert_eq!(place.run(&["user", "remove-factor", "ada", "all"]).as_array().unwrap().len(), 1);
}
