//! Kills and half-done things.
//!
//! Why: an acknowledged change is never lost, and an event of something that never happened says so.

use crate::world::{World, event, id};
use portcullis_crypto::{KeyRing, SecretBytes, SystemRandom};
use portcullis_model::Outcome;
use portcullis_store::{Change, Expect, Filter, Flaw, Kind, Put, Store, StoreSettings};
use portcullis_testkit::clock::RealClock;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use uuid::Uuid;

const URL: &str = "PORTCULLIS_CRASH_URL";
const DATA: &str = "PORTCULLIS_CRASH_DATA";

/// Run by the tests below in a process of its own: commits as fast as it can, and says so each time, until it is killed.
/// By itself it has nowhere to write and ends at once.
#[test]
fn child() {
    let (Ok(url), Ok(data)) = (std::env::var(URL), std::env::var(DATA)) else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let keys = KeyRing::new(SecretBytes::new(vec![7; 32])).unwrap();
        let store = Store::open(StoreSettings::new(url, data), keys, Arc::new(SystemRandom), Arc::new(RealClock)).await.unwrap();
        say("ready");
        let workers: Vec<_> = (0..4)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move {
                    loop {
                        let id = Uuid::from_bytes(portcullis_crypto::random_bytes(&SystemRandom));
                        let name = id.to_string();
                        let put = Put::new(Kind::Person, id, Expect::Absent, name.clone().into_bytes()).unique("name", name.clone());
                        let told = event(portcullis_store::Clock::now(&RealClock), &name);
                        store.commit(Change::new().put(put).event(told)).await.unwrap();
                        say(&name);
                        tokio::time::sleep(std::time::Duration::from_millis(3)).await;
                    }
                })
            })
            .collect();
        futures_util::future::join_all(workers).await;
    });
}

/// One write, so that lines of several tasks never mix; past the test harness's capture.
fn say(line: &str) {
    let _ = std::io::stdout().lock().write_all(format!("ACK {line}\n").as_bytes());
}

pub(crate) fn start_child(settings: &StoreSettings) -> (Child, impl Iterator<Item = String> + use<>) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::child", "--nocapture", "--test-threads=1"])
        .env(URL, &settings.url)
        .env(DATA, &settings.data)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let acknowledged = lines.filter_map(|line| line.split_once("ACK ").map(|(_, name)| name.to_owned()));
    (child, acknowledged)
}

async fn killed(world: World) {
    for round in 0..3 {
        let (mut child, mut lines) = start_child(&world.settings("a"));
        let mut acknowledged: Vec<String> = lines.by_ref().skip(1).take(15 + 17 * round).collect();
        child.kill().unwrap();
        child.wait().unwrap();
        acknowledged.extend(lines);
        assert!(acknowledged.len() >= 15);

        let store = world.open().await;
        let mut people = std::collections::HashMap::new();
        let mut after = None;
        loop {
            let page = store.list(Kind::Person, after, 1000).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            people.extend(page.into_iter().map(|r| (r.id.to_string(), r.payload)));
        }
        for (n, name) in acknowledged.iter().enumerate() {
            assert_eq!(people.get(name).map(Vec::as_slice), Some(name.as_bytes()), "an acknowledged account is there");
            if n % 10 == 0 {
                assert_eq!(store.find(Kind::Person, "name", name.as_bytes()).await.unwrap().len(), 1);
            }
        }
        let report = store.ledger().verify().await.unwrap();
        assert!(report.is_sound(), "{report:?}");
        // Every record has its event, every event its record or its contradiction.
        let events = store.ledger().search(&Filter { limit: 10_000, ..Filter::default() }).await.unwrap();
        let contradicted: std::collections::HashSet<String> = events.iter().filter_map(|l| l.event.detail.get("event").map(|e| e.to_string())).collect();
        for told in events.iter().filter(|l| l.event.outcome == Outcome::Success) {
            let there = people.contains_key(&*told.event.object);
            let seq = told.position.seq.to_string();
            assert!(there != contradicted.contains(&seq), "event {seq}: record {there}");
        }
        store.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_loses_no_acknowledged_account_sqlite() {
    killed(World::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_loses_no_acknowledged_account_postgres() {
    if let Some(world) = World::postgres() {
        killed(world).await;
    }
}

/// The exact moment between the two files: the ledger has the event, the records' file is from before.
#[tokio::test]
async fn an_event_without_its_record_is_contradicted_at_start() {
    let world = World::sqlite();
    let (a, b) = (id(), id());
    let store = world.open().await;
    let put = |id| Put::new(Kind::Person, id, Expect::Absent, b"x".to_vec());
    store.commit(Change::new().put(put(a)).event(event(world.now(), "landed"))).await.unwrap();
    store.close().await;
    std::fs::copy(world.records_file(), world.dir.path().join("before")).unwrap();
    let store = world.open().await;
    store.append(vec![event(world.now(), "of no change")]).await.unwrap();
    store.commit(Change::new().put(put(b)).event(event(world.now(), "lost"))).await.unwrap();
    store.close().await;
    std::fs::copy(world.dir.path().join("before"), world.records_file()).unwrap();

    for _ in 0..2 {
        let store = world.open().await;
        assert!(store.get(Kind::Person, a).await.unwrap().is_some());
        assert_eq!(store.get(Kind::Person, b).await.unwrap(), None);
        let events = store.ledger().search(&Filter::default()).await.unwrap();
        assert_eq!(events.len(), 4, "once, not at every start");
        let newest = &events[0].event;
        assert_eq!((newest.outcome, &*newest.object, &*newest.actor), (Outcome::Failure, "lost", "system"));
        assert_eq!(newest.detail.get("change").map(|d| &**d), Some("not applied"));
        assert_eq!(newest.detail.get("event").map(|d| &**d), Some("3"));
        assert!(store.ledger().verify().await.unwrap().is_sound());
        store.close().await;
    }
}

/// An older copy of the ledger under a newer database: the store starts, and the gap stays visible for ever.
#[tokio::test]
async fn a_ledger_that_was_put_back_leaves_a_gap() {
    let world = World::sqlite();
    let store = world.open().await;
    let commit = async |store: &Store, name: &str| {
        let put = Put::new(Kind::Person, id(), Expect::Absent, b"x".to_vec());
        store.commit(Change::new().put(put).event(event(world.now(), name))).await.unwrap();
    };
    commit(&store, "one").await;
    store.close().await;
    std::fs::copy(world.ledger_file(), world.dir.path().join("before")).unwrap();
    let store = world.open().await;
    commit(&store, "two").await;
    commit(&store, "three").await;
    store.close().await;
    std::fs::copy(world.dir.path().join("before"), world.ledger_file()).unwrap();

    let store = world.open().await;
    commit(&store, "four").await;
    let report = store.ledger().verify().await.unwrap();
    assert_eq!(report.first_bad().map(|b| (b.seq, b.flaw)), Some((2, Flaw::Missing)), "{report:?}");
    store.close().await;
}
