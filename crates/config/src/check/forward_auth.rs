//! Cookie domains and endpoints of answering for other proxies.
//!
//! Why: a cookie for a whole domain is set only where that is meant and where browsers would keep it; an endpoint has one meaning.

use super::desk::Desk;
use crate::table::Section;
use crate::{AuthzEndpoint, CookieDomain, Dialect, ForwardAuth, PortalAddress, Strategy, StrategyKind, WebOrigin, values};
use portcullis_document::Span;
use std::time::Duration;

/// Longer, and a password that was changed elsewhere would count for too long.
const LONGEST_CACHE: Duration = Duration::from_secs(24 * 60 * 60);

pub(super) fn read(root: Section<'_>, portal: Option<&WebOrigin>, desk: &mut Desk<'_>) -> ForwardAuth {
    let Some(section) = root.inner("forward_auth") else { return ForwardAuth::default() };
    let mut cookie_domains: Vec<CookieDomain> = Vec::new();
    for entry in section.inners("cookie_domains") {
        let Some(domain) = cookie_domain(entry, portal, desk) else { continue };
        let inside = |a: &str, b: &str| a.strip_suffix(b).is_some_and(|front| front.is_empty() || front.ends_with('.'));
        if let Some(other) = cookie_domains.iter().find(|d| inside(&d.domain, &domain.domain) || inside(&domain.domain, &d.domain)) {
            let what = format!("`{}` and `{}` overlap: a host of both would have two cookies", other.domain, domain.domain);
            desk.error(domain.span, what, "keep one of them");
            continue;
        }
        cookie_domains.push(domain);
    }
    let mut endpoints: Vec<AuthzEndpoint> = Vec::new();
    for entry in section.inners("endpoints") {
        let Some(endpoint) = endpoint(entry, desk) else { continue };
        if endpoints.iter().any(|e| e.path == endpoint.path) {
            desk.error(entry.key_span("path"), format!("there are two endpoints at `{}`", endpoint.path), "give each its own path");
            continue;
        }
        endpoints.push(endpoint);
    }
    ForwardAuth { cookie_domains, endpoints }
}

fn cookie_domain(entry: Section<'_>, portal: Option<&WebOrigin>, desk: &mut Desk<'_>) -> Option<CookieDomain> {
    let (text, span) = entry.text("domain")?;
    let domain = values::host_name(text).ok()?;
    if domain.parse::<std::net::IpAddr>().is_ok() || !domain.contains('.') || is_public_suffix(&domain) {
        let what = format!("`{domain}` is no domain of one owner: a cookie for it would go to strangers, or nowhere");
        desk.error(span, what, "write the domain that you own, like example.com");
        return None;
    }
    let portal = match entry.text("portal") {
        Some((text, at)) => (portal_address(text, at, desk)?, at),
        None => (PortalAddress { origin: portal?.clone(), path: "".into() }, span),
    };
    let (portal, at) = portal;
    let host = &*portal.origin.host;
    if !host.strip_suffix(&*domain).is_some_and(|front| front.is_empty() || front.ends_with('.')) {
        let what = format!("the portal {portal} is not in `{domain}`, so it cannot set a cookie for it");
        desk.error(at, what, format!("add `portal: https://login.{domain}`, and send that host to this server"));
        return None;
    }
    Some(CookieDomain { domain, portal, span })
}

fn portal_address(text: &str, span: Span, desk: &mut Desk<'_>) -> Option<PortalAddress> {
    let path_at = text.find("://").and_then(|i| text.get(i + 3..)?.find('/').map(|j| i + 3 + j)).unwrap_or(text.len());
    let (origin, path) = text.split_at_checked(path_at)?;
    let path = path.trim_end_matches('/');
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'/');
    let sound = path.bytes().all(plain) && !path.contains("//");
    match values::web_origin(origin) {
        Ok(origin) if sound && origin.https => Some(PortalAddress { origin, path: path.into() }),
        _ => {
            desk.error(span, format!("`{text}` is not an address of a portal"), "write https://login.example.com, with a path like /portal if need be");
            None
        }
    }
}

/// Whether strangers own hosts under it (publicsuffix.org). A name that is in no list is its owner's: `home.arpa`, `lan` and the like.
fn is_public_suffix(domain: &str) -> bool {
    psl::suffix(domain.as_bytes()).is_some_and(|suffix| suffix.is_known() && suffix.as_bytes() == domain.as_bytes())
}

fn endpoint(entry: Section<'_>, desk: &mut Desk<'_>) -> Option<AuthzEndpoint> {
    let dialect = entry.text("dialect").and_then(|(t, _)| Dialect::parse(t));
    let strategies: Vec<Strategy> = entry.inners("strategies").filter_map(|s| strategy(s, desk)).collect();
    let (path, span) = entry.text("path")?;
    let name = path.strip_prefix("/api/authz/").unwrap_or_default();
    // The older path, which files of Authelia keep beside their own.
    let older = path == "/api/verify" && dialect == Some(Dialect::Verify);
    if !older && (name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))) {
        let hint = "write /api/authz/ and a name of letters, digits and hyphens; with the dialect verify also /api/verify";
        desk.error(span, format!("`{path}` is not a path of an endpoint"), hint);
        return None;
    }
    let dialect = dialect?;
    let strategies = if entry.node().get("strategies").is_some() { strategies } else { Strategy::built_in(dialect) };
    if strategies.is_empty() {
        desk.error(entry.key_span("strategies"), "there is no strategy, so nobody could say who they are", "add `- { kind: cookie_session }`");
        return None;
    }
    Some(AuthzEndpoint { path: path.into(), dialect, strategies })
}

fn strategy(entry: Section<'_>, desk: &mut Desk<'_>) -> Option<Strategy> {
    let cache = entry.duration("cache").unwrap_or_default();
    let kind = entry.text("kind").and_then(|(t, _)| StrategyKind::parse(t))?;
    if kind == StrategyKind::CookieSession && !cache.is_zero() {
        desk.error(entry.key_span("cache"), "there is nothing to keep: a cookie is looked up in memory", "remove `cache`");
    }
    if cache > LONGEST_CACHE {
        desk.error(entry.key_span("cache"), "`cache` is longer than a day", "write at most 24h");
    }
    Some(Strategy { kind, cache })
}
impl Strategy {
    /// What the built-in endpoints of a dialect take.
    pub fn built_in(dialect: Dialect) -> Vec<Self> {
        let first = if dialect == Dialect::Verify { StrategyKind::Verify } else { StrategyKind::Authorization };
        [first, StrategyKind::CookieSession].map(|kind| Self { kind, cache: Duration::ZERO }).into()
    }
}
