//! The mark: where the ledger ends and how far its checkpoints go, as the records know it.
//!
//! Why: a chain can be cut at its end without a trace in itself; what the records' file says about it in a sealed value shows the cut.

use super::Head;
use super::checkpoint::HeadLine;
use crate::StoreError;
use portcullis_crypto::{Random, Sealer};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

const PLACE: &[u8] = b"portcullis settled 2";
/// How the first versions wrote it: the own chain's end, and no more.
const PLACE_1: &[u8] = b"portcullis settled 1";

/// What must be in the ledger. It may hold more: the ledger is written first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// The end of the chain that goes on here.
    pub(crate) head: Head,
    /// `None` when a version sealed it that did not know about it.
    pub(crate) beside: Option<Beside>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Beside {
    /// The number of each node's last checkpoint.
    pub(crate) checkpoints: BTreeMap<String, u64>,
    /// The ends of the chains that nobody continues here. There are no others.
    pub(crate) others: Vec<Head>,
}

#[derive(Serialize, Deserialize)]
struct Line {
    head: HeadLine,
    checkpoints: BTreeMap<String, u64>,
    others: Vec<HeadLine>,
}

impl Mark {
    pub(crate) fn seal(&self, sealer: &Sealer, random: &dyn Random) -> Result<Vec<u8>, StoreError> {
        let beside = self.beside.clone().unwrap_or_default();
        let line = Line { head: (&self.head).into(), checkpoints: beside.checkpoints, others: beside.others.iter().map(HeadLine::from).collect() };
        match self.beside {
            Some(_) => {
                let plain = serde_json::to_vec(&line).map_err(|error| StoreError::Unavailable(error.to_string().into()))?;
                Ok(sealer.seal(&plain, PLACE, random))
            }
            None => Ok(sealer.seal(&[&self.head.seq.to_be_bytes()[..], &self.head.hash, self.head.node.as_bytes()].concat(), PLACE_1, random)),
        }
    }
    pub(crate) fn open(sealer: &Sealer, sealed: &[u8]) -> Result<Self, StoreError> {
        let damaged = || StoreError::Unavailable("the mark of the last settled event is damaged".into());
        if let Ok(plain) = sealer.open(sealed, PLACE) {
            return Self::read(&plain).ok_or_else(damaged);
        }
        let plain = sealer.open(sealed, PLACE_1).map_err(|_| damaged())?;
        Self::read_1(&plain).ok_or_else(damaged)
    }
    fn read(plain: &[u8]) -> Option<Self> {
        let line: Line = serde_json::from_slice(plain).ok()?;
        let others = line.others.into_iter().map(HeadLine::head).collect::<Option<_>>()?;
        Some(Self { head: line.head.head()?, beside: Some(Beside { checkpoints: line.checkpoints, others }) })
    }
    fn read_1(plain: &[u8]) -> Option<Self> {
        let (seq, rest) = plain.split_first_chunk::<8>()?;
        let (hash, node) = rest.split_first_chunk::<32>()?;
        let head = Head { node: std::str::from_utf8(node).ok()?.into(), seq: u64::from_be_bytes(*seq), hash: *hash };
        Some(Self { head, beside: None })
    }
}

/// What the writer of this process last wrote for certain; empty where none runs. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Written(Arc<Mutex<Option<Mark>>>);
impl Written {
    pub(crate) fn get(&self) -> Option<Mark> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
    pub(crate) fn set(&self, mark: Mark) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(mark);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use portcullis_crypto::SystemRandom;

    #[test]
    fn both_forms_come_back_and_nothing_else_opens() {
        let sealer = Sealer::new(1, &[1; 32]);
        let head = Head { node: "n".into(), seq: 7, hash: [3; 32] };
        let beside = Beside { checkpoints: [("n".to_owned(), 2)].into(), others: vec![Head { node: "m".into(), seq: 4, hash: [5; 32] }] };
        for mark in [Mark { head: head.clone(), beside: None }, Mark { head, beside: Some(beside) }] {
            let mut sealed = mark.seal(&sealer, &SystemRandom).unwrap();
            assert_eq!(Mark::open(&sealer, &sealed).unwrap(), mark);
            *sealed.last_mut().unwrap() ^= 1;
            assert!(Mark::open(&sealer, &sealed).is_err());
        }
        assert!(Mark::open(&sealer, &sealer.seal(b"{}", PLACE, &SystemRandom)).is_err());
    }
}
