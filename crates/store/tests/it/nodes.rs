//! Several nodes on one PostgreSQL.
//!
//! Why: a revocation on one node must be known on the others within a second, whoever else dies.

use crate::crash::start_child;
use crate::world::{World, event, id};
use portcullis_crypto::{KeyRing, SecretBytes, SystemRandom};
use portcullis_store::{Announce, Change, Clock, Expect, Kind, Notice, Put, Store, StoreError, StoreSettings};
use portcullis_testkit::clock::RealClock;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::broadcast::Receiver;

async fn node(world: &World, name: &str) -> Store {
    open(world.settings(name)).await
}

async fn open(settings: StoreSettings) -> Store {
    let keys = KeyRing::new(SecretBytes::new(vec![7; 32])).unwrap();
    Store::open(settings, keys, Arc::new(SystemRandom), Arc::new(RealClock)).await.unwrap()
}

fn put(kind: Kind, id: uuid::Uuid, expect: Expect) -> Put {
    Put::new(kind, id, expect, b"x".to_vec())
}

async fn next(feed: &mut Receiver<Notice>, within: Duration) -> Option<Notice> {
    tokio::time::timeout(within, feed.recv()).await.ok().map(|n| n.unwrap())
}

async fn until(what: &str, within: Duration, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + within;
    while !holds() {
        assert!(Instant::now() < deadline, "not within {within:?}: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hear_of_each_other() {
    let Some(world) = World::postgres() else { return };
    let (a, b) = (node(&world, "a").await, node(&world, "b").await);
    let (mut at_a, mut at_b) = (a.feed(), b.feed());
    let person = id();
    a.commit(Change::new().put(put(Kind::Person, person, Expect::Absent)).event(event(RealClock.now(), "x"))).await.unwrap();
    let own = next(&mut at_a, SECOND).await.unwrap();
    assert_eq!((own.kind, own.id, own.gone, own.resync), (Kind::Person, person, false, false));
    assert_eq!(next(&mut at_b, SECOND).await.unwrap(), own);
    assert!(b.get(Kind::Person, person).await.unwrap().is_some());

    // Sessions come silently and end aloud; what says so is told, or not.
    let session = id();
    a.commit(Change::new().put(put(Kind::Session, session, Expect::Absent))).await.unwrap();
    a.commit(Change::new().put(put(Kind::Person, person, Expect::Any).announce(Announce::Never))).await.unwrap();
    a.commit(Change::new().put(put(Kind::Session, session, Expect::Any).announce(Announce::Always))).await.unwrap();
    a.commit(Change::new().delete(Kind::Session, session, Expect::Any)).await.unwrap();
    for gone in [false, true] {
        let heard = next(&mut at_b, SECOND).await.unwrap();
        assert_eq!((heard.kind, heard.id, heard.gone), (Kind::Session, session, gone));
    }

    // In order, from both sides, nothing twice.
    let mut expected = Vec::new();
    for n in 0..40 {
        let store = if n % 2 == 0 { &a } else { &b };
        let id = id();
        store.commit(Change::new().put(put(Kind::Route, id, Expect::Absent))).await.unwrap();
        expected.push(id);
    }
    let mut heard = Vec::new();
    while let Some(notice) = next(&mut at_b, SECOND).await {
        heard.push((notice.seq, notice.id));
        if heard.len() == expected.len() {
            break;
        }
    }
    heard.sort();
    assert_eq!(heard.iter().map(|(_, id)| *id).collect::<Vec<_>>(), expected);
    assert_eq!(next(&mut at_b, Duration::from_millis(150)).await, None);

    let report = a.ledger().verify().await.unwrap();
    assert!(report.is_sound(), "{report:?}");
    a.close().await;
    b.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn chains_are_each_nodes_own_and_checkpoints_name_all() {
    let Some(world) = World::postgres() else { return };
    let (a, b) = (node(&world, "a").await, node(&world, "b").await);
    for n in 0..3 {
        a.append(vec![event(RealClock.now(), &format!("a{n}"))]).await.unwrap();
        b.append(vec![event(RealClock.now(), &format!("b{n}"))]).await.unwrap();
    }
    a.checkpoint().await.unwrap();
    let kept = a.ledger().checkpoints().await.unwrap();
    assert_eq!(kept[0].heads.len(), 2);
    assert_eq!(a.ledger().verify().await.unwrap().events, 6);
    // The tail of the other node's chain is proven by ours.
    world.tamper_ledger(&format!("DELETE FROM ledger_event WHERE node = '{}' AND seq = 3", b.node())).await;
    let report = a.ledger().verify().await.unwrap();
    assert_eq!(report.first_bad().map(|bad| (&*bad.node, bad.seq)), Some((b.node(), 3)));
    a.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leases_and_locks_hold_across_nodes() {
    let Some(world) = World::postgres() else { return };
    let (a, b) = (node(&world, "a").await, node(&world, "b").await);
    let held = a.lease("rotate", 60 * SECOND).await.unwrap().unwrap();
    assert!(b.lease("rotate", 60 * SECOND).await.unwrap().is_none());
    held.release().await.unwrap();
    assert!(b.lease("rotate", 60 * SECOND).await.unwrap().is_some());
    // Two nodes want the same records in opposite order: both finish, nothing is half done.
    let (x, y) = (id(), id());
    a.commit(Change::new().put(put(Kind::Setting, x, Expect::Absent)).put(put(Kind::Setting, y, Expect::Absent))).await.unwrap();
    let both = |store: Store, first, second| async move {
        for _ in 0..10 {
            loop {
                let change = Change::new().put(put(Kind::Setting, first, Expect::Any)).put(put(Kind::Setting, second, Expect::Any));
                match store.commit(change).await {
                    Ok(_) => break,
                    Err(StoreError::Conflict) => {}
                    Err(other) => panic!("{other}"),
                }
            }
        }
    };
    tokio::join!(both(a.clone(), x, y), both(b.clone(), y, x));
    let versions = (a.get(Kind::Setting, x).await.unwrap().unwrap().version, b.get(Kind::Setting, y).await.unwrap().unwrap().version);
    assert_eq!(versions, (21, 21));
    // A new data key of one node is fetched by the other when it meets it.
    a.rotate_data_key().await.unwrap();
    let z = id();
    a.commit(Change::new().put(put(Kind::Setting, z, Expect::Absent))).await.unwrap();
    assert!(b.get(Kind::Setting, z).await.unwrap().is_some());
    a.close().await;
    b.close().await;
}

/// A node dies in the middle of its writes; the others hear of changes as fast as before.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_node_delays_nobody() {
    let Some(world) = World::postgres() else { return };
    let (a, b) = (node(&world, "a").await, node(&world, "b").await);
    let (mut child, mut lines) = start_child(&world.settings("c"));
    assert!(lines.by_ref().take(10).count() == 10);
    let mut at_b = b.feed();
    child.kill().unwrap();
    let began = Instant::now();
    let revoked = id();
    a.commit(Change::new().delete(Kind::Session, revoked, Expect::Any)).await.unwrap();
    loop {
        let notice = next(&mut at_b, SECOND).await.expect("heard within a second");
        if notice.id == revoked {
            break;
        }
    }
    assert!(began.elapsed() <= SECOND, "{:?}", began.elapsed());
    child.wait().unwrap();
    a.close().await;
    b.close().await;
}

/// The database goes away and comes back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_outage_is_known_and_ends() {
    let Some(mut server) = portcullis_testkit::postgres::own() else { return };
    let dir = tempfile::tempdir().unwrap();
    let url = server.database();
    let settings = |name: &str| StoreSettings::new(url.clone(), dir.path().join(name));
    let (a, b) = (open(settings("a")).await, open(settings("b")).await);
    let now = || RealClock.now();
    b.watch_actively(true);
    until("the feed is fresh", 3 * SECOND, || b.feed_is_fresh(now())).await;
    tokio::time::sleep(Duration::from_millis(2500)).await;
    assert!(b.feed_is_fresh(now()), "it is confirmed each second");
    assert_eq!(b.unreachable_for(now()), Duration::ZERO);

    server.stop();
    let began = Instant::now();
    assert!(matches!(a.commit(Change::new().put(put(Kind::Person, id(), Expect::Absent))).await, Err(StoreError::Unavailable(_))));
    assert!(began.elapsed() < 3 * SECOND, "{:?}", began.elapsed());
    assert!(matches!(a.append(vec![event(now(), "x")]).await, Err(StoreError::Unavailable(_))));
    assert!(matches!(a.get(Kind::Person, id()).await, Err(StoreError::Unavailable(_))));
    until("the feed is known to be stale", 4 * SECOND, || !b.feed_is_fresh(now())).await;
    assert!(b.unreachable_for(now()) > Duration::ZERO);
    assert!(b.unreachable_for(now().plus(40 * SECOND)) > 30 * SECOND);

    let mut at_b = b.feed();
    server.resume().unwrap();
    until("the feed is fresh again", 5 * SECOND, || b.feed_is_fresh(now())).await;
    assert_eq!(b.unreachable_for(now()), Duration::ZERO);
    let person = id();
    a.commit(Change::new().put(put(Kind::Person, person, Expect::Absent)).event(event(now(), "back"))).await.unwrap();
    assert_eq!(next(&mut at_b, SECOND).await.map(|n| n.id), Some(person));
    assert!(a.ledger().verify().await.unwrap().is_sound());
    a.close().await;
    b.close().await;
}
