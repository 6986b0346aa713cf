//! Everything in a store under a new data key, and where asked for under a new root key.
//!
//! Why: a key that somebody may have seen is worth nothing from then on, for what was sealed before too. One transaction: a crash leaves
//! the store wholly under the old key or wholly under the new one.

use super::contents::opened;
use super::copy::settle;
use super::place;
use super::transfer::{FillError, verified};
use crate::envelope::{self, Place as At};
use crate::ledger::{Bad, Checkpoint, Head, Mark, Sealing};
use crate::store::{Keys, node_id};
use crate::whole::{self, IndexRow, Purpose, RecordRow, Whole};
use crate::{Clock, OpenError, StoreError, StoreSettings};
use portcullis_crypto::{KeyRing, Random};
use portcullis_model::{Event, Org};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Why the keys are as they were.
#[derive(Debug, thiserror::Error)]
pub enum RotateError {
    #[error("the new root key is the one in use: make another one with `head -c 32 /dev/urandom | base64`")]
    SameKey,
    #[error("the ledger does not verify, and new signatures would hide that: {0}")]
    Ledger(Bad),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Which key is new.
pub enum NewKey {
    /// The root key stays; everything is sealed by a new data key.
    Data,
    /// Everything is sealed by a new data key under this root key.
    Root(Box<KeyRing>),
}

/// What was sealed and signed anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rotated {
    pub records: u64,
    pub events: u64,
    pub checkpoints: u64,
}

/// Seals a stopped store anew. `told` goes into its ledger with the change.
pub async fn rotate(
    settings: &StoreSettings,
    ring: KeyRing,
    new: NewKey,
    told: Event,
    random: Arc<dyn Random>,
    clock: Arc<dyn Clock>,
) -> Result<Rotated, RotateError> {
    settle(settings, ring.clone(), random.clone(), clock).await?;
    sound(settings, ring.clone()).await?;
    let _alone = place::lock(&[settings])?;
    let mut whole = whole::open(settings, Purpose::Change).await?;
    let old = Keys::new(ring);
    old.take(&whole.data_keys().await?)?;
    let (mut ring, is_root) = match new {
        NewKey::Data => (old.snapshot(), false),
        NewKey::Root(ring) => (*ring, true),
    };
    let wrapped = ring.add_data_key(&*random);
    if is_root && old.snapshot().load(&wrapped).is_ok() {
        return Err(RotateError::SameKey);
    }
    let work = Rotation { old, new: Keys::new(ring.clone()), random: &*random };
    let mut done = Rotated { records: work.records(&mut *whole).await?, ..Rotated::default() };
    let heads;
    (done.events, heads) = work.events(&mut *whole).await?;
    done.checkpoints = work.checkpoints(&mut *whole).await?;
    work.tell(&mut *whole, heads, &node_id(settings, &*random)?, &told).await?;
    if let Some(settled) = whole.settled().await? {
        let mark = Mark::open(&*work.old.sealer()?, &settled)?;
        whole.set_settled(&mark.seal(&*work.new.sealer()?, &*random)?).await?;
    }
    whole.set_data_keys(&[wrapped]).await?;
    whole.commit().await?;
    sound(settings, ring).await?;
    Ok(done)
}

async fn sound(settings: &StoreSettings, ring: KeyRing) -> Result<(), RotateError> {
    match verified(settings, ring).await {
        Ok(()) => Ok(()),
        Err(FillError::Ledger(bad)) => Err(RotateError::Ledger(bad)),
        Err(FillError::Open(error)) => Err(error.into()),
        Err(FillError::Store(error)) => Err(error.into()),
        Err(other @ (FillError::NotEmpty(_) | FillError::NotABackup(_) | FillError::Differs(_) | FillError::File { .. })) => {
            Err(StoreError::Unavailable(other.to_string().into()).into())
        }
    }
}

struct Rotation<'a> {
    old: Keys,
    new: Keys,
    random: &'a dyn Random,
}

impl Rotation<'_> {
    async fn records(&self, whole: &mut dyn Whole) -> Result<u64, StoreError> {
        let mut count = 0;
        for (org, kind) in whole.shelves().await? {
            let mut after = Vec::new();
            loop {
                let page = whole.records(&org, &kind, &after).await?;
                let Some(last) = page.last() else { break };
                after = last.id.clone();
                for row in page {
                    whole.put_record(&self.record(row)?).await?;
                    count += 1;
                }
            }
        }
        Ok(count)
    }
    fn record(&self, row: RecordRow) -> Result<RecordRow, StoreError> {
        let opened = opened(&row, &self.old)?;
        let record = &opened.record;
        let org = Org::named(&row.org);
        let place = At { org: &org, kind: record.kind, id: record.id, version: record.version };
        let text = |name: &[u8]| String::from_utf8_lossy(name).into_owned();
        let values: Vec<(String, &[u8])> = opened.indexes().iter().map(|(name, value)| (text(name), value.as_slice())).collect();
        // Whether a value is unique is known to its row alone.
        let mut indexes: Vec<IndexRow> = Vec::with_capacity(row.indexes.len());
        for index in &row.indexes {
            let value = values.iter().find(|(name, value)| *name == index.name && self.old.blind_index(record.kind, name, value) == index.hash.as_slice());
            let (name, value) = value.ok_or(StoreError::Damaged { kind: record.kind, id: record.id })?;
            let hash = self.new.blind_index(record.kind, name, value).to_vec();
            indexes.push(IndexRow { name: index.name.clone(), hash, unique: index.unique });
        }
        let borrowed = values.iter().map(|(name, value)| (name.as_str(), *value));
        let sealed = envelope::seal(&*self.new.sealer()?, place, record.expires_at, borrowed, &record.payload, self.random);
        Ok(RecordRow { sealed, indexes, ..row })
    }
    /// How many events, and each chain's end.
    async fn events(&self, whole: &mut dyn Whole) -> Result<(u64, BTreeMap<String, Head>), StoreError> {
        let (mut count, mut heads) = (0, BTreeMap::new());
        for chain in whole.chains().await? {
            let mut head = Head::empty(&chain);
            loop {
                let page = whole.events(&chain, head.seq).await?;
                if page.is_empty() {
                    break;
                }
                for row in page {
                    whole.put_event(&chain, &row.under(&self.old, &self.new, self.random)?).await?;
                    head = Head { node: row.node.as_str().into(), seq: row.seq, hash: row.header_hash() };
                    count += 1;
                }
            }
            heads.insert(chain, head);
        }
        Ok((count, heads))
    }
    async fn checkpoints(&self, whole: &mut dyn Whole) -> Result<u64, StoreError> {
        let (mut count, mut before) = (0, (String::new(), [0; 32]));
        for (node, number, text) in whole.checkpoints().await? {
            let forged = || StoreError::Unavailable(format!("checkpoint {number} of node {node} was edited").into());
            let checkpoint = Checkpoint::from_line(&text).filter(|c| c.is_genuine(&self.old.checkpoint_mac())).ok_or_else(forged)?;
            let previous = if before.0 == node { before.1 } else { [0; 32] };
            let signed = checkpoint.signed_by(&self.new.checkpoint_mac(), previous);
            whole.put_checkpoint(&node, number, &signed.to_line()).await?;
            before = (node, signed.signature);
            count += 1;
        }
        Ok(count)
    }
    async fn tell(&self, whole: &mut dyn Whole, mut heads: BTreeMap<String, Head>, node: &str, told: &Event) -> Result<(), StoreError> {
        let chain = if heads.contains_key("") { "" } else { node };
        let mut head = heads.remove(chain).unwrap_or_else(|| Head::empty(node));
        let (sealer, mac) = (self.new.sealer()?, self.new.event_mac());
        let row = Sealing { sealer: &sealer, mac: &mac, random: self.random }.link(&mut head, node, told, None)?;
        whole.put_event(chain, &row).await
    }
}
