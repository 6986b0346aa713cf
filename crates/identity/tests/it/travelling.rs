//! The way from a challenge to a host's own cookie.
//!
//! Why: what crosses from one host to another is where sessions are stolen (S7, S32).

use crate::house::*;
use portcullis_identity::*;
use std::time::Duration;

#[tokio::test]
async fn a_code_brings_the_person_back_to_where_they_were() {
    let house = House::new().await;
    house.person("ada").await;
    let portal = house.sign_in("ada").await;
    let visit = house.visit(&portal.session, WIKI).await;
    assert_eq!(visit.return_to.url(), "https://wiki.example.com/page?x=1");
    assert_eq!((visit.session.auth.session, &*visit.session.host), (portal.session.auth.session, WIKI));
    assert_eq!(visit.session.auth, portal.session.auth);
    assert!(house.meets(&house.identity, CookieClass::Host, WIKI, &visit.cookie_value).await.is_some());
}
#[tokio::test]
async fn s32_a_code_works_once_within_a_minute() {
    let house = House::new().await;
    house.person("ada").await;
    let portal = house.sign_in("ada").await;
    let flow = house.identity.new_flow();
    let code = house.code(&portal.session, WIKI, &flow).await;
    house.pass(Duration::from_secs(59));
    assert!(house.identity.redeem_code(&code, WIKI, &flow, None, house.now()).await.is_ok());
    assert_eq!(house.identity.redeem_code(&code, WIKI, &flow, None, house.now()).await.err(), Some(CodeRefused::Refused));
    let late = house.code(&portal.session, WIKI, &flow).await;
    house.pass(Duration::from_secs(60));
    assert_eq!(house.identity.redeem_code(&late, WIKI, &flow, None, house.now()).await.err(), Some(CodeRefused::Refused));
}
#[tokio::test]
async fn s32_a_code_that_is_redeemed_twice_at_once_gives_one_cookie() {
    let house = House::new().await;
    house.person("ada").await;
    let portal = house.sign_in("ada").await;
    let flow = house.identity.new_flow();
    let code = house.code(&portal.session, WIKI, &flow).await;
    let far = house.another().await;
    let (one, two) = tokio::join!(house.identity.redeem_code(&code, WIKI, &flow, None, house.now()), far.redeem_code(&code, WIKI, &flow, None, house.now()));
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1);
}
#[tokio::test]
async fn s07_a_code_is_good_only_on_its_host_and_in_its_browser() {
    let house = House::new().await;
    house.person("ada").await;
    let portal = house.sign_in("ada").await;
    let flow = house.identity.new_flow();
    let code = house.code(&portal.session, WIKI, &flow).await;
    for (host, browser) in [("photos.example.com", flow), (WIKI, house.identity.new_flow()), (PORTAL, flow), ("", flow)] {
        assert_eq!(house.identity.redeem_code(&code, host, &browser, None, house.now()).await.err(), Some(CodeRefused::Refused), "{host}");
    }
    assert!(house.identity.redeem_code(&code, WIKI, &flow, None, house.now()).await.is_ok(), "a wrong try does not spend it");
    for bad in ["", "pcc_", "pcc_AAAA", &code[1..], &format!("{code}{code}"), &code.to_uppercase()] {
        assert_eq!(house.identity.redeem_code(bad, WIKI, &flow, None, house.now()).await.err(), Some(CodeRefused::Refused));
    }
}
#[tokio::test]
async fn s32_a_handoff_leads_to_one_redemption_only() {
    let house = House::new().await;
    house.person("ada").await;
    let portal = house.sign_in("ada").await;
    let flow = house.identity.new_flow();
    let sealed = house.identity.begin_handoff(&target(WIKI, "/"), &flow, &Requirement::default(), house.now());
    let handoff = house.identity.open_handoff(&sealed, house.now()).unwrap();
    let one = house.identity.issue_code(&portal.session, &handoff, house.now()).await.unwrap();
    let two = house.identity.issue_code(&portal.session, &handoff, house.now()).await.unwrap();
    assert!(house.identity.redeem_code(&two, WIKI, &flow, None, house.now()).await.is_ok());
    assert_eq!(house.identity.redeem_code(&one, WIKI, &flow, None, house.now()).await.err(), Some(CodeRefused::Refused));
}
#[tokio::test]
async fn s07_a_code_of_a_session_that_ended_meanwhile_gives_nothing() {
    let house = House::new().await;
    house.person("ada").await;
    let portal = house.sign_in("ada").await;
    let flow = house.identity.new_flow();
    let code = house.code(&portal.session, WIKI, &flow).await;
    house.identity.sign_out_everywhere(&portal.session, &actor(), house.now()).await.unwrap();
    assert_eq!(house.identity.redeem_code(&code, WIKI, &flow, None, house.now()).await.err(), Some(CodeRefused::Refused));
}
