//! A malicious writer of the database, at the records.
//!
//! Why: who can write rows must not be able to turn one person's record into another's (DESIGN §15).

use crate::world::{World, id, on_both};
use portcullis_store::{Change, Expect, Kind, Put, StoreError};
use uuid::Uuid;

async fn two(world: &World) -> (portcullis_store::Store, Uuid, Uuid) {
    let store = world.open().await;
    let (a, b) = (id(), id());
    for (id, name) in [(a, "ada"), (b, "eve")] {
        store.commit(Change::new().put(Put::new(Kind::Person, id, Expect::Absent, name.into()).unique("name", name))).await.unwrap();
    }
    (store, a, b)
}

fn literal(world: &World, id: Uuid) -> String {
    let hex = id.simple();
    if world.is_sqlite() { format!("x'{hex}'") } else { format!("'\\x{hex}'::bytea") }
}

fn damaged(id: Uuid) -> StoreError {
    StoreError::Damaged { kind: Kind::Person, id }
}

on_both! {
    async fn s17_swapped_payloads_do_not_open(world: World) {
        let (store, a, b) = two(&world).await;
        let (la, lb) = (literal(&world, a), literal(&world, b));
        world.tamper(&format!(
            "CREATE TABLE swapped AS SELECT id, sealed FROM record; \
             UPDATE record SET sealed = (SELECT sealed FROM swapped WHERE id = {lb}) WHERE id = {la}; \
             UPDATE record SET sealed = (SELECT sealed FROM swapped WHERE id = {la}) WHERE id = {lb};"
        )).await;
        assert_eq!(store.get(Kind::Person, a).await, Err(damaged(a)));
        assert_eq!(store.get(Kind::Person, b).await, Err(damaged(b)));
        assert_eq!(store.find(Kind::Person, "name", b"ada").await, Err(damaged(a)));
        assert_eq!(store.list(Kind::Person, None, 10).await, Err(damaged(a)));
        store.close().await;
    }

    async fn s17_an_older_payload_does_not_open_as_a_newer_version(world: World) {
        let (store, a, _) = two(&world).await;
        world.tamper("CREATE TABLE kept AS SELECT id, sealed FROM record").await;
        store.commit(Change::new().put(Put::new(Kind::Person, a, Expect::Version(1), b"disabled".to_vec()))).await.unwrap();
        let la = literal(&world, a);
        world.tamper(&format!("UPDATE record SET sealed = (SELECT sealed FROM kept WHERE id = {la}) WHERE id = {la}")).await;
        assert_eq!(store.get(Kind::Person, a).await, Err(damaged(a)));
        store.close().await;
    }

    async fn s17_a_rolled_version_number_does_not_open(world: World) {
        let (store, a, _) = two(&world).await;
        world.tamper(&format!("UPDATE record SET version = 9 WHERE id = {}", literal(&world, a))).await;
        assert_eq!(store.get(Kind::Person, a).await, Err(damaged(a)));
        store.close().await;
    }

    async fn s17_a_record_does_not_open_elsewhere(world: World) {
        let (store, a, b) = two(&world).await;
        world.tamper(&format!("DELETE FROM record_index; UPDATE record SET kind = 'group' WHERE id = {}", literal(&world, a))).await;
        assert_eq!(store.get(Kind::Group, a).await, Err(StoreError::Damaged { kind: Kind::Group, id: a }));
        world.tamper(&format!("UPDATE record SET org = 'other' WHERE id = {}", literal(&world, b))).await;
        let other = store.of(portcullis_model::Org::named("other"));
        assert_eq!(other.get(Kind::Person, b).await, Err(damaged(b)));
        store.close().await;
    }

    /// The look-up "who is ada" bent towards eve must not answer eve.
    async fn s17_a_bent_index_finds_nobody_else(world: World) {
        let (store, a, b) = two(&world).await;
        let (la, lb) = (literal(&world, a), literal(&world, b));
        world.tamper(&format!("DELETE FROM record_index WHERE id = {lb}; UPDATE record_index SET id = {lb} WHERE id = {la}")).await;
        assert_eq!(store.find(Kind::Person, "name", b"ada").await, Err(damaged(b)));
        store.close().await;
    }

    async fn s19_garbage_never_opens(world: World) {
        let (store, a, _) = two(&world).await;
        let la = literal(&world, a);
        for hex in ["", "00", "01", "0100000001", "01ffffffff00000000", &"01".repeat(80), &"00".repeat(200), &"ff".repeat(64)] {
            let garbage = if world.is_sqlite() { format!("x'{hex}'") } else { format!("'\\x{hex}'::bytea") };
            world.tamper(&format!("UPDATE record SET sealed = {garbage} WHERE id = {la}")).await;
            assert_eq!(store.get(Kind::Person, a).await, Err(damaged(a)), "{hex}");
        }
        store.close().await;
    }
}
