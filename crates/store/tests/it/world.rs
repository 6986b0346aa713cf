//! A store to test: a folder, a clock, a database.
//!
//! Why: one suite runs on both backends, so a test is written against this and not against one of them.

use portcullis_crypto::{KeyRing, SecretBytes, SystemRandom};
use portcullis_model::{Event, EventKind, Outcome, Timestamp};
use portcullis_store::{Clock, OpenError, Store, StoreSettings};
use portcullis_testkit::clock::FixedClock;
use portcullis_testkit::postgres::{Postgres, shared};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;
use uuid::Uuid;

pub(crate) struct World {
    pub(crate) dir: TempDir,
    pub(crate) clock: FixedClock,
    /// Server and URL, where it isn't SQLite.
    pub(crate) postgres: Option<(&'static Postgres, String)>,
    root: u8,
}

impl World {
    pub(crate) fn sqlite() -> Self {
        Self { dir: quick_folder(), clock: FixedClock::at(Timestamp::from_secs(1_800_000_000)), postgres: None, root: 7 }
    }
    pub(crate) fn postgres() -> Option<Self> {
        let server = shared()?;
        Some(Self { postgres: Some((server, server.database())), ..Self::sqlite() })
    }
    pub(crate) fn with_root(self, root: u8) -> Self {
        Self { root, ..self }
    }
    pub(crate) fn is_sqlite(&self) -> bool {
        self.postgres.is_none()
    }
    pub(crate) fn settings(&self, node: &str) -> StoreSettings {
        let data = self.dir.path().join(node);
        match &self.postgres {
            None => StoreSettings::embedded(data),
            Some((_, url)) => StoreSettings::new(url.clone(), data),
        }
    }
    pub(crate) fn keys(&self) -> KeyRing {
        KeyRing::new(SecretBytes::new(vec![self.root; 32])).unwrap()
    }
    pub(crate) async fn try_open(&self, node: &str) -> Result<Store, OpenError> {
        Store::open(self.settings(node), self.keys(), Arc::new(SystemRandom), Arc::new(self.clock.clone())).await
    }
    pub(crate) async fn open(&self) -> Store {
        self.try_open("a").await.unwrap()
    }
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }
    pub(crate) fn records_file(&self) -> PathBuf {
        self.dir.path().join("a/portcullis.db")
    }
    pub(crate) fn ledger_file(&self) -> PathBuf {
        self.dir.path().join("a/ledger.db")
    }
    /// Does with the records' tables what a malicious writer of the database could do.
    pub(crate) async fn tamper(&self, sql: &str) {
        self.raw(&self.records_file(), sql).await;
    }
    /// The same with the ledger's tables.
    pub(crate) async fn tamper_ledger(&self, sql: &str) {
        self.raw(&self.ledger_file(), sql).await;
    }
    async fn raw(&self, file: &std::path::Path, sql: &str) {
        match &self.postgres {
            Some((server, url)) => {
                server.sql(url, sql);
            }
            None => {
                let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file).foreign_keys(false);
                let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
                sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.unwrap();
                connection.close().await.unwrap();
            }
        }
    }
}

/// A new id; ids grow.
pub(crate) fn id() -> Uuid {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + u128::from(NEXT.fetch_add(1, Ordering::Relaxed)))
}

pub(crate) fn event(now: Timestamp, name: &str) -> Event {
    Event::new(now, EventKind::PersonCreated, Outcome::Success).by("actor-id", "Grace Hopper").on(name)
}

/// Writes each test twice: on SQLite, and on PostgreSQL where there is one.
macro_rules! on_both {
    ($($(#[$doc:meta])* async fn $name:ident($world:ident: World) $body:block)+) => { $(
        mod $name {
            #[allow(unused_imports)]
            use super::*;
            $(#[$doc])*
            async fn run($world: $crate::world::World) $body
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() { run($crate::world::World::sqlite()).await }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(world) = $crate::world::World::postgres() { run(world).await }
            }
        }
    )+ };
}
pub(crate) use on_both;

/// In memory where that is possible: what is tested is a kill, not a power cut, and each commit waits for its disk.
pub(crate) fn quick_folder() -> TempDir {
    let memory = std::path::Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).unwrap() } else { tempfile::tempdir().unwrap() }
}
