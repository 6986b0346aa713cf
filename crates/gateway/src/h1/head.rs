//! A request's head, from bytes to one meaning (RFC 9112 §2, §3, §6).
//!
//! Why: everything two readers could read differently is refused here, before anyone has an opinion (S1, S10, S19).

use crate::connection::ListenerKind;
use crate::door::Upgrade;
use crate::failure::Failure;
use crate::fields::{self, Wishes};
use crate::framing::Decoder;
use crate::websocket;
use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Method, Request, Uri, Version, request::Parts};
use portcullis_model::{TargetUri, WireTarget};
use std::mem::MaybeUninit;
use std::sync::Arc;

/// The most fields the parser makes room for.
pub(crate) const MAX_FIELDS: usize = 100;

/// A head that has one meaning.
#[derive(Debug)]
pub(crate) struct RequestHead {
    pub(crate) parts: Parts,
    pub(crate) target: Arc<TargetUri>,
    pub(crate) body: Decoder,
    pub(crate) keep_alive: bool,
    pub(crate) expect_continue: bool,
    pub(crate) upgrade: Upgrade,
}

/// Reads a complete head, final empty line included.
pub(crate) fn parse(head: &Bytes, listener: ListenerKind, max_fields: usize) -> Result<RequestHead, Failure> {
    let https = listener == ListenerKind::Https;
    let mut slots = [const { MaybeUninit::<httparse::Header<'_>>::uninit() }; MAX_FIELDS];
    let mut raw = httparse::Request::new(&mut []);
    match httparse::ParserConfig::default().parse_request_with_uninit_headers(&mut raw, head, &mut slots) {
        Ok(httparse::Status::Complete(n)) if n == head.len() => {}
        Err(httparse::Error::TooManyHeaders) => return Err(Failure::FieldsTooLarge),
        Err(httparse::Error::Version) => return Err(Failure::VersionRefused),
        _ => return Err(Failure::BadRequest),
    }
    let (Some(method), Some(path), Some(minor)) = (raw.method, raw.path, raw.version) else { return Err(Failure::BadRequest) };
    if raw.headers.len() > max_fields {
        return Err(Failure::FieldsTooLarge);
    }
    let method = Method::from_bytes(method.as_bytes()).map_err(|_| Failure::BadRequest)?;
    // CONNECT has no tunnel routes here; TRACE would echo the fields we add to whoever asks.
    if method == Method::CONNECT || method == Method::TRACE || method.as_str().eq_ignore_ascii_case("track") || fields::is_folded(&method) {
        return Err(Failure::MethodRefused);
    }
    let version = if minor == 0 { Version::HTTP_10 } else { Version::HTTP_11 };

    let mut map = HeaderMap::with_capacity(raw.headers.len());
    let mut seen = Seen::default();
    let mut hosts: [&[u8]; 2] = [b""; 2];
    let mut host_count = 0;
    let mut cookies = 0;
    for field in raw.headers.iter() {
        let name = HeaderName::from_bytes(field.name.as_bytes()).map_err(|_| Failure::BadRequest)?;
        let value = HeaderValue::from_maybe_shared(head.slice_ref(field.value)).map_err(|_| Failure::BadRequest)?;
        if name == header::HOST {
            *hosts.get_mut(host_count).ok_or(Failure::BadRequest)? = field.value;
            host_count += 1;
        } else if name == header::CONTENT_LENGTH {
            seen.length(&value)?;
        } else if name == header::COOKIE {
            cookies += 1;
        }
        if name == header::EXPECT {
            seen.expect(&value)?;
        } else if fields::is_hop(&name) && name != header::PROXY_AUTHORIZATION && !(listener.is_private() && name == header::UPGRADE) {
            // A proxy that asks about a socket says so with this field, and means no tunnel with us.
            seen.hop(&name, value)?;
        } else {
            map.append(name, value);
        }
    }
    let body = seen.body(version)?;
    for connection in &seen.connection {
        fields::drop_named(&mut map, connection);
    }
    if cookies > 1 {
        fields::join_cookies(&mut map);
    }

    let uri = Uri::from_maybe_shared(head.slice_ref(path.as_bytes())).map_err(|_| Failure::BadRequest)?;
    let (authority, path_and_query) = split_target(&method, path, https)?;
    if version == Version::HTTP_11 && host_count != 1 {
        return Err(Failure::BadRequest);
    }
    let target = TargetUri::parse(WireTarget { https, authority, hosts: hosts.get(..host_count).unwrap_or_default(), path_and_query })
        .map_err(|_| Failure::BadRequest)?;

    let upgrade = seen.upgrade(&method, version, &map, &body)?;
    let wishes = seen.wishes;
    let (mut parts, ()) = Request::new(()).into_parts();
    parts.method = method;
    parts.uri = uri;
    parts.version = version;
    parts.headers = map;
    Ok(RequestHead {
        parts,
        target: Arc::new(target),
        body,
        keep_alive: version == Version::HTTP_11 && !wishes.close,
        expect_continue: seen.expect_continue && version == Version::HTTP_11,
        upgrade,
    })
}

/// Origin form, asterisk form of OPTIONS, or absolute form in the scheme the client came by.
fn split_target<'a>(method: &Method, target: &'a str, https: bool) -> Result<(Option<&'a str>, &'a str), Failure> {
    if target.starts_with('/') {
        return Ok((None, target));
    }
    if target == "*" {
        return if *method == Method::OPTIONS { Ok((None, target)) } else { Err(Failure::BadRequest) };
    }
    let (scheme, rest) = target.split_once("://").ok_or(Failure::BadRequest)?;
    if !scheme.eq_ignore_ascii_case(if https { "https" } else { "http" }) {
        return Err(Failure::BadRequest);
    }
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    match path {
        "" => Ok((Some(authority), "/")),
        p if p.starts_with('/') => Ok((Some(authority), p)),
        _ => Err(Failure::BadRequest),
    }
}

/// What the fields said of framing and of the connection.
#[derive(Default)]
struct Seen {
    length: Option<u64>,
    chunked: bool,
    connection: Vec<HeaderValue>,
    wishes: Wishes,
    upgrade: Vec<HeaderValue>,
    expect_continue: bool,
}
impl Seen {
    /// One field, digits only: a repetition or a list is refused even where the numbers agree.
    fn length(&mut self, value: &HeaderValue) -> Result<(), Failure> {
        let n = decimal(value.as_bytes()).ok_or(Failure::BadRequest)?;
        if self.length.replace(n).is_some() { Err(Failure::BadRequest) } else { Ok(()) }
    }
    fn expect(&mut self, value: &HeaderValue) -> Result<(), Failure> {
        if !value.as_bytes().eq_ignore_ascii_case(b"100-continue") {
            return Err(Failure::ExpectationRefused);
        }
        self.expect_continue = true;
        Ok(())
    }
    fn hop(&mut self, name: &HeaderName, value: HeaderValue) -> Result<(), Failure> {
        if *name == header::CONNECTION {
            self.wishes.read(&value);
            self.connection.push(value);
        } else if *name == header::TRANSFER_ENCODING {
            // Exactly `chunked`, exactly once: every other spelling has been somebody's desync.
            if self.chunked || !value.as_bytes().eq_ignore_ascii_case(b"chunked") {
                return Err(Failure::BadRequest);
            }
            self.chunked = true;
        } else if *name == header::UPGRADE {
            self.upgrade.push(value);
        }
        Ok(())
    }
    fn body(&self, version: Version) -> Result<Decoder, Failure> {
        match (self.chunked, self.length) {
            (true, Some(_)) => Err(Failure::BadRequest),
            (true, None) if version == Version::HTTP_10 => Err(Failure::BadRequest),
            (true, None) => Ok(Decoder::chunked()),
            (false, Some(n)) => Ok(Decoder::length(n)),
            (false, None) => Ok(Decoder::none()),
        }
    }
    /// Only a whole WebSocket handshake is an upgrade; a broken one is refused; other protocols are not heard (h2c).
    fn upgrade(&self, method: &Method, version: Version, fields: &HeaderMap, body: &Decoder) -> Result<Upgrade, Failure> {
        let wants = self.upgrade.iter().any(|v| fields::tokens(v.as_bytes()).any(|t| t.eq_ignore_ascii_case(b"websocket")));
        if !wants || version != Version::HTTP_11 {
            return Ok(Upgrade::None);
        }
        let alone = matches!(self.upgrade.as_slice(), [one] if one.as_bytes().eq_ignore_ascii_case(b"websocket"));
        if alone && self.wishes.upgrade && *method == Method::GET && body.is_done() && websocket::is_handshake(fields) {
            Ok(Upgrade::WebSocket)
        } else {
            Err(Failure::BadRequest)
        }
    }
}

/// `1*DIGIT`, at most nineteen of them.
pub(crate) fn decimal(text: &[u8]) -> Option<u64> {
    let ok = (1..=19).contains(&text.len()) && text.iter().all(u8::is_ascii_digit);
    if ok { std::str::from_utf8(text).ok()?.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(text: &str) -> Result<RequestHead, Failure> {
        parse(&Bytes::copy_from_slice(text.as_bytes()), ListenerKind::Https, 100)
    }

    #[test]
    fn reads_an_ordinary_head() {
        let h =
            read("POST /a?b HTTP/1.1\r\nHost: A.test\r\nContent-Length: 5\r\nConnection: x-one, keep-alive\r\nX-One: 1\r\nX-Two: 2\r\nTE: trailers\r\n\r\n")
                .unwrap();
        assert_eq!((h.target.host(), h.target.raw(), h.body.remaining(), h.keep_alive), ("a.test", "/a?b", Some(5), true));
        assert!(h.parts.headers.contains_key("x-two") && !h.parts.headers.contains_key("x-one") && !h.parts.headers.contains_key("te"));
        assert!(!h.parts.headers.contains_key("connection"));
    }
    #[test]
    fn s10_ambiguous_framing_is_refused() {
        for fields in [
            "Content-Length: 5\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\r\nContent-Length: 5",
            "Content-Length: 5\r\nContent-Length: 5",
            "Content-Length: 5\r\nContent-Length: 6",
            "Content-Length: 5, 5",
            "Content-Length: +5",
            "Content-Length: -1",
            "Content-Length: 0x5",
            "Content-Length: 5 5",
            "Content-Length:",
            "Content-Length: 99999999999999999999",
            "Content-Length : 5",
            "Transfer-Encoding: chunked, chunked",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: gzip, chunked",
            "Transfer-Encoding: identity",
            "Transfer-Encoding: xchunked",
            "Transfer-Encoding: chunked;a=b",
            "Transfer-Encoding: \x0bchunked",
            "Transfer-Encoding : chunked",
            " Transfer-Encoding: chunked",
            "X: y\r\n Transfer-Encoding: chunked",
            "Transfer-Encoding:\r\n chunked",
            "Transfer-Encoding: \"chunked\"",
            "X: a\rTransfer-Encoding: chunked",
            "X: a\0b",
            "X: a\x7fb",
            "X: a\x01b",
            "X\x00: a",
            "X Y: a",
            ": a",
            "X",
            "Host: b.test",
            "Host: a.test",
        ] {
            assert!(read(&format!("POST / HTTP/1.1\r\nHost: a.test\r\n{fields}\r\n\r\n")).is_err(), "{fields:?}");
        }
        assert!(read("POST / HTTP/1.0\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n").is_err());
    }
    #[test]
    fn s01_odd_targets_are_refused() {
        for line in [
            "GET  / HTTP/1.1",
            "GET /  HTTP/1.1",
            "GET\t/ HTTP/1.1",
            " GET / HTTP/1.1",
            "GET / HTTP/1.1 ",
            "GET / HTTP/2.0",
            "GET / http/1.1",
            "GET /",
            "GET",
            "G@T / HTTP/1.1",
            "GET //evil.test/ HTTP/1.1",
            "GET /a/../b HTTP/1.1",
            "GET /a#b HTTP/1.1",
            "GET * HTTP/1.1",
            "GET a.test HTTP/1.1",
            "GET http://a.test/ HTTP/1.1",
            "GET https://b.test/ HTTP/1.1",
            "GET https://u@a.test/ HTTP/1.1",
            "GET https://a.test?x HTTP/1.1",
            "CONNECT a.test:443 HTTP/1.1",
            "TRACE / HTTP/1.1",
        ] {
            assert!(read(&format!("{line}\r\nHost: a.test\r\n\r\n")).is_err(), "{line:?}");
        }
        assert!(read("GET https://a.test/x HTTP/1.1\r\nHost: a.test\r\n\r\n").is_ok());
        assert!(read("OPTIONS * HTTP/1.1\r\nHost: a.test\r\n\r\n").is_ok());
        assert!(read("GET / HTTP/1.1\r\n\r\n").is_err());
        assert!(read("GET / HTTP/1.0\r\n\r\n").is_err());
        assert!(read("GET / HTTP/1.0\r\nHost: a.test\r\n\r\n").is_ok());
    }
    #[test]
    fn s08_only_a_whole_websocket_handshake_upgrades() {
        let ok = "GET / HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        assert_eq!(read(&format!("{ok}\r\n")).unwrap().upgrade, Upgrade::WebSocket);
        assert!(read(&format!("{}\r\n", ok.replace("13", "8"))).is_err());
        assert!(read(&format!("{}\r\n", ok.replace("GET", "POST"))).is_err());
        assert!(read(&format!("{}\r\n", ok.replace("Connection: Upgrade", "Connection: close"))).is_err());
        assert!(read(&format!("{}Content-Length: 5\r\n\r\n", ok)).is_err());
        assert!(read(&format!("{}\r\n", ok.replace("websocket\r", "h2c, websocket\r"))).is_err());
        assert_eq!(read(&format!("{}HTTP2-Settings: x\r\n\r\n", ok.replace("websocket\r", "h2c\r"))).unwrap().upgrade, Upgrade::None);
    }
    #[test]
    fn too_many_fields() {
        let many: String = (0..101).map(|i| format!("x-{i}: 1\r\n")).collect();
        assert_eq!(read(&format!("GET / HTTP/1.1\r\nHost: a.test\r\n{many}\r\n")).unwrap_err(), Failure::FieldsTooLarge);
    }
}
