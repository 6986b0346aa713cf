//! Whose forwarding fields are believed.
//!
//! Why: whoever is believed may say who the client is (S5), so "everybody" must not be writable, nor its two halves.

use super::desk::Desk;
use super::secret::secret;
use crate::table::Section;
use crate::{TrustedProxy, values};
use ipnet::IpNet;
use portcullis_document::Span;

/// Shorter secrets can be guessed.
const SECRET: usize = 16;

pub(super) fn read(root: Section<'_>, desk: &mut Desk<'_>) -> Vec<TrustedProxy> {
    let mut found: Vec<(TrustedProxy, Span)> = Vec::new();
    for (text, span) in root.texts("trusted_proxies") {
        found.extend(values::network(text).ok().map(|network| (TrustedProxy { network, secret: None }, span)));
    }
    for entry in root.inners("trusted_proxies") {
        let network = entry.text("network").and_then(|(text, span)| Some((values::network(text).ok()?, span)));
        let Some(node) = entry.get("secret") else { continue };
        let Some(bytes) = secret(node, desk) else { continue };
        let shown = bytes.expose().trim_ascii_end();
        if shown.len() < SECRET || !shown.iter().all(|b| b.is_ascii_graphic()) {
            desk.error(node.span, "the secret is short, or has characters that a field cannot carry", "take 32 random letters and digits");
            continue;
        }
        let secret = portcullis_crypto::SecretBytes::from(shown.to_vec());
        found.extend(network.map(|(network, span)| (TrustedProxy { network, secret: Some(secret) }, span)));
    }
    let everybody = |desk: &mut Desk<'_>, span| {
        desk.error(
            span,
            "these are all addresses there are, or a great part of them: anybody could say to be anybody",
            "name the addresses of your own proxies",
        );
    };
    for (_, span) in found.iter().filter(|(p, _)| covers_all(&p.network)) {
        everybody(desk, *span);
    }
    let all: Vec<IpNet> = found.iter().map(|(p, _)| p.network).collect();
    if !all.iter().any(covers_all) && IpNet::aggregate(&all).iter().any(covers_all) {
        everybody(desk, root.key_span("trusted_proxies"));
    }
    found.into_iter().map(|(p, _)| p).collect()
}

/// A network so large that it is everybody: more than a /8 of IPv4 (be it written as IPv6), or more than a /16 of IPv6 outside the
/// private ranges (RFC 4193, RFC 4291 §2.5.6).
fn covers_all(net: &IpNet) -> bool {
    match net {
        IpNet::V4(net) => net.prefix_len() < 8,
        IpNet::V6(net) => {
            let mapped = net.contains(&std::net::Ipv4Addr::UNSPECIFIED.to_ipv6_mapped());
            let private = matches!(net.network().segments(), [first, ..] if (first & 0xfe00 == 0xfc00 && net.prefix_len() >= 7) || (first & 0xffc0 == 0xfe80 && net.prefix_len() >= 10));
            (mapped && net.prefix_len() <= 96) || (net.prefix_len() < 16 && !private)
        }
    }
}
