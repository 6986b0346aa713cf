//! What is configured of answering for other proxies: cookie domains, endpoints, who is believed.
//!
//! Why: each is checked once; a request only chooses among them (dossier A-01 … A-14).

use crate::WebOrigin;
use ipnet::IpNet;
use portcullis_crypto::SecretBytes;
use portcullis_document::Span;
use std::fmt;
use std::time::Duration;

/// Checks for other proxies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ForwardAuth {
    pub cookie_domains: Vec<CookieDomain>,
    /// In the order of the file; those that are built in are not among them.
    pub endpoints: Vec<AuthzEndpoint>,
}

/// A domain whose hosts share one cookie, for proxies that do not pass our own paths on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CookieDomain {
    /// Lower case; never a public suffix.
    pub domain: Box<str>,
    /// Where people of this domain are sent; a host of the domain, so that the cookie can be set there.
    pub portal: PortalAddress,
    pub span: Span,
}

/// A portal's address: an origin and, where the portal lies below one, a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortalAddress {
    pub origin: WebOrigin,
    /// Empty, or `/portal`: without a slash at the end.
    pub path: Box<str>,
}
impl fmt::Display for PortalAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin, self.path)
    }
}

/// How a proxy says what it asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    ForwardAuth,
    AuthRequest,
    ExtAuthz,
    /// `/api/verify`.
    Verify,
}
impl Dialect {
    pub(crate) const WORDS: [&'static str; 4] = ["forward-auth", "auth-request", "ext-authz", "verify"];
    pub(crate) fn parse(word: &str) -> Option<Self> {
        [Self::ForwardAuth, Self::AuthRequest, Self::ExtAuthz, Self::Verify].into_iter().zip(Self::WORDS).find(|(_, w)| *w == word).map(|(d, _)| d)
    }
}

/// An endpoint for checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthzEndpoint {
    /// `/api/authz/NAME`.
    pub path: Box<str>,
    pub dialect: Dialect,
    /// In this order; never empty.
    pub strategies: Vec<Strategy>,
}

/// One way in which a request may say who it is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Strategy {
    pub kind: StrategyKind,
    /// How long a password that was right is not checked again; zero: always.
    pub cache: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StrategyKind {
    CookieSession,
    /// `Authorization`.
    Authorization,
    /// `Proxy-Authorization`; refusals are 407.
    ProxyAuthorization,
    /// `Proxy-Authorization`; refusals are 401.
    AuthRequestProxyAuthorization,
    /// `Proxy-Authorization`, or with `auth=basic` `Authorization`, which must then be there.
    Verify,
}
impl StrategyKind {
    pub(crate) const WORDS: [&'static str; 5] = ["cookie_session", "authorization", "proxy_authorization", "auth_request_proxy_authorization", "verify"];
    pub(crate) fn parse(word: &str) -> Option<Self> {
        let all = [Self::CookieSession, Self::Authorization, Self::ProxyAuthorization, Self::AuthRequestProxyAuthorization, Self::Verify];
        all.into_iter().zip(Self::WORDS).find(|(_, w)| *w == word).map(|(k, _)| k)
    }
}

/// Whose forwarding fields are believed.
#[derive(Clone, Debug)]
pub struct TrustedProxy {
    pub network: IpNet,
    /// What it sends in `X-Portcullis-Proxy-Secret`.
    pub secret: Option<SecretBytes>,
    /// SHA-256 of the certificate that it shows. Without either the address is enough.
    pub certificate: Option<[u8; 32]>,
}
