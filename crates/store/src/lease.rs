//! A lease: the right to do something alone until a time.
//!
//! Why: rotation and sweeps must run on one node; a lease ends by itself when its holder dies.

use crate::StoreError;
use crate::backend::LeaseRow;
use crate::store::Store;
use portcullis_model::Timestamp;
use std::time::Duration;

/// Held until `until`, or until released. Dropping it lets it run out.
pub struct Lease {
    pub(crate) store: Store,
    pub(crate) name: Box<str>,
    pub(crate) holder: Box<str>,
    pub(crate) until: Timestamp,
}
impl Lease {
    pub fn name(&self) -> &str {
        &self.name
    }
    pub const fn until(&self) -> Timestamp {
        self.until
    }
    /// Holds on for `ttl` from now; [`StoreError::Conflict`] when it has run out or somebody else has it.
    pub async fn renew(&mut self, ttl: Duration) -> Result<(), StoreError> {
        let now = self.store.now();
        let until = now.plus(ttl);
        let row = LeaseRow { name: &self.name, node: self.store.node(), holder: &self.holder, now: now.micros(), ends_at: until.micros() };
        let held = self.store.noted(self.store.backend().renew_lease(row)).await?;
        if held {
            self.until = until;
            Ok(())
        } else {
            Err(StoreError::Conflict)
        }
    }
    /// Gives it back at once.
    pub async fn release(self) -> Result<(), StoreError> {
        self.store.noted(self.store.backend().release_lease(&self.name, &self.holder)).await
    }
}
impl std::fmt::Debug for Lease {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Lease({} until {})", self.name, self.until)
    }
}
