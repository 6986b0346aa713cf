//! A checkpoint: the heads of all chains at one time, signed and numbered.
//!
//! Why: a chain can be cut at its end without a trace; a checkpoint that names a later event proves the cut, most of all when it was kept elsewhere.

use super::Head;
use data_encoding::HEXLOWER;
use portcullis_crypto::{MacKey, sha256_parts};
use portcullis_model::Timestamp;
use serde::{Deserialize, Serialize};

/// Signed with a key derived from the root key (HMAC-SHA-256): whoever verifies must hold the root key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The node that made it.
    pub node: Box<str>,
    /// Counts from 1 on each node.
    pub number: u64,
    pub time: Timestamp,
    pub heads: Vec<Head>,
    /// The signature of the one before; zeros for the first.
    pub previous: [u8; 32],
    pub signature: [u8; 32],
}

impl Checkpoint {
    /// The one after `before`. Where the last one is known to have had the number `known` and is gone, the gap stays.
    pub(crate) fn make(mac: &MacKey, node: &str, time: Timestamp, heads: Vec<Head>, before: Option<&Self>, known: u64) -> Self {
        let (last, previous) = before.filter(|b| b.number >= known).map_or((known, [0; 32]), |b| (b.number, b.signature));
        let mut made = Self { node: node.into(), number: last.saturating_add(1), time, heads, previous, signature: [0; 32] };
        made.signature = mac.sign(&[&made.digest()]);
        made
    }
    /// The same under another key, after `previous`.
    pub(crate) fn signed_by(&self, mac: &MacKey, previous: [u8; 32]) -> Self {
        let mut made = Self { previous, ..self.clone() };
        made.signature = mac.sign(&[&made.digest()]);
        made
    }
    pub(crate) fn is_genuine(&self, mac: &MacKey) -> bool {
        mac.verify(&[&self.digest()], &self.signature)
    }
    fn digest(&self) -> [u8; 32] {
        let heads: Vec<u8> = self.heads.iter().flat_map(|h| crate::envelope::parts(&[h.node.as_bytes(), &h.seq.to_be_bytes(), &h.hash])).collect();
        sha256_parts(&[b"portcullis checkpoint 1", self.node.as_bytes(), &self.number.to_be_bytes(), &self.time.micros().to_be_bytes(), &heads, &self.previous])
    }
    /// One line of JSON, for the store and for copies elsewhere.
    pub fn to_line(&self) -> String {
        let line = Line {
            node: self.node.clone(),
            number: self.number,
            time: self.time.micros(),
            heads: self.heads.iter().map(HeadLine::from).collect(),
            previous: HEXLOWER.encode(&self.previous),
            signature: HEXLOWER.encode(&self.signature),
        };
        serde_json::to_string(&line).unwrap_or_default()
    }
    /// Reads what [`Self::to_line`] wrote; `None` when it isn't that.
    pub fn from_line(text: &str) -> Option<Self> {
        let line: Line = serde_json::from_str(text).ok()?;
        Some(Self {
            heads: line.heads.into_iter().map(HeadLine::head).collect::<Option<_>>()?,
            node: line.node,
            number: line.number,
            time: Timestamp::from_micros(line.time),
            previous: hex(&line.previous)?,
            signature: hex(&line.signature)?,
        })
    }
}

fn hex(text: &str) -> Option<[u8; 32]> {
    HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()
}

#[derive(Serialize, Deserialize)]
struct Line {
    node: Box<str>,
    number: u64,
    /// Microseconds since 1970.
    time: i64,
    heads: Vec<HeadLine>,
    previous: String,
    signature: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct HeadLine {
    node: Box<str>,
    seq: u64,
    hash: String,
}
impl From<&Head> for HeadLine {
    fn from(head: &Head) -> Self {
        Self { node: head.node.clone(), seq: head.seq, hash: HEXLOWER.encode(&head.hash) }
    }
}
impl HeadLine {
    pub(super) fn head(self) -> Option<Head> {
        Some(Head { hash: hex(&self.hash)?, node: self.node, seq: self.seq })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use portcullis_crypto::SecretBytes;

    #[test]
    fn comes_back_from_its_line_and_can_not_be_changed() {
        let mac = MacKey::derive(&SecretBytes::from(&[1u8; 32][..]), "t");
        let head = Head { node: "a".into(), seq: 7, hash: [3; 32] };
        let one = Checkpoint::make(&mac, "a", Timestamp::from_secs(9), vec![head.clone()], None, 0);
        let two = Checkpoint::make(&mac, "a", Timestamp::from_secs(10), vec![head.clone()], Some(&one), 1);
        assert_eq!((two.number, two.previous), (2, one.signature));
        let late = Checkpoint::make(&mac, "a", Timestamp::from_secs(11), vec![head], Some(&one), 3);
        assert_eq!((late.number, late.previous), (4, [0; 32]), "those that are gone stay missed");
        assert_eq!(Checkpoint::from_line(&two.to_line()).unwrap(), two);
        assert!(two.is_genuine(&mac));
        let lie = Checkpoint { heads: vec![Head { node: "a".into(), seq: 6, hash: [3; 32] }], ..two };
        assert!(!lie.is_genuine(&mac));
        for garbage in ["", "{}", "null", "{\"node\":1}"] {
            assert_eq!(Checkpoint::from_line(garbage), None);
        }
    }
}
