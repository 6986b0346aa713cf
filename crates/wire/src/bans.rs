//! Bans on the wire.
//!
//! Why: `ban …` speaks these shapes; whom a ban is on is written so that it can be named again.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewBan {
    /// A person's name, id or e-mail address, or an IP address.
    pub who: String,
    /// A length of time like `2h`; absent: until it is revoked.
    #[serde(default, rename = "for", skip_serializing_if = "Option::is_none")]
    pub lasting: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Ban {
    /// A person's name, an IPv4 address, or an IPv6 network of 64 bits.
    pub who: String,
    /// `person` or `address`.
    pub kind: String,
    /// What is refused: `sign-in`, `password` or `second-factor`.
    pub refuses: String,
    /// RFC 3339, UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// Absent: until it is revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// What was said when it was made by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
