//! A key is asked for.
//!
//! Why: one shape for every page with a passkey button: what the script hands to the browser, and what goes back with the answer.

use serde::Serialize;

/// What a page hands to `navigator.credentials`, and what goes back with the answer.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct KeyAsk<'a> {
    /// JSON, binary members in base64url.
    pub options: &'a str,
    pub sealed: &'a str,
}
