//! The style sheet, the script and the pictures, each under a name that carries its own hash.
//!
//! Why: a browser may keep them for ever, and a new build is seen at once; every host serves the same bytes from memory.

use aws_lc_rs::digest;
use bytes::Bytes;

/// One file.
#[derive(Clone, Debug)]
pub struct Asset {
    /// The file name below the asset base, e.g. `portcullis-1f0c….css`.
    pub name: String,
    pub content_type: &'static str,
    pub body: Bytes,
}
impl Asset {
    /// The name changes with the bytes, so the answer never goes stale.
    pub const CACHE_CONTROL: &'static str = "public, max-age=31536000, immutable";

    pub(crate) fn named(extension: &str, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        let hash = digest::digest(&digest::SHA256, &body);
        let short: String = data_encoding::HEXLOWER.encode(hash.as_ref()).chars().take(16).collect();
        Self { name: format!("portcullis-{short}.{extension}"), content_type, body }
    }
}

pub(crate) const CSS: &str = concat!(include_str!("../assets/tokens.css"), include_str!("../assets/components.css"));
pub(crate) const JS: &str = concat!(include_str!("../assets/portcullis.js"), include_str!("../assets/passkey.js"));
pub(crate) const ICON: &str = include_str!("../assets/favicon.svg");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_keeps_its_budget() {
        assert!(JS.len() <= 12 * 1024, "{} bytes", JS.len());
    }
    #[test]
    fn styles_ask_for_nothing_from_elsewhere() {
        assert!(!CSS.contains("url(") && !CSS.contains("@import"));
    }
}
