//! What is configured of answering for other proxies, as the enforcement point is told it.
//!
//! Why: see `plan`; the built-in endpoints are there unless the configuration names its own (dossier A, trap 20).

use portcullis_config::{AuthzEndpoint, CookieDomain, Dialect, ForwardAuth, Strategy, StrategyKind};
use portcullis_pep as pep;

/// Paths that proxies already know.
const BUILT_IN: [(&str, Dialect); 4] = [
    ("/api/authz/forward-auth", Dialect::ForwardAuth),
    ("/api/authz/auth-request", Dialect::AuthRequest),
    ("/api/authz/ext-authz", Dialect::ExtAuthz),
    ("/api/verify", Dialect::Verify),
];

pub(crate) fn forward_auth(of: &ForwardAuth) -> pep::ForwardAuth {
    let built_in = || BUILT_IN.map(|(path, dialect)| AuthzEndpoint { path: path.into(), dialect, strategies: Strategy::built_in(dialect) });
    let endpoints = if of.endpoints.is_empty() { built_in().iter().map(endpoint).collect() } else { of.endpoints.iter().map(endpoint).collect() };
    pep::ForwardAuth { domains: of.cookie_domains.iter().map(domain).collect(), endpoints }
}

fn domain(of: &CookieDomain) -> pep::CookieDomain {
    let portal = &of.portal;
    pep::CookieDomain { domain: of.domain.clone(), host: portal.origin.host.clone(), path: portal.path.clone(), portal: portal.to_string().into() }
}

fn endpoint(of: &AuthzEndpoint) -> pep::Endpoint {
    let dialect = match of.dialect {
        Dialect::ForwardAuth => pep::Dialect::ForwardAuth,
        Dialect::AuthRequest => pep::Dialect::AuthRequest,
        Dialect::ExtAuthz => pep::Dialect::ExtAuthz,
        Dialect::Verify => pep::Dialect::Verify,
    };
    pep::Endpoint { path: of.path.clone(), dialect, strategies: of.strategies.iter().map(strategy).collect() }
}

fn strategy(of: &Strategy) -> pep::Strategy {
    let kind = match of.kind {
        StrategyKind::CookieSession => pep::StrategyKind::CookieSession,
        StrategyKind::Authorization => pep::StrategyKind::Authorization,
        StrategyKind::ProxyAuthorization => pep::StrategyKind::ProxyAuthorization,
        StrategyKind::AuthRequestProxyAuthorization => pep::StrategyKind::AuthRequestProxyAuthorization,
        StrategyKind::Verify => pep::StrategyKind::Verify,
    };
    pep::Strategy { kind, cache: of.cache }
}
