//! Trying mail out, on the wire.
//!
//! Why: `notify test` speaks these shapes.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailTrial {
    /// An e-mail address.
    pub to: String,
}

/// It was sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MailTried {
    pub to: String,
}
