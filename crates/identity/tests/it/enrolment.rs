//! The first person, invitations, recovery.
//!
//! Why: no default account, no default password; a link works once and ends by itself (S29).

use crate::house::*;
use portcullis_identity::*;
use portcullis_model::{EventKind, Role};
use portcullis_store::Kind;
use std::time::Duration;

fn first() -> NewPerson {
    NewPerson { username: "ada".into(), email: Some("ada@example.com".into()), display_name: "Ada".into(), groups: Vec::new() }
}

#[tokio::test]
async fn s29_a_fresh_store_has_no_account_and_one_single_use_expiring_link() {
    let house = House::new().await;
    assert_eq!((house.records(Kind::Person).await, house.records(Kind::Credential).await), (0, 0));
    for (name, word) in [("admin", "admin"), ("root", ""), ("", ""), ("admin", "password"), ("portcullis", "portcullis")] {
        assert_eq!(house.identity.sign_in(name, &typed(word), &ctx(), house.now()).await.err(), Some(SignInRefused::NotRight));
    }
    let older = house.identity.first_link(house.now()).await.unwrap().unwrap();
    let link = house.identity.first_link(house.now()).await.unwrap().unwrap();
    assert_eq!(house.records(Kind::Invitation).await, 1, "one link");
    assert_eq!(house.identity.link(older.expose(), house.now()).await, Err(EnrolRefused::NotValid), "a new link ends the one before");
    assert!(matches!(house.identity.link(link.expose(), house.now()).await, Ok(Link::NewAdministrator { .. })));

    house.pass(Duration::from_secs(3_600));
    assert_eq!(house.identity.link(link.expose(), house.now()).await, Err(EnrolRefused::NotValid), "an hour and no longer");
    let refused = house.identity.enrol_first(link.expose(), &first(), &PASSWORD.into(), &ctx(), house.now()).await;
    assert_eq!(refused.err(), Some(EnrolRefused::NotValid));

    let link = house.identity.first_link(house.now()).await.unwrap().unwrap();
    let proof = house.identity.enrol_first(link.expose(), &first(), &PASSWORD.into(), &ctx(), house.now()).await.unwrap();
    let session = house.identity.mint(proof, Keep::UntilClosed, &ctx(), house.now()).await.unwrap().session;
    assert!(session.subject().roles.has(Role::Administrator));
    assert_eq!(session.subject().email.as_ref().map(|e| e.as_str()), Some("ada@example.com"));
    assert_eq!(house.identity.link(link.expose(), house.now()).await, Err(EnrolRefused::NotValid), "used means gone");
    assert!(house.identity.first_link(house.now()).await.unwrap().is_none());
    house.sign_in("ada").await;
    assert_eq!(house.events(EventKind::PersonEnrolled).await.len(), 1);
}
#[tokio::test]
async fn s29_of_two_forms_at_once_one_makes_the_first_person() {
    let house = House::new().await;
    let link = house.identity.first_link(house.now()).await.unwrap().unwrap();
    let other = NewPerson { username: "eve".into(), ..NewPerson::default() };
    let (one, two) = tokio::join!(async { house.identity.enrol_first(link.expose(), &first(), &PASSWORD.into(), &ctx(), house.now()).await }, async {
        house.identity.enrol_first(link.expose(), &other, &PASSWORD.into(), &ctx(), house.now()).await
    });
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1);
    assert_eq!((house.records(Kind::Person).await, house.records(Kind::Credential).await), (1, 1));
}
#[tokio::test]
async fn a_form_that_can_be_mended_does_not_spend_the_link() {
    let house = House::new().await;
    let link = house.identity.first_link(house.now()).await.unwrap().unwrap();
    let enrol = async |new: NewPerson, word: &str| house.identity.enrol_first(link.expose(), &new, &word.into(), &ctx(), house.now()).await.err();
    assert!(matches!(enrol(first(), "1234567").await, Some(EnrolRefused::Form(ManageError::Password(_)))));
    assert!(matches!(enrol(NewPerson { username: "a b".into(), ..first() }, PASSWORD).await, Some(EnrolRefused::Form(ManageError::BadName))));
    assert!(matches!(enrol(NewPerson { email: Some("ada@evil@x".into()), ..first() }, PASSWORD).await, Some(EnrolRefused::Form(ManageError::BadEmail(_)))));
    assert_eq!(enrol(first(), PASSWORD).await, None);
}
#[tokio::test]
async fn an_invitation_fixes_the_person_and_works_once_within_seven_days() {
    let house = House::new().await;
    let new = NewPerson { username: "bob".into(), email: Some("bob@example.com".into()), ..NewPerson::default() };
    house.identity.add_person(&new, &actor(), house.now()).await.unwrap();
    assert!(house.identity.sign_in("bob", &typed(""), &ctx(), house.now()).await.is_err(), "nobody signs in without having enrolled");
    let link = house.identity.invite("bob", &actor(), house.now()).await.unwrap();
    house.pass(Duration::from_secs(7 * 86_400 - 1));
    let Ok(Link::SetPassword { username, email, .. }) = house.identity.link(link.expose(), house.now()).await else { panic!() };
    assert_eq!((&*username, email.as_deref()), ("bob", Some("bob@example.com")));
    let refused = house.identity.enrol_first(link.expose(), &first(), &PASSWORD.into(), &ctx(), house.now()).await;
    assert_eq!(refused.err(), Some(EnrolRefused::NotValid), "an invitation makes no administrator");
    let proof = house.identity.enrol(link.expose(), &PASSWORD.into(), &ctx(), house.now()).await.unwrap();
    let session = house.identity.mint(proof, Keep::UntilClosed, &ctx(), house.now()).await.unwrap().session;
    assert!(!session.subject().roles.has(Role::Administrator));
    assert!(house.identity.enrol(link.expose(), &"another one".into(), &ctx(), house.now()).await.is_err());

    let link = house.identity.invite("bob", &actor(), house.now()).await.unwrap();
    house.pass(Duration::from_secs(7 * 86_400));
    assert!(house.identity.enrol(link.expose(), &PASSWORD.into(), &ctx(), house.now()).await.is_err());
}
#[tokio::test]
async fn s18_an_open_invitation_does_not_outlive_a_disabling() {
    let house = House::new().await;
    house.person("bob").await;
    let link = house.identity.invite("bob", &actor(), house.now()).await.unwrap();
    house.identity.disable_person("bob", &actor(), house.now()).await.unwrap();
    house.identity.enable_person("bob", &actor(), house.now()).await.unwrap();
    assert_eq!(house.identity.link(link.expose(), house.now()).await, Err(EnrolRefused::NotValid));
}
#[tokio::test]
async fn recovery_makes_an_administrator_within_an_hour_and_opens_again() {
    let house = House::new().await;
    house.person("bob").await;
    house.identity.disable_person("bob", &actor(), house.now()).await.unwrap();
    let link = house.identity.recover(Some("bob"), &actor(), house.now()).await.unwrap();
    let proof = house.identity.enrol(link.expose(), &"a new password".into(), &ctx(), house.now()).await.unwrap();
    let session = house.identity.mint(proof, Keep::UntilClosed, &ctx(), house.now()).await.unwrap().session;
    assert!(session.alive(house.now()) && session.subject().roles.has(Role::Administrator));

    let link = house.identity.recover(None, &actor(), house.now()).await.unwrap();
    assert!(house.identity.enrol_first(link.expose(), &first(), &PASSWORD.into(), &ctx(), house.now()).await.is_ok());
    let link = house.identity.recover(None, &actor(), house.now()).await.unwrap();
    house.pass(Duration::from_secs(3_600));
    assert_eq!(house.identity.link(link.expose(), house.now()).await, Err(EnrolRefused::NotValid));
}
#[tokio::test]
async fn tokens_that_are_none_are_refused() {
    let house = House::new().await;
    for bad in ["", "pce_", "pce_AAAA", "pcs_x", &"pce_".repeat(1000), "pce_\u{0}"] {
        assert_eq!(house.identity.link(bad, house.now()).await, Err(EnrolRefused::NotValid));
    }
}
