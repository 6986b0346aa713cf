//! What a route leads to: origins, a redirect or a fixed response; exactly one of them.
//!
//! Why: a route that leads nowhere, or two ways, is a mistake of its author's, never a guess of ours.

use super::desk::Desk;
use super::{own_listener, secret};
use crate::Listen;
use crate::table::Section;
use crate::values::{self, OriginUrl};
use data_encoding::BASE64;
use portcullis_document::{Node, Span};
use portcullis_model::{Origin, OriginScheme, OriginTls};
use portcullis_route::{Backend, DirectResponse, HostPattern, PathPattern, Redirect};
use std::sync::Arc;

/// The backend, and what replaces the matched prefix on the way to it.
pub(super) fn read(section: Section<'_>, path: Option<&PathPattern>, listen: &Listen, desk: &mut Desk<'_>) -> Option<(Backend, Option<Box<str>>)> {
    let written: Vec<&'static str> =
        ["to", "redirect", "response", "forward_auth"].into_iter().filter(|k| section.node().get(k).is_some_and(|n| n.as_bool() != Some(false))).collect();
    let rewrite = rewrite(section, path, desk);
    let tls = tls(section, desk);
    // Each that is written is read, so that a fault in one does not hide behind the other.
    let origins = section.get("to").and_then(|_| origins(section, path, rewrite, &tls, listen, desk));
    let redirect = section.inner("redirect").and_then(|inner| redirect(inner, path, desk)).map(|r| (Backend::Redirect(r), None));
    let response = section.inner("response").and_then(|inner| response(inner, desk)).map(|r| (Backend::Response(r), None));
    match written.as_slice() {
        [] => {
            desk.error(section.span(), "the route leads nowhere", "add `to:` with the origin, `redirect:`, `response:` or `forward_auth: true`");
            None
        }
        [_] => origins.or(redirect).or(response).or(section.flag("forward_auth").then_some((Backend::ForwardAuth, None))),
        [_, second, ..] => {
            desk.error(section.key_span(second), format!("the route leads to more than one place: {}", written.join(" and ")), "keep one");
            None
        }
    }
}

fn rewrite(section: Section<'_>, path: Option<&PathPattern>, desk: &mut Desk<'_>) -> Option<Box<str>> {
    let (text, span) = section.text("prefix_rewrite")?;
    rewrite_path(text, span, "prefix_rewrite", path, desk)
}

fn rewrite_path(text: &str, span: Span, key: &str, path: Option<&PathPattern>, desk: &mut Desk<'_>) -> Option<Box<str>> {
    if matches!(path, Some(PathPattern::Regex { .. })) {
        desk.error(
            span,
            format!("`{key}` needs a prefix or path to replace, and this route has an expression"),
            "match by `prefix`, or leave the path as it is",
        );
        return None;
    }
    values::origin_path(text).map_err(|what| desk.error(span, format!("`{key}` {what}"), "write a plain path like /app")).ok()
}

fn origins(
    section: Section<'_>,
    path: Option<&PathPattern>,
    explicit: Option<Box<str>>,
    tls: &OriginTls,
    listen: &Listen,
    desk: &mut Desk<'_>,
) -> Option<(Backend, Option<Box<str>>)> {
    let mut read: Vec<(OriginUrl, Span)> = Vec::new();
    let mut whole = true;
    for (text, span) in section.texts("to") {
        match values::origin_url(text) {
            Ok(url) => {
                if let Some((name, at)) = own_listener::heard_by(&url, listen) {
                    let what = format!("`{text}` is this server's own listener (`listen.{name}`, {at}): requests would come back here without end");
                    desk.error(span, what, "write where the application itself listens");
                    whole = false;
                }
                read.push((url, span));
            }
            Err((what, hint)) => {
                desk.error(span, what, hint);
                whole = false;
            }
        }
    }
    if section.get("to").and_then(Node::as_list).is_some_and(<[_]>::is_empty) {
        desk.error(section.key_span("to"), "`to` names no origin", "write at least one, like http://127.0.0.1:3000");
    }
    let (first, _) = read.first()?;
    for (other, span) in read.iter().skip(1) {
        if other.path != first.path {
            desk.error(*span, "the origins of a route have different paths", "a path in `to` replaces the matched prefix, so it must be the same in all");
            whole = false;
        }
    }
    let encrypted = read.iter().any(|(o, _)| o.scheme == OriginScheme::Https);
    for key in TLS_KEYS.iter().filter(|k| whole && !encrypted && section.node().get(k).is_some()) {
        desk.warn(section.key_span(key), format!("`{key}` has no effect: no origin is https"), "write https:// in `to`, or remove it");
    }
    let own = match (&explicit, &first.path, section.node().get("prefix_rewrite")) {
        (None, Some(own), None) => match path {
            Some(PathPattern::Regex { .. }) => {
                desk.error(
                    section.key_span("to"),
                    "a path in `to` needs a prefix to replace, and this route has an expression",
                    "remove the path, or match by `prefix`",
                );
                return None;
            }
            _ => Some(own.clone()),
        },
        _ => None,
    };
    let to_origin = |(url, _): (OriginUrl, Span)| {
        let tls = if url.scheme == OriginScheme::Https { tls.clone() } else { OriginTls::default() };
        Arc::new(Origin { scheme: url.scheme, host: url.host, port: url.port, authority: url.authority, tls })
    };
    let all: Vec<Arc<Origin>> = read.into_iter().map(to_origin).collect();
    whole.then(|| (Backend::Origins(all.into()), explicit.or(own)))
}

const TLS_KEYS: [&str; 5] = ["tls_skip_verify", "tls_server_name", "tls_upstream_server_name", "tls_custom_ca", "tls_custom_ca_file"];

fn tls(section: Section<'_>, desk: &mut Desk<'_>) -> OriginTls {
    let mut server_name = None;
    for key in ["tls_server_name", "tls_upstream_server_name"] {
        if let Some((text, span)) = section.text(key) {
            match values::host_name(text) {
                Ok(name) => server_name = Some(name),
                Err(what) => desk.error(span, what, "write the name in the origin's certificate"),
            }
        }
    }
    let inline = section.get("tls_custom_ca").and_then(|node| {
        let text = node.as_str()?;
        let decoded =
            if text.contains(PEM) { Some(text.to_owned()) } else { BASE64.decode(text.trim().as_bytes()).ok().and_then(|b| String::from_utf8(b).ok()) };
        authority(decoded.unwrap_or_default(), node, desk)
    });
    let in_file = section.get("tls_custom_ca_file").and_then(|node| {
        let bytes = secret::file(node.as_str()?, node, desk)?;
        authority(String::from_utf8(bytes).unwrap_or_default(), node, desk)
    });
    if ["tls_custom_ca", "tls_custom_ca_file"].iter().all(|k| section.node().get(k).is_some()) {
        desk.error(section.key_span("tls_custom_ca_file"), "a route has either `tls_custom_ca` or `tls_custom_ca_file`", "remove one");
    }
    let skip_verify = section.flag("tls_skip_verify");
    if skip_verify {
        desk.warn(
            section.key_span("tls_skip_verify"),
            "whoever stands between here and the origin can read and change everything",
            "name the origin's authority in `tls_custom_ca_file`",
        );
    }
    OriginTls { server_name, custom_ca: inline.or(in_file), skip_verify }
}

const PEM: &str = "BEGIN CERTIFICATE-----";

fn authority(pem: String, node: &Node, desk: &mut Desk<'_>) -> Option<Box<str>> {
    if pem.contains(PEM) {
        return Some(pem.into());
    }
    desk.error(node.span, "this holds no certificate in PEM", format!("give one with a line that ends in `{PEM}`"));
    None
}

fn redirect(section: Section<'_>, path: Option<&PathPattern>, desk: &mut Desk<'_>) -> Option<Redirect> {
    let mut out = Redirect { https_redirect: section.flag("https_redirect"), strip_query: section.flag("strip_query"), ..Redirect::default() };
    let mut whole = true;
    out.scheme = section.text("scheme_redirect").map(|(t, _)| t.into());
    if let Some((text, span)) = section.text("host_redirect") {
        match HostPattern::parse(text) {
            Ok(HostPattern::Exact(host)) => out.host = Some(host),
            _ => {
                desk.error(span, format!("`{text}` is not a host name"), "write a host without scheme or port");
                whole = false;
            }
        }
    }
    if let Some(node) = section.get("port_redirect") {
        out.port = node.as_int().and_then(|n| u16::try_from(n).ok()).filter(|n| *n != 0);
        if out.port.is_none() {
            desk.error(node.span, "this is not a port", "write a number from 1 to 65535");
        }
        whole &= out.port.is_some();
    }
    if let Some((text, span)) = section.text("path_redirect") {
        let (bare, query) = text.split_once('?').map_or((text, ""), |(p, q)| (p, q));
        let clean_query = query.bytes().all(|b| (b'!'..=b'~').contains(&b) && b != b'#');
        match values::origin_path(bare) {
            Ok(_) if clean_query => out.path = Some(text.into()),
            read => {
                let what = read.err().unwrap_or_else(|| "has a query that cannot be sent".to_owned());
                desk.error(span, format!("`path_redirect` {what}"), "write a plain path like /new");
                whole = false;
            }
        }
    }
    if let Some((text, span)) = section.text("prefix_rewrite") {
        out.prefix_rewrite = rewrite_path(text, span, "prefix_rewrite", path, desk);
        whole &= out.prefix_rewrite.is_some();
    }
    if let Some(node) = section.get("response_code") {
        match node.as_int() {
            Some(code @ (301 | 302 | 303 | 307 | 308)) => out.response_code = u16::try_from(code).unwrap_or(301),
            _ => {
                desk.error(node.span, "this is not the status of a redirect", "write 301, 302, 303, 307 or 308");
                whole = false;
            }
        }
    }
    let unchanged = Redirect { response_code: out.response_code, strip_query: false, ..Redirect::default() };
    if whole && section.is_sound() && out == unchanged {
        desk.error(
            section.span(),
            "the redirect changes nothing, and would go round in circles",
            "add what changes: `https_redirect`, `host_redirect`, `path_redirect`, …",
        );
        return None;
    }
    whole.then_some(out)
}

fn response(section: Section<'_>, desk: &mut Desk<'_>) -> Option<DirectResponse> {
    let node = section.get("status")?;
    let body = section.text("body").map(|(t, _)| t).unwrap_or_default();
    match node.as_int() {
        Some(status @ 200..=599) => Some(DirectResponse { status: u16::try_from(status).unwrap_or(200), body: body.into() }),
        _ => {
            desk.error(node.span, "this is not the status of an answer", "write a number from 200 to 599");
            None
        }
    }
}
