//! One model of keys: what it is called, whether it is refused, and what proves it.
//!
//! Why: of an entry's many kilobytes these are the parts that decide something; the rest is not kept.

use data_encoding::BASE64;
use portcullis_model::Timestamp;
use serde::Deserialize;
use std::time::{Duration, SystemTime};
use uuid::Uuid;
use webauthn_rs_core::attestation::verify_attestation_ca_chain;
use webauthn_rs_core::proto::{AttestationCaListBuilder, ParsedAttestationData, SerialisableAttestationData};

/// What the Alliance says of models that are not to be relied on (FIDO MDS 3.0 §3.1.4).
const REFUSED: [&str; 5] = ["REVOKED", "ATTESTATION_KEY_COMPROMISE", "USER_KEY_REMOTE_COMPROMISE", "USER_KEY_PHYSICAL_COMPROMISE", "USER_VERIFICATION_BYPASS"];

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Model {
    pub(super) description: Box<str>,
    pub(super) refused: bool,
    /// Certificates in DER, one of which its attestation leads to or is; none: nothing proves the model.
    roots: Vec<Vec<u8>>,
}

#[derive(Deserialize)]
pub(super) struct Entry {
    /// Absent for what is no WebAuthn key.
    #[serde(default)]
    aaguid: Option<Uuid>,
    #[serde(default, rename = "metadataStatement")]
    statement: Statement,
    #[serde(default, rename = "statusReports")]
    reports: Vec<Report>,
}
#[derive(Default, Deserialize)]
struct Statement {
    #[serde(default)]
    description: Box<str>,
    #[serde(default, rename = "attestationRootCertificates")]
    roots: Vec<Box<str>>,
}
#[derive(Deserialize)]
struct Report {
    status: Box<str>,
}

impl Entry {
    pub(super) fn model(self) -> Option<(Uuid, Model)> {
        let aaguid = self.aaguid?;
        let described: String = self.statement.description.chars().filter(|c| !c.is_control()).take(100).collect();
        // A root that cannot be read stays as one that nothing leads to: its model is then not proven.
        let der = |text: &str| BASE64.decode(text.split_whitespace().collect::<String>().as_bytes()).unwrap_or_default();
        let roots = self.statement.roots.iter().map(|r| der(r)).collect();
        // A report of trouble stays in force: a repair is a new model, or a report that the Alliance takes away.
        let refused = self.reports.iter().any(|r| REFUSED.contains(&&*r.status));
        Some((aaguid, Model { description: described.trim().into(), refused, roots }))
    }
}

impl Model {
    pub(super) const fn has_no_roots(&self) -> bool {
        self.roots.is_empty()
    }
    /// Whether what a key showed when it was made leads to one of the model's certificates, or is one.
    pub(super) fn is_proven_by(&self, shown: &ParsedAttestationData, now: Timestamp) -> bool {
        let chain = match shown.clone().into() {
            SerialisableAttestationData::Basic(chain) | SerialisableAttestationData::AttCa(chain) | SerialisableAttestationData::AnonCa(chain) => chain,
            _ => return false,
        };
        let mut authorities = AttestationCaListBuilder::new();
        for root in &self.roots {
            if chain.first() == Some(root) {
                return true;
            }
            // One that is no certificate proves nothing, and the others still count.
            let _ = authorities.insert_device_der(root, Uuid::nil(), String::new(), std::collections::BTreeMap::new());
        }
        let at = SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(now.micros()).unwrap_or(0));
        matches!(verify_attestation_ca_chain(shown, &authorities.build(), at), Ok(Some(_)))
    }
}
