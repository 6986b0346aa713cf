//! The ledger: appended, searched, exported, erased, audited.
//!
//! Why: an auditor's questions have exact answers on both databases.

use crate::world::{event, on_both};
use futures_util::TryStreamExt;
use portcullis_model::{Event, EventKind, Outcome};
use portcullis_store::{Filter, Ledger, Position, StoreError};
use std::time::Duration;

async fn objects(ledger: &Ledger, filter: Filter) -> Vec<String> {
    ledger.search(&filter).await.unwrap().into_iter().map(|l| l.event.object.to_string()).collect()
}

on_both! {
    async fn searches(world: World) {
        let store = world.open().await;
        let start = world.now();
        for (n, kind, outcome, actor, name) in [
            (1, EventKind::SignInFailed, Outcome::Failure, "", ""),
            (2, EventKind::SignInSucceeded, Outcome::Success, "p-1", "Ada"),
            (3, EventKind::AccessPermitted, Outcome::Success, "p-1", "Ada"),
            (4, EventKind::AccessDenied, Outcome::Failure, "p-2", "Grace"),
            (5, EventKind::PersonCreated, Outcome::Success, "p-1", "Ada"),
        ] {
            world.clock.advance(Duration::from_secs(1));
            let told = Event::new(world.now(), kind, outcome).by(actor, name).on(&format!("o{n}")).from_ip(Some("192.0.2.9".parse().unwrap())).with("route", &format!("Wiki{n}"));
            store.append(vec![told]).await.unwrap();
        }
        let ledger = store.ledger();
        assert_eq!(objects(ledger, Filter::default()).await, ["o5", "o4", "o3", "o2", "o1"]);
        assert_eq!(objects(ledger, Filter { kind: Some(EventKind::AccessDenied), ..Filter::default() }).await, ["o4"]);
        assert_eq!(objects(ledger, Filter { actor: Some("p-1".into()), ..Filter::default() }).await, ["o5", "o3", "o2"]);
        assert_eq!(objects(ledger, Filter { actor: Some("ada".into()), ..Filter::default() }).await, ["o5", "o3", "o2"]);
        assert_eq!(objects(ledger, Filter { object: Some("o2".into()), ..Filter::default() }).await, ["o2"]);
        assert_eq!(objects(ledger, Filter { text: Some("wiki3".into()), ..Filter::default() }).await, ["o3"]);
        assert_eq!(objects(ledger, Filter { text: Some("192.0.2".into()), ..Filter::default() }).await.len(), 5);
        let at = |s| Some(start.plus(Duration::from_secs(s)));
        assert_eq!(objects(ledger, Filter { since: at(2), until: at(4), ..Filter::default() }).await, ["o3", "o2"]);
        assert_eq!(objects(ledger, Filter { limit: 2, ..Filter::default() }).await, ["o5", "o4"]);
        store.close().await;
    }

    /// Pages neither repeat nor skip, even among events of one microsecond.
    async fn pages(world: World) {
        let store = world.open().await;
        store.append((0..30).map(|n| event(world.now(), &format!("{n}"))).collect()).await.unwrap();
        let (mut before, mut seen) = (None::<Position>, Vec::new());
        loop {
            let page = store.ledger().search(&Filter { limit: 7, before: before.clone(), ..Filter::default() }).await.unwrap();
            let Some(last) = page.last() else { break };
            before = Some(last.position.clone());
            seen.extend(page.iter().map(|l| l.event.object.parse::<u32>().unwrap()));
        }
        assert_eq!(seen, (0..30).rev().collect::<Vec<_>>());
        store.close().await;
    }

    async fn chains_verify_and_export(world: World) {
        let store = world.open().await;
        assert_eq!(store.ledger().verify().await.unwrap().events, 0);
        let appends = (0..60).map(|n| {
            let (store, now) = (store.clone(), world.now());
            tokio::spawn(async move { store.append(vec![event(now, &format!("{n}")), event(now, &format!("{n}b"))]).await })
        });
        let before = store.queries();
        for task in appends.collect::<Vec<_>>() {
            task.await.unwrap().unwrap();
        }
        let statements = store.queries() - before;
        assert!(statements < 60 * 4, "writers share commits: {statements} statements");
        let report = store.ledger().verify().await.unwrap();
        assert!(report.is_sound(), "{report:?}");
        assert_eq!(report.events, 120);
        assert_eq!(report.heads, store.ledger().heads().await.unwrap());

        let lines: Vec<serde_json::Value> = store.ledger().export().map_ok(|l| serde_json::from_str(&l).unwrap()).try_collect().await.unwrap();
        assert_eq!(lines.len(), 120);
        for (n, line) in lines.iter().enumerate() {
            assert_eq!((line["seq"].as_u64().unwrap(), line["event"]["schema"].as_u64().unwrap()), (n as u64 + 1, 1));
            if n > 0 {
                assert_eq!(line["prev"], lines[n - 1]["hash"]);
            }
        }
        assert!(lines.iter().any(|l| l["event"]["actor_name"] == "Grace Hopper"));
        store.close().await;
    }

    async fn erasing_keeps_the_chain(world: World) {
        let store = world.open().await;
        store.append((0..5).map(|n| event(world.now(), &format!("{n}"))).collect()).await.unwrap();
        assert!(store.ledger().erase(store.node(), 3).await.unwrap());
        assert!(!store.ledger().erase(store.node(), 99).await.unwrap());
        let report = store.ledger().verify().await.unwrap();
        assert_eq!((report.is_sound(), report.events, report.erased), (true, 5, 1));
        assert_eq!(objects(store.ledger(), Filter::default()).await, ["4", "3", "1", "0"]);
        let lines: Vec<String> = store.ledger().export().try_collect().await.unwrap();
        assert!(lines[2].contains("\"erased\":true") && lines[2].contains("\"event\":null"));
        store.close().await;
    }

    async fn is_audited_running_and_stopped(world: World) {
        let store = world.open().await;
        store.append(vec![event(world.now(), "one")]).await.unwrap();
        let beside = Ledger::open_for_audit(&world.settings("a"), world.keys()).await.unwrap();
        assert_eq!(beside.verify().await.unwrap().events, 1);
        store.append(vec![event(world.now(), "two")]).await.unwrap();
        assert_eq!(beside.verify().await.unwrap().events, 2);
        assert!(matches!(beside.erase(store.node(), 1).await, Err(StoreError::Unavailable(_))), "an auditor changes nothing");
        beside.close().await;
        store.close().await;
        let stopped = Ledger::open_for_audit(&world.settings("a"), world.keys()).await.unwrap();
        let report = stopped.verify().await.unwrap();
        assert_eq!((report.is_sound(), report.events, report.checkpoints), (true, 2, 1), "closing signs a checkpoint");
        assert_eq!(objects(&stopped, Filter::default()).await, ["two", "one"]);
        stopped.close().await;
    }

    async fn checkpoints_follow_one_another(world: World) {
        let store = world.open().await;
        for n in 0..3 {
            store.append(vec![event(world.now(), &format!("{n}"))]).await.unwrap();
            store.checkpoint().await.unwrap();
            store.checkpoint().await.unwrap();
        }
        let report = store.ledger().verify().await.unwrap();
        assert_eq!((report.is_sound(), report.checkpoints), (true, 3), "nothing new, no new checkpoint: {report:?}");
        let newest = store.ledger().checkpoints().await.unwrap();
        assert_eq!((newest.len(), newest[0].number, newest[0].heads.clone()), (1, 3, store.ledger().heads().await.unwrap()));
        store.close().await;
    }
}

/// Whoever waits longer than two seconds is told so, and nothing is torn.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_disk_is_unavailable_not_endless() {
    use sqlx::{Connection, SqliteConnection, raw_sql};
    let world = crate::world::World::sqlite();
    let store = world.open().await;
    let mut other = SqliteConnection::connect(&format!("sqlite://{}", world.ledger_file().display())).await.unwrap();
    raw_sql("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let began = std::time::Instant::now();
    let late = store.append(vec![event(world.now(), "late")]).await;
    assert!(matches!(late, Err(StoreError::Unavailable(_))), "{late:?}");
    assert!(began.elapsed() >= Duration::from_millis(1900) && began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
    world.clock.advance(Duration::from_secs(31));
    assert!(store.unreachable_for(world.now()) > Duration::from_secs(30));
    raw_sql("ROLLBACK").execute(&mut other).await.unwrap();
    store.append(vec![event(world.now(), "next")]).await.unwrap();
    assert_eq!(store.unreachable_for(world.now()), Duration::ZERO);
    assert!(objects(store.ledger(), Filter::default()).await.contains(&"next".to_owned()));
    assert!(store.ledger().verify().await.unwrap().is_sound());
    other.close().await.unwrap();
    store.close().await;
}
