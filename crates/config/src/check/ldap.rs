//! LDAP directories.
//!
//! Why: a filter that matches everybody, a password that goes in the clear, an account without a password: each is told before
//! anybody signs in.

use super::desk::Desk;
use super::directories::{authority, named};
use super::secret::secret;
use crate::ldap::Preset;
use crate::table::Section;
use crate::values;
use crate::{LdapAttributes, LdapClaim, LdapDirectory, LdapImplementation, LdapServer, LdapTls, LdapValue};
use portcullis_attributes::{MemberOf, Names, Place, Template};
use portcullis_document::{Node, Span};
use std::time::Duration;

const PROFILE: [&str; 13] = [
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
];
const ADDRESS: [&str; 5] = ["street_address", "locality", "region", "postal_code", "country"];

pub(super) fn read(ldap: Section<'_>, taken: &[Box<str>], desk: &mut Desk<'_>) -> Option<LdapDirectory> {
    let name = named(ldap, "ldap", taken, desk);
    let word = ldap.text("implementation").map_or("custom", |(w, _)| w);
    let implementation = LdapImplementation::ALL.into_iter().find(|(w, _)| *w == word).map_or(LdapImplementation::Custom, |(_, i)| i);
    let preset = implementation.preset();
    let start_tls = ldap.flag("start_tls");
    let servers = servers(ldap, start_tls, desk);
    let anonymous = ldap.flag("permit_unauthenticated_bind");
    let bind = bind(ldap, anonymous, desk);
    let attributes = attributes(ldap, &preset, desk);
    let base = ldap.text("base_dn").map_or("", |(t, _)| t);
    let below = |key: &'static str, default: &str| {
        let part = ldap.text(key).map_or(default, |(t, _)| t);
        if part.is_empty() { base.to_owned() } else { format!("{part},{base}") }
    };
    let member_of = ldap.text("group_search_mode").is_some_and(|(w, _)| w == "memberof");
    let users_filter = users_filter(ldap, &preset, &attributes, desk);
    let groups_filter = groups_filter(ldap, &preset, &attributes, member_of, implementation, desk);
    let refresh_interval = length(ldap, "refresh_interval", Duration::from_secs(30), 1, 60, desk);
    let timeout = length(ldap, "timeout", Duration::from_secs(5), 1, 60, desk);
    let pooling = ldap.inner("pooling");
    let connections = pooling.map_or(5, |p| count(p, desk));
    let wait = pooling.map_or(Duration::from_secs(10), |p| length(p, "timeout", Duration::from_secs(10), 1, 60, desk));
    let change_passwords = ldap.get("change_passwords").and_then(Node::as_bool).unwrap_or(true) && !anonymous;
    let authoritative_for = ldap.inner("authoritative_for").map(authority);
    if authoritative_for.is_none() {
        let hint = "add `authoritative_for: { groups: true, domains: [example.com] }` with your own domains";
        desk.warn(ldap.span(), "none of this directory's groups and addresses counts for a rule", hint);
    }
    Some(LdapDirectory {
        name,
        servers,
        start_tls,
        tls: tls(ldap, desk),
        timeout,
        connections,
        wait,
        bind,
        users_dn: below("additional_users_dn", preset.users_dn).into(),
        groups_dn: below("additional_groups_dn", preset.groups_dn).into(),
        users_filter: users_filter?,
        groups_filter: groups_filter?,
        member_of,
        nested_groups: ldap.flag("nested_groups"),
        incomplete_groups: ldap.text("incomplete_groups").is_some_and(|(w, _)| w == "ignore"),
        permit_referrals: ldap.flag("permit_referrals"),
        attributes,
        implementation,
        refresh_interval,
        change_passwords,
        authoritative_for,
        span: ldap.span(),
    })
}

fn servers(ldap: Section<'_>, start_tls: bool, desk: &mut Desk<'_>) -> Vec<LdapServer> {
    let plaintext = ldap.flag("plaintext");
    let mut all = Vec::new();
    for (text, span) in ldap.texts("address") {
        let Some(server) = server(text) else {
            desk.error(
                span,
                format!("`{text}` is not the address of an LDAP server"),
                "write ldaps://ldap.example.com, ldap://HOST:PORT or ldapi:///run/slapd.sock",
            );
            continue;
        };
        if let LdapServer::Tcp { host, ldaps, .. } = &server {
            let here = values::is_localhost(host) || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
            if !ldaps && !start_tls && !here && !plaintext {
                desk.error(span, "passwords would go to this server unencrypted", "write ldaps://, or add `start_tls: true`");
            }
        }
        if all.contains(&server) {
            desk.error(span, format!("`{text}` is named twice"), "name each server once");
        }
        all.push(server);
    }
    if ldap.get("address").is_some() && ldap.list("address").is_empty() {
        desk.error(ldap.key_span("address"), "no server is named", "write ldaps://ldap.example.com");
    }
    all
}

fn server(text: &str) -> Option<LdapServer> {
    let (scheme, rest) = text.split_once("://")?;
    let ldaps = match scheme {
        "ldapi" => return rest.starts_with('/').then(|| LdapServer::Socket(rest.into())),
        "ldap" => false,
        "ldaps" => true,
        _ => return None,
    };
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    let (host, port) = match rest.strip_prefix('[') {
        Some(six) => {
            let (host, after) = six.split_once(']')?;
            host.parse::<std::net::Ipv6Addr>().ok()?;
            (host, after.strip_prefix(':').map(str::parse::<u16>))
        }
        None => match rest.split_once(':') {
            Some((host, port)) => (host, Some(port.parse::<u16>())),
            None => (rest, None),
        },
    };
    let port = port.unwrap_or(Ok(if ldaps { 636 } else { 389 })).ok().filter(|p| *p != 0)?;
    let sound = host.parse::<std::net::IpAddr>().is_ok() || values::host_name(host).is_ok();
    sound.then(|| LdapServer::Tcp { host: host.into(), port, ldaps })
}

fn bind(ldap: Section<'_>, anonymous: bool, desk: &mut Desk<'_>) -> Option<(Box<str>, portcullis_crypto::SecretBytes)> {
    let user = ldap.text("user").filter(|(t, _)| !t.trim().is_empty());
    let password = ldap.get("password");
    if anonymous {
        if let Some(node) = password.filter(|_| true) {
            desk.error(node.span, "nobody has a password, and `permit_unauthenticated_bind` searches as nobody", "remove one of the two");
        }
        return None;
    }
    let (Some((user, _)), Some(node)) = (user, password) else {
        let missing = if user.is_none() { "user" } else { "password" };
        desk.error(
            ldap.span(),
            format!("the account that searches has no `{missing}`"),
            "add `user:` and `password:`, or `permit_unauthenticated_bind: true` where the server lets anybody search",
        );
        return None;
    };
    let password = secret(node, desk)?;
    // A file's last line end is its editor's.
    let text = password.expose_text().map(|t| t.trim_end_matches(['\r', '\n']).to_owned()).unwrap_or_default();
    if text.is_empty() {
        desk.error(node.span, "the password is empty", "an empty one would make an unauthenticated connection; write the account's password");
    }
    Some((user.into(), text.into()))
}

fn tls(ldap: Section<'_>, desk: &mut Desk<'_>) -> LdapTls {
    let Some(section) = ldap.inner("tls") else { return LdapTls::default() };
    let mut pem = |name: &'static str, marker: &str, what: &str| {
        let node = section.get(name)?;
        let bytes = secret(node, desk)?;
        if !bytes.expose_text().is_some_and(|t| t.contains(marker)) {
            desk.error(node.span, format!("`{name}` holds no {what} in PEM"), format!("give a file with a line that ends in `{marker}`"));
        }
        Some(bytes)
    };
    let ca = pem("ca", "BEGIN CERTIFICATE-----", "certificate");
    let chain = pem("certificate_chain", "BEGIN CERTIFICATE-----", "certificate");
    let key = pem("private_key", "PRIVATE KEY-----", "private key");
    if chain.is_some() != key.is_some() {
        desk.error(section.span(), "a client certificate is a chain and a key", "write both `certificate_chain` and `private_key`, or neither");
    }
    let server_name = section.text("server_name").map(|(name, span)| {
        if values::host_name(name).is_err() && name.parse::<std::net::IpAddr>().is_err() {
            desk.error(span, format!("`{name}` is no host name"), "write the name that the server's certificate has");
        }
        name.into()
    });
    let only_1_3 = section.text("minimum_version").is_some_and(|(w, _)| w == "TLS1.3");
    LdapTls { ca, server_name, only_1_3, client: chain.zip(key) }
}

fn attributes(ldap: Section<'_>, preset: &Preset, desk: &mut Desk<'_>) -> LdapAttributes {
    let section = ldap.inner("attributes");
    let mut of = |key: &'static str, default: &str| -> Box<str> {
        let Some((text, span)) = section.and_then(|s| s.text(key)) else { return default.into() };
        if !is_attribute(text) && !text.is_empty() {
            desk.error(span, format!("`{text}` is no attribute's name"), "write letters, digits and hyphens, like displayName");
        }
        text.into()
    };
    let mut name = |key: &'static str| {
        let default = preset.names.iter().find(|(k, _)| *k == key).map_or("", |(_, d)| d);
        of(key, default)
    };
    let (distinguished_name, username, display_name) = (name("distinguished_name"), name("username"), name("display_name"));
    let (member_of, group_name, id) = (name("member_of"), name("group_name"), name("id"));
    let mail = of("mail", "mail");
    let mut claims: Vec<LdapClaim> = Vec::new();
    for (key, of_address) in PROFILE.into_iter().map(|k| (k, false)).chain(ADDRESS.into_iter().map(|k| (k, true))) {
        let default = preset.claims.iter().find(|(k, _)| *k == key).map_or("", |(_, d)| d);
        let attribute = of(key, default);
        if !attribute.is_empty() {
            claims.push(LdapClaim { attribute, claim: key.into(), kind: LdapValue::Text, many: false, of_address });
        }
    }
    if username.is_empty() || group_name.is_empty() {
        desk.error(
            section.map_or(ldap.span(), |s| s.span()),
            "user names and group names need an attribute",
            "write `username: uid` and `group_name: cn`, or leave the keys out",
        );
    }
    for extra in section.iter().flat_map(|s| s.inners("extra")) {
        claims.extend(further(extra, &claims, desk));
    }
    LdapAttributes { distinguished_name, username, display_name, mail, member_of, group_name, id, claims }
}

fn further(extra: Section<'_>, known: &[LdapClaim], desk: &mut Desk<'_>) -> Option<LdapClaim> {
    let (many, kind) = (extra.flag("multi_valued"), extra.text("value_type").map_or("string", |(w, _)| w));
    let name = extra.text("name");
    let (attribute, span) = extra.text("attribute")?;
    let (claim, claim_span) = name.unwrap_or((attribute, span));
    if !is_attribute(attribute) {
        desk.error(span, format!("`{attribute}` is no attribute's name"), "write letters, digits and hyphens, like employeeType");
    }
    let standard = ["name", "preferred_username", "email", "emails", "groups", "sub", "address"].contains(&claim) || PROFILE.contains(&claim);
    if standard || known.iter().any(|c| *c.claim == *claim) {
        desk.error(claim_span, format!("the claim `{claim}` is taken"), "give this one a `name` of its own");
    }
    let kind = match kind {
        "integer" => LdapValue::Integer,
        "boolean" => LdapValue::Boolean,
        _ => LdapValue::Text,
    };
    Some(LdapClaim { attribute: attribute.into(), claim: claim.into(), kind, many, of_address: false })
}

fn is_attribute(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphanumeric()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-;._".contains(&b))
}

/// The filter as written or as the server's kind has it; the fault where there is neither.
fn written<'a>(ldap: Section<'a>, key: &'static str, default: &'a str, desk: &mut Desk<'_>) -> Option<(&'a str, Span)> {
    let found = ldap.text(key).or_else(|| (!default.is_empty()).then_some((default, ldap.span())));
    if found.is_none() && ldap.node().get(key).is_none() {
        desk.error(ldap.span(), format!("`{key}` is missing"), format!("add `{key}`, or say with `implementation` which server it is"));
    }
    found
}

fn template(text: &str, span: Span, key: &str, attributes: &LdapAttributes, allowed: impl Fn(Place) -> bool, desk: &mut Desk<'_>) -> Option<Template> {
    let names = Names {
        distinguished_name: &attributes.distinguished_name,
        username: &attributes.username,
        display_name: &attributes.display_name,
        mail: &attributes.mail,
        member_of: &attributes.member_of,
    };
    match Template::parse(text, names, allowed) {
        Ok(template) => Some(template),
        Err(bad) => {
            desk.error(span, format!("`{key}` cannot be used: {bad}"), "write it like (&(uid={input})(objectClass=person))");
            None
        }
    }
}

fn users_filter(ldap: Section<'_>, preset: &Preset, attributes: &LdapAttributes, desk: &mut Desk<'_>) -> Option<Template> {
    let (text, span) = written(ldap, "users_filter", preset.users_filter, desk)?;
    let template = template(text, span, "users_filter", attributes, |p| matches!(p, Place::Input | Place::Now(_)), desk)?;
    if !template.has(Place::Input) {
        desk.error(span, "`users_filter` does not look at what was typed", "put `{input}` where the name belongs");
    }
    Some(template)
}

fn groups_filter(
    ldap: Section<'_>,
    preset: &Preset,
    attributes: &LdapAttributes,
    member_of: bool,
    kind: LdapImplementation,
    desk: &mut Desk<'_>,
) -> Option<Template> {
    let default = if member_of { preset.member_of_filter } else { preset.groups_filter };
    let nested = ldap.flag("nested_groups") && kind == LdapImplementation::ActiveDirectory && !member_of;
    // The server follows the chain by itself (LDAP_MATCHING_RULE_IN_CHAIN).
    let in_chain = default.replace("(member={dn})", "(member:1.2.840.113556.1.4.1941:={dn})");
    let default = if nested { in_chain.as_str() } else { default };
    let (text, span) = written(ldap, "groups_filter", default, desk)?;
    let is_member_of = |p: Place| matches!(p, Place::MemberOf(_));
    let template = template(text, span, "groups_filter", attributes, |p| member_of || !is_member_of(p), desk)?;
    if member_of && !template.has(Place::MemberOf(MemberOf::Dn)) && !template.has(Place::MemberOf(MemberOf::Rdn)) {
        desk.error(span, "`groups_filter` does not look at the groups that the person names", "put `{memberof:rdn}` into it, like (|{memberof:rdn})");
    }
    if template.has(Place::MemberOf(MemberOf::Dn)) && attributes.distinguished_name.is_empty() {
        desk.error(span, "`{memberof:dn}` needs `attributes.distinguished_name`", "name the attribute, or write `{memberof:rdn}`");
    }
    Some(template)
}

fn length(section: Section<'_>, key: &'static str, default: Duration, least: u64, most: u64, desk: &mut Desk<'_>) -> Duration {
    let Some(written) = section.duration(key) else { return default };
    if written < Duration::from_secs(least) || written > Duration::from_secs(most) {
        let span = section.get(key).map_or(section.span(), |n| n.span);
        desk.error(span, format!("`{key}` cannot be {}", values::shown(written)), format!("write {least}s to {most}s"));
    }
    written
}

fn count(pooling: Section<'_>, desk: &mut Desk<'_>) -> usize {
    let Some(node) = pooling.get("count") else { return 5 };
    let n = node.as_int().unwrap_or_default();
    match usize::try_from(n).ok().filter(|n| (1..=64).contains(n)) {
        Some(n) => n,
        None => {
            desk.error(node.span, format!("`count` cannot be {n}"), "write 1 to 64");
            5
        }
    }
}
