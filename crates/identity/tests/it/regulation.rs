//! Regulation over a real store.
//!
//! Why: one count for a person under every name, at every door, on every node; and a refusal that says nothing of it.

use crate::house::*;
use portcullis_identity::*;
use portcullis_model::EventKind;
use std::sync::Arc;
use std::time::Duration;

fn from(ip: &str) -> SignInContext {
    SignInContext { ip: Some(ip.parse().unwrap()), ..ctx() }
}
/// Three failures ban a person, twenty an address.
async fn strict() -> House {
    let mut settings = settings();
    settings.regulation.person.max_retries = 3;
    settings.regulation.address.max_retries = 20;
    House::with(settings).await
}
async fn try_it(identity: &Identity, house: &House, name: &str, word: &str, ip: &str) -> bool {
    match identity.sign_in(name, &typed(word), &from(ip), house.now()).await {
        Ok(_) => true,
        Err(refused) => {
            assert_eq!(refused, SignInRefused::NotRight);
            false
        }
    }
}

#[tokio::test]
async fn s22_failures_count_together_under_every_name_from_everywhere_and_on_every_node() {
    let house = strict().await;
    house.person("Ada").await;
    house.person("bob").await;
    let other = house
        .another_with({
            let mut settings = settings();
            settings.regulation.person.max_retries = 3;
            settings
        })
        .await;
    assert!(!try_it(&house.identity, &house, "ada", "x", "192.0.2.1").await);
    assert!(!try_it(&other, &house, "ada@example.com", "x", "192.0.2.2").await);
    assert!(!try_it(&house.identity, &house, "ADA", "x", "192.0.2.3").await);
    for (identity, name) in [(&house.identity, "Ada"), (&other, "ada@EXAMPLE.com")] {
        assert!(!try_it(identity, &house, name, PASSWORD, "192.0.2.4").await, "{name}");
    }
    assert!(try_it(&other, &house, "bob", PASSWORD, "192.0.2.1").await, "nobody else is shut out");
    house.pass(Duration::from_secs(300));
    assert!(try_it(&house.identity, &house, "ada", PASSWORD, "192.0.2.1").await);
    assert_eq!(house.events(EventKind::BanBegan).await.len(), 1);
}
#[tokio::test]
async fn s22_of_a_hundred_guesses_sent_at_once_hardly_any_is_looked_at() {
    let house = Arc::new(strict().await);
    house.person("ada").await;
    let mut guesses = tokio::task::JoinSet::new();
    for n in 0..100 {
        let house = Arc::clone(&house);
        // The right one is among the later ones.
        guesses.spawn(async move { try_it(&house.identity, &house, "ada", if n >= 60 { PASSWORD } else { "x" }, "192.0.2.9").await });
    }
    let right = guesses.join_all().await.into_iter().filter(|r| *r).count();
    assert!(right == 0, "{right} guesses went through after the ban");
}
#[tokio::test]
async fn s22_an_address_is_shut_out_whoever_it_asks_for_and_a_success_of_its_own_buys_nothing() {
    let house = strict().await;
    house.person("ada").await;
    house.person("eve").await;
    for n in 0..20 {
        assert!(!try_it(&house.identity, &house, &format!("nobody{n}"), "x", "2001:db8::1").await);
        if n == 10 {
            assert!(try_it(&house.identity, &house, "eve", PASSWORD, "2001:db8::2").await);
        }
    }
    assert!(!try_it(&house.identity, &house, "ada", PASSWORD, "2001:db8::ffff:1").await, "the same network");
    assert!(try_it(&house.identity, &house, "ada", PASSWORD, "2001:db8:0:1::1").await, "another one");
}
#[tokio::test]
async fn bans_are_seen_made_and_taken_back() {
    let house = strict().await;
    house.person("ada").await;
    house.identity.ban("ada@example.com", None, "lost laptop", &actor(), house.now()).await.unwrap();
    house.identity.ban("192.0.2.77", Some(house.now().plus(Duration::from_secs(60))), "", &actor(), house.now()).await.unwrap();
    let bans = house.identity.list_bans(house.now()).await.unwrap();
    assert!(
        bans.iter()
            .any(|b| matches!(&b.subject, BanSubject::Person { username, .. } if &**username == "ada") && b.until.is_none() && &*b.reason == "lost laptop")
    );
    assert!(bans.iter().any(|b| matches!(b.subject, BanSubject::Address(ip) if ip.to_string() == "192.0.2.77")));
    house.pass(Duration::from_secs(86_400 * 365));
    assert!(!try_it(&house.identity, &house, "ada", PASSWORD, "192.0.2.1").await, "for good");
    house.identity.revoke_ban("ada", &actor(), house.now()).await.unwrap();
    assert!(try_it(&house.identity, &house, "ada", PASSWORD, "192.0.2.1").await);
    assert!(matches!(house.identity.revoke_ban("ada", &actor(), house.now()).await, Err(BanRefused::None(_))));
    assert!(house.identity.list_bans(house.now()).await.unwrap().is_empty());
}
#[tokio::test]
async fn a_ban_by_hand_is_one_line_and_one_event_and_the_later_word_counts() {
    let house = strict().await;
    house.person("ada").await;
    let ban = async |for_secs: Option<u64>, reason: &str| {
        let until = for_secs.map(|s| house.now().plus(Duration::from_secs(s)));
        house.identity.ban("ada", until, reason, &actor(), house.now()).await
    };
    ban(None, "gone").await.unwrap();
    house.pass(Duration::from_secs(1));
    let made = ban(Some(60), "  for a minute ").await.unwrap();
    let bans = house.identity.list_bans(house.now()).await.unwrap();
    assert_eq!((bans.as_slice(), made.door, &*made.reason), ([made.clone()].as_slice(), BanDoor::Every, "for a minute"));
    assert_eq!(house.identity.ban("::1", None, "", &actor(), house.now()).await.err(), Some(BanRefused::Loopback));
    assert_eq!(ban(Some(0), "").await.err(), Some(BanRefused::Over));
    assert_eq!(ban(None, "a\nb").await.err(), Some(BanRefused::BadReason));
    assert_eq!(ban(None, &"x".repeat(201)).await.err(), Some(BanRefused::BadReason));
    house.pass(Duration::from_secs(60));
    assert!(try_it(&house.identity, &house, "ada", PASSWORD, "192.0.2.1").await);
    // What begins by itself has nobody's words, and is about passwords.
    for _ in 0..3 {
        assert!(!try_it(&house.identity, &house, "ada", "x", "192.0.2.1").await);
    }
    let bans = house.identity.list_bans(house.now()).await.unwrap();
    assert_eq!(bans.iter().map(|b| (b.door, &*b.reason, b.since)).collect::<Vec<_>>(), [(BanDoor::Password, "", Some(house.now()))]);
    assert_eq!(house.events(EventKind::BanBegan).await.len(), 3);
    ban(None, "").await.unwrap();
    house.identity.revoke_ban("ada@example.com", &actor(), house.now()).await.unwrap();
    assert_eq!(house.events(EventKind::BanRevoked).await.len(), 1);
    assert!(ban(None, "").await.is_ok() && matches!(house.identity.ban("nobody", None, "", &actor(), house.now()).await, Err(BanRefused::Manage(_))));
}
#[tokio::test]
async fn s22_a_rule_of_none_bans_nobody_and_keeps_the_bans_that_are() {
    let house = strict().await;
    house.person("ada").await;
    house.person("bob").await;
    house.identity.ban("bob", None, "", &actor(), house.now()).await.unwrap();
    let mut off = settings();
    off.regulation.person.max_retries = 0;
    off.regulation.address.max_retries = 0;
    house.identity.reload(off).await.unwrap();
    for _ in 0..30 {
        assert!(!try_it(&house.identity, &house, "ada", "x", "192.0.2.1").await);
    }
    assert!(try_it(&house.identity, &house, "ada", PASSWORD, "192.0.2.1").await);
    assert!(!try_it(&house.identity, &house, "bob", PASSWORD, "192.0.2.1").await);
}
#[tokio::test]
async fn live_sessions_stay() {
    let house = strict().await;
    house.person("ada").await;
    let minted = house.sign_in("ada").await;
    for _ in 0..5 {
        assert!(!try_it(&house.identity, &house, "ada", "x", "192.0.2.1").await);
    }
    assert!(minted.session.alive(house.now()));
}
