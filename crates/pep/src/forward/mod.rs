//! Checks for other proxies: one more door to the same judge.
//!
//! Why: people keep the proxy they run. It says what was asked for, in one of four dialects (dossier A §7); what it says is believed only
//! because of who it is, is parsed by the one parser of targets, and is judged by the rules of a route that says `forward_auth: true`.

mod answer;
mod check;
mod credentials;
mod domain;
mod original;
pub(crate) mod start;

use std::time::Duration;

/// What is configured.
#[derive(Clone, Debug, Default)]
pub struct ForwardAuth {
    pub domains: Vec<CookieDomain>,
    pub endpoints: Vec<Endpoint>,
}

/// A domain whose hosts share a cookie.
#[derive(Clone, Debug)]
pub struct CookieDomain {
    /// `example.com`.
    pub domain: Box<str>,
    /// The host of its portal.
    pub host: Box<str>,
    /// Empty, or the path its portal lies under: `/portal`.
    pub path: Box<str>,
    /// The portal's address as text: origin and path.
    pub portal: Box<str>,
}
impl CookieDomain {
    fn holds(&self, host: &str) -> bool {
        host.strip_suffix(&*self.domain).is_some_and(|front| front.is_empty() || front.ends_with('.'))
    }
}

/// How a proxy says what it asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    ForwardAuth,
    AuthRequest,
    ExtAuthz,
    Verify,
}

#[derive(Clone, Debug)]
pub struct Endpoint {
    pub path: Box<str>,
    pub dialect: Dialect,
    pub strategies: Box<[Strategy]>,
}

/// One way in which a request may say who it is from.
#[derive(Clone, Copy, Debug)]
pub struct Strategy {
    pub kind: StrategyKind,
    /// How long a password that was right is not checked again.
    pub cache: Duration,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StrategyKind {
    CookieSession,
    Authorization,
    ProxyAuthorization,
    AuthRequestProxyAuthorization,
    Verify,
}

impl ForwardAuth {
    /// The endpoint of a path, and what follows its own. Below the path of a portal they are there too.
    fn endpoint<'a, 'p>(&'a self, path: &'p str) -> Option<(&'a Endpoint, &'p str)> {
        let below = |d: &CookieDomain| path.strip_prefix(&*d.path).filter(|_| !d.path.is_empty());
        self.named(path).or_else(|| self.domains.iter().filter_map(below).find_map(|path| self.named(path)))
    }
    fn named<'a, 'p>(&'a self, path: &'p str) -> Option<(&'a Endpoint, &'p str)> {
        self.endpoints.iter().find_map(|endpoint| {
            let rest = path.strip_prefix(&*endpoint.path)?;
            let open = matches!(endpoint.dialect, Dialect::ExtAuthz | Dialect::Verify);
            (rest.is_empty() || (open && rest.starts_with('/'))).then_some((endpoint, rest))
        })
    }
    /// The domain whose portal lies there, and what follows the portal's own path.
    fn portal_at<'a, 'p>(&'a self, host: &str, path: &'p str) -> Option<(&'a CookieDomain, &'p str)> {
        self.domains.iter().filter(|d| *d.host == *host).find_map(|d| {
            let rest = path.strip_prefix(&*d.path)?;
            (rest.is_empty() || rest.starts_with('/')).then_some((d, rest))
        })
    }
    fn domain_of(&self, host: &str) -> Option<&CookieDomain> {
        self.domains.iter().find(|d| d.holds(host))
    }
}
