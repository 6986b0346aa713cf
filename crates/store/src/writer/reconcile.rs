//! Settling what a crash left between the ledger's file and the records' file.
//!
//! Why: the event is durable before its record. A kill in between leaves an event of something that never happened; the ledger must
//! say so itself. The other way round, a ledger that ends before what the records have seen was cut, and the gap must stay visible.

use super::Writer;
use crate::StoreError;
use crate::backend::RawChange;
use crate::ledger::{Head, LedgerRow, Mark, Sealing, event_of};
use portcullis_model::{Event, Org, Outcome};

impl Writer {
    /// The end of the chain, with nothing left open before it.
    pub(super) async fn find_head(&mut self) -> Result<Head, StoreError> {
        let end = self.backend.head(&self.node).await?;
        let mut head = end.clone().unwrap_or_else(|| Head::empty(&self.node));
        let settled = self.read_settled().await?;
        if self.beside.is_none() {
            self.beside = Some(self.find_beside(end.as_ref(), settled.as_ref()).await?);
        }
        // Going on behind a gap keeps it visible: `verify` names the first missing event from now on.
        if let Some(written) = self.written.get().filter(|w| w.head.seq > head.seq) {
            tracing::error!(ledger_ends = head.seq, written = written.head.seq, "the ledger was cut off while the program ran");
            head = written.head;
        }
        if !self.backend.has_separate_ledger() {
            return Ok(head);
        }
        let open = match &settled {
            Some(mark) if mark.head.seq > head.seq => {
                tracing::error!(ledger_ends = head.seq, records_saw = mark.head.seq, "the ledger was cut off or replaced by an older copy");
                head = mark.head.clone();
                Vec::new()
            }
            Some(mark) if !self.holds(&mark.head).await? => {
                tracing::error!(ledger_ends = head.seq, records_saw = mark.head.seq, "the ledger was replaced: the last settled event is not in it");
                head = gap_after(head);
                Vec::new()
            }
            Some(mark) => self.backend.unsettled(mark.head.seq).await?,
            None if end.is_some() => {
                tracing::error!(ledger_ends = head.seq, "the ledger belongs to an older database: the records' file is new, or its mark is gone");
                head = gap_after(head);
                Vec::new()
            }
            None => Vec::new(),
        };
        let rows = self.not_applied(&mut head, &open).await?;
        let mut unit = self.backend.begin().await?;
        // A change of nothing opens the records' side, so that the new end is kept with the records.
        unit.apply(&RawChange { org: Org::default(), now: 0, puts: Vec::new(), deletes: Vec::new(), notices: Vec::new() }, true, None).await?;
        if !rows.is_empty() {
            tracing::warn!(events = rows.len(), "events whose change was lost in a crash are marked as not applied");
            unit.append(&rows).await?;
        }
        unit.commit(self.seal_settled(&head)?).await?;
        self.wrote(rows.len());
        Ok(head)
    }

    /// Whether the file's own chain holds that event; before the first there is none to hold.
    async fn holds(&self, head: &Head) -> Result<bool, StoreError> {
        if head.seq == 0 {
            return Ok(true);
        }
        let row = self.backend.chain("", head.seq - 1, 1).await?;
        Ok(row.first().is_some_and(|row| row.seq == head.seq && row.header_hash() == head.hash))
    }

    async fn read_settled(&self) -> Result<Option<Mark>, StoreError> {
        let Some(sealed) = self.backend.settled().await? else { return Ok(None) };
        let sealer = self.keys.sealer_for(&*self.backend, &sealed).await?;
        Mark::open(&sealer, &sealed).map(Some)
    }

    /// For every event whose change is not in the records, one that says so.
    async fn not_applied(&self, head: &mut Head, open: &[LedgerRow]) -> Result<Vec<LedgerRow>, StoreError> {
        let sealer = self.keys.sealer()?;
        let mac = self.keys.event_mac();
        let sealing = Sealing { sealer: &sealer, mac: &mac, random: &*self.random };
        let mut rows = Vec::with_capacity(open.len());
        for row in open {
            let payload = self.keys.payload(&*self.backend, row).await?;
            let Some(lost) = payload.as_ref().and_then(|p| event_of(p)) else { continue };
            let event = Event::new(self.clock.now(), lost.kind, Outcome::Failure)
                .by("system", "Portcullis")
                .on(&lost.object)
                .with("change", "not applied")
                .with("event", &row.seq.to_string());
            rows.push(sealing.link(head, &self.node, &event, None)?);
        }
        Ok(rows)
    }
}

/// One number is left out: no event can fill it, so what could not be proved stays in sight.
fn gap_after(head: Head) -> Head {
    Head { seq: head.seq + 1, hash: [0; 32], ..head }
}
