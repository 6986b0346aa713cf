//! Settling what a crash left between the ledger's file and the records' file.
//!
//! Why: the event is durable before its record. A kill in between leaves an event of something that never happened; the ledger must
//! say so itself. The other way round, a ledger that ends before what the records have seen was cut, and the gap must stay visible.

use super::Writer;
use crate::StoreError;
use crate::backend::RawChange;
use crate::ledger::{Head, LedgerRow, Sealing, event_of};
use portcullis_crypto::{Random, Sealer};
use portcullis_model::{Event, Org, Outcome};

const PLACE: &[u8] = b"portcullis settled 1";

/// The mark that is kept with the records: the end of the ledger as they know it.
pub(crate) fn seal(sealer: &Sealer, head: &Head, random: &dyn Random) -> Vec<u8> {
    let plain = [&head.seq.to_be_bytes()[..], &head.hash, head.node.as_bytes()].concat();
    sealer.seal(&plain, PLACE, random)
}
pub(crate) fn open(sealer: &Sealer, sealed: &[u8]) -> Result<Head, StoreError> {
    let damaged = || StoreError::Unavailable("the mark of the last settled event is damaged".into());
    let plain = sealer.open(sealed, PLACE).map_err(|_| damaged())?;
    let (seq, rest) = plain.split_first_chunk::<8>().ok_or_else(damaged)?;
    let (hash, node) = rest.split_first_chunk::<32>().ok_or_else(damaged)?;
    let node = std::str::from_utf8(node).map_err(|_| damaged())?;
    Ok(Head { node: node.into(), seq: u64::from_be_bytes(*seq), hash: *hash })
}

impl Writer {
    /// The end of the chain, with nothing left open before it.
    pub(super) async fn find_head(&mut self) -> Result<Head, StoreError> {
        let end = self.backend.head(&self.node).await?;
        if !self.backend.has_separate_ledger() {
            return Ok(end.unwrap_or_else(|| Head::empty(&self.node)));
        }
        let mut head = end.clone().unwrap_or_else(|| Head::empty(&self.node));
        let open = match self.read_settled().await? {
            Some(settled) if settled.seq > head.seq => {
                // Going on behind the gap keeps it visible: `verify` names the first missing event from now on.
                tracing::error!(ledger_ends = head.seq, records_saw = settled.seq, "the ledger was cut off or replaced by an older copy");
                head = settled;
                Vec::new()
            }
            Some(settled) => self.backend.unsettled(settled.seq).await?,
            None if end.is_some() => {
                tracing::error!(ledger_ends = head.seq, "the ledger belongs to an older database: the records' file is new");
                Vec::new()
            }
            None => Vec::new(),
        };
        let rows = self.not_applied(&mut head, &open).await?;
        let mut unit = self.backend.begin().await?;
        // A change of nothing opens the records' side, so that the new end is kept with the records.
        unit.apply(&RawChange { org: Org::default(), now: 0, puts: Vec::new(), deletes: Vec::new(), notices: Vec::new() }).await?;
        if !rows.is_empty() {
            tracing::warn!(events = rows.len(), "events whose change was lost in a crash are marked as not applied");
            unit.append(&rows).await?;
        }
        unit.commit(self.seal_settled(&head)?).await?;
        self.wrote(rows.len());
        Ok(head)
    }

    pub(super) fn seal_settled(&self, head: &Head) -> Result<Vec<u8>, StoreError> {
        Ok(seal(&*self.keys.sealer()?, head, &*self.random))
    }

    async fn read_settled(&self) -> Result<Option<Head>, StoreError> {
        let Some(sealed) = self.backend.settled().await? else { return Ok(None) };
        let sealer = self.keys.sealer_for(&*self.backend, &sealed).await?;
        open(&sealer, &sealed).map(Some)
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
