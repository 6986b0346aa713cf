//! Fields that only we may set, in every spelling a reader behind us could fold into one of them.
//!
//! Why: WSGI, CGI, PHP and Rack read `Remote_User` and `Remote.User` as `Remote-User` (S4); a client's copy never passes.

use http::header::{HeaderMap, HeaderName};
use portcullis_model::FieldEdits;

/// Whole families.
const PREFIXES: [&[u8]; 3] = [b"x-portcullis-", b"x-pomerium-", b"x-forwarded-"];
/// Single names: identity, the client's address, and other paths, hosts and methods than those that were judged.
const NAMES: [&[u8]; 31] = [
    b"remote-user",
    b"remote-groups",
    b"remote-name",
    b"remote-email",
    b"forwarded",
    b"x-real-ip",
    b"x-client-ip",
    b"true-client-ip",
    b"client-ip",
    b"cf-connecting-ip",
    b"fastly-client-ip",
    b"x-cluster-client-ip",
    b"x-original-forwarded-for",
    b"x-envoy-external-address",
    b"x-azure-clientip",
    b"x-original-url",
    b"x-original-uri",
    b"x-rewrite-url",
    b"x-host",
    b"x-original-host",
    b"x-url-scheme",
    b"front-end-https",
    b"ssl-client-cert",
    b"x-ssl-client-cert",
    b"x-client-cert",
    b"x-http-method-override",
    b"x-http-method",
    b"x-method-override",
    b"x-original-method",
    b"proxy",
    b"x-remote-user",
];
/// One bit for each length that a name has: most fields end here.
const LENGTHS: u64 = {
    let (mut all, mut at) = (0, 0);
    while at < NAMES.len() {
        all |= 1 << NAMES[at].len();
        at += 1;
    }
    all
};
/// One bit for each first letter (its low five bits).
const FIRSTS: u32 = {
    let (mut all, mut at) = (0, 0);
    while at < NAMES.len() {
        if let Some(first) = NAMES[at].first() {
            all |= 1 << (*first & 31);
        }
        at += 1;
    }
    all
};
/// What is neither lower-case letter, digit nor hyphen.
const ODD: [u8; 256] = {
    let (mut all, mut at) = ([1; 256], 0);
    while at < all.len() {
        if matches!(at, 0x61..=0x7a | 0x30..=0x39 | 0x2d) {
            all[at] = 0;
        }
        at += 1;
    }
    all
};
/// Fields with a meaning of their own in HTTP: only what could pass for them goes.
const ALIASED: [&[u8]; 5] = [b"content-length", b"transfer-encoding", b"host", b"cookie", b"authorization"];
/// Removed from strangers and kept from trusted proxies. Who somebody is stands in none of them: a proxy in front sets the address
/// and passes the rest of `X-Forwarded-…` on as its client sent it.
const FORWARDING: [&[u8]; 17] = [
    b"x-forwarded-for",
    b"x-forwarded-proto",
    b"x-forwarded-host",
    b"x-forwarded-port",
    b"x-forwarded-server",
    b"x-forwarded-by",
    b"x-forwarded-scheme",
    b"x-forwarded-ssl",
    b"x-forwarded-prefix",
    b"forwarded",
    b"x-real-ip",
    b"x-client-ip",
    b"true-client-ip",
    b"client-ip",
    b"cf-connecting-ip",
    b"fastly-client-ip",
    b"x-azure-clientip",
];

/// Whether forwarding fields are kept: only a peer of `trusted_proxies` is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Peer {
    Stranger,
    TrustedProxy,
}

/// Removes what only we set, and whatever could pass for what the route sets or removes.
pub(crate) fn strip(headers: &mut HeaderMap, peer: Peer, route_edits: &FieldEdits) {
    let edits = !route_edits.is_empty();
    let doomed = |name: &HeaderName| {
        let raw = name.as_str().as_bytes();
        // Names are lower case already (`HeaderName`).
        let odd = raw.iter().fold(0, |odd, b| odd | ODD.get(usize::from(*b)).copied().unwrap_or(1)) != 0;
        let folded = Folded(raw);
        // The very name is edited later, when who asks is known: a route may well set `cookie`.
        if edits && route_edits.set.iter().map(|(n, _)| n).chain(&route_edits.remove).any(|n| n.as_bytes() != raw && folded.is(n.as_bytes())) {
            return true;
        }
        let named = LENGTHS >> raw.len().min(63) & 1 == 1;
        // In the common spelling a first letter or the length decides, and then the first letter of a name.
        if !odd && raw.first() != Some(&b'x') && !(named && raw.first().is_some_and(|b| FIRSTS >> (b & 31) & 1 == 1)) {
            return false;
        }
        if peer == Peer::TrustedProxy && !odd && FORWARDING.contains(&raw) {
            return false;
        }
        PREFIXES.iter().any(|p| folded.starts_with(p)) || (named && NAMES.iter().any(|n| folded.is(n))) || (odd && ALIASED.iter().any(|n| folded.is(n)))
    };
    // Two passes: most requests carry nothing of the kind and cost no allocation.
    if headers.keys().any(doomed) {
        let names: Vec<HeaderName> = headers.keys().filter(|n| doomed(n)).cloned().collect();
        for name in names {
            headers.remove(name);
        }
    }
}

/// A field name as the loosest reader sees it: CGI gateways make one sign of everything that is no letter and no digit.
struct Folded<'a>(&'a [u8]);
impl Folded<'_> {
    fn starts_with(&self, prefix: &[u8]) -> bool {
        self.0.len() >= prefix.len() && self.0.iter().zip(prefix).all(|(a, b)| fold(*a) == fold(*b))
    }
    fn is(&self, name: &[u8]) -> bool {
        self.0.len() == name.len() && self.starts_with(name)
    }
}
fn fold(b: u8) -> u8 {
    match b {
        b if b.is_ascii_alphanumeric() => b.to_ascii_lowercase(),
        _ => b'-',
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use http::HeaderValue;
    use proptest::prelude::*;

    const OURS: [&str; 12] = [
        "x-portcullis-assertion",
        "x-portcullis-user",
        "remote-user",
        "remote-groups",
        "remote-name",
        "remote-email",
        "x-pomerium-jwt-assertion",
        "x-pomerium-claim-email",
        "x-forwarded-for",
        "x-forwarded-user",
        "x-real-ip",
        "forwarded",
    ];

    fn stripped(names: &[String], peer: Peer, sets: &FieldEdits) -> HeaderMap {
        let mut map = HeaderMap::new();
        for n in names {
            map.append(HeaderName::from_bytes(n.as_bytes()).unwrap(), HeaderValue::from_static("forged"));
        }
        strip(&mut map, peer, sets);
        map
    }

    proptest! {
        /// Every fold of every name we set, any case, any mix of separators: gone.
        #[test]
        fn s04_no_spelling_of_a_reserved_field_survives(which in 0..OURS.len(), seps in proptest::collection::vec(0..15usize, 6), upper in any::<u32>()) {
            let mut i = 0;
            let name: String = OURS[which].chars().enumerate().map(|(n, c)| match c {
                '-' => { i += 1; ['-', '_', '.', '!', '~', '+', '$', '\'', '*', '|', '^', '`', '&', '#', '%'][seps[(i - 1) % seps.len()]] }
                c if upper >> (n % 32) & 1 == 1 => c.to_ascii_uppercase(),
                c => c,
            }).collect();
            prop_assert!(stripped(&[name.clone(), name], Peer::Stranger, &FieldEdits::default()).is_empty());
        }
    }

    #[test]
    fn s04_aliases_of_what_the_route_sets_go_too() {
        let sets = FieldEdits { remove: vec![], set: vec![("x-api-key".into(), "v".into())] };
        assert!(stripped(&["x_api_key".into(), "X.Api.Key".into()], Peer::Stranger, &sets).is_empty());
        let underscored = FieldEdits { remove: vec!["x-debug".into()], set: vec![("api_key".into(), "v".into())] };
        let names = ["api-key", "API-KEY", "X_Debug", "x.debug", "content_length", "transfer.encoding"].map(str::to_owned);
        assert!(stripped(&names, Peer::Stranger, &underscored).is_empty());
        assert_eq!(stripped(&["content-length".into(), "cookie".into(), "authorization".into()], Peer::Stranger, &underscored).len(), 3);
        assert_eq!(stripped(&["x_other".into(), "accept".into(), "x-csrf-token".into()], Peer::Stranger, &sets).len(), 3);
    }

    #[test]
    fn s05_only_a_trusted_proxy_keeps_forwarding_fields_and_never_identity() {
        let forged = ["remote-user", "x_forwarded_for", "x-forwarded-user", "x-forwarded-email", "x-forwarded-groups", "x-forwarded-access-token"];
        let names: Vec<String> = ["x-forwarded-for", "forwarded", "x-real-ip"].into_iter().chain(forged).map(str::to_owned).collect();
        assert!(stripped(&names, Peer::Stranger, &FieldEdits::default()).is_empty());
        let kept = stripped(&names, Peer::TrustedProxy, &FieldEdits::default());
        assert_eq!(kept.keys().map(|k| k.as_str().to_owned()).collect::<Vec<_>>(), ["x-forwarded-for", "forwarded", "x-real-ip"]);
    }
}
