//! What is in a store: counted, opened, hashed.
//!
//! Why: two stores are the same when what they hold is the same after opening it; a count alone would not see an exchange.

use crate::envelope::{self, Place};
use crate::ledger::LedgerRow;
use crate::store::Keys;
use crate::whole::{RecordRow, Whole};
use crate::{Kind, StoreError};
use portcullis_crypto::sha256_parts;
use portcullis_model::{Org, Timestamp};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What a store holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// Records by kind.
    pub records: BTreeMap<Box<str>, u64>,
    /// Events in the ledger.
    pub events: u64,
    /// Of how many chains.
    pub chains: u64,
    pub checkpoints: u64,
    /// The time of the newest event.
    pub newest: Option<Timestamp>,
    /// The first record that does not open, if there is one.
    pub damaged: Option<StoreError>,
}
impl Contents {
    pub fn all_records(&self) -> u64 {
        self.records.values().sum()
    }
}

/// Contents and sums over everything that was opened.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Survey {
    pub(super) contents: Contents,
    records: Sum,
    events: Sum,
    checkpoints: Sum,
}
impl Survey {
    /// What differs, if anything does. In how many chains events stand is a matter of the database.
    pub(super) fn difference(&self, other: &Self) -> Option<&'static str> {
        let (a, b) = (&self.contents, &other.contents);
        if (&a.records, &self.records) != (&b.records, &other.records) {
            Some("records")
        } else if (a.events, &self.events) != (b.events, &other.events) {
            Some("events of the ledger")
        } else if (a.checkpoints, &self.checkpoints) != (b.checkpoints, &other.checkpoints) {
            Some("checkpoints")
        } else {
            None
        }
    }
}

/// A sum of hashes, whatever the order.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sum([u64; 4]);
impl Sum {
    fn add(&mut self, parts: &[&[u8]]) {
        let hash = sha256_parts(parts);
        for (lane, bytes) in self.0.iter_mut().zip(hash.chunks_exact(8)) {
            *lane = lane.wrapping_add(u64::from_be_bytes(bytes.try_into().unwrap_or_default()));
        }
    }
}

pub(super) async fn survey(whole: &mut dyn Whole, keys: &Keys) -> Result<Survey, StoreError> {
    let mut survey = Survey::default();
    for (org, kind) in whole.shelves().await? {
        let mut after = Vec::new();
        loop {
            let page = whole.records(&org, &kind, &after).await?;
            let Some(last) = page.last() else { break };
            after = last.id.clone();
            for row in &page {
                *survey.contents.records.entry(kind.as_str().into()).or_default() += 1;
                match opened(row, keys) {
                    Ok(opened) => add_record(&mut survey.records, row, &opened),
                    Err(error) => survey.contents.damaged = survey.contents.damaged.or(Some(error)),
                }
            }
        }
    }
    for chain in whole.chains().await? {
        let mut after = 0;
        loop {
            let page = whole.events(&chain, after).await?;
            let Some(last) = page.last() else { break };
            survey.contents.chains += u64::from(after == 0);
            after = last.seq;
            for row in &page {
                survey.contents.events += 1;
                survey.contents.newest = survey.contents.newest.max(Some(Timestamp::from_micros(row.at)));
                add_event(&mut survey.events, row);
            }
        }
    }
    for (node, number, line) in whole.checkpoints().await? {
        survey.contents.checkpoints += 1;
        survey.checkpoints.add(&[node.as_bytes(), &number.to_be_bytes(), line.as_bytes()]);
    }
    Ok(survey)
}

/// The record, opened where it stands, with the index rows that its own values ask for.
pub(super) fn opened(row: &RecordRow, keys: &Keys) -> Result<envelope::Opened, StoreError> {
    let id = Uuid::from_slice(&row.id).unwrap_or_default();
    // A kind that a newer program wrote has no name here, and where it stands is sealed in.
    let kind = Kind::parse(&row.kind).ok_or_else(|| StoreError::Unavailable(format!("this program does not know records of the kind {}", row.kind).into()))?;
    let org = Org::named(&row.org);
    let opened = envelope::open(&*keys.sealer()?, Place { org: &org, kind, id, version: row.version }, &row.sealed);
    let opened = opened.map_err(|_| StoreError::Damaged { kind, id })?;
    let asked_for = |name: &str, hash: &[u8]| opened.indexes().iter().any(|(n, value)| n == name.as_bytes() && keys.blind_index(kind, name, value) == hash);
    if row.indexes.iter().all(|index| asked_for(&index.name, &index.hash)) { Ok(opened) } else { Err(StoreError::Damaged { kind, id }) }
}

fn add_record(sum: &mut Sum, row: &RecordRow, opened: &envelope::Opened) {
    let expires = opened.record.expires_at.map_or(i64::MIN, Timestamp::micros).to_be_bytes();
    let version = row.version.to_be_bytes();
    sum.add(&[b"record", row.org.as_bytes(), row.kind.as_bytes(), &row.id, &version, &expires, &opened.record.payload]);
    for (name, value) in opened.indexes() {
        sum.add(&[b"value", row.org.as_bytes(), row.kind.as_bytes(), &row.id, name, value]);
    }
    for index in &row.indexes {
        sum.add(&[b"index", row.org.as_bytes(), row.kind.as_bytes(), &row.id, index.name.as_bytes(), &index.hash, &[u8::from(index.unique)]]);
    }
}

/// The header's hash binds the payload; what lies beside it is taken as it is.
fn add_event(sum: &mut Sum, row: &LedgerRow) {
    let part = |bytes: &Option<Vec<u8>>| bytes.clone().unwrap_or_default();
    sum.add(&[b"event", &row.header_hash(), &row.hash, &row.mac, &part(&row.salt), &part(&row.sealed)]);
}
