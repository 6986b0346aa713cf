//! What must be met on the walk over the chains.
//!
//! Why: that something is missing at an end can't be seen there; checkpoints, the records and the running writer know of it.

use super::{Checkpoint, Head, Written};
use crate::StoreError;
use crate::backend::Backend;
use crate::ledger::Mark;
use crate::store::Keys;
use std::collections::{BTreeMap, BTreeSet};

/// The events that were named and not met yet, and the last checkpoints.
#[derive(Default)]
pub(super) struct Wanted {
    /// By node: in whichever chain.
    anywhere: BTreeMap<(String, u64), [u8; 32]>,
    /// By chain: there and nowhere else.
    in_chain: BTreeMap<(String, u64), [u8; 32]>,
    /// The number of each node's last checkpoint.
    pub(super) checkpoints: BTreeMap<String, u64>,
    own_node: Box<str>,
    /// Where the records should hold a mark and don't.
    unmarked: bool,
    /// The chains beside the file's own, where that is known.
    others: Option<BTreeSet<String>>,
}

impl Wanted {
    /// What the records and the writer know.
    pub(super) async fn known(backend: &dyn Backend, keys: &Keys, written: &Written) -> Result<Self, StoreError> {
        let mut wanted = Self::default();
        let separate = backend.has_separate_ledger();
        if let Some(mark) = written.get() {
            wanted.take(&mark, separate);
        }
        if separate {
            let settled = match backend.settled().await? {
                Some(sealed) => Mark::open(&*keys.sealer_for(backend, &sealed).await?, &sealed).ok(),
                None => None,
            };
            match settled {
                Some(mark) => {
                    wanted.others = mark.beside.as_ref().map(|b| b.others.iter().map(|head| head.node.to_string()).collect());
                    wanted.take(&mark, true);
                }
                None => wanted.unmarked = true,
            }
        }
        Ok(wanted)
    }
    fn take(&mut self, mark: &Mark, separate: bool) {
        let chain = if separate { String::new() } else { mark.head.node.to_string() };
        if mark.head.seq > 0 {
            self.own_node = mark.head.node.clone();
            self.in_chain.insert((chain, mark.head.seq), mark.head.hash);
        }
        let Some(beside) = &mark.beside else { return };
        for head in &beside.others {
            self.in_chain.insert((head.node.to_string(), head.seq), head.hash);
        }
        for (node, number) in &beside.checkpoints {
            let last = self.checkpoints.entry(node.clone()).or_default();
            *last = (*last).max(*number);
        }
    }
    pub(super) fn heads_of(&mut self, checkpoint: &Checkpoint) {
        for head in &checkpoint.heads {
            self.anywhere.insert((head.node.to_string(), head.seq), head.hash);
        }
    }
    /// The nodes and the chains of which something is wanted still.
    pub(super) fn of_nodes(&self) -> impl Iterator<Item = String> + use<> {
        names(&self.anywhere)
    }
    pub(super) fn of_chains(&self) -> impl Iterator<Item = String> + use<> {
        names(&self.in_chain)
    }
    /// Whether the event is the one that was wanted at its place.
    pub(super) fn is_met(&mut self, chain: &str, head: &Head) -> bool {
        let named = self.anywhere.remove(&(head.node.to_string(), head.seq));
        let marked = self.in_chain.remove(&(chain.to_owned(), head.seq));
        named.is_none_or(|hash| hash == head.hash) && marked.is_none_or(|hash| hash == head.hash)
    }
    pub(super) fn own_node(&self) -> Box<str> {
        self.own_node.clone()
    }
    pub(super) fn is_unmarked(&self) -> bool {
        self.unmarked
    }
    /// Whether nobody laid that chain beside the file's own.
    pub(super) fn is_stranger(&self, chain: &str) -> bool {
        !chain.is_empty() && self.others.as_ref().is_some_and(|others| !others.contains(chain))
    }
}

fn names(wanted: &BTreeMap<(String, u64), [u8; 32]>) -> impl Iterator<Item = String> + use<> {
    wanted.keys().map(|(name, _)| name.clone()).collect::<BTreeSet<_>>().into_iter()
}
