//! Fields that belong to one connection and must not travel (RFC 9110 §7.6.1), and fields a client cannot take away.
//!
//! Why: `Connection` names fields to drop; whatever it names is dropped before anyone sets a field, so that it can
//! never remove one of ours (S12).

use http::Method;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};

/// What `Connection` asked for, beside naming fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wishes {
    pub(crate) close: bool,
    pub(crate) keep_alive: bool,
    pub(crate) upgrade: bool,
}
impl Wishes {
    /// Reads one `Connection` field value.
    pub(crate) fn read(&mut self, value: &HeaderValue) {
        for token in tokens(value.as_bytes()) {
            self.close |= token.eq_ignore_ascii_case(b"close");
            self.keep_alive |= token.eq_ignore_ascii_case(b"keep-alive");
            self.upgrade |= token.eq_ignore_ascii_case(b"upgrade");
        }
    }
}

/// Comma-separated tokens without the white space around them.
pub(crate) fn tokens(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    value.split(|b| *b == b',').map(<[u8]>::trim_ascii).filter(|t| !t.is_empty())
}

/// Whether a field is hop-by-hop by its own name.
pub(crate) fn is_hop(name: &HeaderName) -> bool {
    let name = name.as_str().as_bytes();
    // Every field of every message is asked: length and first letter settle all but a few.
    let candidate: &[u8] = match (name.len(), name.first()) {
        (2, Some(b't')) => b"te",
        (7, Some(b't')) => b"trailer",
        (7, Some(b'u')) => b"upgrade",
        (10, Some(b'c')) => b"connection",
        (10, Some(b'k')) => b"keep-alive",
        (14, Some(b'h')) => b"http2-settings",
        (16, Some(b'p')) => b"proxy-connection",
        (17, Some(b't')) => b"transfer-encoding",
        (18, Some(b'p')) => b"proxy-authenticate",
        (19, Some(b'p')) => b"proxy-authorization",
        _ => return false,
    };
    name == candidate
}

/// Fields that carry meaning for the verdict or the framing: naming them in `Connection` does not take them away.
fn is_kept(name: &[u8]) -> bool {
    const WHOLE: [&[u8]; 9] = [b"host", b"cookie", b"authorization", b"origin", b"content-length", b"content-type", b"forwarded", b"x-real-ip", b"accept"];
    let starts = |prefix: &[u8]| name.get(..prefix.len()).is_some_and(|p| p.eq_ignore_ascii_case(prefix));
    WHOLE.iter().any(|w| name.eq_ignore_ascii_case(w)) || starts(b"x-forwarded-") || starts(b"sec-")
}

/// Removes the fields that a `Connection` value names.
pub(crate) fn drop_named(fields: &mut HeaderMap, connection: &HeaderValue) {
    for token in tokens(connection.as_bytes()) {
        if token.eq_ignore_ascii_case(b"close") || token.eq_ignore_ascii_case(b"keep-alive") || token.eq_ignore_ascii_case(b"upgrade") || is_kept(token) {
            continue;
        }
        if let Ok(name) = HeaderName::from_bytes(token) {
            fields.remove(name);
        }
    }
}

/// Several `Cookie` fields become one (RFC 9113 §8.2.3): everyone behind us reads the same cookies.
pub(crate) fn join_cookies(fields: &mut HeaderMap) {
    let mut all = fields.get_all(header::COOKIE).iter();
    let (Some(_), Some(_)) = (all.next(), all.next()) else { return };
    let mut joined = Vec::new();
    for value in fields.get_all(header::COOKIE) {
        if !joined.is_empty() {
            joined.extend_from_slice(b"; ");
        }
        joined.extend_from_slice(value.as_bytes());
    }
    if let Ok(value) = HeaderValue::from_bytes(&joined) {
        fields.insert(header::COOKIE, value);
    }
}

/// Whether a method has lower-case letters. It is another method by the RFC (9110 §9.1) and the same one to frameworks that fold it:
/// a rule about `DELETE` would not see `delete`.
pub(crate) fn is_folded(method: &Method) -> bool {
    method.as_str().bytes().any(|b| b.is_ascii_lowercase())
}

/// Whether the client would show a page.
pub(crate) fn accepts_html(fields: &HeaderMap) -> bool {
    // Where a page is wanted it stands first in all browsers; the search is for the rest.
    fields.get_all(header::ACCEPT).iter().any(|v| v.as_bytes().starts_with(b"text/html") || memchr::memmem::find(v.as_bytes(), b"text/html").is_some())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn s12_connection_drops_only_what_may_go() {
        let mut fields = HeaderMap::new();
        for name in ["x-custom", "cookie", "x-forwarded-for", "sec-fetch-site", "x-other"] {
            fields.insert(name, HeaderValue::from_static("1"));
        }
        drop_named(&mut fields, &HeaderValue::from_static("close, X-Custom , cookie, X-Forwarded-For,sec-fetch-site, b@d"));
        let mut left: Vec<_> = fields.keys().map(HeaderName::as_str).collect();
        left.sort_unstable();
        assert_eq!(left, ["cookie", "sec-fetch-site", "x-forwarded-for", "x-other"]);
    }
    #[test]
    fn s12_fields_of_a_connection_are_known_by_name() {
        let hop = ["te", "trailer", "upgrade", "connection", "keep-alive", "http2-settings", "proxy-connection", "transfer-encoding", "proxy-authenticate"];
        assert!(hop.iter().chain(&["proxy-authorization"]).all(|n| is_hop(&HeaderName::from_static(n))));
        for other in ["tf", "cookie", "user-agent", "upgraded", "te-x", "connectiom", "keep-alivf", "content-length", "x-forwarded-host", "accept-encoding"] {
            assert!(!is_hop(&HeaderName::from_static(other)), "{other}");
        }
    }
    #[test]
    fn cookies_become_one_field() {
        let mut fields = HeaderMap::new();
        fields.append("cookie", HeaderValue::from_static("a=1"));
        join_cookies(&mut fields);
        assert_eq!(fields.get("cookie").unwrap(), "a=1");
        fields.append("cookie", HeaderValue::from_static("b=2"));
        join_cookies(&mut fields);
        assert_eq!(fields.get_all("cookie").iter().collect::<Vec<_>>(), ["a=1; b=2"]);
    }
}
