//! The walk over the chains.
//!
//! Why: the first bad event is named with what is wrong about it, so that people know what to look at and from where on they can't trust.

use super::report::{Bad, Flaw, Report};
use super::wanted::Wanted;
use super::{Checkpoint, Head, LedgerRow, Written};
use crate::StoreError;
use crate::backend::Backend;
use crate::store::Keys;
use portcullis_crypto::MacKey;
use std::collections::BTreeSet;

const PAGE: u32 = 1000;

pub(super) async fn verify(backend: &dyn Backend, keys: &Keys, written: &Written, outside: &[Checkpoint]) -> Result<Report, StoreError> {
    let mut report = Report::default();
    // First, for what runs on goes on writing: what they name must be there when the walks come by.
    let mut wanted = Wanted::known(backend, keys, written).await?;
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
    for node in wanted.of_nodes() {
        if !chains.iter().any(|c| c.is_empty() || *c == node) {
            chains.push(node);
        }
    }
    for chain in wanted.of_chains() {
        if !chains.contains(&chain) {
            chains.push(chain);
        }
    }
    // Numbers begin with 1, and so do the walks: whatever stands below was put there by somebody else.
    if let Some(node) = backend.stray().await? {
        report.bad.push(Bad { node: node.into(), seq: 0, flaw: Flaw::Forged });
    }
    if let Some((node, seq)) = backend.twice().await? {
        report.bad.push(Bad { node: node.into(), seq, flaw: Flaw::Twice });
    }
    let mut cut = Vec::new();
    for chain in &chains {
        match walk(backend, keys, chain, &mut wanted, &mut report).await? {
            Walked::Bad(bad) => report.bad.push(bad),
            Walked::ToItsEnd(head) => cut.push((chain.clone(), head)),
        }
    }
    // What nobody met, said once for each chain that looked sound.
    let by_node = wanted.of_nodes().map(|node| if chains.contains(&node) { node } else { String::new() });
    let missing: BTreeSet<String> = by_node.chain(wanted.of_chains()).collect();
    for (chain, head) in cut {
        if missing.contains(&chain) {
            let node = if head.node.is_empty() { wanted.own_node() } else { head.node.clone() };
            report.bad.push(Bad { node, seq: head.seq + 1, flaw: Flaw::CutOff });
        } else if chain.is_empty() && head.seq > 0 && wanted.is_unmarked() {
            report.bad.push(Bad { node: head.node.clone(), seq: head.seq, flaw: Flaw::Unmarked });
        } else if wanted.is_stranger(&chain) {
            report.bad.push(Bad { node: head.node.clone(), seq: head.seq, flaw: Flaw::Stranger });
        }
        report.heads.push(head);
    }
    report.bad.append(&mut bad_checkpoints);
    Ok(report)
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
            // A folder that got a new name went on with the chain of the old one, and the two may lie in different chains here. What was
            // moved out of its chain to lie beside it is missed there, because no event may stand in two chains.
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
            if !wanted.is_met(chain, &head) {
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
    let mut nodes: BTreeSet<String> = backend.nodes().await?.into_iter().collect();
    nodes.extend(wanted.checkpoints.keys().cloned());
    'nodes: for node in nodes {
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
        if wanted.checkpoints.get(&node).is_some_and(|last| number < *last) {
            bad.push(Bad { node: node.as_str().into(), seq: number + 1, flaw: Flaw::Checkpoint });
        }
    }
    Ok(bad)
}
