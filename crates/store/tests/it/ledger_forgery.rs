//! A malicious writer of the database, at the ledger.
//!
//! Why: each way to rewrite history is tried, and each is named.

use crate::world::{World, event, on_both};
use portcullis_crypto::sha256_parts;
use portcullis_store::{Bad, Checkpoint, Flaw, Store};

/// Ten events, a checkpoint after the seventh.
async fn ten(world: &World) -> Store {
    let store = world.open().await;
    for n in 1..=10 {
        store.append(vec![event(world.now(), &format!("{n}"))]).await.unwrap();
        if n == 7 {
            store.checkpoint().await.unwrap();
        }
    }
    store
}

async fn first_bad(store: &Store, outside: &[Checkpoint]) -> Option<(u64, Flaw)> {
    store.ledger().verify_with(outside).await.unwrap().first_bad().map(|b: &Bad| {
        assert!(b.to_string().contains(&b.seq.to_string()), "{b}");
        (b.seq, b.flaw)
    })
}

on_both! {
    async fn edits_of_the_header(world: World) {
        let store = ten(&world).await;
        assert_eq!(first_bad(&store, &[]).await, None);
        for (seq, edit) in [(9, "at = at + 1"), (8, "kind = 'sign-in.failed'"), (6, "outcome = 'failure'"), (5, "payload_hash = prev"), (4, "node = 'other'"), (3, "prev = hash"), (2, "change_id = prev")] {
            world.tamper_ledger(&format!("UPDATE ledger_event SET {edit} WHERE seq = {seq}")).await;
            let bad = store.ledger().verify().await.unwrap().bad;
            // On PostgreSQL another node's name moves the event into another chain, where it is named.
            let named = if edit.starts_with("node") && !world.is_sqlite() { bad.last() } else { bad.first() };
            assert_eq!(named.map(|b| (b.seq, b.flaw)), Some((seq, Flaw::Edited)), "{edit}");
        }
        store.close().await;
    }

    async fn edits_of_the_payload(world: World) {
        let store = ten(&world).await;
        for (seq, edit) in [(9, "salt = hash"), (7, "salt = NULL"), (5, "sealed = NULL"), (3, "sealed = (SELECT sealed FROM ledger_event WHERE seq = 2)"), (2, "sealed = salt")] {
            world.tamper_ledger(&format!("UPDATE ledger_event SET {edit} WHERE seq = {seq}")).await;
            assert_eq!(first_bad(&store, &[]).await, Some((seq, Flaw::Payload)), "{edit}");
        }
        assert!(store.ledger().search(&portcullis_store::Filter::default()).await.is_err(), "what was edited is not shown as if it were true");
        store.close().await;
    }

    async fn emptying_is_not_erasing(world: World) {
        let store = ten(&world).await;
        assert!(store.ledger().erase(store.node(), 8).await.unwrap());
        assert_eq!(first_bad(&store, &[]).await, None, "what we erased verifies");
        // The mark of one event's erasure is worth nothing on another.
        world.tamper_ledger("UPDATE ledger_event SET sealed = NULL, salt = (SELECT salt FROM ledger_event WHERE seq = 8) WHERE seq = 6").await;
        assert_eq!(first_bad(&store, &[]).await, Some((6, Flaw::Payload)));
        world.tamper_ledger("UPDATE ledger_event SET sealed = NULL, salt = NULL WHERE seq = 4").await;
        assert_eq!(first_bad(&store, &[]).await, Some((4, Flaw::Payload)));
        store.close().await;
    }

    async fn numbers_below_one(world: World) {
        let store = ten(&world).await;
        for seq in [-5, 0] {
            world.tamper_ledger(&format!("INSERT INTO ledger_event (node, seq, at, kind, outcome, change_id, prev, payload_hash, hash, mac, salt, sealed) SELECT node, {seq}, at, kind, outcome, change_id, prev, payload_hash, hash, mac, salt, sealed FROM ledger_event WHERE seq = 3")).await;
            assert_eq!(first_bad(&store, &[]).await, Some((0, Flaw::Forged)));
            assert_eq!(store.ledger().search(&portcullis_store::Filter::default()).await.unwrap().len(), 10, "a stray row hides nothing");
            world.tamper_ledger("DELETE FROM ledger_event WHERE seq < 1").await;
        }
        store.close().await;
    }

    async fn deletion(world: World) {
        for gone in [1, 4] {
            let world = if world.is_sqlite() { World::sqlite() } else { World::postgres().unwrap() };
            let store = ten(&world).await;
            world.tamper_ledger(&format!("DELETE FROM ledger_event WHERE seq = {gone}")).await;
            assert_eq!(first_bad(&store, &[]).await, Some((gone, Flaw::Missing)));
            store.close().await;
        }
    }

    async fn deletion_closed_up(world: World) {
        let store = ten(&world).await;
        world.tamper_ledger("DELETE FROM ledger_event WHERE seq = 4; UPDATE ledger_event SET seq = -seq WHERE seq > 4; UPDATE ledger_event SET seq = -seq - 1 WHERE seq < 0").await;
        assert_eq!(first_bad(&store, &[]).await, Some((4, Flaw::Edited)));
        store.close().await;
    }

    async fn reorder(world: World) {
        let store = ten(&world).await;
        world.tamper_ledger("UPDATE ledger_event SET seq = 1000 WHERE seq = 5; UPDATE ledger_event SET seq = 5 WHERE seq = 6; UPDATE ledger_event SET seq = 6 WHERE seq = 1000").await;
        assert_eq!(first_bad(&store, &[]).await, Some((5, Flaw::Edited)));
        store.close().await;
    }

    async fn a_signature_of_our_own_is_needed(world: World) {
        let store = ten(&world).await;
        world.tamper_ledger("UPDATE ledger_event SET mac = hash WHERE seq = 6").await;
        assert_eq!(first_bad(&store, &[]).await, Some((6, Flaw::Forged)));
        store.close().await;
    }

    /// The tail: a checkpoint in the store proves it as far as it goes, one kept elsewhere even when the store's are gone too.
    async fn a_cut_tail(world: World) {
        let store = ten(&world).await;
        store.checkpoint().await.unwrap();
        let kept = store.ledger().checkpoints().await.unwrap();
        assert_eq!(first_bad(&store, &kept).await, None);
        world.tamper_ledger("DELETE FROM ledger_event WHERE seq > 8").await;
        assert_eq!(first_bad(&store, &[]).await, Some((9, Flaw::CutOff)));
        world.tamper_ledger("DELETE FROM ledger_checkpoint WHERE number = 2").await;
        assert_eq!(first_bad(&store, &[]).await, Some((9, Flaw::CutOff)), "the writer knows what it wrote");
        assert_eq!(first_bad(&store, &kept).await, Some((9, Flaw::CutOff)), "a copy elsewhere can");
        world.tamper_ledger("DELETE FROM ledger_event WHERE seq > 6").await;
        assert_eq!(first_bad(&store, &[]).await, Some((7, Flaw::CutOff)));
        world.tamper_ledger("DELETE FROM ledger_event").await;
        assert_eq!(first_bad(&store, &[]).await, Some((1, Flaw::CutOff)), "a chain that is gone is missed");
        let lie = Checkpoint { number: 9, ..kept[0].clone() };
        assert_eq!(store.ledger().verify_with(&[lie]).await.unwrap().bad.last().map(|b| b.flaw), Some(Flaw::Checkpoint));
    }

    async fn checkpoints_themselves(world: World) {
        let store = ten(&world).await;
        store.checkpoint().await.unwrap();
        world.tamper_ledger("UPDATE ledger_checkpoint SET line = replace(line, '\"seq\":10', '\"seq\":9') WHERE number = 2").await;
        assert_eq!(first_bad(&store, &[]).await, Some((2, Flaw::Checkpoint)));
        world.tamper_ledger("DELETE FROM ledger_checkpoint WHERE number = 1").await;
        assert_eq!(first_bad(&store, &[]).await, Some((1, Flaw::Checkpoint)));
        store.close().await;
    }
}

/// Whoever writes the file can compute SHA-256 as well as we can: the chain anew, with a link of his own. The signature stops him.
#[tokio::test]
async fn a_chain_computed_anew_is_forged() {
    use sqlx::{Connection, Row, SqliteConnection, query};
    let world = World::sqlite();
    let store = ten(&world).await;
    let mut file = SqliteConnection::connect(&format!("sqlite://{}", world.ledger_file().display())).await.unwrap();
    query("UPDATE ledger_event SET outcome = 'failure' WHERE seq = 4").execute(&mut file).await.unwrap();
    let mut prev: Option<Vec<u8>> = None;
    for row in
        query("SELECT seq, node, at, kind, outcome, payload_hash, prev FROM ledger_event WHERE seq >= 4 ORDER BY seq").fetch_all(&mut file).await.unwrap()
    {
        let seq: i64 = row.get(0);
        let before = prev.unwrap_or_else(|| row.get(6));
        let text = |i: usize| row.get::<String, _>(i).into_bytes();
        let at: i64 = row.get(2);
        let payload_hash: Vec<u8> = row.get(5);
        let hash = sha256_parts(&[
            b"portcullis ledger 1",
            &text(1),
            &u64::try_from(seq).unwrap().to_be_bytes(),
            &at.to_be_bytes(),
            &text(3),
            &text(4),
            &[],
            &before,
            &payload_hash,
        ]);
        query("UPDATE ledger_event SET prev = $1, hash = $2 WHERE seq = $3").bind(before).bind(hash.to_vec()).bind(seq).execute(&mut file).await.unwrap();
        prev = Some(hash.to_vec());
    }
    file.close().await.unwrap();
    assert_eq!(first_bad(&store, &[]).await, Some((4, Flaw::Forged)));
    store.close().await;
}
