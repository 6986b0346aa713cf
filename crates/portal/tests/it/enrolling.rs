//! The first account, invitations, spent links.
//!
//! Why: a fresh installation has no account and no secret but one link (S29), and that link works once.

use crate::browser::{Browser, House, NOW, PASSWORD, hidden, location, text};
use portcullis_identity::Actor;
use std::time::Duration;

const FIELDS: [(&str, &str); 5] =
    [("username", "ada"), ("email", "ada@example.com"), ("display_name", "Ada Okafor"), ("password", PASSWORD), ("password_confirm", PASSWORD)];

#[tokio::test]
async fn s29_the_first_person_becomes_administrator_and_is_signed_in_once() {
    let house = House::new().await;
    let link = house.identity.first_link(NOW).await.unwrap().unwrap();
    let path = format!("/enrol?token={}", link.expose());
    let mut browser = Browser::default();
    let form = browser.get(&house, &path).await;
    assert!(text(&form).contains("Create the first account"), "{}", text(&form));
    let fields = hidden(&form);
    assert_eq!(browser.get(&house, &path).await.status(), 200, "looking spends nothing");
    let mut rival = Browser::default();
    let rivals = hidden(&rival.get(&house, &path).await);
    let answer = browser.send(&house, "/enrol", &fields, &FIELDS).await;
    assert_eq!((answer.status().as_u16(), location(&answer)), (303, "/"), "{}", text(&answer));
    let account = browser.get(&house, "/account").await;
    assert!(text(&account).contains("administrator") && text(&account).contains("Ada Okafor"));
    let late = rival
        .send(
            &house,
            "/enrol",
            &rivals,
            &[("username", "eve"), ("email", "eve@example.com"), ("display_name", "Eve"), ("password", PASSWORD), ("password_confirm", PASSWORD)],
        )
        .await;
    assert_eq!((late.status().as_u16(), late.headers().contains_key("set-cookie")), (410, false));
    assert_eq!(browser.get(&house, &path).await.status(), 410);
    assert_eq!(house.identity.list_people().await.unwrap().len(), 1);
}

#[tokio::test]
async fn all_faults_of_a_form_are_named_at_once() {
    let house = House::new().await;
    let link = house.identity.first_link(NOW).await.unwrap().unwrap();
    let mut browser = Browser::default();
    let form = browser.get(&house, &format!("/enrol?token={}", link.expose())).await;
    let long = "x".repeat(129);
    let typed = [("username", "a/b"), ("email", "ada@"), ("display_name", long.as_str()), ("password", PASSWORD), ("password_confirm", "another horse")];
    let answer = browser.send(&house, "/enrol", &hidden(&form), &typed).await;
    assert_eq!(answer.status(), 422);
    for field in ["username", "email", "display_name", "password_confirm"] {
        assert!(text(&answer).contains(&format!("id=\"{field}-error\"")), "{field}: {}", text(&answer));
    }
}

#[tokio::test]
async fn faults_are_named_at_their_field_and_spend_nothing() {
    let house = House::new().await;
    let link = house.identity.first_link(NOW).await.unwrap().unwrap();
    let mut browser = Browser::default();
    let mut form = browser.get(&house, &format!("/enrol?token={}", link.expose())).await;
    for (field, value, said) in [
        ("username", "a b", "This name has a character that can’t be used"),
        ("username", "", "This name has a character that can’t be used"),
        ("email", "ada@", "This isn’t a whole address"),
        ("display_name", "  ", "The display name is empty or too long"),
        ("password", "short", "shorter than 8 characters"),
        ("password_confirm", "another horse", "The two passwords differ"),
    ] {
        let sent: Vec<(&str, &str)> = FIELDS.iter().map(|(n, v)| (*n, if *n == field { value } else { *v })).collect();
        let answer = browser.send(&house, "/enrol", &hidden(&form), &sent).await;
        assert_eq!(answer.status(), 422, "{field}={value}");
        assert!(text(&answer).contains(said), "{field}={value}");
        assert!(text(&answer).contains(&format!("id=\"{field}-error\"")), "{field}");
        assert!(!text(&answer).contains(PASSWORD), "a password is never sent back (S17)");
        form = answer;
    }
    assert_eq!(browser.send(&house, "/enrol", &hidden(&form), &FIELDS).await.status(), 303);
}

#[tokio::test]
async fn an_invitation_settles_who_it_is_for() {
    let house = House::new().await;
    house.person_called("ada", "Ada Okafor").await;
    house.person("eve").await;
    let link = house.identity.invite("ada", &Actor::system(), NOW).await.unwrap();
    let mut browser = Browser::default();
    let form = browser.get(&house, &format!("/enrol?token={}", link.expose())).await;
    assert!(text(&form).contains("Set your password") && text(&form).contains("Ada Okafor"));
    // What the form says about the person is not believed (S32).
    let fields: Vec<(String, String)> = hidden(&form).into_iter().map(|(n, v)| if n == "username" { (n, "eve".into()) } else { (n, v) }).collect();
    let answer = browser.send(&house, "/enrol", &fields, &[("password", "another horse"), ("password_confirm", "another horse")]).await;
    assert_eq!(location(&answer), "/");
    assert!(text(&browser.get(&house, "/account").await).contains("Ada Okafor"));
    let _eve = house.signed_in("eve").await;
}

#[tokio::test]
async fn a_link_that_is_no_good_says_the_same_whatever_is_wrong() {
    let house = House::new().await;
    let link = house.identity.recover(None, &Actor::system(), NOW).await.unwrap();
    let mut browser = Browser::default();
    let mut bodies = Vec::new();
    for token in ["", "x", "pce_invented", &format!("{}x", link.expose())] {
        let answer = browser.get(&house, &format!("/enrol?token={token}")).await;
        assert_eq!(answer.status(), 410, "{token}");
        let csp = answer.headers()["content-security-policy"].to_str().unwrap();
        bodies.push(text(&answer).replace(csp.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap(), ""));
    }
    assert!(bodies.iter().all(|b| *b == bodies[0]));
    browser.at = Some(NOW.plus(Duration::from_secs(3601)));
    assert_eq!(browser.get(&house, &format!("/enrol?token={}", link.expose())).await.status(), 410);
}
