//! Sign-in sessions on the wire.
//!
//! Why: a session is listed by a derived id, never by what opens it.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Session {
    /// Derived id; revoke by it.
    pub sid: String,
    pub person: String,
    pub aal: u8,
    pub amr: Vec<String>,
    pub signed_in: String,
    pub expires: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ip: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Revoked {
    pub revoked: u64,
}
