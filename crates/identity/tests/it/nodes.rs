//! Two identities over one store, as two nodes.
//!
//! Why: what ends on one must be dead on the other within two seconds.

use crate::house::*;
use portcullis_identity::*;
use portcullis_model::Role;

#[tokio::test]
async fn a_sign_out_is_felt_on_the_other_node() {
    let house = House::new().await;
    house.person("ada").await;
    let far = house.another().await;
    let portal = house.sign_in("ada").await;
    let wiki = house.visit(&portal.session, WIKI).await;
    let there = house.meets(&far, CookieClass::Host, WIKI, &wiki.cookie_value).await.unwrap();
    let mut changes = far.changes();
    house.identity.sign_out_host(&wiki.session, &actor(), house.now()).await.unwrap();
    soon(async || !there.alive(house.now())).await;
    assert!(matches!(changes.recv().await, Ok(Changed::HostSession { .. })));
    let wiki = house.visit(&portal.session, WIKI).await;
    let there = house.meets(&far, CookieClass::Host, WIKI, &wiki.cookie_value).await.unwrap();
    house.identity.sign_out_everywhere(&portal.session, &actor(), house.now()).await.unwrap();
    soon(async || !there.alive(house.now())).await;
    assert!(house.meets(&far, CookieClass::Host, WIKI, &wiki.cookie_value).await.is_none());
}
#[tokio::test]
async fn s28_groups_roles_and_disabling_are_seen_on_the_other_node_without_a_new_sign_in() {
    let house = House::new().await;
    house.person("ada").await;
    house.person("root").await;
    house.identity.set_roles("root", &[Role::Administrator], &actor(), house.now()).await.unwrap();
    let far = house.another().await;
    let portal = house.sign_in("ada").await;
    let there = house.meets(&far, CookieClass::Portal, PORTAL, &portal.cookie_value).await.unwrap();
    let mut changes = far.changes();
    house.identity.add_group("ops", "", &actor(), house.now()).await.unwrap();
    house.identity.add_member("ops", "ada", &actor(), house.now()).await.unwrap();
    soon(async || there.subject().groups.has("ops")).await;
    assert_eq!(changes.recv().await, Ok(Changed::Person(there.person)));
    house.identity.delete_group("ops", &actor(), house.now()).await.unwrap();
    soon(async || !there.subject().groups.has("ops")).await;
    house.identity.set_roles("ada", &[Role::Auditor], &actor(), house.now()).await.unwrap();
    soon(async || there.subject().roles.has(Role::Auditor)).await;
    assert!(portal.session.subject().roles.has(Role::Auditor), "and here");
    house.identity.disable_person("ada", &actor(), house.now()).await.unwrap();
    soon(async || !there.alive(house.now())).await;
}
#[tokio::test]
async fn an_idle_session_here_lives_if_it_was_used_there() {
    let house = House::new().await;
    house.person("ada").await;
    let far = house.another().await;
    let portal = house.sign_in("ada").await;
    let there = house.meets(&far, CookieClass::Portal, PORTAL, &portal.cookie_value).await.unwrap();
    house.pass(std::time::Duration::from_secs(3_000));
    there.touch(house.now());
    far.flush().await.unwrap();
    house.pass(std::time::Duration::from_secs(3_000));
    assert!(house.meets(&house.identity, CookieClass::Portal, PORTAL, &portal.cookie_value).await.is_some());
    house.pass(std::time::Duration::from_secs(3_000));
    assert!(house.meets(&house.identity, CookieClass::Portal, PORTAL, &portal.cookie_value).await.is_none());
}
