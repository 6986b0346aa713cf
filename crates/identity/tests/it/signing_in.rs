//! Signing in with name and password.
//!
//! Why: one answer for every failure, one trace for every person, and no way to drown the machine.

use crate::house::*;
use portcullis_crypto::SystemRandom;
use portcullis_crypto::password::{self, Params};
use portcullis_identity::*;
use portcullis_model::{Aal, Amr, EventKind, Outcome};
use portcullis_store::Kind;
use std::sync::Arc;
use std::time::Instant;

#[tokio::test]
async fn a_name_or_an_address_in_any_case_and_the_right_password_sign_in() {
    let house = House::new().await;
    house.person("Ada").await;
    for name in ["Ada", "ada", "ADA", "ada@example.com", "Ada@Example.com"] {
        let proof = house.identity.sign_in(name, &typed(PASSWORD), &ctx(), house.now()).await.unwrap();
        let minted = house.identity.mint(proof, Keep::UntilClosed, &ctx(), house.now()).await.unwrap();
        assert_eq!(minted.session.auth.aal, Aal::One);
        assert!(minted.session.auth.amr.has(Amr::Pwd));
        assert_eq!(minted.session.subject().user, "Ada".into());
    }
    let events = house.events(EventKind::SignInSucceeded).await;
    assert_eq!(events.len(), 5);
    assert!(events.iter().all(|e| &*e.actor_name == "Ada" && e.ip.is_some()));
}
#[tokio::test]
async fn s20_every_failure_is_one_answer_on_one_path() {
    let house = House::new().await;
    house.person("ada").await;
    house.person("bob").await;
    house.identity.disable_person("bob", &actor(), house.now()).await.unwrap();
    house.identity.add_person(&NewPerson { username: "eve".into(), ..NewPerson::default() }, &actor(), house.now()).await.unwrap();
    let long = "x".repeat(5_000);
    let cases = [
        ("nobody", PASSWORD),
        ("ada", "wrong"),
        ("ada", ""),
        ("ada", &*long),
        ("bob", PASSWORD),
        ("eve", PASSWORD),
        ("", ""),
        (&*long, "x"),
        ("nobody@example.com", "x"),
    ];
    let mut times = Vec::new();
    for (name, word) in cases {
        let mut each = Vec::new();
        for _ in 0..5 {
            let start = Instant::now();
            assert_eq!(house.identity.sign_in(name, &typed(word), &ctx(), house.now()).await.err(), Some(SignInRefused::NotRight), "{name} {word}");
            each.push(start.elapsed());
        }
        each.sort();
        times.push(each[0]);
    }
    // All of them are well below the moment at which the portal answers, so that moment is all anyone can see.
    let deadline = house.identity.answer_deadline();
    assert!(times.iter().all(|t| *t < deadline), "{times:?} {deadline:?}");
}
#[tokio::test]
async fn s20_the_deadline_lies_above_the_slowest_hash_of_a_file() {
    let house = House::new().await;
    let before = house.identity.answer_deadline();
    let path = house.dir.path().join("users.yml");
    let hash = "$argon2id$v=19$m=65536,t=30,p=4$on6E8hr0YGGhp7Le/t2BHw$qN2oGCBa1YtB8RwKsl+NYqjmdOpoQV6u81lRBoZP7Lc";
    std::fs::write(&path, format!("users:\n  ann:\n    displayname: A\n    password: '{hash}'\n")).unwrap();
    let file = FileSettings { name: "users".into(), path, rules: FileRules::default(), writable: true };
    let more = IdentitySettings { directories: vec![Directory { file, authoritative: Authority::default() }], ..settings() };
    house.identity.reload(more).await.unwrap();
    let after = house.identity.answer_deadline();
    assert!(after > before, "{before:?} {after:?}");
}
#[tokio::test]
async fn s22_a_failure_of_a_known_person_is_that_persons_event_by_whatever_name() {
    let house = House::new().await;
    let ada = house.person("ada").await;
    for name in ["ada", "ADA", "ada@example.com"] {
        assert!(house.identity.sign_in(name, &typed("wrong"), &ctx(), house.now()).await.is_err());
    }
    let events = house.events(EventKind::SignInFailed).await;
    assert_eq!(events.len(), 3);
    let id = ada.id.unwrap().to_string();
    assert!(events.iter().all(|e| *e.actor == *id && *e.object == *id && e.outcome == Outcome::Failure && e.request_id.is_some()));
}
#[tokio::test]
async fn s17_an_unknown_name_is_not_written_down() {
    let house = House::new().await;
    assert!(house.identity.sign_in("hunter2-canary", &typed("x"), &ctx(), house.now()).await.is_err());
    let events = house.events(EventKind::SignInFailed).await;
    assert_eq!(events.len(), 1);
    assert!(!format!("{events:?}").contains("canary") && events[0].actor.is_empty());
}
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_sign_ins_at_once_all_succeed() {
    let mut heavier = settings();
    // Sixteen of these fill the cap.
    heavier.hashing = Hashing { params: Params { memory_kib: 1_024, passes: 1 }, memory_cap_kib: 2_048, threads: 4, queue: 64 };
    let house = Arc::new(House::with(heavier).await);
    house.person("ada").await;
    let each = (0..50).map(|_| {
        let house = Arc::clone(&house);
        tokio::spawn(async move { house.identity.sign_in("ada", &typed(PASSWORD), &ctx(), house.now()).await.is_ok() })
    });
    for one in each.collect::<Vec<_>>() {
        assert!(one.await.unwrap());
    }
}
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_queue_is_busy_and_not_wrong() {
    let mut narrow = settings();
    narrow.hashing = Hashing { params: Params { memory_kib: 8_192, passes: 4 }, memory_cap_kib: 16_384, threads: 1, queue: 1 };
    let house = Arc::new(House::with(narrow).await);
    let each: Vec<_> = (0..20)
        .map(|_| {
            let house = Arc::clone(&house);
            tokio::spawn(async move { house.identity.sign_in("nobody", &typed("x"), &ctx(), house.now()).await.err() })
        })
        .collect();
    let mut busy = 0;
    for one in each {
        match one.await.unwrap() {
            Some(SignInRefused::Busy) => busy += 1,
            other => assert_eq!(other, Some(SignInRefused::NotRight)),
        }
    }
    assert!(busy > 0);
    assert_eq!(house.identity.sign_in("nobody", &typed("x"), &ctx(), house.now()).await.err(), Some(SignInRefused::NotRight), "it passes");
}
#[tokio::test]
async fn a_weaker_hash_is_replaced_on_the_next_sign_in() {
    let house = House::new().await;
    house.person("ada").await;
    let stronger = Hashing { params: Params { memory_kib: 128, passes: 2 }, ..settings().hashing };
    let later = house.another_with(IdentitySettings { hashing: stronger, ..settings() }).await;
    assert!(later.sign_in("ada", &typed("wrong"), &ctx(), house.now()).await.is_err());
    assert!(later.sign_in("ada", &typed(PASSWORD), &ctx(), house.now()).await.unwrap().outdated());
    assert!(!later.sign_in("ada", &typed(PASSWORD), &ctx(), house.now()).await.unwrap().outdated());
    assert!(later.sign_in("ada", &typed("wrong"), &ctx(), house.now()).await.is_err());
}
#[tokio::test]
async fn a_sign_in_that_cannot_be_written_down_is_no_sign_in() {
    let house = House::new().await;
    house.person("ada").await;
    let proof = house.identity.sign_in("ada", &typed(PASSWORD), &ctx(), house.now()).await.unwrap();
    house.store.close().await;
    assert_eq!(house.identity.mint(proof, Keep::UntilClosed, &ctx(), house.now()).await.err(), Some(SignInRefused::Unavailable(Unavailable)));
    assert!(matches!(house.identity.sign_in("ada", &typed("wrong"), &ctx(), house.now()).await, Err(SignInRefused::Unavailable(_))));
}
#[tokio::test]
async fn s17_nothing_of_people_or_secrets_is_readable_in_the_folder() {
    let house = House::new().await;
    house.person("canaryname").await;
    let minted = house.sign_in("canaryname").await;
    let visit = house.visit(&minted.session, WIKI).await;
    house.store.close().await;
    let hash_prefix = "$argon2id$";
    assert!(password::hash("x", LIGHT, &SystemRandom).unwrap().starts_with(hash_prefix));
    let secrets = ["canaryname", PASSWORD, hash_prefix, &minted.cookie_value[..40], &visit.cookie_value[..40], WIKI];
    for file in std::fs::read_dir(house.dir.path()).unwrap() {
        let path = file.unwrap().path();
        if !path.is_file() {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        for secret in secrets {
            assert!(!bytes.windows(secret.len()).any(|w| w == secret.as_bytes()), "{secret} in {}", path.display());
        }
    }
    let _kinds = Kind::ALL;
}
/// A password can be chosen to be slow to rate; whoever sends many of them is busy, and nobody else.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s21_ratings_of_new_passwords_hold_up_no_sign_in() {
    let mut narrow = settings();
    narrow.hashing = Hashing { threads: 1, queue: 1, ..narrow.hashing };
    let house = Arc::new(House::with(narrow).await);
    house.person("ada").await;
    let slow = "4@8({[<3&69&#!1|70$5+7%2".repeat(4);
    let ratings: Vec<_> = (0..40)
        .map(|_| {
            let (house, slow) = (Arc::clone(&house), slow.clone());
            tokio::spawn(async move { house.identity.rate_password(slow.into(), Vec::new()).await })
        })
        .collect();
    for _ in 0..5 {
        assert!(house.identity.sign_in("ada", &typed(PASSWORD), &ctx(), house.now()).await.is_ok());
    }
    let mut refused = 0;
    for rating in ratings {
        refused += usize::from(rating.await.unwrap().is_none());
    }
    assert!(refused > 0, "a full queue says so");
    assert!(house.identity.rate_password("x".into(), Vec::new()).await.is_some(), "it passes");
}
