//! FIDO metadata: what the makers of keys and the FIDO Alliance say of each model (FIDO Metadata Service 3).
//!
//! Why: a model that is known to be broken is refused, and a key that claims a model has to prove it; both only by a file whose
//! signature leads to the root that the administrator named.

mod blob;
mod model;

use model::Model;
use portcullis_model::Timestamp;
use std::collections::HashMap;
use uuid::Uuid;
use webauthn_rs_core::proto::ParsedAttestationData;

/// What was read of the file, and nothing else of it.
#[derive(Debug, PartialEq, Eq)]
pub struct Metadata {
    models: HashMap<Uuid, Model>,
    /// When the next one is due: after it, what this one does not say is not known any more.
    next_update: Timestamp,
    number: u64,
}

/// Why a file was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadMetadata {
    #[error("this is no metadata: three parts of base64 with dots between them are expected")]
    Form,
    #[error("the root holds no certificate in PEM")]
    Root,
    #[error("its certificates do not lead to the root for mds.fidoalliance.org: {0}")]
    Chain(Box<str>),
    #[error("it is signed in a way that is not taken ({0}); RS256 and ES256 are")]
    Algorithm(Box<str>),
    #[error("its signature is not right")]
    Signature,
    #[error("what it says cannot be read: {0}")]
    Content(Box<str>),
}

/// How far the metadata are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MetadataRules {
    /// A model without an entry is refused.
    pub require_known: bool,
    /// A key of a model that is refused signs nobody in any more.
    pub check_at_use: bool,
}

/// What a new key is held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Taken,
    /// The model is refused, or not known where it has to be.
    Model,
    /// It claims a model and does not prove it.
    Unproven,
    /// The metadata are too old to take new keys by.
    Outdated,
}

impl Metadata {
    /// Reads a file (a signed JWT) whose signature leads to `root`, in PEM.
    pub fn read(file: &[u8], root: &str, now: Timestamp) -> Result<Self, BadMetadata> {
        blob::read(file, root, now)
    }
    pub const fn next_update(&self) -> Timestamp {
        self.next_update
    }
    pub fn is_outdated(&self, now: Timestamp) -> bool {
        now >= self.next_update
    }
    /// Counts up with each one that is published.
    pub const fn number(&self) -> u64 {
        self.number
    }
    /// How many models it knows.
    pub fn len(&self) -> usize {
        self.models.len()
    }
    pub fn is_empty(&self) -> bool {
        self.models.is_empty()
    }
    /// What a model is called.
    pub fn description(&self, model: Uuid) -> Option<&str> {
        self.models.get(&model).map(|m| &*m.description)
    }
    pub(super) fn judge_new(&self, rules: MetadataRules, model: Uuid, shown: &ParsedAttestationData, now: Timestamp) -> Verdict {
        if self.is_outdated(now) {
            return Verdict::Outdated;
        }
        match self.models.get(&model) {
            None if rules.require_known => Verdict::Model,
            None => Verdict::Taken,
            Some(known) if known.refused => Verdict::Model,
            // Nothing could prove it: anybody can say its number.
            Some(known) if known.has_no_roots() => {
                if rules.require_known {
                    Verdict::Unproven
                } else {
                    Verdict::Taken
                }
            }
            Some(known) if known.is_proven_by(shown, now) => Verdict::Taken,
            Some(_) => Verdict::Unproven,
        }
    }
    pub(super) fn permits_use(&self, rules: MetadataRules, model: Uuid) -> bool {
        !rules.check_at_use || self.models.get(&model).is_none_or(|m| !m.refused)
    }
}

#[cfg(test)]
pub(crate) mod tests;
