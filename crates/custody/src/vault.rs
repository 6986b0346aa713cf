//! How keys and certificates lie in the store.
//!
//! Why: a self-describing payload, opened in one place, with the private part going straight into a type that can't print itself.

use crate::CustodyError;
use data_encoding::BASE64;
use portcullis_crypto::{Random, SecretBytes, Zeroizing, random_bytes};
use portcullis_model::Timestamp;
use portcullis_store::{Kind, Record};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use uuid::Uuid;

/// A new record id (UUIDv7).
pub(crate) fn new_id(now: Timestamp, random: &dyn Random) -> Uuid {
    let millis = u64::try_from(now.micros() / 1000).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random_bytes(random)).into_uuid()
}

/// A key that signs assertions.
#[derive(Serialize, Deserialize)]
pub(crate) struct StoredKey {
    pub(crate) schema: u32,
    /// PKCS #8 in base64.
    pub(crate) private: String,
    pub(crate) created: Timestamp,
    pub(crate) signs_from: Timestamp,
}

/// A certificate and its key; of the own CA, or of a server.
#[derive(Serialize, Deserialize)]
pub(crate) struct StoredCertificate {
    pub(crate) schema: u32,
    pub(crate) certificate_pem: String,
    pub(crate) private_pem: String,
    pub(crate) until: Timestamp,
}

pub(crate) fn encode(value: &impl Serialize) -> Result<Vec<u8>, CustodyError> {
    serde_json::to_vec(value).map_err(|e| CustodyError::Library(e.to_string().into()))
}

pub(crate) fn decode<T: DeserializeOwned>(record: Record) -> Result<T, CustodyError> {
    let what = if record.kind == Kind::Key { "signing key" } else { "certificate" };
    let payload = Zeroizing::new(record.payload);
    // The parser's message could quote the key (S17).
    serde_json::from_slice(&payload).map_err(|_| CustodyError::Damaged(what))
}

pub(crate) fn private_text(der: &[u8]) -> String {
    BASE64.encode(der)
}

pub(crate) fn private_bytes(text: String) -> Result<SecretBytes, CustodyError> {
    let text = Zeroizing::new(text);
    BASE64.decode(text.as_bytes()).map(SecretBytes::from).map_err(|_| CustodyError::Damaged("signing key"))
}
