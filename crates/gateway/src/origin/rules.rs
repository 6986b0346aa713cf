//! What a route changes in an origin's response head.
//!
//! Why: an origin may not set our cookies, nor let a shared cache keep what one person was permitted.

use super::response::ResponseHead;
use crate::door::ResponseRules;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};

pub(super) const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

/// Names of ours begin so. Compared without case: browsers match the `__Host-` prefix that way.
const OUR_COOKIES: &[u8] = b"__host-portcullis";

pub(super) fn apply(head: &mut ResponseHead, rules: &ResponseRules) {
    let fields = &mut head.fields;
    if head.sets_cookies {
        drop_our_cookies(fields);
    }
    if head.clears_site_data {
        keep_cookies(fields);
    }
    if rules.private && head.tells_caches {
        make_private(fields);
    }
    for name in &rules.edits.remove {
        fields.remove(&**name);
    }
    for (name, value) in &rules.edits.set {
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            fields.insert(name, value);
        }
    }
    for (name, value) in &rules.add {
        fields.insert(name.clone(), value.clone());
    }
}

fn drop_our_cookies(fields: &mut HeaderMap) {
    // A cookie without a name (`=__Host-…`) came back from some browsers as one with that name.
    let ours = |v: &HeaderValue| {
        let text = v.as_bytes();
        let begin = text.iter().position(|b| *b != b'=' && !b.is_ascii_whitespace()).unwrap_or(text.len());
        text.get(begin..begin + OUR_COOKIES.len()).is_some_and(|p| p.eq_ignore_ascii_case(OUR_COOKIES))
    };
    if !fields.get_all(header::SET_COOKIE).iter().any(ours) {
        return;
    }
    let kept: Vec<HeaderValue> = fields.get_all(header::SET_COOKIE).iter().filter(|v| !ours(v)).cloned().collect();
    fields.remove(header::SET_COOKIE);
    for value in kept {
        fields.append(header::SET_COOKIE, value);
    }
}

/// An application may clear what is its own. `"cookies"` takes those of the whole registrable domain, and with them the sign-in
/// everywhere else (W3C Clear Site Data §3.1); `"*"` does too.
fn keep_cookies(fields: &mut HeaderMap) {
    let mut kept: Vec<&str> = Vec::new();
    for value in fields.get_all(CLEAR_SITE_DATA) {
        for directive in crate::fields::tokens(value.as_bytes()) {
            match directive {
                b"\"*\"" => kept.extend(["\"cache\"", "\"storage\""]),
                b"\"cache\"" => kept.push("\"cache\""),
                b"\"storage\"" => kept.push("\"storage\""),
                b"\"executionContexts\"" => kept.push("\"executionContexts\""),
                _ => {}
            }
        }
    }
    match HeaderValue::try_from(kept.join(", ")) {
        Ok(value) if !kept.is_empty() => fields.insert(CLEAR_SITE_DATA, value),
        _ => fields.remove(CLEAR_SITE_DATA),
    };
}

fn make_private(fields: &mut HeaderMap) {
    let shared = |d: &[u8]| {
        let name = d.split(|b| *b == b'=').next().unwrap_or_default().trim_ascii();
        name.eq_ignore_ascii_case(b"public") || name.eq_ignore_ascii_case(b"s-maxage")
    };
    let alone = |d: &[u8]| d.eq_ignore_ascii_case(b"private") || d.eq_ignore_ascii_case(b"no-store");
    let told = || fields.get_all(header::CACHE_CONTROL).iter().flat_map(|v| crate::fields::tokens(v.as_bytes()));
    let says_so = told().any(alone);
    if says_so && !told().any(shared) {
        return;
    }
    let mut kept: Vec<u8> = Vec::new();
    for directive in told().filter(|d| !shared(d)) {
        if !kept.is_empty() {
            kept.extend_from_slice(b", ");
        }
        kept.extend_from_slice(directive);
    }
    // What a shared cache may not keep must say so, or it may keep it for its age, or by a heuristic.
    if !says_so {
        kept.extend_from_slice(if kept.is_empty() { b"private" } else { b", private" });
    }
    match HeaderValue::from_bytes(&kept) {
        Ok(value) => fields.insert(header::CACHE_CONTROL, value),
        Err(_) => fields.insert(header::CACHE_CONTROL, HeaderValue::from_static("private")),
    };
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::framing::Decoder;
    use portcullis_model::FieldEdits;
    use std::sync::Arc;

    #[test]
    fn our_cookies_and_shared_caching_go() {
        let mut fields = HeaderMap::new();
        for c in ["a=1", "__Host-portcullis=x; Secure", "__host-Portcullis-portal=x", "=__Host-portcullis=x", " = __Host-portcullis-portal=y", "b=2"] {
            fields.append("set-cookie", HeaderValue::from_static(c));
        }
        fields.insert("cache-control", HeaderValue::from_static("Public, max-age=60, S-Maxage=9, no-transform"));
        fields.insert("server", HeaderValue::from_static("x"));
        fields.insert("clear-site-data", HeaderValue::from_static("\"cache\", \"cookies\", \"*\""));
        let edits = Arc::new(FieldEdits { remove: vec!["server".into()], set: vec![("x-a".into(), "1".into())] });
        let mut head = ResponseHead {
            status: http::StatusCode::OK,
            fields,
            body: Decoder::none(),
            keeps: true,
            sets_cookies: true,
            tells_caches: true,
            clears_site_data: true,
            upgrades: false,
        };
        apply(&mut head, &ResponseRules { edits, private: true, add: vec![] });
        let fields = head.fields;
        assert_eq!(fields.get_all("set-cookie").iter().collect::<Vec<_>>(), ["a=1", "b=2"]);
        assert_eq!(fields.get("clear-site-data").unwrap(), "\"cache\", \"cache\", \"storage\"");
        assert_eq!(fields.get("cache-control").unwrap(), "max-age=60, no-transform, private");
        assert!(!fields.contains_key("server") && fields.contains_key("x-a"));
    }
}
