//! The WebSocket opening handshake, both sides of it (RFC 6455 §4).
//!
//! Why: a tunnel starts only where both ends really agreed to one; an origin that answers 101 to anything else is not
//! believed (S10, early upgrade).

use data_encoding::BASE64;
use http::HeaderMap;
use http::header::{SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION};

const GUID: &[u8] = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// Whether the request's own fields make a handshake: version 13 and one well-formed key.
pub(crate) fn is_handshake(fields: &HeaderMap) -> bool {
    let mut keys = fields.get_all(SEC_WEBSOCKET_KEY).iter();
    let key_ok = match (keys.next(), keys.next()) {
        (Some(key), None) => key.len() == 24 && BASE64.decode(key.as_bytes()).is_ok_and(|k| k.len() == 16),
        _ => false,
    };
    key_ok && fields.get(SEC_WEBSOCKET_VERSION).is_some_and(|v| v.as_bytes() == b"13")
}

/// What the other end must answer to `key`.
pub(crate) fn accept(key: &[u8]) -> String {
    let mut digest = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY);
    digest.update(key);
    digest.update(GUID);
    BASE64.encode(digest.finish().as_ref())
}

/// Whether a 101's fields accept the handshake with `key`.
pub(crate) fn is_accepted(fields: &HeaderMap, key: &[u8]) -> bool {
    let mut all = fields.get_all(SEC_WEBSOCKET_ACCEPT).iter();
    matches!((all.next(), all.next()), (Some(v), None) if v.as_bytes() == accept(key).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_of_the_rfc() {
        assert_eq!(accept(b"dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }
}
