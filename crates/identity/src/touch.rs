//! Writing down, once a minute, which sessions were used; and forgetting those that have ended by themselves.
//!
//! Why: a touch on every request is an atomic store, not a query; an idle server asks the database nothing.

use crate::Unavailable;
use crate::identity::Inner;
use crate::records::{Payload as _, SessionRecord};
use portcullis_model::{SessionId, Timestamp};
use portcullis_store::{Announce, Change, Expect, Kind, StoreError};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

const EVERY: Duration = Duration::from_secs(60);
/// Records in one transaction.
const BATCH: usize = 200;

pub(crate) async fn keep(inner: Arc<Inner>) {
    let mut tick = tokio::time::interval(EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    tick.tick().await;
    loop {
        tick.tick().await;
        // A failure is logged by its conversion; the touches are still in memory and go with the next round.
        let _next_time = inner.flush_touches().await;
        inner.cache.sweep(inner.clock.now());
        inner.people.sweep();
        inner.hosts.sweep();
        inner.store.watch_actively(!inner.cache.is_empty());
    }
}

impl Inner {
    pub(crate) async fn flush_touches(&self) -> Result<(), Unavailable> {
        let mut touched = Vec::new();
        self.cache.each_session(|id, session| {
            let last = session.shared.last_used.load(Ordering::Relaxed);
            if last > session.shared.flushed.load(Ordering::Relaxed) {
                touched.push((id, Arc::clone(&session.shared), last));
            }
        });
        for batch in touched.chunks(BATCH) {
            let mut change = Change::new();
            let mut written = Vec::new();
            for (id, shared, last) in batch {
                if let Some(one) = self.touched(*id, Timestamp::from_micros(*last)).await? {
                    change = change.put(one);
                }
                written.push((shared, *last));
            }
            match self.store.commit(change).await {
                // Somebody changed one of them meanwhile: the whole batch goes with the next round.
                Err(StoreError::Conflict) => continue,
                other => other.map(|_| ())?,
            }
            for (shared, last) in written {
                shared.flushed.fetch_max(last, Ordering::Relaxed);
            }
        }
        Ok(())
    }
    async fn touched(&self, id: SessionId, last: Timestamp) -> Result<Option<portcullis_store::Put>, StoreError> {
        let Some(stored) = self.store.get(Kind::Session, id.uuid()).await? else { return Ok(None) };
        let Some(mut record) = SessionRecord::from_bytes(&stored.payload).filter(|r| r.last_used < last) else { return Ok(None) };
        record.last_used = last;
        Ok(Some(self.session_put(id, &record, Expect::Version(stored.version)).announce(Announce::Never)))
    }
}
