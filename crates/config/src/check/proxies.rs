//! Whose forwarding fields are believed.
//!
//! Why: whoever is believed may say who the client is (S5), so "everybody" must not be writable, nor its two halves.

use super::desk::Desk;
use super::secret::secret;
use crate::table::Section;
use crate::{TrustedProxy, values};
use data_encoding::BASE64;
use ipnet::IpNet;
use portcullis_crypto::{SecretBytes, sha256};
use portcullis_document::{Node, Span};

/// Shorter secrets can be guessed.
const SECRET: usize = 16;

pub(super) fn read(root: Section<'_>, desk: &mut Desk<'_>) -> Vec<TrustedProxy> {
    let mut found: Vec<(TrustedProxy, Span)> = Vec::new();
    for (text, span) in root.texts("trusted_proxies") {
        found.extend(values::network(text).ok().map(|network| (TrustedProxy { network, secret: None, certificate: None }, span)));
    }
    for entry in root.inners("trusted_proxies") {
        let network = entry.text("network").and_then(|(text, span)| Some((values::network(text).ok()?, span)));
        let (named, shown) = (entry.get("secret"), entry.get("certificate"));
        if named.is_none() && shown.is_none() && entry.is_sound() {
            desk.error(entry.span(), "a trusted proxy has neither `secret` nor `certificate`", "add one, or write its network alone");
            continue;
        }
        let secret = named.and_then(|node| long_enough(node, desk));
        let certificate = shown.and_then(|node| digest(node, root, desk));
        // What was written and could not be read must not be left out.
        if secret.is_some() == named.is_some() && certificate.is_some() == shown.is_some() {
            found.extend(network.map(|(network, span)| (TrustedProxy { network, secret, certificate }, span)));
        }
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

fn long_enough(node: &Node, desk: &mut Desk<'_>) -> Option<SecretBytes> {
    let bytes = secret(node, desk)?;
    let shown = bytes.expose().trim_ascii_end();
    if shown.len() < SECRET || !shown.iter().all(|b| b.is_ascii_graphic()) {
        desk.error(node.span, "the secret is short, or has characters that a field cannot carry", "take 32 random letters and digits");
        return None;
    }
    Some(SecretBytes::from(shown.to_vec()))
}

/// SHA-256 of the one certificate that is written there.
fn digest(node: &Node, root: Section<'_>, desk: &mut Desk<'_>) -> Option<[u8; 32]> {
    let pem = secret(node, desk)?;
    if root.node().get("listen").is_some_and(|l| l.get("forward_auth_tls").is_none()) {
        desk.error(node.span, "there is no listener where a proxy could show a certificate", "add `listen: { forward_auth_tls: \"0.0.0.0:9443\" }`");
    }
    let (begin, end) = ("-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----");
    let text = pem.expose_text().unwrap_or_default();
    let mut all = text.split(begin).skip(1);
    let one = all.next().filter(|_| all.next().is_none()).and_then(|rest| rest.split_once(end));
    let base64: String = one.map_or("", |(body, _)| body).split_whitespace().collect();
    match BASE64.decode(base64.as_bytes()) {
        Ok(der) if !der.is_empty() => Some(sha256(&der)),
        _ => {
            desk.error(node.span, "this is not one certificate in PEM", "give the file with the certificate that the proxy shows, and no other in it");
            None
        }
    }
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
