//! The client's address, and the forwarding fields origins get.
//!
//! Why: an address that a stranger wrote must change no verdict, no log and no link (S5). One setting says who is believed.

use crate::reserved::Peer;
use http::header::{HeaderMap, HeaderName, HeaderValue};
use ipnet::IpNet;
use portcullis_crypto::{SecretBytes, equal};
use portcullis_model::TargetUri;
use std::net::IpAddr;

const FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const SECRET: HeaderName = HeaderName::from_static("x-portcullis-proxy-secret");
const HTTPS: HeaderValue = HeaderValue::from_static("https");
const HTTP: HeaderValue = HeaderValue::from_static("http");

/// A proxy whose fields are believed.
#[derive(Clone, Debug)]
pub struct TrustedProxy {
    pub network: IpNet,
    /// What it has to send in `X-Portcullis-Proxy-Secret`.
    pub secret: Option<SecretBytes>,
    /// SHA-256 of the certificate that it has to show. Without either the address is enough.
    pub certificate: Option<[u8; 32]>,
}

/// Who is at the other end of a connection.
#[derive(Clone, Copy, Debug)]
pub struct PeerFacts<'a> {
    pub ip: IpAddr,
    pub certificate: Option<[u8; 32]>,
    /// Of the request at hand.
    pub headers: &'a HeaderMap,
}

/// Whether the socket's peer is one of `trusted_proxies`, and showed secret and certificate where it has them.
pub(crate) fn peer(facts: PeerFacts<'_>, trusted: &[TrustedProxy]) -> Peer {
    let ip = facts.ip.to_canonical();
    if trusted.is_empty() {
        return Peer::Stranger;
    }
    let shown = || {
        let mut all = facts.headers.get_all(&SECRET).iter();
        all.next().filter(|_| all.next().is_none())
    };
    let believed = |p: &TrustedProxy| {
        p.network.contains(&ip)
            && p.secret.as_ref().is_none_or(|s| shown().is_some_and(|v| equal(v.as_bytes(), s.expose())))
            && p.certificate.is_none_or(|c| facts.certificate == Some(c))
    };
    if trusted.iter().any(believed) { Peer::TrustedProxy } else { Peer::Stranger }
}
/// What a proxy that is not believed is short of.
pub(crate) fn missing(facts: PeerFacts<'_>, trusted: &[TrustedProxy]) -> &'static str {
    let ip = facts.ip.to_canonical();
    let here: Vec<&TrustedProxy> = trusted.iter().filter(|p| p.network.contains(&ip)).collect();
    let asks = here.iter().any(|p| p.secret.is_some());
    let shown = facts.headers.get_all(&SECRET).iter().count();
    let right = here.iter().any(|p| p.secret.as_ref().is_some_and(|s| facts.headers.get(&SECRET).is_some_and(|v| equal(v.as_bytes(), s.expose()))));
    match () {
        () if here.is_empty() => "`trusted_proxies` does not name its address",
        () if asks && shown == 0 => "it did not show its secret in X-Portcullis-Proxy-Secret",
        () if asks && shown > 1 => "it showed X-Portcullis-Proxy-Secret more than once",
        () if asks && !right => "what it showed in X-Portcullis-Proxy-Secret is not the secret that `trusted_proxies` has for it",
        () => "it did not show the certificate that `trusted_proxies` has for it",
    }
}

/// Whether an address of `trusted_proxies` says where its client is.
pub(crate) fn says_for(facts: PeerFacts<'_>, trusted: &[TrustedProxy]) -> bool {
    !trusted.is_empty() && facts.headers.contains_key(&FOR) && in_chain(facts.ip, trusted)
}

/// Whether an address in a chain is one of theirs.
fn in_chain(ip: IpAddr, trusted: &[TrustedProxy]) -> bool {
    trusted.iter().any(|p| p.network.contains(&ip.to_canonical()))
}

/// The address a request is judged and logged by: the peer's, or the first one from the right that a chain of trusted
/// proxies did not write. An entry that is no address ends the walk at the last believed one.
pub(crate) fn client_ip(ip: IpAddr, peer_is: Peer, headers: &HeaderMap, trusted: &[TrustedProxy]) -> IpAddr {
    let mut believed = ip.to_canonical();
    if peer_is == Peer::Stranger {
        return believed;
    }
    let hops = headers.get_all(&FOR).iter().rev().flat_map(|v| v.to_str().unwrap_or("?").rsplit(','));
    for hop in hops {
        let Some(addr) = address(hop.trim()) else { return believed };
        believed = addr;
        if !in_chain(addr, trusted) {
            return believed;
        }
    }
    believed
}

/// Whether the proxy says https, once.
pub(crate) fn says_https(headers: &HeaderMap) -> bool {
    let mut all = headers.get_all(&PROTO).iter();
    all.next().is_some_and(|v| v.as_bytes().eq_ignore_ascii_case(b"https")) && all.next().is_none()
}

fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|t| t.split_once(']')).map_or(text, |(a, _)| a);
    bare.parse::<IpAddr>().ok().map(|a| a.to_canonical())
}

/// The three fields.
pub(crate) type Fields = [(HeaderName, HeaderValue); 3];

/// What an origin is told. From strangers nothing was kept; a trusted proxy's chain is continued, and taken out of the head.
pub(crate) fn fields(headers: &mut HeaderMap, peer_text: &HeaderValue, target: &TargetUri, host: &HeaderValue) -> Fields {
    let mut chain = None;
    if headers.keys().any(|name| name.as_str().starts_with("x-forwarded-")) {
        let mut all: Vec<u8> = Vec::new();
        for v in headers.get_all(&FOR) {
            all.extend_from_slice(v.as_bytes());
            all.extend_from_slice(b", ");
        }
        all.extend_from_slice(peer_text.as_bytes());
        chain = HeaderValue::from_bytes(&all).ok();
        for name in [FOR, PROTO, HOST] {
            headers.remove(name);
        }
    }
    let scheme = if target.scheme() == "https" { HTTPS } else { HTTP };
    [(FOR, chain.unwrap_or_else(|| peer_text.clone())), (PROTO, scheme), (HOST, host.clone())]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn ip(s: &str) -> IpAddr {
        s.parse().unwrap()
    }
    fn with(xff: &[&str]) -> HeaderMap {
        let mut h = HeaderMap::new();
        for x in xff {
            h.append(FOR, HeaderValue::from_str(x).unwrap());
        }
        h
    }

    fn trusted() -> [TrustedProxy; 1] {
        [TrustedProxy { network: "10.0.0.0/8".parse().unwrap(), secret: None, certificate: None }]
    }
    #[test]
    fn s05_a_proxy_with_a_secret_is_believed_with_it_only() {
        let trusted = [TrustedProxy { network: "10.0.0.0/8".parse().unwrap(), secret: Some(SecretBytes::from("0123456789abcdef")), certificate: None }];
        let said = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(SECRET, HeaderValue::from_str(value).unwrap());
            }
            peer(PeerFacts { ip: ip("10.1.2.3"), certificate: None, headers: &headers }, &trusted)
        };
        assert_eq!(said(&["0123456789abcdef"]), Peer::TrustedProxy);
        for bad in [&[][..], &["0123456789abcde"], &[""], &["0123456789abcdef", "0123456789abcdef"], &["0123456789ABCDEF"]] {
            assert_eq!(said(bad), Peer::Stranger, "{bad:?}");
        }
    }

    /// Anything, and what a chain of proxies would write.
    fn written() -> impl Strategy<Value = String> {
        let address = prop_oneof![
            any::<std::net::Ipv4Addr>().prop_map(|a| a.to_string()),
            any::<std::net::Ipv6Addr>().prop_map(|a| format!("[{a}]:443")),
            Just("10.0.0.2".to_owned())
        ];
        prop_oneof!["[ -~]{0,60}", proptest::collection::vec(address, 1..4).prop_map(|all| all.join(", "))]
    }

    proptest! {
        #[test]
        fn s05_a_strangers_field_never_moves_the_address(xff in written()) {
            let h = with(&[&xff]);
            prop_assert_eq!(client_ip(ip("198.51.100.7"), Peer::Stranger, &h, &trusted()), ip("198.51.100.7"));
        }
    }

    #[test]
    fn the_rightmost_untrusted_hop_counts() {
        let trusted = trusted();
        let at = |xff: &[&str]| client_ip(ip("10.0.0.1"), Peer::TrustedProxy, &with(xff), &trusted);
        assert_eq!(at(&["6.6.6.6, 203.0.113.9, 10.0.0.2"]), ip("203.0.113.9"));
        assert_eq!(at(&["6.6.6.6", "203.0.113.9"]), ip("203.0.113.9"));
        assert_eq!(at(&["6.6.6.6, nonsense"]), ip("10.0.0.1"));
        assert_eq!(at(&["[2001:db8::1]:443"]), ip("2001:db8::1"));
        assert_eq!(at(&[]), ip("10.0.0.1"));
        assert_eq!(peer(PeerFacts { ip: ip("::ffff:10.1.2.3"), certificate: None, headers: &HeaderMap::new() }, &trusted), Peer::TrustedProxy);
    }
}
