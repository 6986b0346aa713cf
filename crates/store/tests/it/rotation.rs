//! A kill in the middle of new keys.
//!
//! Why: a store half under one key and half under another would be lost; it must be wholly under one of the two.

use crate::upkeep::{fill, key, open, whole};
use crate::world::{World, event, id};
use portcullis_crypto::SystemRandom;
use portcullis_store::upkeep::{NewKey, rotate};
use portcullis_store::{Change, Expect, Kind, OpenError, Put, StoreSettings};
use portcullis_testkit::clock::RealClock;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

const URL: &str = "PORTCULLIS_ROTATION_URL";
const DATA: &str = "PORTCULLIS_ROTATION_DATA";
const FROM: &str = "PORTCULLIS_ROTATION_FROM";

/// Run by the tests below in a process of its own, which is killed. By itself it has nothing to do and ends at once.
#[test]
fn child() {
    let (Ok(url), Ok(data), Ok(from)) = (std::env::var(URL), std::env::var(DATA), std::env::var(FROM)) else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let from: u8 = from.parse().unwrap();
        let told = event(portcullis_store::Clock::now(&RealClock), "root key");
        let new = NewKey::Root(Box::new(key(15 - from)));
        rotate(&StoreSettings::new(&url, &data), key(from), new, told, Arc::new(SystemRandom), Arc::new(RealClock)).await.unwrap();
        std::fs::write(Path::new(&data).join("done"), "").unwrap();
        tokio::time::sleep(Duration::from_secs(60)).await;
    });
}

async fn until(holds: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !holds() {
        assert!(Instant::now() < deadline, "the child does nothing");
        tokio::time::sleep(Duration::from_micros(200)).await;
    }
}

async fn killed(world: World) {
    let settings = world.settings("a");
    let store = world.open().await;
    let ids = fill(&store, &world).await;
    // More than a database keeps in memory: what is half done lies in its files when the kill comes.
    for n in 0..if world.is_sqlite() { 75 } else { 10 } {
        let put = Put::new(Kind::Certificate, id(), Expect::Absent, vec![b'x'; 1000]);
        store.commit(Change::new().put(put).event(event(world.now(), &format!("{n}")).with("long", &"x".repeat(30_000)))).await.unwrap();
    }
    store.close().await;
    let (mut root, mut rotated) = (7, 0);
    let rounds = if world.is_sqlite() { 2 } else { 4 };
    for round in 0..rounds {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "rotation::child", "--nocapture", "--test-threads=1"])
            .env(URL, &settings.url)
            .env(DATA, &settings.data)
            .env(FROM, root.to_string())
            .spawn()
            .unwrap();
        if world.is_sqlite() {
            // In turn: while pages of the new keys lie in the ledger's file already, and when all is done.
            let (ledger, journal, done) = (settings.data.join("ledger.db"), settings.data.join("ledger.db-journal"), settings.data.join("done"));
            if round % 2 == 0 {
                // A change of the journal's mode leaves a page or two in it for a moment.
                until(|| journal.metadata().is_ok_and(|m| m.len() > 20_000)).await;
                let written = || ledger.metadata().unwrap().modified().unwrap();
                let before = written();
                until(|| written() != before).await;
            } else {
                until(|| done.exists()).await;
            }
        } else {
            tokio::time::sleep(Duration::from_millis(300 + 250 * round)).await;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        // A killed client's transaction ends when the database notices.
        let mut opened = Vec::new();
        for _ in 0..50 {
            let (seven, eight) = (open(&settings, 7, &world).await, open(&settings, 8, &world).await);
            opened = [(7, seven), (8, eight)].into_iter().filter(|(_, r)| !matches!(r, Err(OpenError::Unavailable(_)))).collect();
            if opened.len() == 2 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let mut good = 0;
        for (byte, result) in opened {
            match result {
                Ok(store) => {
                    assert!(store.ledger().verify().await.unwrap().is_sound());
                    whole(&store, &world, &ids).await;
                    store.close().await;
                    rotated += u32::from(byte != root);
                    (root, good) = (byte, good + 1);
                }
                Err(OpenError::WrongRootKey) => {}
                // The other one has the folder.
                Err(OpenError::Busy { .. }) => {}
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(good, 1, "one key opens it");
    }
    assert!(!world.is_sqlite() || rotated == 1, "the second child was done when it was killed: {rotated}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_sqlite() {
    killed(World::sqlite()).await;
}
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_postgres() {
    if let Some(world) = World::postgres() {
        killed(world).await;
    }
}
