//! A person's factors on the wire.
//!
//! Why: an administrator sees what somebody has, and nothing that opens anything.

use serde::{Deserialize, Serialize};

/// An authenticator app that somebody has already, with the key it holds.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewApp {
    /// The key in base32.
    pub secret: String,
    /// `SHA1`, `SHA256` or `SHA512`.
    pub algorithm: String,
    /// 6 or 8.
    pub digits: u8,
    /// Seconds that a code is shown.
    pub period: u16,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Factor {
    pub id: String,
    /// `app`, `recovery-codes` or `passkey`.
    pub kind: String,
    /// As its person calls it.
    pub name: String,
    /// RFC 3339, UTC.
    pub added: String,
    /// Absent: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used: Option<String>,
    /// Recovery codes that are left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<u64>,
    /// A key whose counter went back, so that it is not taken any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cloned: bool,
}
