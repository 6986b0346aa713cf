//! `server`, and what runs beside it: listeners, endpoints of one's own, and sections that have no counterpart.
//!
//! Why: the proxy in front goes on asking at the address and the paths that it knows.

use super::length;
use super::out::Out;
use super::report::Report;
use super::source::{Source, scalar, texts};
use portcullis_document::Node;
use std::net::{IpAddr, SocketAddr};

/// Where the proxy asks, and sends the portal's people.
pub(super) fn listen<'a>(source: &Source<'a>, report: &mut Report) -> Option<Out> {
    let entry = source.at("server.address");
    let span = entry.map_or(portcullis_document::Span::START, |e| e.key_span);
    let asked = address(source).unwrap_or_else(|| {
        report.changed(span, "`server.address` is neither an address nor a port", "the private listener is put at 127.0.0.1:9091");
        SocketAddr::from(([127, 0, 0, 1], 9091))
    });
    if let Some(path) = below(source) {
        report.changed(
            span,
            format!("the path {path} of `server.address`: checks are answered without it, too"),
            format!("pages are below {path} where an `authelia_url` says so, and nowhere else"),
        );
    }
    report.carried(span, format!("`server.address` as `listen.forward_auth`: {asked}, for checks and the portal's pages"));
    Some(Out::map([("forward_auth", Out::text(asked.to_string()))]))
}

/// The path that Authelia answers below, besides the root.
fn below<'a>(source: &Source<'a>) -> Option<String> {
    let text = scalar(&source.at("server.address")?.value)?;
    let rest = text.split_once("://").map_or(&*text, |(_, rest)| rest);
    let path = rest.get(rest.find('/')?..)?.split('?').next()?.trim_end_matches('/').to_owned();
    Some(path).filter(|p| !p.is_empty())
}

/// Whom to believe: where checks come over loopback only, the proxy is on this host.
pub(super) fn trusted<'a>(source: &Source<'a>) -> Out {
    match address(source) {
        Some(asked) if asked.ip().is_loopback() => Out::texts(["127.0.0.1", "::1"]),
        _ => Out::List(Vec::new()),
    }
}

/// `tcp://:9091/` is every address; without a key it is that.
fn address<'a>(source: &Source<'a>) -> Option<SocketAddr> {
    let text = source.at("server.address").map_or_else(|| Some("tcp://:9091/".to_owned()), |e| scalar(&e.value))?;
    let rest = text.split_once("://").map_or(&*text, |(_, rest)| rest);
    let rest = rest.split(['/', '?']).next().unwrap_or_default();
    let (host, port) = rest.rsplit_once(':').map_or((rest, 9091), |(host, port)| (host, port.parse().unwrap_or(9091)));
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let ip = match host {
        "" => IpAddr::from([0, 0, 0, 0]),
        "localhost" => IpAddr::from([127, 0, 0, 1]),
        name => name.parse().ok()?,
    };
    Some(SocketAddr::new(ip, port))
}

/// `server.endpoints.authz`: with any, the default ones are gone.
pub(super) fn custom<'a>(source: &Source<'a>, report: &mut Report) -> Option<Out> {
    let authz = source.at("server.endpoints.authz")?;
    let mut all = Vec::new();
    for entry in authz.value.as_map().unwrap_or_default() {
        let entry = source.entry(&authz.value, &entry.key)?;
        let name = &entry.key;
        let dialect = match source.get(&entry.value, "implementation").and_then(Node::as_str) {
            Some("ForwardAuth") => "forward-auth",
            Some("AuthRequest") => "auth-request",
            Some("ExtAuthz") => "ext-authz",
            Some("Legacy") => "verify",
            _ => {
                report.refuse(entry.key_span, format!("the endpoint `{name}` has no implementation that is known"), "");
                continue;
            }
        };
        let plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '-' }).collect();
        let older = name == "legacy";
        let there = if older { "/api/verify".to_owned() } else { format!("/api/authz/{name}") };
        let path = if older { there.clone() } else { format!("/api/authz/{plain}") };
        if there != path {
            report.changed(entry.key_span, format!("the endpoint at {there} is at {path}"), "ask there, in the proxy's configuration");
        }
        let mut out = vec![("path".to_owned(), Out::text(path)), ("dialect".to_owned(), Out::text(dialect))];
        let written = source.get(&entry.value, "authn_strategies").and_then(Node::as_list).unwrap_or_default();
        let strategies: Vec<Out> = written.iter().filter_map(|one| strategy(one, source, report)).collect();
        if strategies.is_empty() && !written.is_empty() {
            report.guard(
                entry.key_span,
                format!("the endpoint `{name}` has no strategy that is supported, and is left away"),
                "name one under `forward_auth.endpoints`",
            );
            continue;
        }
        if !strategies.is_empty() {
            out.push(("strategies".to_owned(), Out::List(strategies)));
        }
        report.carried(entry.key_span, format!("the endpoint `{name}` as `forward_auth.endpoints`"));
        all.push(Out::Map(out));
    }
    Some(Out::List(all))
}

fn strategy<'a>(node: &'a Node, source: &Source<'a>, report: &mut Report) -> Option<Out> {
    let ours = match source.get(node, "name").and_then(Node::as_str) {
        Some("CookieSession") => return Some(Out::map([("kind", Out::text("cookie_session"))])),
        Some("HeaderLegacy") => return Some(Out::map([("kind", Out::text("verify"))])),
        Some("HeaderAuthorization") => "authorization",
        Some("HeaderProxyAuthorization") => "proxy_authorization",
        Some("HeaderAuthRequestProxyAuthorization") => "auth_request_proxy_authorization",
        _ => {
            report.refuse(node.span, "this strategy is not known", "");
            return None;
        }
    };
    let schemes = source.entry(node, "schemes");
    let words = schemes.and_then(|e| texts(&e.value)).unwrap_or_default();
    if let Some((_, span)) = words.iter().find(|(word, _)| word.eq_ignore_ascii_case("bearer")) {
        report.left(*span, "the scheme Bearer", "tokens of OpenID Connect are not supported yet");
    }
    let mut out = vec![("kind".to_owned(), Out::text(ours))];
    if let Some(cache) = source.entry(node, "scheme_basic_cache_lifespan") {
        let seconds = length::seconds(&cache.value).filter(|s| *s > 0);
        out.extend(seconds.map(|seconds| ("cache".to_owned(), Out::text(length::text(seconds.min(86_400))))));
    }
    if !words.is_empty() && !words.iter().any(|(word, _)| word.eq_ignore_ascii_case("basic")) {
        return None;
    }
    Some(Out::Map(out))
}

/// Whole sections without a counterpart, and why.
const WITHOUT: [(&str, &str); 18] = [
    ("log", "the server writes its log to standard error, in JSON lines; let systemd or the container keep it"),
    ("telemetry", "metrics: write `listen.metrics`"),
    ("ntp", "the clock is the system's business; run chrony or systemd-timesyncd"),
    ("storage", "the store of Authelia is not read; authenticator apps come along with `portcullis user import-factors`, security keys are added again"),
    ("identity_providers", "OpenID Connect is not supported yet: applications that sign in there have to stay with Authelia until it is"),
    ("certificates_directory", "authorities are named where they count: `directories[].ldap.tls.ca`, `notifier.smtp.tls.ca_file`"),
    ("default_2fa_method", "people choose the factor that they are asked for first in their account"),
    ("server.disable_healthcheck", "`portcullis health` asks the server"),
    ("server.asset_path", "name, mark and colours are keys under `portal`; see docs/guides/appearance.md"),
    ("server.tls", "write the certificate under `tls.certificates` and `listen.https`, or let the proxy end TLS"),
    ("server.headers", "the content security policy of the portal is fixed"),
    ("server.buffers", "sizes of fields and bodies are limited by the server"),
    ("server.timeouts", "see `deadlines`"),
    ("server.endpoints.enable_pprof", "there is no such endpoint"),
    ("server.endpoints.enable_expvars", "there is no such endpoint"),
    ("server.endpoints.rate_limits", "the limits of the server hold; see `rate_limits` for changing them"),
    ("default_redirection_url", "people without a place to go land on the launcher"),
    ("theme", ""),
];

pub(super) fn said<'a>(source: &Source<'a>, report: &mut Report) {
    for (path, why) in WITHOUT.into_iter().filter(|(_, why)| !why.is_empty()) {
        if let Some(entry) = source.at(path) {
            source.see_all(&entry.value);
            report.left(entry.key_span, format!("`{path}`"), why);
        }
    }
}
