//! What ends, and that it stays ended (S7).
//!
//! Why: fixation and survival after sign-out are the two ways a session is stolen without a password.

use crate::browser::{Browser, House, NOW, PASSWORD, hidden, location, text};
use portcullis_identity::{CookieClass, Requirement, Resolved};

const SESSION: &str = "__Host-portcullis-portal";
const FORM: &str = "__Host-portcullis-form";

#[tokio::test]
async fn s07_nothing_from_before_the_sign_in_is_worth_anything_after_it() {
    let house = House::new().await;
    house.person("ada").await;
    let mut browser = Browser::default();
    browser.cookies.insert(SESSION.into(), "A".repeat(86));
    let form = browser.get(&house, "/login").await;
    let before = browser.cookies.clone();
    let fields = hidden(&form);
    browser.send(&house, "/login", &fields, &[("username", "ada"), ("password", PASSWORD)]).await;
    assert_ne!(before[SESSION], browser.cookies[SESSION]);
    assert!(before.contains_key(FORM) && !browser.cookies.contains_key(FORM), "the form cookie goes with the sign-in");
    // The cookies of before, alone, open nothing.
    let mut thief = Browser { cookies: before, ..Browser::default() };
    assert_eq!(location(&thief.get(&house, "/").await), "/login");
    // Signing in again in the same browser ends the session that it had.
    let first = browser.clone();
    let mut again = Browser::default();
    let page = again.get(&house, "/login").await;
    again.cookies.insert(SESSION.into(), first.cookies[SESSION].clone());
    let stale = again.send(&house, "/login", &hidden(&page), &[("username", "ada"), ("password", PASSWORD)]).await;
    assert_eq!(stale.status(), 403, "a form made for nobody is not one of a signed-in person");
    let answer = again.send(&house, "/login", &hidden(&stale), &[("username", "ada"), ("password", PASSWORD)]).await;
    assert_eq!(answer.status(), 303);
    assert_eq!(location(&first.clone().get(&house, "/").await), "/login", "the old session ended");
    assert_eq!(again.get(&house, "/").await.status(), 200);
}

#[tokio::test]
async fn s07_a_code_for_another_browsers_flow_is_refused() {
    let house = House::new().await;
    house.person("ada").await;
    // The attacker begins, the victim is led through the portal with the attacker's envelope.
    let (attackers, _) = house.flow_to("wiki.example.com", &Requirement::default());
    let (_, victims) = house.flow_to("wiki.example.com", &Requirement::default());
    let mut victim = house.signed_in("ada").await;
    let answer = victim.get(&house, &format!("/login?flow={attackers}")).await;
    let code = location(&answer).split("code=").nth(1).unwrap();
    assert!(house.identity.redeem_code(code, "wiki.example.com", &victims, None, NOW).await.is_err());
}

#[tokio::test]
async fn s07_signing_out_ends_every_copy_of_every_cookie() {
    let house = House::new().await;
    house.person("ada").await;
    let mut browser = house.signed_in("ada").await;
    let (sealed, flow) = house.flow_to("wiki.example.com", &Requirement::default());
    let answer = browser.get(&house, &format!("/login?flow={sealed}")).await;
    let code = location(&answer).split("code=").nth(1).unwrap();
    let there = house.identity.redeem_code(code, "wiki.example.com", &flow, None, NOW).await.unwrap();
    let mut copy = browser.clone();
    let elsewhere = house.signed_in("ada").await;

    let question = browser.get(&house, "/sign-out").await;
    assert_eq!(browser.get(&house, "/").await.status(), 200, "asking ends nothing");
    let answer = browser.send(&house, "/sign-out", &hidden(&question), &[]).await;
    assert!(text(&answer).contains("You are signed out") && text(&answer).contains("1 other session of yours"), "{}", text(&answer));
    assert!(!browser.cookies.contains_key(SESSION));
    assert_eq!(location(&copy.get(&house, "/").await), "/login");
    let handle = house.identity.read_cookie(CookieClass::Host, "wiki.example.com", &there.cookie_value).unwrap();
    assert!(matches!(house.identity.resolve(&handle, CookieClass::Host, "wiki.example.com", NOW), Resolved::Dead));
    assert_eq!(elsewhere.clone().get(&house, "/").await.status(), 200);
}

#[tokio::test]
async fn s18_a_person_ends_their_own_sessions_and_nobody_elses() {
    let house = House::new().await;
    house.person("ada").await;
    house.person("eve").await;
    let mut phone = house.signed_in("ada").await;
    let mut laptop = house.signed_in("ada").await;
    let mut eve = house.signed_in("eve").await;
    let adas = house.identity.list_sessions(Some("ada"), NOW).await.unwrap();
    assert_eq!(adas.len(), 2);
    let form = eve.get(&house, "/account").await;
    let mut fields: Vec<(String, String)> =
        vec![("csrf".into(), text(&form).split("name=\"csrf\" value=\"").nth(1).map_or("", |r| r.split('"').next().unwrap()).into())];
    if fields[0].1.is_empty() {
        // Eve has one session only, so her page has no form; a token of another page of hers must not serve here.
        fields = hidden(&eve.get(&house, "/sign-out").await);
    }
    for session in &adas {
        let mut sent = fields.clone();
        sent.push(("session".into(), session.sid.to_string()));
        eve.send(&house, "/account/sessions/revoke", &sent, &[]).await;
    }
    assert_eq!((phone.get(&house, "/").await.status().as_u16(), laptop.get(&house, "/").await.status().as_u16()), (200, 200));
    // With a right token of her own it is the same.
    let _second = house.signed_in("eve").await;
    let own = hidden(&eve.get(&house, "/account").await).into_iter().filter(|(n, _)| n == "csrf").collect::<Vec<_>>();
    assert_eq!(own.len(), 1);
    for session in &adas {
        let answer = eve.send(&house, "/account/sessions/revoke", &own, &[("session", &session.sid)]).await;
        assert_eq!(answer.status(), 303);
    }
    assert_eq!((phone.get(&house, "/").await.status().as_u16(), laptop.get(&house, "/").await.status().as_u16()), (200, 200));

    let own = hidden(&laptop.get(&house, "/account").await).into_iter().filter(|(n, _)| n == "csrf").collect::<Vec<_>>();
    let answer = laptop.send(&house, "/account/sessions/revoke", &own, &[("session", "others")]).await;
    assert_eq!(location(&answer), "/account?ended=1");
    assert!(text(&laptop.get(&house, "/account?ended=1").await).contains("Signed out there"));
    assert_eq!(location(&phone.get(&house, "/").await), "/login");
}

#[tokio::test]
async fn somebody_else_goes_on_where_this_person_was_going() {
    let house = House::new().await;
    house.person("ada").await;
    house.person("bob").await;
    let (sealed, _) = house.flow_to("wiki.example.com", &Requirement::default());
    let mut browser = house.signed_in("ada").await;
    let page = browser.get(&house, &format!("/sign-out?flow={sealed}")).await;
    assert!(text(&page).contains("Sign in as somebody else"), "{}", text(&page));
    let answer = browser.send(&house, "/sign-out", &hidden(&page), &[]).await;
    assert_eq!((answer.status().as_u16(), location(&answer)), (303, &*format!("/login?flow={sealed}")));
    assert!(!browser.cookies.contains_key(SESSION));
    let form = browser.get(&house, location(&answer)).await;
    let on = browser.send(&house, "/login", &hidden(&form), &[("username", "bob"), ("password", PASSWORD)]).await;
    assert!(location(&on).starts_with("https://wiki.example.com/.portcullis/callback?code="), "{}", location(&on));
    // What is no hand-off leads nowhere.
    let mut browser = house.signed_in("ada").await;
    let page = browser.get(&house, "/sign-out?flow=//evil.test/%0d%0a").await;
    let answer = browser.send(&house, "/sign-out", &hidden(&page), &[]).await;
    assert_eq!(answer.status(), 200);
}

#[tokio::test]
async fn the_last_sign_ins_are_this_persons_refused_ones_among_them() {
    let house = House::new().await;
    house.person("ada").await;
    house.person("bob").await;
    let mut stranger = Browser::default();
    let form = stranger.get(&house, "/login").await;
    stranger.send(&house, "/login", &hidden(&form), &[("username", "ada"), ("password", "wrong")]).await;
    let mut ada = house.signed_in("ada").await;
    let page = ada.get(&house, "/account").await;
    let list = text(&page).split("id=\"sign-ins\"").nth(1).unwrap();
    assert_eq!((list.matches(">Signed in<").count(), list.matches(">Refused<").count()), (1, 1), "{list}");
    assert!(list.contains("203.0.113.24 (this network)"), "{list}");
    let mut bob = house.signed_in("bob").await;
    let page = bob.get(&house, "/account").await;
    let list = text(&page).split("id=\"sign-ins\"").nth(1).unwrap();
    assert_eq!((list.matches(">Signed in<").count(), list.matches(">Refused<").count()), (1, 0), "{list}");
}
