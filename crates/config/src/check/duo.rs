//! Duo: the host, the two keys, whom it asks.
//!
//! Why: half a pair of keys would be noticed by the first person who cannot get in; it is told when the file is read.

use super::desk::Desk;
use super::notifier::{authorities, length};
use super::secret::secret;
use crate::table::Section;
use crate::{Duo, values};
use portcullis_crypto::SecretText;
use std::time::Duration;

/// `None` where nobody is asked.
pub(super) fn read(root: Section<'_>, desk: &mut Desk<'_>) -> Option<Duo> {
    let section = root.inner("duo")?;
    let address = section.text("hostname").and_then(|(text, span)| {
        let read = values::split_port(text).and_then(|(host, port)| Some((values::host_name(host).ok()?, port.unwrap_or(443))));
        // A certificate names hosts, and Duo's links are compared with this one.
        let read = read.filter(|(host, _)| host.parse::<std::net::IpAddr>().is_err());
        if read.is_none() {
            desk.error(span, format!("`{text}` is not the name of a host"), "write it as Duo's console shows it, like api-1234abcd.duosecurity.com");
        }
        read
    });
    let integration_key = section.text("integration_key").and_then(|(text, span)| {
        let plain = (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric());
        if !plain {
            desk.error(span, format!("`{text}` is not an integration key"), "copy it from the application's page in Duo's console");
        }
        plain.then(|| text.into())
    });
    let secret_key = section.get("secret_key").and_then(|node| {
        let bytes = secret(node, desk)?;
        let text = bytes.expose_text().map(|t| t.trim_end_matches(['\r', '\n']).to_owned());
        let text = text.filter(|t| (1..=256).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_graphic()));
        if text.is_none() {
            desk.error(
                node.span,
                "this cannot be Duo's secret key: it is empty, too long, or not one word",
                "copy it from the application's page in Duo's console",
            );
        }
        text.map(SecretText::from)
    });
    let groups = section.texts("groups").filter_map(|(text, span)| {
        let named = !text.trim().is_empty();
        if !named {
            desk.error(span, "a group has a name", "write the groups of the people whom Duo asks, or leave `groups` out");
        }
        named.then(|| text.into())
    });
    let groups = groups.collect();
    let timeout = length(&section, "timeout", Duration::from_secs(1)..=Duration::from_secs(60), Duration::from_secs(5), desk);
    let authorities = authorities(&section, "ca_file", desk);
    let (self_enrollment, accept_bypass) = (section.flag("enable_self_enrollment"), section.flag("accept_bypass"));
    let off = section.flag("disable");
    let ((host, port), integration_key, secret_key) = (address?, integration_key?, secret_key?);
    (!off).then_some(Duo { host, port, integration_key, secret_key, groups, self_enrollment, accept_bypass, timeout, authorities })
}
