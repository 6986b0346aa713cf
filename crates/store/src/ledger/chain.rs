//! One link of the chain: header, hash, MAC, sealed payload.
//!
//! Why: the header carries only a salted hash of the payload, so a payload can be erased for a person's sake and the chain still stands.

use super::Stored;
use crate::StoreError;
use crate::envelope::parts;
use crate::store::Keys;
use portcullis_crypto::{MacKey, Random, Sealer, Zeroizing, random_bytes, sha256_parts};
use portcullis_model::{Event, Outcome};

/// The newest event of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub node: Box<str>,
    pub seq: u64,
    pub hash: [u8; 32],
}
impl Head {
    pub(crate) fn empty(node: &str) -> Self {
        Self { node: node.into(), seq: 0, hash: [0; 32] }
    }
}

/// A row of the ledger as it lies there; possibly spoilt, so nothing about it is taken for granted.
#[derive(Clone, Debug)]
pub(crate) struct LedgerRow {
    pub(crate) node: String,
    /// Counts from 1 in each chain.
    pub(crate) seq: u64,
    pub(crate) at: i64,
    pub(crate) kind: String,
    pub(crate) outcome: String,
    pub(crate) change_id: Option<Vec<u8>>,
    pub(crate) prev: Vec<u8>,
    pub(crate) payload_hash: Vec<u8>,
    pub(crate) hash: Vec<u8>,
    pub(crate) mac: Vec<u8>,
    pub(crate) salt: Option<Vec<u8>>,
    pub(crate) sealed: Option<Vec<u8>>,
}
impl LedgerRow {
    /// The hash over the header: all that stays when a payload is erased.
    pub(crate) fn header_hash(&self) -> [u8; 32] {
        sha256_parts(&[
            b"portcullis ledger 1",
            self.node.as_bytes(),
            &self.seq.to_be_bytes(),
            &self.at.to_be_bytes(),
            self.kind.as_bytes(),
            self.outcome.as_bytes(),
            self.change_id.as_deref().unwrap_or_default(),
            &self.prev,
            &self.payload_hash,
        ])
    }
    /// Whether we erased the payload: the salt's place then holds our mark. A row that was merely emptied has none.
    pub(crate) fn is_erased(&self, erasure: &MacKey) -> bool {
        self.sealed.is_none() && self.salt.as_deref().is_some_and(|mark| erasure.verify(&erased_place(&self.node, &self.seq.to_be_bytes()), mark))
    }
    /// The same event under other keys. Only what is genuine is signed anew, so a forgery never gets a good signature this way.
    pub(crate) fn under(&self, old: &Keys, new: &Keys, random: &dyn Random) -> Result<Self, StoreError> {
        let hash = self.header_hash();
        if self.hash != hash || !old.event_mac().verify(&[&hash], &self.mac) {
            return Err(StoreError::DamagedEvent { node: self.node.as_str().into(), seq: self.seq });
        }
        let mut row = Self { mac: new.event_mac().sign(&[&hash]).to_vec(), ..self.clone() };
        match self.payload(&*old.sealer()?, old.erasure_mac())? {
            Some(plain) => row.sealed = Some(new.sealer()?.seal(&plain, &payload_place(&self.node, self.seq), random)),
            None => row.salt = Some(erasure_mark(new.erasure_mac(), &self.node, self.seq).to_vec()),
        }
        Ok(row)
    }
    /// The payload, when it is there and is what the header says; none where we erased it.
    pub(crate) fn payload(&self, sealer: &Sealer, erasure: &MacKey) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        let damaged = || StoreError::DamagedEvent { node: self.node.as_str().into(), seq: self.seq };
        if self.is_erased(erasure) {
            return Ok(None);
        }
        let (Some(salt), Some(sealed)) = (&self.salt, &self.sealed) else { return Err(damaged()) };
        let plain = sealer.open(sealed, &payload_place(&self.node, self.seq)).map_err(|_| damaged())?;
        if sha256_parts(&[salt, &plain])[..] == self.payload_hash[..] { Ok(Some(plain)) } else { Err(damaged()) }
    }
}

/// The mark of an erasure: whoever can write the database cannot make it, so an emptied row is tampering.
pub(crate) fn erasure_mark(erasure: &MacKey, node: &str, seq: u64) -> [u8; 32] {
    erasure.sign(&erased_place(node, &seq.to_be_bytes()))
}
fn erased_place<'a>(node: &'a str, seq: &'a [u8; 8]) -> [&'a [u8]; 3] {
    [b"erased", node.as_bytes(), seq]
}

/// What makes links.
pub(crate) struct Sealing<'a> {
    pub(crate) sealer: &'a Sealer,
    pub(crate) mac: &'a MacKey,
    pub(crate) random: &'a dyn Random,
}
impl Sealing<'_> {
    /// The link after `head`, which it moves on. `node` may differ from the head's: a folder can get a new name.
    pub(crate) fn link(&self, head: &mut Head, node: &str, event: &Event, change_id: Option<[u8; 16]>) -> Result<LedgerRow, StoreError> {
        let payload = serde_json::to_vec(&Stored { schema: 1, event }).map_err(|e| StoreError::Unavailable(e.to_string().into()))?;
        let payload = Zeroizing::new(payload);
        let salt = random_bytes::<32>(self.random);
        let seq = head.seq + 1;
        let mut row = LedgerRow {
            node: node.to_owned(),
            seq,
            at: event.time.micros(),
            kind: event.kind.as_str().to_owned(),
            outcome: outcome(event.outcome).to_owned(),
            change_id: change_id.map(Vec::from),
            prev: head.hash.to_vec(),
            payload_hash: sha256_parts(&[&salt, &payload]).to_vec(),
            hash: Vec::new(),
            mac: Vec::new(),
            salt: Some(salt.to_vec()),
            sealed: Some(self.sealer.seal(&payload, &payload_place(node, seq), self.random)),
        };
        let hash = row.header_hash();
        row.hash = hash.to_vec();
        // The hash chain alone could be computed anew by whoever writes the file; the MAC can't.
        row.mac = self.mac.sign(&[&hash]).to_vec();
        *head = Head { node: node.into(), seq, hash };
        Ok(row)
    }
}

/// The event in a payload; `None` when a newer program wrote a kind that this one doesn't know.
pub(crate) fn event_of(payload: &[u8]) -> Option<Event> {
    serde_json::from_slice(payload).ok()
}

fn payload_place(node: &str, seq: u64) -> Vec<u8> {
    parts(&[b"portcullis ledger payload 1", node.as_bytes(), &seq.to_be_bytes()])
}

fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Success => "success",
        Outcome::Failure => "failure",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use portcullis_crypto::{SecretBytes, SystemRandom};
    use portcullis_model::{EventKind, Timestamp};

    #[test]
    fn every_header_field_moves_the_hash() {
        let sealer = Sealer::new(1, &[1; 32]);
        let erasure = MacKey::derive(&portcullis_crypto::SecretBytes::new(vec![9; 32]), "erasure");
        let mac = MacKey::derive(&SecretBytes::from(&[1u8; 32][..]), "t");
        let sealing = Sealing { sealer: &sealer, mac: &mac, random: &SystemRandom };
        let mut head = Head::empty("n");
        let event = Event::new(Timestamp::from_secs(5), EventKind::PersonCreated, Outcome::Success).by("1", "Ada").with("k", "v");
        let row = sealing.link(&mut head, "n", &event, Some([1; 16])).unwrap();
        assert_eq!((head.seq, head.hash.to_vec()), (1, row.hash.clone()));
        assert_eq!(event_of(&row.payload(&sealer, &erasure).unwrap().unwrap()).unwrap(), event);
        let changed: [fn(&mut LedgerRow); 8] = [
            |r| r.node.push('x'),
            |r| r.seq += 1,
            |r| r.at += 1,
            |r| r.kind.push('x'),
            |r| r.outcome.push('x'),
            |r| r.change_id = None,
            |r| r.prev[0] ^= 1,
            |r| r.payload_hash[0] ^= 1,
        ];
        for change in changed {
            let mut other = row.clone();
            change(&mut other);
            assert_ne!(other.header_hash().to_vec(), row.hash);
        }
        let mut erased = row.clone();
        (erased.salt, erased.sealed) = (Some(erasure_mark(&erasure, &row.node, row.seq).to_vec()), None);
        assert_eq!(erased.header_hash().to_vec(), row.hash, "an erased event still verifies");
        assert!(erased.payload(&sealer, &erasure).unwrap().is_none());
        let mut elsewhere = erased.clone();
        elsewhere.seq += 1;
        assert!(elsewhere.payload(&sealer, &erasure).is_err(), "a mark is good for its own event only");
        let mut emptied = row.clone();
        (emptied.salt, emptied.sealed) = (None, None);
        assert!(emptied.payload(&sealer, &erasure).is_err(), "emptying is not erasing");
        let mut half = row;
        half.salt = None;
        assert!(half.payload(&sealer, &erasure).is_err());
    }
}
