//! Telling the records where the ledger ends.
//!
//! Why: events without a change touch the ledger's file alone. A moment later the records hear of them, so that a cut of the tail shows;
//! nobody waits for that.

use super::{CHECKPOINT_AFTER, Writer};
use crate::StoreError;
use crate::ledger::{Beside, Checkpoint, Head, Mark};
use std::time::Duration;
use tokio::time::Instant;

/// Marks that no change carries are at least so far apart.
const APART: Duration = Duration::from_millis(250);
/// So long the queue waits for one at most.
const PATIENCE: Duration = Duration::from_millis(500);
/// After one that failed.
const LATER: Duration = Duration::from_secs(5);

impl Writer {
    /// What is certain from now on.
    pub(super) fn know(&mut self, head: Head) {
        self.written.set(Mark { head: head.clone(), beside: self.beside.clone() });
        self.head = Some(head);
    }
    pub(super) fn know_checkpoint(&mut self, number: u64) {
        self.beside.get_or_insert_default().checkpoints.insert(self.node.to_string(), number);
        if let Some(mark) = self.written.get() {
            self.written.set(Mark { beside: self.beside.clone(), ..mark });
        }
    }
    pub(super) fn marked(&mut self) {
        (self.mark_due, self.last_mark) = (None, Some(Instant::now()));
    }
    pub(super) fn mark_soon(&mut self) {
        if self.backend.has_separate_ledger() {
            let now = Instant::now();
            let due = self.last_mark.map_or(now, |last| (last + APART).max(now));
            self.mark_due.get_or_insert(due);
        }
    }
    /// Something is due.
    pub(super) async fn tend(&mut self) {
        self.mark_if_due().await;
        if self.due.is_some_and(|due| due <= Instant::now()) {
            self.checkpoint_or_warn().await;
        }
    }
    pub(super) async fn mark_if_due(&mut self) {
        if self.mark_due.is_some_and(|due| due <= Instant::now()) {
            self.mark_or_warn().await;
        }
    }
    /// While the chain's end is in doubt there is nothing to tell; the next write finds it.
    pub(super) async fn mark_or_warn(&mut self) {
        let Some(head) = self.head.clone().filter(|_| self.backend.has_separate_ledger()) else {
            self.mark_due = None;
            return;
        };
        let told = async { self.backend.mark(self.seal_settled(&head)?).await };
        let done = tokio::time::timeout(PATIENCE, told).await;
        match done.unwrap_or_else(|_| Err(StoreError::Unavailable("the records' file is busy".into()))) {
            Ok(()) => self.marked(),
            Err(error) => {
                tracing::warn!(%error, "the records could not be told where the ledger ends");
                self.mark_due = Some(Instant::now() + LATER.min(CHECKPOINT_AFTER));
            }
        }
    }
    pub(super) fn seal_settled(&self, head: &Head) -> Result<Vec<u8>, StoreError> {
        Mark { head: head.clone(), beside: self.beside.clone() }.seal(&*self.keys.sealer()?, &*self.random)
    }
    /// What the mark says beside the own chain's end; from the ledger itself where it says nothing yet.
    pub(super) async fn find_beside(&self, own: Option<&Head>, mark: Option<&Mark>) -> Result<Beside, StoreError> {
        let separate = self.backend.has_separate_ledger();
        let mut beside = match mark.and_then(|m| m.beside.clone()) {
            Some(beside) => beside,
            None if separate => {
                let mut others = self.backend.heads().await?;
                others.retain(|head| Some(head) != own);
                Beside { others, ..Beside::default() }
            }
            None => Beside::default(),
        };
        let nodes = if separate { self.backend.nodes().await? } else { vec![self.node.to_string()] };
        for node in nodes {
            let line = self.backend.last_checkpoint(&node).await?;
            // One may have been written that the records were not told of; one that is not ours counts for nothing.
            let last = line.as_deref().and_then(Checkpoint::from_line).filter(|c| *c.node == *node && c.is_genuine(&self.keys.checkpoint_mac()));
            if let Some(last) = last {
                let number = beside.checkpoints.entry(node).or_default();
                *number = last.number.max(*number);
            }
        }
        Ok(beside)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::backend::Backend;
    use crate::sqlite::SqliteBackend;
    use crate::store::Keys;
    use crate::{Clock, Flaw, Ledger, Store, StoreSettings};
    use portcullis_crypto::{KeyRing, SecretBytes, SystemRandom};
    use portcullis_model::{Event, EventKind, Outcome, Timestamp};
    use std::sync::Arc;

    struct Noon;
    impl Clock for Noon {
        fn now(&self) -> Timestamp {
            Timestamp::from_secs(1_800_000_000)
        }
    }

    /// A store of the first version: its mark knows of no checkpoints. It is sound, and from the next start on they are missed.
    #[tokio::test]
    async fn a_mark_of_the_first_version_is_taken_and_then_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let settings = StoreSettings::embedded(dir.path().join("a"));
        let file = settings.data.join("portcullis.db");
        let ring = || KeyRing::new(SecretBytes::new(vec![7; 32])).unwrap();
        let open = || Store::open(settings.clone(), ring(), Arc::new(SystemRandom), Arc::new(Noon));
        let audit = async || Ledger::open_for_audit(&settings, ring()).await.unwrap().verify().await.unwrap();
        let store = open().await.unwrap();
        store.append(vec![Event::new(Noon.now(), EventKind::PersonCreated, Outcome::Success)]).await.unwrap();
        store.close().await;
        let (head, keys) = (audit().await.heads[0].clone(), Keys::new(ring()));
        let tell = async |head: Head| {
            let writing = SqliteBackend::open(&file, &settings.data, Arc::default()).await.unwrap();
            keys.load(&writing).await.unwrap();
            writing.mark(Mark { head, beside: None }.seal(&keys.sealer().unwrap(), &SystemRandom).unwrap()).await.unwrap();
            writing.close().await;
        };
        tell(Head { seq: 2, ..head.clone() }).await;
        assert_eq!(audit().await.first_bad().map(|b| (b.seq, b.flaw)), Some((2, Flaw::CutOff)));
        tell(head).await;
        assert!(audit().await.is_sound());
        open().await.unwrap().close().await;
        let report = audit().await;
        assert_eq!((report.is_sound(), report.checkpoints), (true, 1), "{report:?}");
        let writing = SqliteBackend::open(&file, &settings.data, Arc::default()).await.unwrap();
        let sealed = writing.settled().await.unwrap().unwrap();
        assert_eq!(Mark::open(&keys.sealer().unwrap(), &sealed).unwrap().beside.unwrap().checkpoints.into_values().collect::<Vec<_>>(), [1]);
        writing.close().await;
    }
}
