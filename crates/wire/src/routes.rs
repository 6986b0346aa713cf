//! Routes on the wire.
//!
//! Why: `protect` and `route …` add to a running server; a route here is its document, as in the file.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewRoute {
    /// A DNS label.
    pub name: String,
    /// The origin, `http://127.0.0.1:3000`.
    pub url: String,
    /// `EMAIL`, `@DOMAIN`, `group:NAME`, `signed-in` or `public`; administrators when empty.
    #[serde(default)]
    pub allow: Vec<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Route {
    pub name: String,
    pub from: String,
    /// The origins, or `redirect`, `response`.
    pub to: Vec<String>,
    /// Whom the policy allows, in its own words; each is enough. `public` lets everybody in.
    #[serde(default)]
    pub allow: Vec<String>,
    /// `file` or `stored`.
    pub source: String,
    /// What its author should know, right after it was added.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

/// What the running server says of itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Status {
    pub version: String,
    pub portal: String,
    pub epoch: u64,
    pub started: String,
}
