//! Our cookies in a request: read, and taken out before anything goes on.
//!
//! Why: an origin never sees a credential of ours (S6), and two copies of a name are an attack, not a choice.

use http::header::{self, HeaderMap, HeaderValue};

/// On every guarded host.
pub(crate) const SESSION: &str = "__Host-portcullis";
/// Of all hosts of a cookie domain. The browser takes it over TLS only; it cannot be of one host, which is the point.
pub(crate) const DOMAIN: &str = "__Secure-portcullis";
/// Every name of ours begins so; the second is a whole domain's (see `forward::domain`), which browsers send here too.
const OURS: [&[u8]; 2] = [b"__Host-portcullis", b"__Secure-portcullis"];

/// The one value of that name; none when it is absent or given twice.
pub(crate) fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut found = None;
    for (n, v) in pairs(headers) {
        if n == name && found.replace(v).is_some() {
            return None;
        }
    }
    found
}

/// All pairs, in order.
pub(crate) fn pairs(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    // Cut first, read then: somebody's cookie in another alphabet must not take ours with it.
    let all = headers.get_all(header::COOKIE).iter().flat_map(|v| v.as_bytes().split(|b| *b == b';'));
    all.filter_map(|pair| std::str::from_utf8(pair).ok()?.trim().split_once('='))
}

/// Takes ours out; the rest goes on byte for byte where it can. Field lines that are not text go wholly when they name us.
pub(crate) fn strip(headers: &mut HeaderMap) {
    let names_us = |v: &HeaderValue| OURS.iter().any(|ours| v.as_bytes().windows(ours.len()).any(|w| w.eq_ignore_ascii_case(ours)));
    if !headers.get_all(header::COOKIE).iter().any(names_us) {
        return;
    }
    let kept: Vec<HeaderValue> = headers.get_all(header::COOKIE).iter().filter_map(|v| if names_us(v) { without_ours(v) } else { Some(v.clone()) }).collect();
    headers.remove(header::COOKIE);
    for v in kept {
        headers.append(header::COOKIE, v);
    }
}

fn without_ours(value: &HeaderValue) -> Option<HeaderValue> {
    let mut out: Vec<u8> = Vec::with_capacity(value.len());
    for pair in value.as_bytes().split(|b| *b == b';') {
        let pair = pair.trim_ascii();
        let ours = OURS.iter().any(|ours| pair.get(..ours.len()).is_some_and(|p| p.eq_ignore_ascii_case(ours)));
        if pair.is_empty() || ours {
            continue;
        }
        if !out.is_empty() {
            out.extend_from_slice(b"; ");
        }
        out.extend_from_slice(pair);
    }
    (!out.is_empty()).then(|| HeaderValue::from_bytes(&out).ok()).flatten()
}

/// A `Set-Cookie` of ours: host-only by its prefix, kept for `max_age` seconds (a browser session without).
pub(crate) fn set(name: &str, value: &str, max_age: Option<u64>) -> Option<HeaderValue> {
    let age = max_age.map(|s| format!("; Max-Age={s}")).unwrap_or_default();
    HeaderValue::from_str(&format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax{age}")).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn map(lines: &[&[u8]]) -> HeaderMap {
        let mut h = HeaderMap::new();
        for l in lines {
            h.append(header::COOKIE, HeaderValue::from_bytes(l).unwrap());
        }
        h
    }
    fn after(lines: &[&[u8]]) -> Vec<String> {
        let mut h = map(lines);
        strip(&mut h);
        h.get_all(header::COOKIE).iter().map(|v| String::from_utf8_lossy(v.as_bytes()).into_owned()).collect()
    }

    #[test]
    fn s06_origins_never_see_our_cookies_and_keep_theirs() {
        assert_eq!(after(&[b"a=1; __Host-portcullis=x; b=2"]), ["a=1; b=2"]);
        assert_eq!(after(&[b"__Host-portcullis=x", b"c=3; __host-Portcullis-flow-1=y"]), ["c=3"]);
        assert!(after(&[b"__Host-portcullis=x"]).is_empty());
        assert_eq!(after(&[b"a=1; __Secure-portcullis=x; __secure-Portcullis-2=y"]), ["a=1"]);
        assert_eq!(after(&[b"a=\xff; __Host-portcullis=x"]).len(), 1);
        assert_eq!(after(&[b"a=1;b=2"]), ["a=1;b=2"]);
        assert_eq!(after(&[b"x=__Host-portcullis"]), ["x=__Host-portcullis"]);
    }
    #[test]
    fn s19_two_copies_are_none() {
        assert_eq!(value(&map(&[b"__Host-portcullis=x; __Host-portcullis=y"]), SESSION), None);
        assert_eq!(value(&map(&[b"__Host-portcullis=x", b"__Host-portcullis=x"]), SESSION), None);
        assert_eq!(value(&map(&[b"q=1; __Host-portcullis=x"]), SESSION), Some("x"));
        assert_eq!(value(&map(&[b"q=\xc3\xa9; r=\xff; __Host-portcullis=x"]), SESSION), Some("x"), "another alphabet beside it");
    }
}
