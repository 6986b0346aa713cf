//! Records: compare-and-set, transactions, indexes, expiry, leases.
//!
//! Why: everything above trusts these words to mean the same on both databases.

use crate::world::{event, id, on_both};
use portcullis_model::Org;
use portcullis_store::{Change, Expect, Filter, Kind, MAX_PAYLOAD, Put, StoreError};
use std::time::Duration;
use uuid::Uuid;

fn put(kind: Kind, id: Uuid, expect: Expect, payload: &str) -> Put {
    Put::new(kind, id, expect, payload.as_bytes().to_vec())
}
fn one(put: Put) -> Change {
    Change::new().put(put)
}

on_both! {
    async fn compare_and_set(world: World) {
        let store = world.open().await;
        let a = id();
        assert_eq!(store.get(Kind::Person, a).await.unwrap(), None);
        assert_eq!(store.commit(one(put(Kind::Person, a, Expect::Version(1), "x"))).await, Err(StoreError::Conflict));
        assert_eq!(store.commit(one(put(Kind::Person, a, Expect::Absent, "one"))).await.unwrap().versions, [1]);
        assert_eq!(store.commit(one(put(Kind::Person, a, Expect::Absent, "x"))).await, Err(StoreError::Conflict));
        assert_eq!(store.commit(one(put(Kind::Person, a, Expect::Version(2), "x"))).await, Err(StoreError::Conflict));
        assert_eq!(store.commit(one(put(Kind::Person, a, Expect::Version(1), "two"))).await.unwrap().versions, [2]);
        assert_eq!(store.commit(one(put(Kind::Person, a, Expect::Any, "three"))).await.unwrap().versions, [3]);
        assert_eq!(store.commit(one(put(Kind::Person, id(), Expect::Any, "new"))).await.unwrap().versions, [1]);
        let record = store.get(Kind::Person, a).await.unwrap().unwrap();
        assert_eq!((record.version, record.payload.as_slice(), record.expires_at), (3, b"three".as_slice(), None));
        assert_eq!(store.get(Kind::Group, a).await.unwrap(), None, "a kind is a place of its own");

        assert_eq!(store.commit(Change::new().delete(Kind::Person, a, Expect::Version(2))).await, Err(StoreError::Conflict));
        store.commit(Change::new().delete(Kind::Person, a, Expect::Version(3))).await.unwrap();
        assert_eq!(store.get(Kind::Person, a).await.unwrap(), None);
        assert_eq!(store.commit(Change::new().delete(Kind::Person, a, Expect::Version(3))).await, Err(StoreError::Conflict));
        store.commit(Change::new().delete(Kind::Person, a, Expect::Any)).await.unwrap();
        store.close().await;
        assert!(matches!(store.commit(one(put(Kind::Person, a, Expect::Any, "x"))).await, Err(StoreError::Unavailable(_))));
    }

    /// All or nothing, and no event of what did not happen.
    async fn several_at_once(world: World) {
        let store = world.open().await;
        let (a, b, c) = (id(), id(), id());
        store.commit(one(put(Kind::Person, b, Expect::Absent, "b"))).await.unwrap();
        let refused = Change::new().put(put(Kind::Person, a, Expect::Absent, "a")).put(put(Kind::Person, b, Expect::Absent, "b2")).event(event(world.now(), "refused"));
        assert_eq!(store.commit(refused).await, Err(StoreError::Conflict));
        assert_eq!(store.get(Kind::Person, a).await.unwrap(), None);
        let taken = Change::new().delete(Kind::Person, b, Expect::Version(1)).put(put(Kind::Session, c, Expect::Absent, "c")).put(put(Kind::Person, a, Expect::Absent, "a")).event(event(world.now(), "done"));
        assert_eq!(store.commit(taken).await.unwrap().versions, [1, 1]);
        assert_eq!(store.get(Kind::Person, b).await.unwrap(), None);
        assert!(store.get(Kind::Person, a).await.unwrap().is_some() && store.get(Kind::Session, c).await.unwrap().is_some());
        let told: Vec<_> = store.ledger().search(&Filter::default()).await.unwrap().into_iter().map(|l| l.event.object).collect();
        assert_eq!(told, ["done".into()]);
        store.close().await;
    }

    async fn pages_by_id(world: World) {
        let store = world.open().await;
        let mut ids: Vec<Uuid> = (0..25).map(|_| id()).collect();
        for i in ids.iter().rev() {
            store.commit(one(put(Kind::Group, *i, Expect::Absent, "g"))).await.unwrap();
        }
        let (mut after, mut seen) = (None, Vec::new());
        loop {
            let page = store.list(Kind::Group, after, 10).await.unwrap();
            let Some(last) = page.last() else { break };
            assert!(page.len() <= 10);
            after = Some(last.id);
            seen.extend(page.iter().map(|r| r.id));
        }
        ids.sort();
        assert_eq!(seen, ids);
        store.close().await;
    }

    async fn found_by_blind_index(world: World) {
        let store = world.open().await;
        let (a, b) = (id(), id());
        store.commit(one(put(Kind::Person, a, Expect::Absent, "a").index("team", "blue").index("team", "red").index("team", "red"))).await.unwrap();
        store.commit(one(put(Kind::Person, b, Expect::Absent, "b").index("team", "red"))).await.unwrap();
        let found = async |index, value: &str| store.find(Kind::Person, index, value.as_bytes()).await.unwrap().into_iter().map(|r| r.id).collect::<Vec<_>>();
        assert_eq!(found("team", "red").await, [a, b]);
        assert_eq!(found("team", "blue").await, [a]);
        assert!(found("team", "RED").await.is_empty() && found("other", "red").await.is_empty());
        store.commit(one(put(Kind::Person, a, Expect::Version(1), "a").index("team", "green"))).await.unwrap();
        assert_eq!((found("team", "red").await, found("team", "blue").await, found("team", "green").await), (vec![b], vec![], vec![a]));
        store.commit(Change::new().delete(Kind::Person, b, Expect::Any)).await.unwrap();
        assert!(found("team", "red").await.is_empty());
        store.close().await;
    }

    async fn unique_values(world: World) {
        let store = world.open().await;
        let (a, b) = (id(), id());
        let named = |id, expect, name: &str| put(Kind::Person, id, expect, name).unique("name", name).index("name", name);
        store.commit(one(named(a, Expect::Absent, "ada"))).await.unwrap();
        assert_eq!(store.commit(one(named(b, Expect::Absent, "ada"))).await, Err(StoreError::Taken("name".into())));
        assert_eq!(store.get(Kind::Person, b).await.unwrap(), None);
        store.commit(one(named(a, Expect::Version(1), "ada"))).await.unwrap();
        // A value changes hands within one change, whatever the order of its parts.
        store.commit(Change::new().put(named(b, Expect::Absent, "ada")).put(named(a, Expect::Version(2), "grace"))).await.unwrap();
        assert_eq!(store.find(Kind::Person, "name", b"ada").await.unwrap()[0].id, b);
        assert_eq!(store.find(Kind::Person, "name", b"grace").await.unwrap()[0].id, a);
        store.commit(Change::new().delete(Kind::Person, b, Expect::Any).put(named(a, Expect::Version(3), "ada"))).await.unwrap();
        store.close().await;
    }

    async fn expiry(world: World) {
        let store = world.open().await;
        let (a, b, c) = (id(), id(), id());
        let end = world.now().plus(Duration::from_secs(60));
        let code = |id, expect| put(Kind::Code, id, expect, "code").unique("code", "c1").expires(end);
        store.commit(one(code(a, Expect::Absent))).await.unwrap();
        store.commit(one(put(Kind::Code, c, Expect::Absent, "stays"))).await.unwrap();
        assert_eq!(store.get(Kind::Code, a).await.unwrap().unwrap().expires_at, Some(end));
        assert_eq!(store.sweep().await.unwrap(), 0);
        world.clock.set(end);
        assert_eq!(store.get(Kind::Code, a).await.unwrap(), None);
        assert!(store.find(Kind::Code, "code", b"c1").await.unwrap().is_empty());
        assert_eq!(store.list(Kind::Code, None, 10).await.unwrap().len(), 1);
        assert_eq!(store.commit(one(put(Kind::Code, a, Expect::Version(1), "x"))).await, Err(StoreError::Conflict), "what has expired can't be brought back");
        assert_eq!(store.commit(Change::new().delete(Kind::Code, a, Expect::Version(1))).await, Err(StoreError::Conflict));
        // It holds neither its id nor its unique value any more.
        let end2 = world.now().plus(Duration::from_secs(60));
        store.commit(one(put(Kind::Code, b, Expect::Absent, "next").unique("code", "c1").expires(end2))).await.unwrap();
        store.commit(one(put(Kind::Code, a, Expect::Absent, "again").expires(end2))).await.unwrap();
        assert_eq!(store.get(Kind::Code, a).await.unwrap().unwrap().version, 1);
        world.clock.set(end2);
        assert_eq!(store.sweep().await.unwrap(), 2);
        assert_eq!(store.sweep().await.unwrap(), 0);
        assert!(store.get(Kind::Code, c).await.unwrap().is_some());
        // The column only finds rows: whoever bends it brings nothing back to life.
        let d = id();
        store.commit(one(put(Kind::Code, d, Expect::Absent, "x").expires(world.now().plus(Duration::from_secs(5))))).await.unwrap();
        world.tamper("UPDATE record SET expires_at = NULL WHERE expires_at IS NOT NULL").await;
        world.clock.advance(Duration::from_secs(5));
        assert_eq!(store.get(Kind::Code, d).await.unwrap(), None);
        store.close().await;
    }

    async fn organizations_do_not_meet(world: World) {
        let store = world.open().await;
        let other = store.of(Org::named("other"));
        let a = id();
        store.commit(one(put(Kind::Person, a, Expect::Absent, "ours").unique("name", "ada"))).await.unwrap();
        assert_eq!(other.get(Kind::Person, a).await.unwrap(), None);
        other.commit(one(put(Kind::Person, a, Expect::Absent, "theirs").unique("name", "ada"))).await.unwrap();
        assert_eq!(store.get(Kind::Person, a).await.unwrap().unwrap().payload, b"ours");
        assert_eq!(other.find(Kind::Person, "name", b"ada").await.unwrap()[0].payload, b"theirs");
        assert_eq!(other.list(Kind::Person, None, 10).await.unwrap().len(), 1);
        store.close().await;
    }

    async fn a_payload_has_a_limit(world: World) {
        let store = world.open().await;
        let big = |n| Put::new(Kind::Setting, id(), Expect::Absent, vec![b'x'; n]);
        assert_eq!(store.commit(one(big(MAX_PAYLOAD + 1))).await, Err(StoreError::TooLarge));
        store.commit(one(big(MAX_PAYLOAD))).await.unwrap();
        store.close().await;
    }

    async fn many_writers_lose_nothing(world: World) {
        let store = world.open().await;
        let (a, b) = (id(), id());
        store.commit(one(put(Kind::Setting, a, Expect::Absent, "0"))).await.unwrap();
        let counting = (0..16).map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                loop {
                    let now = store.get(Kind::Setting, a).await.unwrap().unwrap();
                    let n: u32 = std::str::from_utf8(&now.payload).unwrap().parse().unwrap();
                    match store.commit(one(put(Kind::Setting, a, Expect::Version(now.version), &(n + 1).to_string()))).await {
                        Ok(_) => return store.commit(one(put(Kind::Setting, b, Expect::Any, "any"))).await.unwrap(),
                        Err(StoreError::Conflict) => {}
                        Err(other) => panic!("{other}"),
                    }
                }
            })
        });
        for task in counting.collect::<Vec<_>>() {
            task.await.unwrap();
        }
        assert_eq!(store.get(Kind::Setting, a).await.unwrap().unwrap().payload, b"16");
        assert_eq!(store.get(Kind::Setting, b).await.unwrap().unwrap().version, 16);
        store.close().await;
    }

    async fn leases(world: World) {
        let store = world.open().await;
        let minute = Duration::from_secs(60);
        let mut first = store.lease("rotate", minute).await.unwrap().unwrap();
        assert!(store.lease("rotate", minute).await.unwrap().is_none());
        let other = store.lease("sweep", minute).await.unwrap().unwrap();
        other.release().await.unwrap();
        store.lease("sweep", minute).await.unwrap().unwrap();
        world.clock.advance(Duration::from_secs(59));
        first.renew(minute).await.unwrap();
        world.clock.advance(Duration::from_secs(59));
        assert!(store.lease("rotate", minute).await.unwrap().is_none());
        world.clock.advance(Duration::from_secs(1));
        assert_eq!(first.renew(minute).await, Err(StoreError::Conflict), "a lease that ran out is gone");
        let second = store.lease("rotate", minute).await.unwrap().unwrap();
        assert_eq!(first.renew(minute).await, Err(StoreError::Conflict));
        first.release().await.unwrap();
        assert!(store.lease("rotate", minute).await.unwrap().is_none(), "only the holder can give it back");
        assert_eq!(second.until(), world.now().plus(minute));
        store.close().await;
        // A node that comes back finds nothing of its own in the way.
        let again = world.open().await;
        assert!(again.lease("rotate", minute).await.unwrap().is_some());
        again.close().await;
    }

    async fn survives_closing(world: World) {
        let a = id();
        let store = world.open().await;
        let node = store.node().to_owned();
        store.commit(one(put(Kind::Person, a, Expect::Absent, "ada").unique("name", "ada")).event(event(world.now(), "ada"))).await.unwrap();
        store.close().await;
        let store = world.open().await;
        assert_eq!(store.node(), node);
        assert_eq!(store.find(Kind::Person, "name", b"ada").await.unwrap()[0].payload, b"ada");
        assert_eq!(store.ledger().search(&Filter::default()).await.unwrap().len(), 1);
        assert!(store.ledger().verify().await.unwrap().is_sound());
        store.close().await;
    }

    async fn data_keys_rotate(world: World) {
        let store = world.open().await;
        let (a, b) = (id(), id());
        store.commit(one(put(Kind::Key, a, Expect::Absent, "old").index("i", "v"))).await.unwrap();
        store.rotate_data_key().await.unwrap();
        store.rotate_data_key().await.unwrap();
        store.commit(one(put(Kind::Key, b, Expect::Absent, "new").index("i", "v")).event(event(world.now(), "x"))).await.unwrap();
        assert_eq!(store.find(Kind::Key, "i", b"v").await.unwrap().len(), 2);
        store.close().await;
        let store = world.open().await;
        assert_eq!(store.get(Kind::Key, a).await.unwrap().unwrap().payload, b"old");
        assert_eq!(store.get(Kind::Key, b).await.unwrap().unwrap().payload, b"new");
        store.close().await;
    }

    async fn counts_statements(world: World) {
        let store = world.open().await;
        let a = id();
        store.commit(one(put(Kind::Person, a, Expect::Absent, "x"))).await.unwrap();
        if world.is_sqlite() {
            let before = store.queries();
            store.get(Kind::Person, a).await.unwrap();
            assert_eq!(store.queries(), before + 1);
            // A sign-in is no more: two records, one of them changed, with their values, and the event.
            let before = store.queries();
            let session = put(Kind::Session, id(), Expect::Absent, "s").unique("handle", "h").index("person", "p");
            let change = Change::new().put(session).put(put(Kind::Person, a, Expect::Version(1), "y").index("name", "n")).event(event(world.now(), "in"));
            store.commit(change).await.unwrap();
            assert_eq!(store.queries() - before, 3, "what is to be written, the event, the commit");
            // Idle is idle.
            let before = store.queries() - 1;
            tokio::time::sleep(Duration::from_millis(1200)).await;
            assert_eq!(store.queries(), before + 1);
        } else {
            let before = store.queries();
            store.get(Kind::Person, a).await.unwrap();
            assert!(store.queries() > before);
        }
        store.close().await;
    }

    async fn tells_its_own_changes(world: World) {
        let store = world.open().await;
        let mut feed = store.feed();
        let (person, session) = (id(), id());
        store.commit(one(put(Kind::Session, session, Expect::Absent, "s"))).await.unwrap();
        store.commit(one(put(Kind::Session, session, Expect::Version(1), "touched"))).await.unwrap();
        assert_eq!(store.commit(one(put(Kind::Person, person, Expect::Version(4), "x"))).await, Err(StoreError::Conflict));
        store.commit(Change::new().put(put(Kind::Person, person, Expect::Absent, "p")).delete(Kind::Session, session, Expect::Version(2))).await.unwrap();
        let heard = [feed.recv().await.unwrap(), feed.recv().await.unwrap()];
        assert_eq!(heard.each_ref().map(|n| (n.kind, n.id, n.gone, n.org.as_str())), [(Kind::Session, session, true, "default"), (Kind::Person, person, false, "default")]);
        assert!(heard[0].seq < heard[1].seq);
        assert!(feed.try_recv().is_err(), "neither touches nor what was refused is told");
        assert_eq!((store.feed_is_fresh(world.now()), store.unreachable_for(world.now())), (true, Duration::ZERO));
        store.close().await;
    }
}
