//! The style sheet, the script and the pictures, each under a name that carries its own hash.
//!
//! Why: a browser may keep them for ever, and a new build is seen at once; every host serves the same bytes from memory.

use aws_lc_rs::digest;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

/// One file.
#[derive(Clone, Debug)]
pub struct Asset {
    /// The file name below the asset base, e.g. `portcullis-1f0c….css`.
    pub name: String,
    pub content_type: &'static str,
    pub body: Bytes,
    /// The same in gzip (RFC 1952), where that is shorter. Made once; our pages themselves are never compressed, since what a stranger can put
    /// into one and measure would tell of what else is in it.
    gzip: Option<Bytes>,
}
impl Asset {
    /// The name changes with the bytes, so the answer never goes stale.
    pub const CACHE_CONTROL: &'static str = "public, max-age=31536000, immutable";

    pub(crate) fn named(extension: &str, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        let hash = digest::digest(&digest::SHA256, &body);
        let short: String = data_encoding::HEXLOWER.encode(hash.as_ref()).chars().take(16).collect();
        let gzip = gzip(&body).filter(|packed| packed.len() < body.len());
        Self { name: format!("portcullis-{short}.{extension}"), content_type, body, gzip }
    }
    /// The bytes for a client that sent this `Accept-Encoding`, and the encoding they are in (RFC 9110 §12.5.3).
    pub fn for_client(&self, accept_encoding: Option<&str>) -> (Bytes, Option<&'static str>) {
        match &self.gzip {
            Some(packed) if accept_encoding.is_some_and(takes_gzip) => (packed.clone(), Some("gzip")),
            _ => (self.body.clone(), None),
        }
    }
}

fn gzip(body: &[u8]) -> Option<Bytes> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(body).ok()?;
    packed.finish().ok().map(Bytes::from)
}

/// Whether gzip is named, and not with a weight of nothing. A client that names only `*` gets the plain bytes.
fn takes_gzip(accept: &str) -> bool {
    accept.split(',').any(|entry| {
        let mut parts = entry.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip"));
        named && !parts.any(|p| p.split_once('=').is_some_and(|(q, weight)| q.trim().eq_ignore_ascii_case("q") && weight.trim().parse::<f32>() == Ok(0.0)))
    })
}

pub(crate) const CSS: &str = concat!(include_str!("../assets/tokens.css"), include_str!("../assets/components.css"));
pub(crate) const JS: &str = concat!(include_str!("../assets/portcullis.js"), include_str!("../assets/passkey.js"));
pub(crate) const ICON: &str = include_str!("../assets/favicon.svg");

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_script_keeps_its_budget() {
        assert!(JS.len() <= 12 * 1024, "{} bytes", JS.len());
    }
    #[test]
    fn files_go_compressed_to_whom_takes_them_so() {
        let css = Asset::named("css", "text/css", CSS);
        let (packed, encoding) = css.for_client(Some("br;q=1.0, GZIP;q=0.8"));
        assert!(encoding == Some("gzip") && packed.len() < CSS.len() / 3, "{} of {} bytes", packed.len(), CSS.len());
        let mut plain = String::new();
        std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&packed[..]), &mut plain).unwrap();
        assert_eq!(plain, CSS);
        for other in [None, Some(""), Some("br"), Some("gzip;q=0"), Some("gzip; Q=0.000"), Some("xgzip, *"), Some("identity")] {
            assert_eq!(css.for_client(other), (css.body.clone(), None), "{other:?}");
        }
        assert_eq!(Asset::named("png", "image/png", &b"\x89"[..]).for_client(Some("gzip")).1, None);
    }
    #[test]
    fn styles_ask_for_nothing_from_elsewhere() {
        assert!(!CSS.contains("url(") && !CSS.contains("@import"));
    }
}
