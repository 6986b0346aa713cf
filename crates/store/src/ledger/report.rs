//! What a walk over the chains found.
//!
//! Why: people must know what to look at, and from where on they can't trust the ledger.

use super::Head;
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
            Flaw::CutOff => "is missing: a checkpoint, the records or the running server know of it, so the end of the ledger was cut off or replaced",
            Flaw::Twice => "stands in two chains: it was copied",
            Flaw::Stranger => "stands in a chain that nobody laid beside this ledger's own: it was moved there",
            Flaw::Unmarked => "is the last one, but the records' mark of the ledger's end is gone or damaged: nothing shows that no event came after it",
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
    /// A checkpoint, the records or the running writer prove that it was there, with another content or at all.
    CutOff,
    Checkpoint,
    /// The same node's event of that number is in two chains.
    Twice,
    /// A chain that was not there when the store was filled.
    Stranger,
    /// The records don't say where the ledger ends, so a cut can't be excluded.
    Unmarked,
}
