//! The store's key ring, kept up to date with the keys in the database.
//!
//! Why: another node may draw a new data key at any time; meeting a value sealed with it must mean "fetch the key", not "damaged".

use crate::backend::Backend;
use crate::ledger::LedgerRow;
use crate::{Kind, OpenError, StoreError};
use portcullis_crypto::{KeyRing, MacKey, Random, Sealer, WrappedKey, Zeroizing};
use std::sync::{Arc, PoisonError, RwLock};

pub(crate) struct Keys {
    ring: RwLock<KeyRing>,
    event: MacKey,
    checkpoint: MacKey,
    erasure: MacKey,
}

impl Keys {
    pub(crate) fn new(ring: KeyRing) -> Self {
        Self {
            event: ring.derive_mac("ledger event"),
            checkpoint: ring.derive_mac("ledger checkpoint"),
            erasure: ring.derive_mac("ledger erasure"),
            ring: RwLock::new(ring),
        }
    }
    /// Takes every key from the database; draws the first one when there is none.
    pub(crate) async fn load_or_make(&self, backend: &dyn Backend, random: &dyn Random) -> Result<(), OpenError> {
        if backend.data_keys().await?.is_empty() {
            let wrapped = self.snapshot().add_data_key(random);
            // Of two nodes that start at once, one is first; both then take its key.
            backend.add_data_key(&wrapped).await?;
        }
        self.load(backend).await
    }
    pub(crate) async fn load(&self, backend: &dyn Backend) -> Result<(), OpenError> {
        self.take(&backend.data_keys().await?)
    }
    /// Takes these keys; all of them must be of our root key.
    pub(crate) fn take(&self, keys: &[WrappedKey]) -> Result<(), OpenError> {
        let mut ring = self.snapshot();
        for key in keys {
            ring.load(key).map_err(|_| OpenError::WrongRootKey)?;
        }
        if !ring.is_loaded() {
            return Err(OpenError::Damaged("its data keys are gone".into()));
        }
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = ring;
        Ok(())
    }
    pub(crate) async fn rotate(&self, backend: &dyn Backend, random: &dyn Random) -> Result<(), StoreError> {
        let wrapped = self.snapshot().add_data_key(random);
        backend.add_data_key(&wrapped).await?;
        self.reload(backend).await
    }
    pub(crate) fn sealer(&self) -> Result<Arc<Sealer>, StoreError> {
        self.snapshot().sealer().ok_or_else(|| StoreError::Unavailable("there is no data key".into()))
    }
    /// A sealer that has the key of this sealed value, if anyone has.
    pub(crate) async fn sealer_for(&self, backend: &dyn Backend, sealed: &[u8]) -> Result<Arc<Sealer>, StoreError> {
        let sealer = self.sealer()?;
        match Sealer::key_id(sealed) {
            // Keys are numbered in order: only a somewhat newer number can be one that we have not met; garbage asks nobody.
            Some(id) if !sealer.knows(id) && (sealer.active_key()..=sealer.active_key() + 64).contains(&id) => {
                self.reload(backend).await?;
                self.sealer()
            }
            _ => Ok(sealer),
        }
    }
    /// The payload of an event; `None` when it was erased.
    pub(crate) async fn payload(&self, backend: &dyn Backend, row: &LedgerRow) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        let sealer = self.sealer_for(backend, row.sealed.as_deref().unwrap_or_default()).await?;
        row.payload(&sealer, &self.erasure)
    }
    pub(crate) fn blind_index(&self, kind: Kind, name: &str, value: &[u8]) -> [u8; 32] {
        self.ring.read().unwrap_or_else(PoisonError::into_inner).blind_index(kind.as_str(), name, value)
    }
    pub(crate) fn event_mac(&self) -> MacKey {
        self.event.clone()
    }
    pub(crate) fn erasure_mac(&self) -> &MacKey {
        &self.erasure
    }
    pub(crate) fn checkpoint_mac(&self) -> MacKey {
        self.checkpoint.clone()
    }
    async fn reload(&self, backend: &dyn Backend) -> Result<(), StoreError> {
        self.load(backend).await.map_err(|error| StoreError::Unavailable(error.to_string().into()))
    }
    pub(crate) fn snapshot(&self) -> KeyRing {
        self.ring.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
