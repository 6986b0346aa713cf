//! A response's head from an origin (RFC 9112 §4, §6.3).
//!
//! Why: an origin's framing is held to the same rules as a client's; an ambiguous answer is 502, not a guess.

use super::rules::CLEAR_SITE_DATA;
use crate::fields::{self, Wishes};
use crate::framing::Decoder;
use bytes::{Bytes, BytesMut};
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Method, StatusCode};
use std::mem::MaybeUninit;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the origin's response is malformed")]
pub(super) struct Malformed;

/// The head of a response, hop-by-hop fields already gone.
#[derive(Debug)]
pub(super) struct ResponseHead {
    pub(super) status: StatusCode,
    pub(super) fields: HeaderMap,
    pub(super) body: Decoder,
    /// The origin keeps the connection open.
    pub(super) keeps: bool,
    /// Whether `Set-Cookie`, and whether `Cache-Control` is among them.
    pub(super) sets_cookies: bool,
    pub(super) tells_caches: bool,
    /// `Clear-Site-Data` is.
    pub(super) clears_site_data: bool,
    /// On a 101: `Upgrade: websocket` and `Connection: upgrade` are there.
    pub(super) upgrades: bool,
}

/// The length of a complete head in `buf`. Searches from `scanned` on.
pub(super) fn head_end(buf: &[u8], scanned: &mut usize, limit: usize) -> Result<Option<usize>, Malformed> {
    for at in memchr::memchr_iter(b'\n', buf.get(*scanned..).unwrap_or_default()) {
        let at = *scanned + at;
        let before = buf.get(..at).unwrap_or_default();
        if before.last() != Some(&b'\r') {
            return Err(Malformed);
        }
        if before.ends_with(b"\r\n\r") {
            return if at < limit { Ok(Some(at + 1)) } else { Err(Malformed) };
        }
    }
    *scanned = buf.len();
    if buf.len() > limit { Err(Malformed) } else { Ok(None) }
}

/// Takes the head off `buf` and reads it.
pub(super) fn parse(buf: &mut BytesMut, end: usize, method: &Method, max_fields: usize) -> Result<ResponseHead, Malformed> {
    let head: Bytes = buf.split_to(end).freeze();
    let mut slots = [const { MaybeUninit::<httparse::Header<'_>>::uninit() }; crate::h1::MAX_FIELDS];
    let mut raw = httparse::Response::new(&mut []);
    match httparse::ParserConfig::default().parse_response_with_uninit_headers(&mut raw, &head, &mut slots) {
        Ok(httparse::Status::Complete(n)) if n == head.len() => {}
        _ => return Err(Malformed),
    }
    let (Some(code), Some(minor)) = (raw.code, raw.version) else { return Err(Malformed) };
    if raw.headers.len() > max_fields {
        return Err(Malformed);
    }
    let status = StatusCode::from_u16(code).map_err(|_| Malformed)?;
    let mut map = HeaderMap::with_capacity(raw.headers.len() + 1);
    let (mut length, mut chunked, mut upgrade, mut wishes) = (None, false, None, Wishes::default());
    let mut connection = Vec::new();
    let (mut sets_cookies, mut tells_caches) = (false, false);
    let mut clears_site_data = false;
    for field in raw.headers.iter() {
        let name = HeaderName::from_bytes(field.name.as_bytes()).map_err(|_| Malformed)?;
        let value = HeaderValue::from_maybe_shared(head.slice_ref(field.value)).map_err(|_| Malformed)?;
        if name == header::CONTENT_LENGTH {
            let n = crate::h1::decimal(value.as_bytes()).ok_or(Malformed)?;
            if length.replace(n).is_some() {
                return Err(Malformed);
            }
        }
        sets_cookies |= name == header::SET_COOKIE;
        tells_caches |= name == header::CACHE_CONTROL;
        clears_site_data |= name == CLEAR_SITE_DATA;
        if !fields::is_hop(&name) {
            map.append(name, value);
        } else if name == header::CONNECTION {
            wishes.read(&value);
            connection.push(value);
        } else if name == header::TRANSFER_ENCODING {
            if chunked || minor == 0 || !value.as_bytes().eq_ignore_ascii_case(b"chunked") {
                return Err(Malformed);
            }
            chunked = true;
        } else if name == header::UPGRADE {
            upgrade = Some(value);
        }
    }
    if chunked && length.is_some() {
        return Err(Malformed);
    }
    for value in &connection {
        fields::drop_named(&mut map, value);
    }
    let none = *method == Method::HEAD || status.is_informational() || status == StatusCode::NO_CONTENT || status == StatusCode::NOT_MODIFIED;
    if status.is_informational() || status == StatusCode::NO_CONTENT {
        map.remove(header::CONTENT_LENGTH);
    }
    let body = match (none, chunked, length) {
        (true, ..) => Decoder::none(),
        (_, true, _) => Decoder::chunked(),
        (_, _, Some(n)) => Decoder::length(n),
        _ => Decoder::until_close(),
    };
    let ends = body.remaining().is_some() || chunked;
    let keeps = minor == 1 && !wishes.close && ends && status != StatusCode::SWITCHING_PROTOCOLS;
    let upgrades = wishes.upgrade && upgrade.is_some_and(|v| v.as_bytes().eq_ignore_ascii_case(b"websocket"));
    Ok(ResponseHead { status, fields: map, body, keeps, sets_cookies, tells_caches, clears_site_data, upgrades })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(text: &str) -> Result<ResponseHead, Malformed> {
        let mut buf = BytesMut::from(text.as_bytes());
        let end = head_end(&buf, &mut 0, 65536)?.ok_or(Malformed)?;
        parse(&mut buf, end, &Method::GET, 100)
    }
    #[test]
    fn s10_ambiguous_responses_are_refused() {
        for fields in [
            "Content-Length: 1\r\nTransfer-Encoding: chunked",
            "Content-Length: 1\r\nContent-Length: 1",
            "Content-Length: 1, 1",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: gzip",
            "Content-Length : 1",
            "X: a\r\n b",
            "X: a\nY: b",
            "X: a\x01",
        ] {
            assert!(read(&format!("HTTP/1.1 200 OK\r\n{fields}\r\n\r\n")).is_err(), "{fields:?}");
        }
        assert!(read("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").is_err());
        assert!(read("HTTP/2 200 OK\r\n\r\n").is_err());
    }
    #[test]
    fn framing_follows_the_rfc() {
        let h = read("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: x-a\r\nX-A: 1\r\nKeep-Alive: 5\r\n\r\n").unwrap();
        assert_eq!((h.body.remaining(), h.keeps, h.fields.len()), (Some(3), true, 1));
        let h = read("HTTP/1.1 200 OK\r\n\r\n").unwrap();
        assert_eq!((h.body.remaining(), h.keeps), (None, false));
        let h = read("HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\n").unwrap();
        assert!(h.body.is_done() && h.keeps && h.fields.contains_key("content-length"));
        let h = read("HTTP/1.1 204 No Content\r\nContent-Length: 3\r\n\r\n").unwrap();
        assert!(h.body.is_done() && h.fields.is_empty());
    }
}
