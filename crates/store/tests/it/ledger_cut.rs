//! A ledger that was cut off, emptied, rolled back.
//!
//! Why: what is missing at an end can't be seen there; the records' mark and the running writer know of it, also after the next start.

use crate::crash::start_child;
use crate::world::{World, event, id, on_both};
use portcullis_store::{Bad, Change, Expect, Flaw, Kind, Ledger, Put, Report, Store};
use std::time::Duration;

/// Ten events, five of them of a change; a checkpoint after the seventh and, where it is closed, one at the end.
async fn ten(world: &World) -> Store {
    let store = world.open().await;
    for n in 1..=10 {
        let told = event(world.now(), &format!("{n}"));
        let change = if n % 2 == 0 { Change::new() } else { Change::new().put(Put::new(Kind::Person, id(), Expect::Absent, b"x".to_vec())) };
        store.commit(change.event(told)).await.unwrap();
        if n == 7 {
            store.checkpoint().await.unwrap();
        }
    }
    store
}

async fn audit(world: &World) -> Report {
    let ledger = Ledger::open_for_audit(&world.settings("a"), world.keys()).await.unwrap();
    let report = ledger.verify().await.unwrap();
    ledger.close().await;
    report
}

fn first(report: &Report) -> Option<(u64, Flaw)> {
    report.first_bad().map(|b: &Bad| (b.seq, b.flaw))
}

/// Stopped it is named; after a start, one more event and a stop it still is.
async fn named_for_good(world: &World, expected: (u64, Flaw)) {
    let report = audit(world).await;
    assert_eq!(first(&report), Some(expected), "{report:?}");
    assert!(!report.bad[0].node.is_empty(), "{report:?}");
    let store = world.open().await;
    assert!(!store.ledger().verify().await.unwrap().is_sound());
    store.append(vec![event(world.now(), "after")]).await.unwrap();
    store.checkpoint().await.unwrap();
    assert!(!store.ledger().verify().await.unwrap().is_sound(), "running on does not hide it");
    store.close().await;
    assert!(!audit(world).await.is_sound(), "nor does a start and a stop");
}

#[tokio::test]
async fn what_was_cut_from_a_stopped_store_is_named() {
    for (sql, expected) in [
        ("DELETE FROM ledger_event; DELETE FROM ledger_checkpoint", (1, Flaw::CutOff)),
        ("DELETE FROM ledger_event WHERE seq > 6; DELETE FROM ledger_checkpoint", (7, Flaw::CutOff)),
        ("DELETE FROM ledger_event WHERE seq > 9; DELETE FROM ledger_checkpoint WHERE number > 1", (10, Flaw::CutOff)),
        ("DELETE FROM ledger_checkpoint", (1, Flaw::Checkpoint)),
        ("DELETE FROM ledger_checkpoint WHERE number > 1", (2, Flaw::Checkpoint)),
    ] {
        let world = World::sqlite();
        ten(&world).await.close().await;
        let report = audit(&world).await;
        assert_eq!((report.is_sound(), report.events, report.checkpoints), (true, 10, 2), "{report:?}");
        world.tamper_ledger(sql).await;
        named_for_good(&world, expected).await;
    }
}

#[tokio::test]
async fn an_older_ledger_over_the_newer_one_is_named() {
    let world = World::sqlite();
    ten(&world).await.close().await;
    std::fs::copy(world.ledger_file(), world.dir.path().join("older")).unwrap();
    let store = world.open().await;
    store.append(vec![event(world.now(), "newer")]).await.unwrap();
    store.close().await;
    assert!(audit(&world).await.is_sound());
    std::fs::copy(world.dir.path().join("older"), world.ledger_file()).unwrap();
    named_for_good(&world, (11, Flaw::CutOff)).await;
}

/// Another ledger of the same keys, that went on otherwise from the same beginning: longer, sound in itself, not this one.
#[tokio::test]
async fn another_branch_is_not_this_ledger() {
    let world = World::sqlite();
    ten(&world).await.close().await;
    for file in [world.records_file(), world.ledger_file()] {
        std::fs::copy(&file, file.with_extension("before")).unwrap();
    }
    let more = async |n: u32| {
        let store = world.open().await;
        store.append((0..n).map(|n| event(world.now(), &format!("more {n}"))).collect()).await.unwrap();
        store.close().await;
    };
    more(5).await;
    let branch = world.ledger_file().with_extension("branch");
    std::fs::copy(world.ledger_file(), &branch).unwrap();
    for file in [world.records_file(), world.ledger_file()] {
        std::fs::copy(file.with_extension("before"), &file).unwrap();
    }
    more(2).await;
    std::fs::copy(branch, world.ledger_file()).unwrap();
    named_for_good(&world, (12, Flaw::CutOff)).await;
}

#[tokio::test]
async fn a_mark_that_is_gone_or_damaged_proves_nothing() {
    let world = World::sqlite();
    ten(&world).await.close().await;
    world.tamper("UPDATE settled SET value = zeroblob(90)").await;
    assert_eq!(first(&audit(&world).await), Some((10, Flaw::Unmarked)));
    world.tamper("DELETE FROM settled").await;
    world.tamper_ledger("DELETE FROM ledger_event WHERE seq > 6; DELETE FROM ledger_checkpoint").await;
    named_for_good(&world, (6, Flaw::Unmarked)).await;
}

/// What a kill leaves is what an audit beside the running store sees: nothing was closed, no checkpoint covers the end.
#[tokio::test]
async fn the_records_hear_of_events_alone_within_a_moment() {
    let world = World::sqlite();
    let store = ten(&world).await;
    for n in 0..3 {
        store.append(vec![event(world.now(), &format!("alone {n}"))]).await.unwrap();
    }
    tokio::time::sleep(Duration::from_millis(900)).await;
    let report = audit(&world).await;
    assert_eq!((report.is_sound(), report.events, report.checkpoints), (true, 13, 1), "{report:?}");
    world.tamper_ledger("DELETE FROM ledger_event WHERE seq > 10").await;
    assert_eq!(first(&audit(&world).await), Some((11, Flaw::CutOff)));
    store.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_tail_after_a_kill_is_proved_without_a_checkpoint() {
    let world = World::sqlite();
    let (mut child, mut lines) = start_child(&world.settings("a"));
    assert_eq!(lines.by_ref().take(30).count(), 30);
    child.kill().unwrap();
    child.wait().unwrap();
    let report = audit(&world).await;
    assert_eq!((report.is_sound(), report.checkpoints), (true, 0), "{report:?}");
    // Four write at once: so many may be in the ledger whose records never came.
    let last = report.events - 7;
    world.tamper_ledger(&format!("DELETE FROM ledger_event WHERE seq > {last}")).await;
    named_for_good(&world, (last + 1, Flaw::CutOff)).await;
}

#[tokio::test]
async fn a_fresh_store_is_sound_stopped_and_running() {
    let world = World::sqlite();
    let store = world.open().await;
    assert!(store.ledger().verify().await.unwrap().is_sound());
    assert!(audit(&world).await.is_sound());
    store.close().await;
    let report = audit(&world).await;
    assert_eq!((report.is_sound(), report.events), (true, 0), "{report:?}");
}

on_both! {
    async fn a_running_server_misses_what_it_wrote(world: World) {
        let store = ten(&world).await;
        store.append(vec![event(world.now(), "eleven"), event(world.now(), "twelve")]).await.unwrap();
        world.tamper_ledger("DELETE FROM ledger_event WHERE seq > 10").await;
        assert_eq!(first(&store.ledger().verify().await.unwrap()), Some((11, Flaw::CutOff)));
        store.append(vec![event(world.now(), "thirteen")]).await.unwrap();
        assert_eq!(first(&store.ledger().verify().await.unwrap()), Some((11, Flaw::Missing)));
        store.close().await;
    }

    async fn a_running_server_misses_its_checkpoints(world: World) {
        let store = ten(&world).await;
        world.tamper_ledger("DELETE FROM ledger_checkpoint").await;
        assert_eq!(first(&store.ledger().verify().await.unwrap()), Some((1, Flaw::Checkpoint)));
        store.checkpoint().await.unwrap();
        assert_eq!(first(&store.ledger().verify().await.unwrap()), Some((1, Flaw::Checkpoint)), "the next one does not take its number");
        store.close().await;
    }
}
