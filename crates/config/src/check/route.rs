//! One route.
//!
//! Why: whatever a request could meet on it is settled here.

use super::desk::Desk;
use super::policies::{Guard, Policies};
use super::server::Server;
use super::{backend, edits};
use crate::table::{self, Section};
use crate::values::{self, FromUrl};
use portcullis_document::{Span, nearest};
use portcullis_route::{Backend, BadPathPattern, DirectResponse, HostHeader, HostPattern, PathPattern, Route};
use std::time::Duration;

/// What of a route could be read: enough to compare it with the others, whatever else is wrong with it.
pub(super) struct Found {
    /// Empty where there is neither a name nor anything to make one from.
    pub(super) name: Box<str>,
    /// None: its faults leave no place to put it in a table.
    pub(super) route: Option<Route>,
}

/// Reads a route; of a stored one the name is given. With a fault told, what is returned is for comparing only.
pub(super) fn read(section: Section<'_>, stored: Option<&str>, server: &Server, policies: &mut Policies, desk: &mut Desk<'_>) -> Found {
    let from = from(section, server, desk);
    let path = path(section, desk);
    let name = name(section, stored, from.as_ref(), path.as_ref(), desk);
    let (policy, guard) = policies.of_route(&name, section, desk);
    let backend = backend::read(section, path.as_ref(), &server.listen, desk);
    let request_edits = edits::request(section, desk);
    let response_edits = edits::response(section, desk);
    let host_header = host_header(section, desk);
    let public = section.flag("allow_public_unauthenticated_access");
    let websockets = section.flag("allow_websockets");
    let limit = |name, default: u64| match section.duration(name) {
        Some(Duration::ZERO) => None,
        Some(length) => Some(length),
        None => (!websockets).then(|| Duration::from_secs(default)),
    };
    let (timeout, idle_timeout) = (limit("timeout", 30), limit("idle_timeout", 300));
    let identity: Vec<&str> = section.texts("identity_headers").map(|(t, _)| t).collect();
    // One value is possible so far; reading it keeps the table honest.
    let _ = section.text("load_balancing_policy");

    match guard {
        // Who may come was meant to be said, and is told already.
        Guard::PermitsNobody if mistyped(section) => {}
        Guard::PermitsNobody => desk.warn(section.span(), format!("nobody can use {}", called(&name)), "add `policy:`, or one of the `allow…` keys"),
        Guard::WithoutEffect => desk.warn(
            section.key_span("policy"),
            "`policy` keeps nobody out here: `allow_public_unauthenticated_access` lets everybody in",
            "remove one of the two",
        ),
        Guard::PermitsSomebody => {}
    }
    if let (Some(from), true) = (&from, section.node().get("to").is_some()) {
        reachable(section, from, server, public, desk);
    }
    let pass_identity_headers = section.flag("pass_identity_headers");
    if public && (pass_identity_headers || !identity.is_empty()) {
        let key = if pass_identity_headers { "pass_identity_headers" } else { "identity_headers" };
        desk.warn(
            section.key_span(key),
            format!("`{name}` is public, so most requests carry no identity"),
            "the application must not take its absence for a fault",
        );
    }
    let (Some(from), Some(path)) = (from, path) else {
        // A name that would have been made from what is missing is nobody's.
        let given = stored.is_some() || section.node().get("name").is_some();
        return Found { name: if given { name.into() } else { "".into() }, route: None };
    };
    // The stand-in is never served: that there is no backend was told as an error.
    let (backend, prefix_rewrite) = backend.unwrap_or((Backend::Response(DirectResponse { status: 503, body: "".into() }), None));
    let route = Route {
        name: name.as_str().into(),
        description: section.text("description").map(|(t, _)| t).unwrap_or_default().into(),
        from_https: from.https,
        host: from.host,
        from_port: from.port,
        path,
        policy,
        public,
        backend,
        allow_encoded_slash: section.flag("allow_encoded_slash"),
        allow_websockets: websockets,
        host_header,
        prefix_rewrite,
        request_edits: request_edits.into(),
        response_edits: response_edits.into(),
        pass_identity_headers,
        identity_remote: identity.contains(&"remote"),
        identity_pomerium: identity.contains(&"pomerium"),
        timeout,
        idle_timeout,
        stored: stored.is_some(),
    };
    Found { name: name.into(), route: Some(route) }
}

/// Whether a key that is not known here is nearly one that lets somebody in.
fn mistyped(section: Section<'_>) -> bool {
    const KEYS: [&str; 6] =
        ["policy", "allow_public_unauthenticated_access", "allow_any_authenticated_user", "allowed_users", "allowed_domains", "allowed_idp_claims"];
    let entries = section.node().as_map().unwrap_or_default();
    entries.iter().any(|e| table::ROUTE.key(&e.key).is_none() && nearest(&e.key, KEYS.into_iter()).is_some())
}

fn called(name: &str) -> String {
    if name.is_empty() { "this route".to_owned() } else { format!("the route `{name}`") }
}

fn from(section: Section<'_>, server: &Server, desk: &mut Desk<'_>) -> Option<FromUrl> {
    let (text, span) = section.text("from")?;
    let from = match values::from_url(text) {
        Ok(from) => from,
        Err((what, hint)) => {
            desk.error(span, what, hint);
            return None;
        }
    };
    // The portal's cookies and pages are not to share a host with an application.
    if let (HostPattern::Exact(host), Some(portal)) = (&from.host, &server.portal)
        && *host == portal.host
    {
        desk.error(span, format!("`{host}` is the portal's host"), "give the application a host of its own");
    }
    Some(from)
}

/// Whether people get there at all, and can sign in there.
fn reachable(section: Section<'_>, from: &FromUrl, server: &Server, public: bool, desk: &mut Desk<'_>) {
    let span = section.text("from").map_or(section.span(), |(_, s)| s);
    let heard = server.heard;
    if !heard.anything() {
        return; // Told already.
    }
    if from.https && !heard.https && !heard.behind_a_proxy {
        desk.warn(
            span,
            "the route is https, and nothing listens for https",
            "add `listen.https`; or, where a proxy in front ends TLS, add it to `trusted_proxies`",
        );
    }
    if !from.https && !heard.http {
        desk.warn(span, "the route is http, and nothing listens for http", "add `listen.http`, or write https:// here");
    }
    let host = match &from.host {
        HostPattern::Exact(host) | HostPattern::Wildcard(host) => host,
    };
    if !from.https && !values::is_localhost(host) && !public {
        desk.warn(span, "browsers keep no sign-in on plain http", "write https:// here; on http only public routes and redirects work");
    }
}

fn path(section: Section<'_>, desk: &mut Desk<'_>) -> Option<PathPattern> {
    let written: Vec<&'static str> = ["path", "prefix", "regex"].into_iter().filter(|k| section.node().get(k).is_some()).collect();
    if let [first, second, ..] = written.as_slice() {
        desk.error(section.key_span(second), format!("a route has either `{first}` or `{second}`"), "remove one, or write two routes");
    }
    if section.node().get("priority").is_some() && section.node().get("regex").is_none() {
        desk.error(
            section.key_span("priority"),
            "`priority` orders expressions, and this route has none",
            "remove it: exact paths come before longer prefixes before shorter",
        );
    }
    let priority = section.get("priority").and_then(portcullis_document::Node::as_int).unwrap_or(0);
    let exact = section.text("path").and_then(|(text, span)| pattern(PathPattern::exact(text), text, span, desk));
    let prefix = section.text("prefix").and_then(|(text, span)| pattern(PathPattern::prefix(text), text, span, desk));
    let regex = section.text("regex").and_then(|(text, span)| pattern(PathPattern::regex(text, priority), text, span, desk));
    match written.as_slice() {
        [] => PathPattern::prefix("/").ok(),
        [_] => exact.or(prefix).or(regex),
        // Which was meant is for its author to say.
        _ => None,
    }
}

fn pattern(read: Result<PathPattern, BadPathPattern>, text: &str, span: Span, desk: &mut Desk<'_>) -> Option<PathPattern> {
    let pattern = match read {
        Ok(pattern) => pattern,
        Err(e) => {
            let hint = match e {
                BadPathPattern::Regex(_) => "the whole path must match; mend the expression",
                _ => "write the path as it is after decoding, like /reports",
            };
            desk.error(span, format!("`{text}`: {e}"), hint);
            return None;
        }
    };
    let plain = match &pattern {
        PathPattern::Exact(p) | PathPattern::Prefix(p) => &**p,
        PathPattern::Regex { .. } => "",
    };
    if plain == RESERVED || plain.strip_prefix(RESERVED).is_some_and(|rest| rest.starts_with('/')) {
        desk.error(span, "`/.portcullis/` is the server's own on every host", "choose another path");
    }
    Some(pattern)
}
const RESERVED: &str = "/.portcullis";

fn name(section: Section<'_>, stored: Option<&str>, from: Option<&FromUrl>, path: Option<&PathPattern>, desk: &mut Desk<'_>) -> String {
    let derived = || {
        let host = from.map(|f| f.host.to_string()).unwrap_or_default();
        let host = match from.and_then(|f| f.port) {
            Some(port) => format!("{host}:{port}"),
            None => host,
        };
        match path {
            Some(PathPattern::Exact(p) | PathPattern::Prefix(p)) if &**p != "/" => format!("{host}{p}"),
            Some(PathPattern::Regex { source, .. }) => format!("{host} {source}"),
            _ => host,
        }
    };
    let written = section.text("name");
    if let Some((text, span)) = written {
        if text.is_empty() || text.len() > 128 || text.trim() != text || text.chars().any(char::is_control) {
            desk.error(span, "this cannot be a route's name", "write up to 128 letters, without blanks at the ends");
        }
        if stored.is_some_and(|s| s != text) {
            desk.error(span, format!("the document calls itself `{text}`"), "remove the route and add it again");
        }
    }
    match (stored, written) {
        (Some(name), _) | (None, Some((name, _))) => name.to_owned(),
        (None, None) => derived(),
    }
}

fn host_header(section: Section<'_>, desk: &mut Desk<'_>) -> HostHeader {
    let preserve = section.flag("preserve_host_header");
    let Some((text, span)) = section.text("host_rewrite") else {
        return if preserve { HostHeader::Preserve } else { HostHeader::Origin };
    };
    if preserve {
        desk.error(span, "a route has either `host_rewrite` or `preserve_host_header`", "remove one");
    }
    let (host, port) = match text.rsplit_once(':').filter(|(h, _)| !h.contains(':')) {
        Some((host, port)) => (host, Some(port)),
        None => (text, None),
    };
    let clean = values::host_name(host).is_ok() && port.is_none_or(|p| p.parse::<u16>().is_ok_and(|n| n != 0));
    if !clean {
        desk.error(span, format!("`{text}` is not a host"), "write a host name, with a port if need be");
    }
    HostHeader::Literal(text.to_ascii_lowercase().into())
}
