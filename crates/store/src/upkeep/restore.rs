//! A backup taken back into an empty store.
//!
//! Why: it must open with the key that is at hand and its ledger must verify before anybody relies on it; the backup itself is only read.

use super::transfer::{FillError, fill, refuse_used, verified};
use super::{Contents, place};
use crate::folder;
use crate::sqlite::SqliteBackend;
use crate::whole::{self, Purpose};
use crate::{StoreSettings, store};
use portcullis_crypto::{KeyRing, Random};
use std::path::Path;

/// Fills an empty store from a backup. A backup from before an upgrade is upgraded on the way.
pub async fn restore(from: &Path, to: &StoreSettings, ring: KeyRing, random: &dyn Random) -> Result<Contents, FillError> {
    for name in ["portcullis.db", "ledger.db"] {
        if !from.join(name).is_file() {
            return Err(FillError::NotABackup(from.to_owned()));
        }
    }
    let _alone = place::lock(&[to])?;
    refuse_used(to).await?;
    let staging = to.data.join(format!("restoring-{:08x}", random.number() >> 32));
    folder::prepare(&staging)?;
    let done = from_copy(from, &staging, to, ring, random).await;
    let _ = std::fs::remove_dir_all(&staging);
    done
}

async fn from_copy(from: &Path, staging: &Path, to: &StoreSettings, ring: KeyRing, random: &dyn Random) -> Result<Contents, FillError> {
    for name in ["portcullis.db", "ledger.db"] {
        let path = staging.join(name);
        folder::private_file(&path)?;
        std::fs::copy(from.join(name), &path)
            .and_then(|_| std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)))
            .map_err(|error| FillError::File { path: from.join(name), error })?;
    }
    let copy = StoreSettings::embedded(staging);
    SqliteBackend::migrate(&staging.join("portcullis.db")).await?;
    // The key first: with another one nothing would verify, and that is not the ledger's fault.
    verified(&copy, ring.clone()).await?;
    let mut source = whole::open(&copy, Purpose::Read).await?;
    let node = store::node_id(to, random)?;
    fill(&mut *source, to, &ring, random, Some(&node)).await
}
