//! The data folder of the embedded store.
//!
//! Why: private, one process, no older program on a newer folder, no start with a wrong key.

use crate::world::{World, event, id};
use portcullis_store::{Change, Expect, Kind, OpenError, Put, StoreSettings};
use std::os::unix::fs::PermissionsExt;

#[tokio::test]
async fn is_private_and_for_one_process() {
    let world = World::sqlite();
    let store = world.open().await;
    store.commit(Change::new().put(Put::new(Kind::Person, id(), Expect::Absent, b"x".to_vec())).event(event(world.now(), "x"))).await.unwrap();
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&world.dir.path().join("a")), 0o700);
    let mut files = 0;
    for entry in std::fs::read_dir(world.dir.path().join("a")).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
        files += 1;
    }
    assert!(files >= 4, "database, ledger, lock, node id: {files}");
    assert!(matches!(world.try_open("a").await, Err(OpenError::Busy { .. })));
    store.close().await;
    world.open().await.close().await;
}

#[tokio::test]
async fn two_data_folders_can_not_share_a_database() {
    let world = World::sqlite();
    let store = world.open().await;
    let other = StoreSettings::new(format!("sqlite://{}", world.records_file().display()), world.dir.path().join("b"));
    let keys = world.keys();
    let opened =
        portcullis_store::Store::open(other, keys, std::sync::Arc::new(portcullis_crypto::SystemRandom), std::sync::Arc::new(world.clock.clone())).await;
    assert!(matches!(opened, Err(OpenError::Busy { .. })));
    store.close().await;
}

#[tokio::test]
async fn a_newer_folder_is_refused_in_plain_words() {
    for ledger in [false, true] {
        let world = World::sqlite();
        world.open().await.close().await;
        let sql = "PRAGMA user_version = 99";
        if ledger {
            world.tamper_ledger(sql).await
        } else {
            world.tamper(sql).await
        }
        let refused = world.try_open("a").await.unwrap_err();
        assert!(matches!(refused, OpenError::Newer { found: 99, known: 1 | 3 }));
        assert!(refused.to_string().contains("newer program"), "{refused}");
    }
}

#[tokio::test]
async fn a_newer_database_is_refused_on_postgres() {
    let Some(world) = World::postgres() else { return };
    world.open().await.close().await;
    world.tamper("UPDATE schema_number SET number = 99").await;
    assert!(matches!(world.try_open("a").await, Err(OpenError::Newer { found: 99, known: 2 })));
}

#[tokio::test]
async fn another_root_key_is_refused() {
    for world in [Some(World::sqlite()), World::postgres()].into_iter().flatten() {
        world.open().await.close().await;
        let world = world.with_root(8);
        let refused = world.try_open("a").await.unwrap_err();
        assert!(matches!(refused, OpenError::WrongRootKey), "{refused}");
        // It took nothing with it.
        world.with_root(7).open().await.close().await;
    }
}

#[tokio::test]
async fn a_store_that_is_not_there_can_not_be_audited() {
    let world = World::sqlite();
    let missing = portcullis_store::Ledger::open_for_audit(&world.settings("a"), world.keys()).await;
    assert!(matches!(missing, Err(OpenError::Missing { .. })));
    assert!(!world.dir.path().join("a").exists(), "an audit makes nothing");
}
