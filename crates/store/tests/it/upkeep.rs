//! Backup, restore, copy and new keys, on both databases.
//!
//! Why: a backup that was never restored is a hope; each way out of a store is walked back in.

use crate::world::{World, event, id, on_both};
use portcullis_crypto::{KeyRing, SecretBytes, SystemRandom};
use portcullis_model::{EventKind, Timestamp};
use portcullis_store::upkeep::{self, BackupError, FillError, NewKey, RotateError};
use portcullis_store::{Change, Expect, Filter, Flaw, Kind, Ledger, OpenError, Put, Store, StoreError, StoreSettings};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use uuid::Uuid;

pub(crate) fn key(byte: u8) -> KeyRing {
    KeyRing::new(SecretBytes::new(vec![byte; 32])).unwrap()
}

pub(crate) async fn open(settings: &StoreSettings, root: u8, world: &World) -> Result<Store, OpenError> {
    Store::open(settings.clone(), key(root), Arc::new(SystemRandom), Arc::new(world.clock.clone())).await
}

fn person(name: &str, id: Uuid) -> Put {
    Put::new(Kind::Person, id, Expect::Absent, format!("{{\"name\":\"{name}\"}}").into_bytes()).unique("name", name).index("domain", "example.com")
}

/// Three people, one of them changed, one setting that ends; an erased event; two checkpoints.
pub(crate) async fn fill(store: &Store, world: &World) -> [Uuid; 3] {
    let ids = [id(), id(), id()];
    for (n, id) in ids.iter().enumerate() {
        store.commit(Change::new().put(person(&format!("p{n}"), *id)).event(event(world.now(), &format!("p{n}")))).await.unwrap();
    }
    store.checkpoint().await.unwrap();
    let changed = Put { expect: Expect::Version(1), ..person("p1", ids[1]) };
    store.commit(Change::new().put(changed).event(event(world.now(), "again"))).await.unwrap();
    let end = Timestamp::from_micros(world.now().micros() + 60_000_000);
    store.commit(Change::new().put(Put::new(Kind::Setting, id(), Expect::Absent, b"{}".to_vec()).expires(end))).await.unwrap();
    store.ledger().erase(store.node(), 2).await.unwrap();
    store.checkpoint().await.unwrap();
    ids
}

/// All of it is there and works: opens, is found, is unique; the ledger stands and goes on.
pub(crate) async fn whole(store: &Store, world: &World, ids: &[Uuid; 3]) {
    for (n, id) in ids.iter().enumerate() {
        let record = store.get(Kind::Person, *id).await.unwrap().unwrap();
        assert_eq!(record.version, if n == 1 { 2 } else { 1 });
        let found = store.find(Kind::Person, "name", format!("p{n}").as_bytes()).await.unwrap();
        assert_eq!(found, [record]);
    }
    assert_eq!(store.find(Kind::Person, "domain", b"example.com").await.unwrap().len(), 3);
    assert_eq!(store.list(Kind::Setting, None, 10).await.unwrap().len(), 1);
    let taken = store.commit(Change::new().put(person("p2", id()))).await;
    assert_eq!(taken, Err(StoreError::Taken("name".into())));
    let before = store.ledger().verify().await.unwrap();
    assert!(before.is_sound(), "{before:?}");
    assert_eq!(before.erased, 1);
    store.append(vec![event(world.now(), "goes on")]).await.unwrap();
    store.checkpoint().await.unwrap();
    let after = store.ledger().verify().await.unwrap();
    assert!(after.is_sound() && after.events == before.events + 1 && after.checkpoints == before.checkpoints + 1, "{before:?} {after:?}");
}

fn elsewhere(world: &World, name: &str) -> StoreSettings {
    StoreSettings::embedded(world.dir.path().join(name))
}
fn database(world: &World, name: &str) -> StoreSettings {
    StoreSettings::new(portcullis_testkit::postgres::shared().unwrap().database(), world.dir.path().join(name))
}
async fn copy(from: &StoreSettings, to: &StoreSettings, world: &World) -> Result<upkeep::Contents, FillError> {
    upkeep::copy(from, to, key(7), Arc::new(SystemRandom), Arc::new(world.clock.clone())).await
}
async fn rotate(settings: &StoreSettings, old: u8, new: NewKey, world: &World) -> Result<upkeep::Rotated, RotateError> {
    let told = event(world.now(), "root key");
    upkeep::rotate(settings, key(old), new, told, Arc::new(SystemRandom), Arc::new(world.clock.clone())).await
}
async fn tamper(file: &Path, sql: &'static str) {
    use sqlx::Connection;
    let mut connection = sqlx::SqliteConnection::connect(&format!("sqlite://{}", file.display())).await.unwrap();
    sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}
fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o777
}

on_both! {
    async fn a_backup_of_a_running_store_comes_back(world: World) {
        let store = world.open().await;
        let ids = fill(&store, &world).await;
        let folder = world.dir.path().join("backup");
        let backed = upkeep::backup(&world.settings("a"), key(7), &folder, &SystemRandom).await.unwrap();
        assert!(backed.is_sound(), "{backed:?}");
        assert_eq!((backed.contents.records[&*"person".to_owned()], backed.contents.all_records()), (3, 4));
        assert_eq!((backed.contents.events, backed.contents.chains, backed.contents.checkpoints), (4, 1, 2));
        assert_eq!(mode(&folder), 0o700);
        let names: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).collect();
        assert_eq!(names.len(), 2, "{names:?}");
        names.iter().for_each(|path| assert_eq!(mode(path), 0o600));
        let again = upkeep::backup(&world.settings("a"), key(7), &folder, &SystemRandom).await;
        assert!(matches!(again, Err(BackupError::Exists(_))));
        // What comes later is not in it.
        store.commit(Change::new().put(person("later", id()))).await.unwrap();
        store.close().await;

        let fresh = elsewhere(&world, "fresh");
        let restored = upkeep::restore(&folder, &fresh, key(7), &SystemRandom).await.unwrap();
        assert_eq!(restored, backed.contents);
        let store = open(&fresh, 7, &world).await.unwrap();
        whole(&store, &world, &ids).await;
        assert!(store.find(Kind::Person, "name", b"later").await.unwrap().is_empty());
        store.close().await;
        assert!(matches!(upkeep::restore(&folder, &fresh, key(7), &SystemRandom).await, Err(FillError::NotEmpty(_))));
        assert!(std::fs::read_dir(&fresh.data).unwrap().all(|e| !e.unwrap().file_name().to_string_lossy().starts_with("restoring")));
        // The backup is as it was, and goes into PostgreSQL as well.
        if !world.is_sqlite() {
            let shared = database(&world, "shared");
            assert_eq!(upkeep::restore(&folder, &shared, key(7), &SystemRandom).await.unwrap(), backed.contents);
            let store = open(&shared, 7, &world).await.unwrap();
            whole(&store, &world, &ids).await;
            store.close().await;
        }
    }

    async fn another_root_key_restores_nothing(world: World) {
        let store = world.open().await;
        fill(&store, &world).await;
        store.close().await;
        let folder = world.dir.path().join("backup");
        let refused = upkeep::backup(&world.settings("a"), key(8), &folder, &SystemRandom).await;
        assert!(matches!(refused, Err(BackupError::Open(OpenError::WrongRootKey))), "{refused:?}");
        assert_eq!(std::fs::read_dir(world.dir.path()).unwrap().count(), 1, "nothing half-written stays");
        upkeep::backup(&world.settings("a"), key(7), &folder, &SystemRandom).await.unwrap();
        let fresh = elsewhere(&world, "fresh");
        let refused = upkeep::restore(&folder, &fresh, key(8), &SystemRandom).await;
        assert!(matches!(refused, Err(FillError::Open(OpenError::WrongRootKey))), "{refused:?}");
        // It is still empty.
        upkeep::restore(&folder, &fresh, key(7), &SystemRandom).await.unwrap();
        assert!(matches!(upkeep::restore(world.dir.path(), &fresh, key(7), &SystemRandom).await, Err(FillError::NotABackup(_))));
    }

    async fn a_running_store_is_neither_copied_nor_given_new_keys(world: World) {
        let store = world.open().await;
        fill(&store, &world).await;
        let to = elsewhere(&world, "to");
        let copied = copy(&world.settings("b"), &to, &world).await;
        let rotated = rotate(&world.settings("b"), 7, NewKey::Data, &world).await;
        if world.is_sqlite() {
            assert!(matches!(copied, Err(FillError::Open(OpenError::Missing { .. }))), "{copied:?}");
            assert!(matches!(copy(&world.settings("a"), &to, &world).await, Err(FillError::Open(OpenError::Busy { .. }))));
            assert!(matches!(rotate(&world.settings("a"), 7, NewKey::Data, &world).await, Err(RotateError::Open(OpenError::Busy { .. }))));
        } else {
            assert!(matches!(copied, Err(FillError::Open(OpenError::Nodes { .. }))), "{copied:?}");
            assert!(matches!(rotated, Err(RotateError::Open(OpenError::Nodes { .. }))), "{rotated:?}");
        }
        assert!(store.ledger().verify().await.unwrap().is_sound());
        store.append(vec![event(world.now(), "it went on")]).await.unwrap();
        store.close().await;
    }

    async fn a_new_data_key_seals_everything(world: World) {
        let store = world.open().await;
        let ids = fill(&store, &world).await;
        store.rotate_data_key().await.unwrap();
        store.close().await;
        let done = rotate(&world.settings("a"), 7, NewKey::Data, &world).await.unwrap();
        assert_eq!((done.records, done.events), (4, 4));
        let store = world.open().await;
        assert!(store.ledger().search(&Filter::default()).await.unwrap().iter().any(|e| &*e.event.object == "root key"));
        whole(&store, &world, &ids).await;
        store.close().await;
        // Nothing hangs on the keys of before.
        world.tamper("DELETE FROM data_key WHERE id < 3").await;
        let store = world.open().await;
        whole(&store, &world, &ids).await;
        store.close().await;
    }

    async fn a_new_root_key_opens_and_the_old_one_no_longer_does(world: World) {
        let store = world.open().await;
        let ids = fill(&store, &world).await;
        let kept = store.ledger().checkpoints().await.unwrap();
        store.close().await;
        let settings = world.settings("a");
        assert!(matches!(rotate(&settings, 7, NewKey::Root(Box::new(key(7))), &world).await, Err(RotateError::SameKey)));
        assert!(matches!(rotate(&settings, 9, NewKey::Root(Box::new(key(8))), &world).await, Err(RotateError::Open(OpenError::WrongRootKey))));
        let done = rotate(&settings, 7, NewKey::Root(Box::new(key(8))), &world).await.unwrap();
        assert_eq!((done.records, done.events), (4, 4));
        assert!(matches!(open(&settings, 7, &world).await, Err(OpenError::WrongRootKey)));
        let store = open(&settings, 8, &world).await.unwrap();
        whole(&store, &world, &ids).await;
        // A checkpoint that was kept elsewhere was signed with the key that is no longer trusted.
        let outside = store.ledger().verify_with(&kept).await.unwrap();
        assert_eq!(outside.bad.first().map(|b| b.flaw), Some(Flaw::Checkpoint));
        store.close().await;
    }

    async fn new_keys_never_whitewash(world: World) {
        let store = world.open().await;
        fill(&store, &world).await;
        store.close().await;
        world.tamper_ledger("UPDATE ledger_event SET mac = hash WHERE seq = 3").await;
        let refused = rotate(&world.settings("a"), 7, NewKey::Root(Box::new(key(8))), &world).await;
        assert!(matches!(&refused, Err(RotateError::Ledger(bad)) if bad.seq == 3), "{refused:?}");
        let refused = copy(&world.settings("a"), &elsewhere(&world, "to"), &world).await;
        assert!(matches!(&refused, Err(FillError::Ledger(bad)) if bad.seq == 3), "{refused:?}");
        // A backup of what is there is made all the same, and says so; it is not restored.
        let folder = world.dir.path().join("backup");
        let backed = upkeep::backup(&world.settings("a"), key(7), &folder, &SystemRandom).await.unwrap();
        assert!(backed.bad_event.as_deref().unwrap().contains("event 3"), "{backed:?}");
        assert!(matches!(upkeep::restore(&folder, &elsewhere(&world, "to"), key(7), &SystemRandom).await, Err(FillError::Ledger(_))));
    }

    async fn a_forged_record_goes_nowhere(world: World) {
        let store = world.open().await;
        fill(&store, &world).await;
        store.close().await;
        world.tamper("UPDATE record SET version = version + 1 WHERE kind = 'setting'").await;
        let refused = copy(&world.settings("a"), &elsewhere(&world, "to"), &world).await;
        assert!(matches!(refused, Err(FillError::Store(StoreError::Damaged { kind: Kind::Setting, .. }))), "{refused:?}");
        let refused = rotate(&world.settings("a"), 7, NewKey::Root(Box::new(key(8))), &world).await;
        assert!(matches!(refused, Err(RotateError::Store(StoreError::Damaged { kind: Kind::Setting, .. }))), "{refused:?}");
        world.open().await.close().await;
    }

    async fn migrating_says_from_where_to_where(world: World) {
        let settings = world.settings("a");
        if world.is_sqlite() {
            assert!(matches!(upkeep::migrate(&settings).await, Err(OpenError::Missing { .. })));
            assert!(!settings.data.exists(), "nothing is made at a mistyped path");
        }
        let store = world.open().await;
        let ids = fill(&store, &world).await;
        if world.is_sqlite() {
            assert!(matches!(upkeep::migrate(&settings).await, Err(OpenError::Busy { .. })));
        }
        store.close().await;
        let ready = upkeep::migrate(&settings).await.unwrap();
        assert!(ready.iter().all(|u| u.moved.from == u.moved.to && u.moved.copy.is_none()), "{ready:?}");
        assert_eq!(upkeep::finalize(&settings).await.unwrap(), 0);
        if world.is_sqlite() {
            // As the first version left it.
            world.tamper_ledger("DROP TABLE ledger_other; DROP INDEX ledger_event_by_kind; PRAGMA user_version = 1").await;
            let refused = upkeep::finalize(&settings).await;
            assert!(matches!(refused, Err(OpenError::Older { found: 1, known: 3 })), "{refused:?}");
            assert!(matches!(Ledger::open_for_audit(&settings, key(7)).await, Err(OpenError::Older { .. })));
            // A backup from before the upgrade is upgraded on the way back, and stays as it is.
            let backup = world.dir.path().join("backup");
            std::fs::create_dir(&backup).unwrap();
            for name in ["portcullis.db", "ledger.db"] {
                std::fs::copy(settings.data.join(name), backup.join(name)).unwrap();
            }
            upkeep::restore(&backup, &elsewhere(&world, "fresh"), key(7), &SystemRandom).await.unwrap();
            upkeep::restore(&backup, &elsewhere(&world, "fresher"), key(7), &SystemRandom).await.unwrap();
            let moved = upkeep::migrate(&settings).await.unwrap();
            assert_eq!((moved[1].part, moved[1].moved.from, moved[1].moved.to), ("ledger", 1, 3));
            assert!(moved[1].moved.copy.as_ref().unwrap().is_file());
        }
        let store = world.open().await;
        whole(&store, &world, &ids).await;
        store.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn to_postgres_and_back() {
    if portcullis_testkit::postgres::shared().is_none() {
        return;
    }
    let world = World::sqlite();
    let store = world.open().await;
    let ids = fill(&store, &world).await;
    store.close().await;
    // The data folder stays, as for an operator who changes one line of the configuration.
    let (file, shared) = (world.settings("a"), database(&world, "a"));
    let there = copy(&file, &shared, &world).await.unwrap();
    assert_eq!((there.all_records(), there.events), (4, 4));
    assert!(matches!(copy(&file, &shared, &world).await, Err(FillError::NotEmpty(_))));
    let store = open(&shared, 7, &world).await.unwrap();
    whole(&store, &world, &ids).await;
    store.close().await;

    let back = elsewhere(&world, "back");
    let again = copy(&shared, &back, &world).await.unwrap();
    assert_eq!((again.all_records(), again.events, again.chains), (4, 5, 1));
    let store = open(&back, 7, &world).await.unwrap();
    whole(&store, &world, &ids).await;
    store.close().await;

    // Under its third name it goes back to the database: one line, of which each name has a part.
    let last = database(&world, "last");
    copy(&back, &last, &world).await.unwrap();
    let store = open(&last, 7, &world).await.unwrap();
    whole(&store, &world, &ids).await;
    store.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_nodes_chains_lie_beside_each_other_in_a_file() {
    let Some(world) = World::postgres() else { return };
    let (a, b) = (world.try_open("a").await.unwrap(), world.try_open("b").await.unwrap());
    let ids = fill(&a, &world).await;
    for n in 0..3 {
        b.append(vec![event(world.now(), &format!("b{n}"))]).await.unwrap();
    }
    let other = b.node().to_owned();
    a.close().await;
    b.close().await;
    let file = elsewhere(&world, "file");
    let contents = copy(&world.settings("a"), &file, &world).await.unwrap();
    assert_eq!((contents.events, contents.chains), (7, 2));
    let store = open(&file, 7, &world).await.unwrap();
    whole(&store, &world, &ids).await;
    let filter = Filter { kind: Some(EventKind::PersonCreated), ..Filter::default() };
    let found = store.ledger().search(&filter).await.unwrap();
    assert_eq!(found.len(), 7, "all but the erased one, and one more");
    assert!(found.iter().any(|e| *e.position.node == *other && &*e.event.object == "b2"));
    assert_eq!(store.ledger().heads().await.unwrap().len(), 2);
    store.close().await;

    // New keys for both chains, and both are watched.
    rotate(&file, 7, NewKey::Root(Box::new(key(8))), &world).await.unwrap();
    let store = open(&file, 8, &world).await.unwrap();
    whole(&store, &world, &ids).await;
    let beside = file.data.join("ledger.db");
    tamper(&beside, "DELETE FROM ledger_other WHERE seq = 3").await;
    let report = store.ledger().verify().await.unwrap();
    assert_eq!(report.first_bad().map(|b| (&*b.node, b.seq, b.flaw)), Some((other.as_str(), 3, Flaw::CutOff)));
    tamper(&beside, "DELETE FROM ledger_other").await;
    let report = store.ledger().verify().await.unwrap();
    assert_eq!(report.first_bad().map(|b| b.flaw), Some(Flaw::CutOff), "a whole chain that is gone is missed");
    store.close().await;
}
