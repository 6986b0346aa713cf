//! Which store, and which root key opens it.
//!
//! Why: a command that works on a store must never make a key: a new key for an old store would only look like a lost one.

use crate::place::Located;
use crate::stopped::Stopped;
use portcullis_crypto::{KeyRing, SecretBytes};
use portcullis_custody::root_key;
use portcullis_store::StoreSettings;
use std::path::PathBuf;

pub(super) struct Installation {
    pub(super) store: StoreSettings,
    /// The configuration file, where there is one.
    pub(super) config: Option<PathBuf>,
    /// The file of the root key, where the configuration does not say another place.
    pub(super) key_file: Option<PathBuf>,
    root: SecretBytes,
}

impl Installation {
    /// `fresh`: the store may still be missing, its key not.
    pub(super) fn find(place: &Located, fresh: bool) -> Result<Self, String> {
        if fresh && place.config.is_none() {
            let data = crate::place::locate(place)?;
            let key = data.join("root.key");
            if !key.is_file() {
                return Err(format!("put the root key of the backup there first: install -D -m 0600 root.key {}", key.display()));
            }
        }
        let config = Stopped::open(place).source()?.check(&[]).map_err(|e| e.to_string())?;
        let beside = config.store.data.join("root.key");
        let (root, key_file) = match config.store.root_key {
            // `up` names the file in the data folder; a configuration says itself where its key is.
            Some(key) => (key, place.config.is_none().then_some(beside)),
            None => (root_key::load(&beside).map_err(|e| format!("the root key cannot be read: {e}"))?, Some(beside)),
        };
        let store = StoreSettings::new(config.store.url, config.store.data);
        Ok(Self { store, config: place.config.clone(), key_file, root })
    }
    pub(super) fn ring(&self) -> Result<KeyRing, String> {
        KeyRing::new(self.root.clone()).map_err(|e| e.to_string())
    }
}
