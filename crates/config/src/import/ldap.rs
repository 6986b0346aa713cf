//! `authentication_backend.ldap` as a directory of ours.
//!
//! Why: the keys have the same names; what differs is what is believed, and that certificates are checked.

use super::factors::{lasts, plain};
use super::mail::of_tls;
use super::out::Out;
use super::report::Report;
use super::source::{Source, scalar};
use portcullis_document::Node;

const SAME: [&str; 10] = [
    "implementation",
    "base_dn",
    "additional_users_dn",
    "additional_groups_dn",
    "user",
    "password",
    "users_filter",
    "groups_filter",
    "group_search_mode",
    "permit_referrals",
];
const ATTRIBUTES: [&str; 24] = [
    "distinguished_name",
    "username",
    "display_name",
    "mail",
    "member_of",
    "group_name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "gender",
    "birthdate",
    "website",
    "profile",
    "picture",
    "zoneinfo",
    "locale",
    "phone_number",
    "phone_extension",
    "street_address",
    "locality",
    "region",
    "postal_code",
    "country",
];

pub(super) fn read<'a>(node: &'a Node, change: bool, source: &Source<'a>, report: &mut Report) -> Out {
    let mut out = Vec::new();
    if let Some(address) = source.get(node, "address").and_then(scalar) {
        let address = address.trim_end_matches('/').to_owned();
        let address = if address.contains("://") {
            address
        } else if address.starts_with('/') {
            format!("ldapi://{address}")
        } else {
            format!("ldap://{address}")
        };
        let start = source.entry(node, "start_tls");
        let start_tls = start.and_then(|e| e.value.as_bool()) == Some(true);
        if let Some(start) = start.filter(|_| start_tls) {
            report.carried(start.key_span, "`ldap.start_tls`");
        }
        if address.starts_with("ldap://") && !start_tls {
            report.changed(
                node.span,
                "ldap:// without `start_tls`: passwords are not sent to it unencrypted",
                "write ldaps://, `start_tls: true`, or `plaintext: true` where nobody can listen",
            );
        }
        out.push(("address".to_owned(), Out::List(vec![Out::text(address)])));
        if start_tls {
            out.push(("start_tls".to_owned(), Out::raw(true)));
        }
    }
    for key in SAME {
        out.extend(source.get(node, key).and_then(plain).map(|value| (key.to_owned(), value)));
    }
    if source.get(node, "user").is_some() && source.get(node, "password").is_none() {
        report.changed(
            node.span,
            "the directory has no `password` in this file: Authelia takes it from its environment",
            "write `password: { file: … }` or `{ env: … }`",
        );
    }
    if let Some(bind) = source.get(node, "permit_unauthenticated_bind").and_then(plain) {
        out.push(("permit_unauthenticated_bind".to_owned(), bind));
    }
    lasts(node, "timeout", "timeout", [1, 60], source, report, &mut out);
    if let Some(pooling) = source.entry(node, "pooling") {
        if let Some(enable) = source.entry(&pooling.value, "enable") {
            report.changed(enable.key_span, "`ldap.pooling.enable`", "connections are always kept and used again");
        }
        let mut ours = Vec::new();
        if let Some(count) = source.get(&pooling.value, "count").and_then(Node::as_int) {
            ours.push(("count".to_owned(), Out::raw(count.clamp(1, 64))));
        }
        lasts(&pooling.value, "timeout", "timeout", [1, 60], source, report, &mut ours);
        source.see_all(&pooling.value);
        if !ours.is_empty() {
            out.push(("pooling".to_owned(), Out::Map(ours)));
        }
    }
    if let Some(tls) = source.get(node, "tls") {
        out.extend(of_tls(tls, "authentication_backend.ldap.tls", source, report).map(|tls| ("tls".to_owned(), tls)));
    }
    if let Some(attributes) = source.get(node, "attributes") {
        let mut ours = Vec::new();
        for key in ATTRIBUTES {
            ours.extend(source.get(attributes, key).and_then(plain).map(|value| (key.to_owned(), value)));
        }
        if let Some(extra) = source.entry(attributes, "extra") {
            source.see_all(&extra.value);
            let one = |entry: &portcullis_document::Entry| {
                let mut item = vec![("attribute".to_owned(), Out::text(&entry.key))];
                for key in ["name", "multi_valued", "value_type"] {
                    item.extend(entry.value.get(key).and_then(plain).map(|value| (key.to_owned(), value)));
                }
                Out::Map(item)
            };
            ours.push(("extra".to_owned(), Out::List(extra.value.as_map().unwrap_or_default().iter().map(one).collect())));
        }
        if !ours.is_empty() {
            out.push(("attributes".to_owned(), Out::Map(ours)));
        }
    }
    if !change {
        out.push(("change_passwords".to_owned(), Out::raw(false)));
    }
    // Rules there believe every group that the directory states.
    out.push(("authoritative_for".to_owned(), Out::map([("groups", Out::raw(true))])));
    report.changed(
        node.span,
        "the directory is believed about its groups, since rules ask for them",
        "name the domains under `authoritative_for.domains` whose addresses it may state",
    );
    Out::Map(out)
}
