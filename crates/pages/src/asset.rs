//! The style sheet, the script and the icon, each under a name that carries its own hash.
//!
//! Why: a browser may keep them for ever, and a new build is seen at once; every host serves the same bytes from memory.

use aws_lc_rs::digest;
use std::sync::LazyLock;

/// One embedded file.
pub struct Asset {
    /// The file name below the asset base, e.g. `portcullis-1f0c….css`.
    pub name: String,
    pub content_type: &'static str,
    pub body: &'static [u8],
}
impl Asset {
    /// The name changes with the bytes, so the answer never goes stale.
    pub const CACHE_CONTROL: &'static str = "public, max-age=31536000, immutable";
}

pub(crate) struct Assets {
    pub(crate) css: Asset,
    pub(crate) js: Asset,
    pub(crate) icon: Asset,
}

const CSS: &[u8] = concat!(include_str!("../assets/tokens.css"), include_str!("../assets/components.css")).as_bytes();
const JS: &[u8] = concat!(include_str!("../assets/portcullis.js"), include_str!("../assets/passkey.js")).as_bytes();
const ICON: &[u8] = include_bytes!("../assets/favicon.svg");

pub(crate) static ASSETS: LazyLock<Assets> = LazyLock::new(|| Assets {
    css: named("css", "text/css; charset=utf-8", CSS),
    js: named("js", "text/javascript; charset=utf-8", JS),
    icon: named("svg", "image/svg+xml", ICON),
});

/// Every asset.
pub fn assets() -> [&'static Asset; 3] {
    let all = &*ASSETS;
    [&all.css, &all.js, &all.icon]
}

/// Finds an asset by its file name; any other name is nothing.
pub fn asset(name: &str) -> Option<&'static Asset> {
    assets().into_iter().find(|a| a.name == name)
}

fn named(extension: &str, content_type: &'static str, body: &'static [u8]) -> Asset {
    let hash = digest::digest(&digest::SHA256, body);
    let short: String = data_encoding::HEXLOWER.encode(hash.as_ref()).chars().take(16).collect();
    Asset { name: format!("portcullis-{short}.{extension}"), content_type, body }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_asset_is_found_only_by_its_whole_name() {
        let css = &ASSETS.css;
        assert_eq!(asset(&css.name).unwrap().body, CSS);
        assert!(asset("portcullis.css").is_none());
        assert!(asset(&format!("../{}", css.name)).is_none());
        assert!(asset("").is_none());
    }
    #[test]
    fn the_script_keeps_its_budget() {
        assert!(JS.len() <= 12 * 1024, "{} bytes", JS.len());
    }
    #[test]
    fn styles_ask_for_nothing_from_elsewhere() {
        let css = std::str::from_utf8(CSS).unwrap();
        assert!(!css.contains("url(") && !css.contains("@import"));
    }
}
