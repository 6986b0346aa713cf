//! Taking stores for oneself, and making empty ones.
//!
//! Why: whoever changes everything must be alone, also when two stores share a data folder; nothing is made at a mistyped path.

use crate::folder::{self, FolderLock};
use crate::postgres::PostgresBackend;
use crate::settings::Place;
use crate::sqlite::{SqliteBackend, ledger_beside};
use crate::{OpenError, StoreSettings};
use std::path::{Path, PathBuf};

/// Refuses where there is no store, or one of another schema.
pub(super) async fn must_exist(settings: &StoreSettings) -> Result<(), OpenError> {
    match settings.place()? {
        Place::Sqlite(path) => SqliteBackend::must_be_current(&path).await,
        Place::Postgres(options) => PostgresBackend::must_be_current(*options).await,
    }
}

/// Locks every folder that these stores use, each once: a lock of our own would shut us out too.
pub(super) fn lock(stores: &[&StoreSettings]) -> Result<Vec<FolderLock>, OpenError> {
    let mut taken: Vec<PathBuf> = Vec::new();
    let mut locks = Vec::new();
    for settings in stores {
        let beside = match settings.place()? {
            Place::Sqlite(path) => Some(folder_of(&path)),
            Place::Postgres(_) => None,
        };
        for folder in beside.iter().chain([&settings.data]) {
            folder::prepare(folder)?;
            let one = folder.canonicalize().map_err(|error| OpenError::Folder { path: folder.clone(), error })?;
            if !taken.contains(&one) {
                locks.push(folder::lock(&one)?);
                taken.push(one);
            }
        }
    }
    Ok(locks)
}

/// Makes the tables where there are none. The caller holds the locks.
pub(super) async fn make(settings: &StoreSettings) -> Result<(), OpenError> {
    match settings.place()? {
        Place::Sqlite(path) => {
            if ledger_beside(&path) == path {
                return Err(OpenError::BadUrl("the database can't be called ledger.db: that is the ledger's file".into()));
            }
            folder::private_file(&path)?;
            folder::private_file(&ledger_beside(&path))?;
            SqliteBackend::migrate(&path).await.map(drop)
        }
        Place::Postgres(options) => PostgresBackend::migrate(*options).await.map(drop),
    }
}

/// The store for people, without a password that its address may hold (S17).
pub(super) fn shown(settings: &StoreSettings) -> Box<str> {
    match settings.place() {
        Ok(Place::Sqlite(path)) => path.display().to_string().into(),
        Ok(Place::Postgres(options)) => {
            format!("the PostgreSQL database {} at {}", options.get_database().unwrap_or("of the user's name"), options.get_host()).into()
        }
        Err(_) => "the store".into(),
    }
}

/// The id that the data folder's node has, if it ever ran.
pub(super) fn node_of(settings: &StoreSettings) -> Option<String> {
    std::fs::read_to_string(settings.data.join("node.id")).ok().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

pub(super) fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}
