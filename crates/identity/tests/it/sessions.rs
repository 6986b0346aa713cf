//! Sessions: fresh ids, cookies, time, what a warm request costs.
//!
//! Why: a handle must be worth nothing before, after or elsewhere (S6, S7).

use crate::house::*;
use portcullis_identity::*;
use portcullis_model::EventKind;
use portcullis_store::Kind;
use std::time::Duration;

const PHOTOS: &str = "photos.example.com";

#[tokio::test]
async fn s07_every_sign_in_has_a_new_id_and_handle() {
    let house = House::new().await;
    house.person("ada").await;
    let (one, two) = (house.sign_in("ada").await, house.sign_in("ada").await);
    assert_ne!(one.cookie_value, two.cookie_value);
    assert_ne!(one.session.auth.session, two.session.auth.session);
    assert_ne!(one.session.auth.sid, two.session.auth.sid);
    assert!(!one.cookie_value.contains(&*one.session.auth.sid));
}
#[tokio::test]
async fn s07_a_session_that_is_replaced_is_dead_with_all_its_cookies() {
    let house = House::new().await;
    house.person("ada").await;
    let old = house.sign_in("ada").await;
    let old_host = house.visit(&old.session, WIKI).await;
    let proof = house.identity.sign_in("ada", &typed(PASSWORD), &ctx(), house.now()).await.unwrap();
    let new = house.identity.mint_replacing(proof, Keep::UntilClosed, &old.session, &ctx(), house.now()).await.unwrap();
    let cold = house.another().await;
    for identity in [&house.identity, &cold] {
        assert!(house.meets(identity, CookieClass::Portal, PORTAL, &old.cookie_value).await.is_none());
        assert!(house.meets(identity, CookieClass::Host, WIKI, &old_host.cookie_value).await.is_none());
        assert!(house.meets(identity, CookieClass::Portal, PORTAL, &new.cookie_value).await.is_some());
    }
    assert!(!old.session.alive(house.now()) && !old_host.session.alive(house.now()));
    assert_eq!((house.records(Kind::Session).await, house.records(Kind::HostSession).await), (1, 0));
}
#[tokio::test]
async fn s07_a_step_changes_the_cookie_gives_old_ones_nothing_and_ends_nothing() {
    let house = House::new().await;
    house.person("ada").await;
    let old = house.sign_in("ada").await;
    let (wiki, photos) = (house.visit(&old.session, WIKI).await, house.visit(&old.session, PHOTOS).await);
    let flow = house.identity.new_flow();
    let code = house.code(&old.session, PHOTOS, &flow).await;
    let far = house.another().await;
    let (far_portal, far_wiki) = (
        house.meets(&far, CookieClass::Portal, PORTAL, &old.cookie_value).await.unwrap(),
        house.meets(&far, CookieClass::Host, WIKI, &wiki.cookie_value).await.unwrap(),
    );
    house.pass(Duration::from_secs(30));
    let proof = async |session: &LiveSession| {
        let proof = house.identity.sign_in("ada", &typed(PASSWORD), &ctx(), house.now()).await.unwrap();
        proof.joining(session.person, &SessionFacts::from(&session.auth))
    };
    let new = house.identity.raise(proof(&old.session).await, &old.session, &ctx(), house.now()).await.unwrap().unwrap();
    assert_eq!((new.session.auth.session, &new.session.auth.sid), (old.session.auth.session, &old.session.auth.sid));
    assert_eq!((new.session.auth.auth_time, new.session.auth.expires), (house.now(), old.session.auth.expires), "raised, and no longer for it");
    // The old value is refused here, there and by a node that never saw it.
    soon(async || house.meets(&far, CookieClass::Portal, PORTAL, &old.cookie_value).await.is_none()).await;
    let cold = house.another().await;
    for identity in [&house.identity, &far, &cold] {
        assert!(house.meets(identity, CookieClass::Portal, PORTAL, &old.cookie_value).await.is_none());
        assert_eq!(house.meets(identity, CookieClass::Portal, PORTAL, &new.cookie_value).await.unwrap().auth.auth_time, house.now());
        // The cookies of other hosts go on as what they were, and gain nothing.
        let there = house.meets(identity, CookieClass::Host, WIKI, &wiki.cookie_value).await.unwrap();
        assert_eq!(there.auth.auth_time, old.session.auth.auth_time);
    }
    assert!(wiki.session.alive(house.now()) && photos.session.alive(house.now()) && far_portal.alive(house.now()) && far_wiki.alive(house.now()));
    assert!(house.identity.raise(proof(&old.session).await, &old.session, &ctx(), house.now()).await.unwrap().is_none(), "the old cookie raises nothing");
    // A code that the old cookie was given opens nothing any more.
    assert_eq!(house.identity.redeem_code(&code, PHOTOS, &flow, None, house.now()).await.err(), Some(CodeRefused::Refused));
    assert_eq!(house.records(Kind::Session).await, 1);
}
/// Whoever copied the cookie that a password is changed in has nothing afterwards.
#[tokio::test]
async fn s07_a_changed_password_changes_the_cookie_it_was_changed_in() {
    let house = House::new().await;
    house.person("ada").await;
    let (here, elsewhere) = (house.sign_in("ada").await, house.sign_in("ada").await);
    let far = house.another().await;
    assert!(house.meets(&far, CookieClass::Portal, PORTAL, &here.cookie_value).await.is_some());
    house.identity.change_password(&here.session, &PASSWORD.into(), &"another quiet password".into(), &actor(), house.now()).await.unwrap();
    let new = house.identity.renew(&here.session, house.now()).await.unwrap().unwrap();
    assert_eq!((new.session.auth.session, new.session.auth.auth_time), (here.session.auth.session, here.session.auth.auth_time), "as old as it was");
    soon(async || house.meets(&far, CookieClass::Portal, PORTAL, &here.cookie_value).await.is_none()).await;
    for identity in [&house.identity, &far, &house.another().await] {
        assert!(house.meets(identity, CookieClass::Portal, PORTAL, &here.cookie_value).await.is_none());
        assert!(house.meets(identity, CookieClass::Portal, PORTAL, &elsewhere.cookie_value).await.is_none());
        assert!(house.meets(identity, CookieClass::Portal, PORTAL, &new.cookie_value).await.is_some());
    }
    assert!(house.identity.renew(&here.session, house.now()).await.unwrap().is_none(), "the old cookie renews nothing");
    assert_eq!(house.events(EventKind::SignInSucceeded).await.len(), 2, "nobody signed in by it");
}
#[tokio::test]
async fn s07_a_hosts_cookie_changes_with_what_it_proves_and_ends_with_its_host_session() {
    let house = House::new().await;
    house.person("ada").await;
    let portal = house.sign_in("ada").await;
    let old = house.visit(&portal.session, WIKI).await;
    let photos = house.visit(&portal.session, PHOTOS).await;
    let far = house.another().await;
    let there = house.meets(&far, CookieClass::Host, WIKI, &old.cookie_value).await.unwrap();
    let handle = house.identity.read_cookie(CookieClass::Host, WIKI, &old.cookie_value).unwrap();
    let again = async || {
        let flow = house.identity.new_flow();
        let code = house.code(&portal.session, WIKI, &flow).await;
        house.identity.redeem_code(&code, WIKI, &flow, Some(&handle), house.now()).await.unwrap()
    };
    let new = again().await;
    assert_eq!(new.session.host_session, old.session.host_session);
    soon(async || house.meets(&far, CookieClass::Host, WIKI, &old.cookie_value).await.is_none()).await;
    let cold = house.another().await;
    for identity in [&house.identity, &far, &cold] {
        assert!(house.meets(identity, CookieClass::Host, WIKI, &old.cookie_value).await.is_none());
    }
    assert!(house.meets(&house.identity, CookieClass::Host, WIKI, &new.cookie_value).await.is_some());
    assert!(old.session.alive(house.now()) && there.alive(house.now()), "what runs by it goes on");
    assert_eq!(house.records(Kind::HostSession).await, 2);
    // Another tab, which still shows the old one, gets one of its own.
    assert_ne!(again().await.session.host_session, old.session.host_session);
    let mut changes = house.identity.changes();
    house.identity.sign_out_host(&new.session, &actor(), house.now()).await.unwrap();
    assert!(matches!(changes.recv().await, Ok(Changed::HostSession { id, .. }) if Some(id) == old.session.host_session));
    assert!(!new.session.alive(house.now()) && !old.session.alive(house.now()) && photos.session.alive(house.now()));
    soon(async || !there.alive(house.now())).await;
}
#[tokio::test]
async fn s07_after_signing_out_everywhere_every_copy_of_every_cookie_is_dead() {
    let house = House::new().await;
    house.person("ada").await;
    let other = house.sign_in("ada").await;
    let portal = house.sign_in("ada").await;
    let (wiki, photos) = (house.visit(&portal.session, WIKI).await, house.visit(&portal.session, PHOTOS).await);
    let mut changes = house.identity.changes();
    house.identity.sign_out_everywhere(&wiki.session, &actor(), house.now()).await.unwrap();
    assert_eq!(changes.recv().await, Ok(Changed::Session(portal.session.auth.session)));
    let cold = house.another().await;
    for identity in [&house.identity, &cold] {
        assert!(house.meets(identity, CookieClass::Portal, PORTAL, &portal.cookie_value).await.is_none());
        assert!(house.meets(identity, CookieClass::Host, WIKI, &wiki.cookie_value).await.is_none());
        assert!(house.meets(identity, CookieClass::Host, PHOTOS, &photos.cookie_value).await.is_none());
        assert!(house.meets(identity, CookieClass::Portal, PORTAL, &other.cookie_value).await.is_some(), "nobody else's");
    }
    assert_eq!(house.events(EventKind::SignedOut).await.len(), 1);
}
#[tokio::test]
async fn signing_out_on_a_host_ends_that_cookie_and_asks_next_time() {
    let house = House::new().await;
    house.person("ada").await;
    let portal = house.sign_in("ada").await;
    let (wiki, photos) = (house.visit(&portal.session, WIKI).await, house.visit(&portal.session, PHOTOS).await);
    let far = house.another().await;
    let there = house.meets(&far, CookieClass::Portal, PORTAL, &portal.cookie_value).await.unwrap();
    let mut changes = house.identity.changes();
    house.identity.sign_out_host(&wiki.session, &actor(), house.now()).await.unwrap();
    assert!(matches!(changes.recv().await, Ok(Changed::HostSession { session, .. }) if session == portal.session.auth.session));
    assert!(!wiki.session.alive(house.now()) && photos.session.alive(house.now()) && portal.session.alive(house.now()));
    assert!(house.meets(&house.identity, CookieClass::Host, WIKI, &wiki.cookie_value).await.is_none());
    assert!(portal.session.asks_on(WIKI) && !portal.session.asks_on(PHOTOS));
    soon(async || there.asks_on(WIKI)).await;
    let cold = house.another().await;
    assert!(house.meets(&cold, CookieClass::Portal, PORTAL, &portal.cookie_value).await.unwrap().asks_on(WIKI), "it is written down");
    house.visit(&portal.session, WIKI).await;
    assert!(!portal.session.asks_on(WIKI), "asked and answered");
    soon(async || !there.asks_on(WIKI)).await;
}
#[tokio::test]
async fn s06_a_cookie_is_worth_nothing_on_another_host_or_as_another_class() {
    let house = House::new().await;
    house.person("ada").await;
    let portal = house.sign_in("ada").await;
    let wiki = house.visit(&portal.session, WIKI).await;
    assert!(portal.cookie_value.len() <= 128 && wiki.cookie_value.len() == COOKIE_CHARS);
    for (class, host, value) in [
        (CookieClass::Host, PHOTOS, &wiki.cookie_value),
        (CookieClass::Portal, PORTAL, &wiki.cookie_value),
        (CookieClass::Portal, WIKI, &wiki.cookie_value),
        (CookieClass::Host, WIKI, &portal.cookie_value),
        (CookieClass::Host, PORTAL, &portal.cookie_value),
    ] {
        assert!(house.identity.read_cookie(class, host, value).is_none(), "{class:?} {host}");
    }
    // And even a handle whose MAC passed belongs to its host.
    let handle = house.identity.read_cookie(CookieClass::Host, WIKI, &wiki.cookie_value).unwrap();
    assert!(matches!(house.identity.resolve(&handle, CookieClass::Host, PHOTOS, house.now()), Resolved::Dead));
    assert!(matches!(house.identity.resolve(&handle, CookieClass::Portal, PORTAL, house.now()), Resolved::Dead));
    let cold = house.another().await;
    assert!(cold.load(&handle, CookieClass::Host, PHOTOS, house.now()).await.unwrap().is_none());
}
#[tokio::test]
async fn lifetime_and_inactivity_end_a_session_to_the_microsecond() {
    let house = House::new().await;
    house.person("ada").await;
    let tick = Duration::from_micros(1);
    let idle = house.sign_in("ada").await;
    house.pass(Duration::from_secs(3_600) - tick);
    assert!(idle.session.alive(house.now()));
    house.pass(tick);
    assert!(!idle.session.alive(house.now()));
    assert!(house.meets(&house.identity, CookieClass::Portal, PORTAL, &idle.cookie_value).await.is_none());

    let used = house.sign_in("ada").await;
    for _ in 0..23 {
        house.pass(Duration::from_secs(1_800));
        house.meets(&house.identity, CookieClass::Portal, PORTAL, &used.cookie_value).await.expect("in use").touch(house.now());
    }
    house.pass(Duration::from_secs(1_800) - tick);
    assert!(used.session.alive(house.now()));
    house.pass(tick);
    assert!(!used.session.alive(house.now()), "twelve hours, used or not");

    let proof = house.identity.sign_in("ada", &typed(PASSWORD), &ctx(), house.now()).await.unwrap();
    let kept = house.identity.mint(proof, Keep::Remember, &ctx(), house.now()).await.unwrap();
    assert_eq!(kept.max_age, Some(Duration::from_secs(30 * 86_400)));
    house.pass(Duration::from_secs(29 * 86_400));
    assert!(house.meets(&house.identity, CookieClass::Portal, PORTAL, &kept.cookie_value).await.is_some());
    house.pass(Duration::from_secs(86_400));
    assert!(house.meets(&house.identity, CookieClass::Portal, PORTAL, &kept.cookie_value).await.is_none());
}
#[tokio::test]
async fn a_warm_request_and_an_idle_minute_ask_the_store_nothing() {
    let house = House::new().await;
    house.person("ada").await;
    let portal = house.sign_in("ada").await;
    let wiki = house.visit(&portal.session, WIKI).await;
    let before = house.store.queries();
    for _ in 0..1_000 {
        let session = house.meets(&house.identity, CookieClass::Host, WIKI, &wiki.cookie_value).await.unwrap();
        session.touch(house.now());
        assert!(session.alive(house.now()));
        session.subject();
    }
    house.identity.flush().await.unwrap();
    assert_eq!(house.store.queries(), before, "nothing was touched a second later, so nothing is written");
    house.pass(Duration::from_secs(5));
    wiki.session.touch(house.now());
    house.identity.flush().await.unwrap();
    assert!(house.store.queries() > before);
    let settled = house.store.queries();
    house.identity.flush().await.unwrap();
    assert_eq!(house.store.queries(), settled, "once");
    let cold = house.another().await;
    let there = house.meets(&cold, CookieClass::Host, WIKI, &wiki.cookie_value).await.unwrap();
    assert_eq!(there.ends_at(), wiki.session.ends_at(), "the touch was written down");
}
#[tokio::test]
async fn a_dead_cookie_costs_the_store_one_look() {
    let house = House::new().await;
    house.person("ada").await;
    let portal = house.sign_in("ada").await;
    house.identity.sign_out_everywhere(&portal.session, &actor(), house.now()).await.unwrap();
    let cold = house.another().await;
    assert!(house.meets(&cold, CookieClass::Portal, PORTAL, &portal.cookie_value).await.is_none());
    let before = house.store.queries();
    for _ in 0..100 {
        assert!(house.meets(&cold, CookieClass::Portal, PORTAL, &portal.cookie_value).await.is_none());
    }
    assert_eq!(house.store.queries(), before);
}
#[tokio::test]
async fn sessions_are_listed_and_revoked_by_the_id_that_is_shown() {
    let house = House::new().await;
    house.person("ada").await;
    house.person("bob").await;
    let (ada, bob) = (house.sign_in("ada").await, house.sign_in("bob").await);
    house.visit(&ada.session, WIKI).await;
    let all = house.identity.list_sessions(None, house.now()).await.unwrap();
    assert_eq!(all.len(), 2);
    let hers = house.identity.list_sessions(Some("ada"), house.now()).await.unwrap();
    assert_eq!(hers.len(), 1);
    assert_eq!((hers[0].sid.clone(), hers[0].hosts.clone(), &*hers[0].user_agent), (ada.session.auth.sid.clone(), vec![WIKI.into()], "test"));
    assert!(house.identity.revoke_session(&ada.session.auth.sid, &actor(), house.now()).await.unwrap());
    assert!(!house.identity.revoke_session(&ada.session.auth.sid, &actor(), house.now()).await.unwrap());
    assert!(!ada.session.alive(house.now()) && bob.session.alive(house.now()));
    assert_eq!(house.events(EventKind::SessionRevoked).await.len(), 1);
}
#[tokio::test]
async fn one_number_ends_every_session() {
    let house = House::new().await;
    house.person("ada").await;
    let portal = house.sign_in("ada").await;
    let mut changes = house.identity.changes();
    house.identity.end_every_session(&actor(), house.now()).await.unwrap();
    assert!(house.identity.read_cookie(CookieClass::Portal, PORTAL, &portal.cookie_value).is_none());
    assert!(!portal.session.alive(house.now()));
    assert!(house.another().await.read_cookie(CookieClass::Portal, PORTAL, &portal.cookie_value).is_none());
    let mut told = Vec::new();
    while let Ok(change) = changes.try_recv() {
        told.push(change);
    }
    assert!(told.contains(&Changed::Everyone));
    assert!(house.identity.list_sessions(None, house.now()).await.unwrap().is_empty());
    let again = house.sign_in("ada").await;
    assert!(house.meets(&house.identity, CookieClass::Portal, PORTAL, &again.cookie_value).await.is_some());
}
