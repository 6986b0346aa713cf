//! A backup: the store as the two files of an embedded store, whichever database it comes from.
//!
//! Why: one form that every restore understands, that stays sealed, and that can be looked into without the database it was made from.

use super::contents::{Contents, survey};
use super::place;
use super::transfer::{FillError, fill};
use crate::folder;
use crate::settings::Place;
use crate::sqlite::SqliteBackend;
use crate::store::Keys;
use crate::whole::{self, Purpose};
use crate::{Ledger, OpenError, StoreError, StoreSettings};
use portcullis_crypto::{KeyRing, Random};
use std::fs::File;
use std::path::{Path, PathBuf};

/// Why there is no backup. What was half written is gone.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("{0} is there already: a backup overwrites nothing. Give a new folder")]
    Exists(PathBuf),
    #[error("{path}: {error}")]
    File { path: PathBuf, error: std::io::Error },
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the copy of the database could not be made: {0}")]
    NotFilled(Box<FillError>),
}

/// What a backup holds, and what was found when it was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backed {
    pub contents: Contents,
    /// The first thing in its ledger that does not verify.
    pub bad_event: Option<Box<str>>,
}
impl Backed {
    pub fn is_sound(&self) -> bool {
        self.bad_event.is_none() && self.contents.damaged.is_none()
    }
}

/// Writes one moment of a running or stopped store into a new folder, and opens it there.
pub async fn backup(settings: &StoreSettings, ring: KeyRing, to: &Path, random: &dyn Random) -> Result<Backed, BackupError> {
    let fault = |error| BackupError::File { path: to.to_owned(), error };
    let free = match std::fs::read_dir(to) {
        Ok(mut inside) => inside.next().is_none(),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    };
    if !free {
        return Err(BackupError::Exists(to.to_owned()));
    }
    place::must_exist(settings).await?;
    // Written beside it and moved at the end: a folder of that name is always a whole backup.
    let mut name = to.file_name().ok_or_else(|| BackupError::Exists(to.to_owned()))?.to_owned();
    name.push(format!(".partial-{:08x}", random.number() >> 32));
    let partial = to.with_file_name(name);
    folder::prepare(&partial)?;
    let done = write(settings, ring, &partial, random).await.and_then(|backed| {
        File::open(&partial).and_then(|f| f.sync_all()).map_err(fault)?;
        std::fs::rename(&partial, to).map_err(fault)?;
        File::open(place::folder_of(to)).and_then(|f| f.sync_all()).map_err(fault)?;
        Ok(backed)
    });
    if done.is_err() {
        let _ = std::fs::remove_dir_all(&partial);
    }
    done
}

async fn write(settings: &StoreSettings, ring: KeyRing, folder: &Path, random: &dyn Random) -> Result<Backed, BackupError> {
    let copy = StoreSettings::embedded(folder);
    match settings.place()? {
        Place::Sqlite(path) => SqliteBackend::copy_files(&path, folder).await?,
        Place::Postgres(_) => {
            let mut source = whole::open(settings, Purpose::Read).await?;
            let node = place::node_of(settings);
            match fill(&mut *source, &copy, &ring, random, node.as_deref()).await {
                // It is all there; that it does not verify is said below.
                Ok(_) | Err(FillError::Ledger(_)) => {}
                Err(FillError::Open(error)) => return Err(error.into()),
                Err(error) => return Err(BackupError::NotFilled(Box::new(error))),
            }
        }
    }
    let keys = Keys::new(ring.clone());
    let mut whole = whole::open(&copy, Purpose::Read).await?;
    keys.take(&whole.data_keys().await?)?;
    let contents = survey(&mut *whole, &keys).await?.contents;
    drop(whole);
    let ledger = Ledger::open_for_audit(&copy, ring).await?;
    let report = ledger.verify().await;
    ledger.close().await;
    Ok(Backed { contents, bad_event: report?.first_bad().map(|bad| bad.to_string().into()) })
}
