//! A store taken over to another database.
//!
//! Why: who begins with a file moves to PostgreSQL one day, and back; people, keys and the ledger come along unchanged.

use super::transfer::{FillError, fill, verified};
use super::{Contents, place};
use crate::whole::{self, Purpose};
use crate::{Clock, OpenError, Store, StoreSettings};
use portcullis_crypto::{KeyRing, Random};
use std::sync::Arc;

/// Copies a stopped store into an empty one. The old one stays as it is.
pub async fn copy(from: &StoreSettings, to: &StoreSettings, ring: KeyRing, random: Arc<dyn Random>, clock: Arc<dyn Clock>) -> Result<Contents, FillError> {
    settle(from, ring.clone(), random.clone(), clock).await?;
    verified(from, ring.clone()).await?;
    let _alone = place::lock(&[from, to])?;
    let node = place::node_of(to).or_else(|| place::node_of(from));
    let mut source = whole::open(from, Purpose::Change).await?;
    fill(&mut *source, to, &ring, &*random, node.as_deref()).await
}

/// Opens and closes the store, so that nothing of an earlier run is left open. Refuses where nodes run.
pub(super) async fn settle(settings: &StoreSettings, ring: KeyRing, random: Arc<dyn Random>, clock: Arc<dyn Clock>) -> Result<(), OpenError> {
    place::must_exist(settings).await?;
    {
        let _alone = place::lock(&[settings])?;
        drop(whole::open(settings, Purpose::Change).await?);
    }
    let store = Store::open(settings.clone(), ring, random, clock).await?;
    store.close().await;
    Ok(())
}
