//! A store, a clock and a custody on them.
//!
//! Why: the tests say what time it is.

use portcullis_crypto::{KeyRing, SecretBytes, SystemRandom};
use portcullis_custody::Custody;
use portcullis_model::Timestamp;
use portcullis_store::{Clock, Store, StoreSettings};
use portcullis_testkit::clock::FixedClock;
use std::sync::Arc;
use tempfile::TempDir;

pub(crate) struct World {
    pub(crate) dir: TempDir,
    pub(crate) clock: FixedClock,
}

impl World {
    pub(crate) fn new() -> Self {
        let memory = std::path::Path::new("/dev/shm");
        let dir = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        Self { dir: dir.unwrap(), clock: FixedClock::started_now() }
    }
    pub(crate) async fn store(&self) -> Store {
        self.store_at(StoreSettings::embedded(self.dir.path().join("data"))).await
    }
    pub(crate) async fn store_at(&self, settings: StoreSettings) -> Store {
        let keys = KeyRing::new(SecretBytes::new(vec![3; 32])).unwrap();
        Store::open(settings, keys, Arc::new(SystemRandom), Arc::new(self.clock.clone())).await.unwrap()
    }
    pub(crate) async fn custody(&self, store: &Store) -> Custody {
        Custody::open(store.clone(), Arc::new(SystemRandom), self.now()).await.unwrap()
    }
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
