//! Routes on the wire.
//!
//! Why: `protect` and `route …` add to a running server; a route here is its document, as in the file.

use serde::{Deserialize, Serialize};
use std::fmt;

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewRoute {
    /// A DNS label.
    pub name: String,
    /// The origin, `http://127.0.0.1:3000`; with `behind` the host that people know, `wiki.example.com`.
    pub url: String,
    /// The proxy that has the application: `nginx` and others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behind: Option<String>,
    /// What that proxy is going to show; it is compared with `trusted_proxies` and not kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<ProxySecret>,
    /// `EMAIL`, `@DOMAIN`, `group:NAME`, `signed-in` or `public`; administrators when empty.
    #[serde(default)]
    pub allow: Vec<String>,
}

/// A proxy's secret; it does not print.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProxySecret(pub String);
impl fmt::Debug for ProxySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProxySecret")
    }
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
    /// Of a stored one, in a list: as it would stand in the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// What its author should know, right after it was added.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// Right after it was added with `behind`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipe: Option<Recipe>,
}

/// What a proxy is told. `{{file}}` in the lines is where the file lies; `{{secret}}` in the text is the proxy's secret, and a line that
/// begins with `{{#secret}}` goes where there is none.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Recipe {
    /// The file's name.
    pub file: String,
    pub text: String,
    /// For the proxy's own configuration.
    pub lines: String,
}

/// What the running server says of itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Status {
    pub version: String,
    pub portal: String,
    pub epoch: u64,
    pub started: String,
}
