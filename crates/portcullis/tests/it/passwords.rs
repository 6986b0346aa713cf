//! Rules for new passwords, and how often an address may ask, through the running server.
//!
//! Why: a rule that one door forgets is no rule; who is refused for asking too often is told when to come back.

use crate::factors::{Place, add_app};
use crate::harness::program::{PASSWORD, portcullis};
use crate::harness::{Browser, Serve};

const STRICT: &str = "password_policy: { min_length: 12, require_uppercase: true, require_number: true, min_score: 3 }\n";

#[test]
fn every_door_asks_the_same_rules_of_a_new_password() {
    let place = Place::new("");
    let mut ada = Browser::new();
    ada.sign_in(&place.at("login", "/login"), "ada", PASSWORD);
    place.configure(STRICT);
    // At the host's own command.
    let config = place.file();
    let set = |password: &str| portcullis(&["-c", &config, "user", "set-password", "bob", "--password", password]);
    for (password, says) in [
        ("Short1", "at least 12 characters"),
        ("longer but lower 1", "an uppercase letter"),
        ("Longer but no digit", "a number"),
        ("Password12345", "too easy to guess"),
        ("Bob@example.com1", "too easy to guess"),
    ] {
        let out = set(password);
        assert_eq!(out.status.code(), Some(1), "{password}");
        assert!(String::from_utf8_lossy(&out.stderr).contains(says), "{password}: {}", String::from_utf8_lossy(&out.stderr));
    }
    assert!(set("Three quiet herons 7").status.success());
    // On the account's own page, where the rules stand before anything is refused.
    let page = ada.get(&place.at("login", "/account/security/password"));
    let text = page.text();
    assert!(text.contains("At least 12 characters") && text.contains("data-rule=\"uppercase\"") && text.contains("<meter"), "{text}");
    assert!(!text.contains("data-rule=\"special\"") && page.field("content-security-policy").unwrap().ends_with("connect-src 'self'"));
    let change = |ada: &mut Browser, new: &str| ada.submit(&page, &[("old", PASSWORD), ("password", new), ("password_confirm", new)]);
    let refused = change(&mut ada, "Password12345");
    assert!(refused.status == 422 && refused.text().contains("easy to guess"), "{}", refused.text());
    // What is typed is rated, for a page of ours only, and what the person is called counts as known.
    let rate = |ada: &mut Browser, csrf: &str, password: &str| {
        let body = format!("csrf={csrf}&password={password}");
        let form = [("content-type", "application/x-www-form-urlencoded"), ("accept", "application/json")];
        ada.once("POST", &place.at("login", "/password/strength"), &form, body.as_bytes())
    };
    let csrf = text.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(rate(&mut ada, csrf, "password").json()["score"], 0);
    assert_eq!(rate(&mut ada, csrf, "Three+quiet+herons+7").json()["score"], 4);
    assert_eq!(rate(&mut ada, "invented", "password").status, 403);
    assert_eq!(rate(&mut Browser::new(), csrf, "password").status, 403);
    let mut copy = ada.clone();
    let done = change(&mut ada, "Three quiet herons 7");
    assert!(done.url.ends_with("?done=password-changed"), "{} {}", done.url, done.text());
    // Who copied the cookie before has nothing now; who changed the password goes on.
    assert!(copy.get(&place.at("login", "/account")).url.contains("/login"));
    assert!(ada.get(&place.at("login", "/account")).url.ends_with("/account"));
    // Over a link.
    let link = place.run(&["user", "invite", "bob"])["link"].as_str().unwrap().to_owned();
    let mut bob = Browser::new();
    let page = bob.get(&link);
    assert!(page.text().contains("At least 12 characters"), "{}", page.text());
    let refused = bob.submit(&page, &[("password", "lower and no digit"), ("password_confirm", "lower and no digit")]);
    assert!(refused.status == 422 && refused.text().contains("no uppercase letter"), "{}", refused.text());
    // What was set before stays good: ada's and bob's passwords were set under other rules once.
    assert!(bob.sign_in(&place.at("login", "/login"), "bob", "Three quiet herons 7").status == 200);
}

#[test]
fn codes_are_tried_only_so_often_and_retry_after_says_when() {
    let place = Place::new("rate_limits: { second_factor_totp: [ { period: 10m, requests: 3 } ] }\nregulation: { max_retries: 0, max_retries_address: 0 }\n");
    let mut browser = Browser::new();
    browser.sign_in(&place.at("login", "/login"), "ada", PASSWORD);
    add_app(&place, &mut browser);
    let mut fresh = Browser::new();
    let page = fresh.sign_in(&place.at("vault", "/"), "ada", PASSWORD);
    let mut wrong = || fresh.submit_once(&page, &[("code", "000000")]);
    for _ in 0..3 {
        assert_eq!(wrong().status, 401);
    }
    let refused = wrong();
    let wait: u64 = refused.field("retry-after").unwrap().parse().unwrap();
    assert!(refused.status == 429 && (590..=600).contains(&wait), "{} {wait}", refused.status);
    // A reload is no way round it, other buckets count from now on.
    place.configure("rate_limits: { second_factor_totp: [ { period: 10m, requests: 4 } ] }\nregulation: { max_retries: 0, max_retries_address: 0 }\n");
    assert_eq!(wrong().status, 401);
    assert_eq!(wrong().status, 429);
}

#[test]
fn s20_links_are_asked_for_only_so_often_whoever_is_named() {
    let place = Place::new("notifier: { filesystem: { folder: mails } }\n");
    let mut browser = Browser::new();
    let page = browser.get(&place.at("login", "/reset-password"));
    for name in ["ada", "nobody", "ada@example.com", "bob", ""] {
        assert_eq!(browser.submit_once(&page, &[("username", name)]).status, 200, "{name}");
    }
    let mut refused = |name: &str| {
        let answer = browser.submit_once(&page, &[("username", name)]);
        let wait: u64 = answer.field("retry-after").unwrap().parse().unwrap();
        assert!((590..=600).contains(&wait), "{wait}");
        answer.status
    };
    assert_eq!((refused("ada"), refused("nobody")), (429, 429));
}

#[test]
fn a_rule_that_nobody_can_meet_is_a_fault() {
    let serve = Serve::new();
    let file = serve.configure("password_policy: { min_length: 100, max_length: 72, min_score: 5 }\n");
    let out = portcullis(&["config", "check", "-c", file.to_str().unwrap()]);
    let told = String::from_utf8_lossy(&out.stderr).into_owned() + &String::from_utf8_lossy(&out.stdout);
    assert_eq!(out.status.code(), Some(2));
    assert!(told.contains("at least 100 and at most 72") && told.contains("`min_score` cannot be 5"), "{told}");
}

#[test]
fn nobody_is_kept_signed_in_where_it_is_switched_off() {
    let place = Place::new("sessions: { remember_me: 0s }\n");
    let mut ada = Browser::new();
    let page = ada.get(&place.at("login", "/login"));
    assert!(page.text().contains("name=\"password\"") && !page.text().contains("name=\"keep\""), "{}", page.text());
    // Who asks for it all the same is signed in as anybody is.
    let done = ada.submit(&page, &[("username", "ada"), ("password", PASSWORD), ("keep", "1")]);
    assert_eq!(done.status, 200, "{}", done.text());
    assert!(ada.get(&place.at("login", "/account")).url.ends_with("/account"));
}
