//! The walk over the chains.
//!
//! Why: the first bad event is named with what is wrong about it, so that people know what to look at and from where on they can't trust.

use super::{Checkpoint, Head, LedgerRow};
use crate::StoreError;
use crate::backend::Backend;
use crate::store::Keys;
use portcullis_crypto::MacKey;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What the walk found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub events: u64,
    /// Events whose payload was erased; they verify.
    pub erased: u64,
    pub checkpoints: u64,
    /// The first bad thing of each chain and of each node's checkpoints.
    pub bad: Vec<Bad>,
    /// Where the walk ended, for each chain.
    pub heads: Vec<Head>,
}
impl Report {
    pub fn is_sound(&self) -> bool {
        self.bad.is_empty()
    }
    /// The first bad event.
    pub fn first_bad(&self) -> Option<&Bad> {
        self.bad.first()
    }
}

/// One place that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bad {
    pub node: Box<str>,
    /// The event's number, or the checkpoint's.
    pub seq: u64,
    pub flaw: Flaw,
}
impl fmt::Display for Bad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.flaw {
            Flaw::Missing => "is missing",
            Flaw::Edited => "was edited: its header doesn't match its hash",
            Flaw::Forged => "was not written by this system: its signature is wrong",
            Flaw::Unlinked => "doesn't follow the event before it: one of the two was replaced or moved",
            Flaw::Payload => "was edited: its content doesn't match its header",
            Flaw::CutOff => "is missing: a checkpoint names it, so the end of the ledger was cut off or replaced",
            Flaw::Checkpoint => return write!(f, "checkpoint {} of node {} is missing or was edited", self.seq, self.node),
        };
        write!(f, "event {} of node {} {what}", self.seq, self.node)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Numbers are without gaps; this one isn't there.
    Missing,
    Edited,
    Forged,
    Unlinked,
    Payload,
    /// A checkpoint proves that it was there, with another content or at all.
    CutOff,
    Checkpoint,
}

const PAGE: u32 = 1000;

pub(super) async fn verify(backend: &dyn Backend, keys: &Keys, outside: &[Checkpoint]) -> Result<Report, StoreError> {
    let mut report = Report::default();
    let mut wanted = Wanted::default();
    let mut bad_checkpoints = checkpoints(backend, keys, &mut wanted, &mut report).await?;
    for kept in outside {
        if kept.is_genuine(&keys.checkpoint_mac()) {
            wanted.heads_of(kept);
        } else {
            bad_checkpoints.push(Bad { node: kept.node.clone(), seq: kept.number, flaw: Flaw::Checkpoint });
        }
    }
    let mut chains = backend.chains().await?;
    // A whole chain that is gone is named too. A file's own chain may bear any name.
    for node in wanted.nodes() {
        if !chains.iter().any(|c| c.is_empty() || *c == node) {
            chains.push(node);
        }
    }
    // Numbers begin with 1, and so do the walks: whatever stands below was put there by somebody else.
    if let Some(node) = backend.stray().await? {
        report.bad.push(Bad { node: node.into(), seq: 0, flaw: Flaw::Forged });
    }
    let mut cut = Vec::new();
    for chain in &chains {
        match walk(backend, keys, chain, &mut wanted, &mut report).await? {
            Walked::Bad(bad) => report.bad.push(bad),
            Walked::ToItsEnd(head) => cut.push((chain.clone(), head)),
        }
    }
    // What checkpoints name and no walk met, said once for each chain that looked sound.
    let missing: BTreeSet<String> = wanted.nodes().map(|node| if chains.contains(&node) { node } else { String::new() }).collect();
    for (chain, head) in cut {
        if missing.contains(&chain) {
            report.bad.push(Bad { node: head.node.clone(), seq: head.seq + 1, flaw: Flaw::CutOff });
        }
        report.heads.push(head);
    }
    report.bad.append(&mut bad_checkpoints);
    Ok(report)
}

/// The events that checkpoints name and that were not met yet.
#[derive(Default)]
struct Wanted(BTreeMap<(String, u64), [u8; 32]>);
impl Wanted {
    fn heads_of(&mut self, checkpoint: &Checkpoint) {
        for head in &checkpoint.heads {
            self.0.insert((head.node.to_string(), head.seq), head.hash);
        }
    }
    fn nodes(&self) -> impl Iterator<Item = String> + use<> {
        self.0.keys().map(|(node, _)| node.clone()).collect::<BTreeSet<_>>().into_iter()
    }
    /// Whether the event is the one that was wanted at its place.
    fn is_met(&mut self, head: &Head) -> bool {
        self.0.remove(&(head.node.to_string(), head.seq)).is_none_or(|hash| hash == head.hash)
    }
}

enum Walked {
    ToItsEnd(Head),
    Bad(Bad),
}

async fn walk(backend: &dyn Backend, keys: &Keys, chain: &str, wanted: &mut Wanted, report: &mut Report) -> Result<Walked, StoreError> {
    let mac = keys.event_mac();
    let mut head = Head::empty(chain);
    loop {
        let rows = backend.chain(chain, head.seq, PAGE).await?;
        if rows.is_empty() {
            return Ok(Walked::ToItsEnd(head));
        }
        for row in &rows {
            // A folder that got a new name goes on with the chain of the old one: then the event before is another node's.
            if !chain.is_empty() && row.seq > head.seq + 1 && backend.has_event(row.seq - 1, &row.prev).await? {
                head = Head { node: head.node, seq: row.seq - 1, hash: row.prev.as_slice().try_into().unwrap_or([0; 32]) };
            }
            if let Some(flaw) = flaw(row, &head, &mac) {
                let seq = if flaw == Flaw::Missing { head.seq + 1 } else { row.seq };
                return Ok(Walked::Bad(Bad { node: row.node.as_str().into(), seq, flaw }));
            }
            match keys.payload(backend, row).await {
                Ok(payload) => report.erased += u64::from(payload.is_none()),
                Err(StoreError::DamagedEvent { .. }) => return Ok(Walked::Bad(Bad { node: row.node.as_str().into(), seq: row.seq, flaw: Flaw::Payload })),
                Err(other) => return Err(other),
            }
            head = Head { node: row.node.as_str().into(), seq: row.seq, hash: row.header_hash() };
            report.events += 1;
            if !wanted.is_met(&head) {
                return Ok(Walked::Bad(Bad { node: head.node, seq: head.seq, flaw: Flaw::CutOff }));
            }
        }
    }
}

fn flaw(row: &LedgerRow, before: &Head, mac: &MacKey) -> Option<Flaw> {
    let hash = row.header_hash();
    if row.seq != before.seq + 1 {
        Some(Flaw::Missing)
    } else if row.hash != hash {
        Some(Flaw::Edited)
    } else if !mac.verify(&[&hash], &row.mac) {
        Some(Flaw::Forged)
    } else if row.prev != before.hash {
        Some(Flaw::Unlinked)
    } else {
        None
    }
}

async fn checkpoints(backend: &dyn Backend, keys: &Keys, wanted: &mut Wanted, report: &mut Report) -> Result<Vec<Bad>, StoreError> {
    let mac = keys.checkpoint_mac();
    let mut bad = Vec::new();
    'nodes: for node in backend.nodes().await? {
        let mut number = 0;
        let mut signature = [0; 32];
        loop {
            let page = backend.checkpoints(&node, number, PAGE).await?;
            if page.is_empty() {
                break;
            }
            for (at, line) in page {
                let sound = Checkpoint::from_line(&line)
                    .filter(|c| c.is_genuine(&mac) && at == number + 1 && c.number == at && *c.node == *node && c.previous == signature);
                let Some(checkpoint) = sound else {
                    bad.push(Bad { node: node.as_str().into(), seq: number + 1, flaw: Flaw::Checkpoint });
                    continue 'nodes;
                };
                wanted.heads_of(&checkpoint);
                (number, signature) = (checkpoint.number, checkpoint.signature);
                report.checkpoints += 1;
            }
        }
    }
    Ok(bad)
}
