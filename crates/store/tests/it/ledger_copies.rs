//! Genuine events where they don't belong: copied, or moved, between the chains of one file.
//!
//! Why: each such row is signed by us, so only its place betrays it.

use crate::world::{World, event};
use portcullis_crypto::SystemRandom;
use portcullis_store::{Filter, Flaw, Ledger, Report, StoreSettings, upkeep};

const COLUMNS: &str = "node, seq, at, kind, outcome, change_id, prev, payload_hash, hash, mac, salt, sealed";

async fn ten(world: &World) {
    let store = world.open().await;
    store.append((1..=10).map(|n| event(world.now(), &format!("{n}"))).collect()).await.unwrap();
    store.close().await;
}

async fn audit(settings: &StoreSettings, world: &World) -> (Report, Vec<String>) {
    let ledger = Ledger::open_for_audit(settings, world.keys()).await.unwrap();
    let report = ledger.verify().await.unwrap();
    let found = ledger.search(&Filter::default()).await.unwrap().into_iter().map(|l| l.event.object.to_string()).collect();
    ledger.close().await;
    (report, found)
}

/// The audit's first finding, stopped; that it is unsound after a start and a stop too.
async fn after(world: &World, sql: &str) -> (u64, Flaw) {
    world.tamper_ledger(sql).await;
    let (report, mut found) = audit(&world.settings("a"), world).await;
    let bad = report.first_bad().unwrap_or_else(|| panic!("nothing was noticed after {sql}: {report:?}")).clone();
    found.sort_by_key(|object| object.parse::<u32>().unwrap());
    assert_eq!(found, (1..=10).map(|n| n.to_string()).collect::<Vec<_>>(), "each is shown once after {sql}");
    world.open().await.close().await;
    assert!(!audit(&world.settings("a"), world).await.0.is_sound(), "still seen after a start and a stop: {sql}");
    (bad.seq, bad.flaw)
}

fn copy(what: &str) -> String {
    format!("INSERT INTO ledger_other ({COLUMNS}) SELECT {COLUMNS} FROM ledger_event WHERE {what}")
}

#[tokio::test]
async fn a_copied_event_is_named_and_shown_once() {
    for (what, seq) in [("seq = 5", 5), ("seq BETWEEN 3 AND 8", 3), ("TRUE", 1)] {
        let world = World::sqlite();
        ten(&world).await;
        assert_eq!(after(&world, &copy(what)).await, (seq, Flaw::Twice), "{what}");
    }
}

#[tokio::test]
async fn a_copy_of_another_time_or_spelling_is_not_shown_either() {
    let world = World::sqlite();
    ten(&world).await;
    let later = copy("seq = 5").replace("SELECT node, seq, at,", "SELECT node, seq, at + 1,");
    assert_eq!(after(&world, &later).await, (5, Flaw::Twice));
    let world = World::sqlite();
    ten(&world).await;
    let bytes = copy("seq = 5").replace("SELECT node,", "SELECT CAST(node AS BLOB),");
    assert_eq!(after(&world, &bytes).await, (5, Flaw::Twice));
}

#[tokio::test]
async fn moved_events_are_missed_where_they_were() {
    for (what, seq, flaw) in [("seq > 7", 8, Flaw::CutOff), ("seq < 3", 1, Flaw::Missing), ("seq = 5", 5, Flaw::Missing), ("TRUE", 1, Flaw::CutOff)] {
        let world = World::sqlite();
        ten(&world).await;
        assert_eq!(after(&world, &format!("{}; DELETE FROM ledger_event WHERE {what}", copy(what))).await, (seq, flaw), "{what}");
    }
}

/// Chains that came from a store of several nodes lie there rightly; cut, moved or extended they are named, without a checkpoint too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn chains_that_belong_beside_it_stay_sound_and_are_watched() {
    let Some(world) = World::postgres() else { return };
    let (a, b) = (world.try_open("a").await.unwrap(), world.try_open("b").await.unwrap());
    for n in 0..4 {
        a.append(vec![event(world.now(), &format!("a{n}"))]).await.unwrap();
        b.append(vec![event(world.now(), &format!("b{n}"))]).await.unwrap();
    }
    a.close().await;
    b.close().await;
    for (sql, seq, flaw) in [
        ("DELETE FROM ledger_other WHERE seq > 2; DELETE FROM ledger_checkpoint", 3, Flaw::CutOff),
        ("DELETE FROM ledger_other; DELETE FROM ledger_checkpoint", 1, Flaw::CutOff),
        ("DELETE FROM ledger_other WHERE seq = 1", 1, Flaw::Missing),
        ("DELETE FROM ledger_checkpoint", 1, Flaw::Checkpoint),
    ] {
        let folder = world.dir.path().join(format!("backup-{}", sql.len()));
        let backed = upkeep::backup(&world.settings("a"), world.keys(), &folder, &SystemRandom).await.unwrap();
        assert!(backed.is_sound(), "{backed:?}");
        let file = StoreSettings::embedded(&folder);
        assert_eq!(audit(&file, &world).await.0.events, 8);
        let mut connection = <sqlx::SqliteConnection as sqlx::Connection>::connect(&format!("sqlite://{}", folder.join("ledger.db").display())).await.unwrap();
        sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
        sqlx::Connection::close(connection).await.unwrap();
        let (report, _) = audit(&file, &world).await;
        assert_eq!(report.first_bad().map(|b| (b.seq, b.flaw)), Some((seq, flaw)), "{sql}: {report:?}");
    }
}
