//! The route table: from a target to the one route it is on.
//!
//! Why: the order of the file never matters; the most exact match wins, and what no reader could agree on matches nothing.

mod build;
mod paths;
mod readings;
#[cfg(test)]
mod tests;

use crate::{HostPattern, PathPattern, Route};
use foldhash::fast::RandomState;
use paths::Paths;
use portcullis_model::TargetUri;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

/// Every route, indexed by scheme, host, port and path.
#[derive(Default)]
pub struct RouteTable {
    routes: Vec<Arc<Route>>,
    names: HashMap<Box<str>, usize, RandomState>,
    http: Hosts,
    https: Hosts,
}

/// Two routes that one request could take, with nothing to choose between them; or two routes of one name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("routes `{}` and `{}` {what}", .names.0, .names.1)]
pub struct RouteClash {
    /// Positions in the list that was given; the first is the smaller.
    pub routes: (usize, usize),
    pub names: (Box<str>, Box<str>),
    pub what: Clash,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clash {
    /// They have the same name.
    Name,
    /// They match the same host and path. Holds the match as text.
    Match(Box<str>),
    /// Both are expressions of the same priority on the same host.
    Priority(i64),
}
impl fmt::Display for Clash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name => f.write_str("have the same name"),
            Self::Match(what) => write!(f, "match the same requests ({what})"),
            Self::Priority(n) => write!(f, "are expressions on the same host with the same priority {n}"),
        }
    }
}

impl RouteTable {
    /// Builds the index, or tells every clash.
    pub fn build(routes: Vec<Route>) -> Result<Self, Vec<RouteClash>> {
        build::build(routes)
    }
    /// The route a target is on.
    ///
    /// An exact host beats a wildcard and the longest wildcard beats the others; a host that is found decides, even where none of
    /// its routes matches (as Pomerium). A named port beats any port, likewise. An exact path beats the longest prefix beats
    /// the expression of highest priority.
    ///
    /// `None` too where readers of the same bytes would disagree on the route: a path with `;`, an encoded `?` or `#`, or an
    /// allowed encoded slash is looked up in each way that origins read such a path, and all must give the same route (S1, S2).
    /// `None` also for an encoded slash on a route that does not allow it, or whose `prefix_rewrite` would bring it to the front:
    /// with [`TargetUri::has_encoded_slash`] that is 400, not 404.
    pub fn find(&self, target: &TargetUri) -> Option<&Arc<Route>> {
        let paths = self.hosts(target).find(target.host(), target.port())?;
        let found = paths.find(target.path())?;
        if !readings::agree(target, |path| paths.find(path) == Some(found)) {
            return None;
        }
        self.routes.get(found).filter(|r| !target.has_encoded_slash() || r.allow_encoded_slash && readings::rewrites_safely(r, target))
    }
    /// Of a route with an exact path: a prefix or an expression that takes this path with its last slash added, or dropped. Many
    /// origins read both as one (S2).
    pub fn beside(&self, route: &Route) -> Option<&Arc<Route>> {
        let PathPattern::Exact(path) = &route.path else { return None };
        let twin = match path.strip_suffix('/') {
            Some("") => return None,
            Some(shorter) => shorter.to_owned(),
            None => format!("{path}/"),
        };
        let hosts = if route.from_https { &self.https } else { &self.http };
        let ports = match &route.host {
            HostPattern::Exact(host) => hosts.exact.get(host),
            HostPattern::Wildcard(after) => hosts.wildcard.get(after),
        }?;
        let other = self.routes.get(ports.at(route.from_port)?.find(&twin)?)?;
        (!matches!(other.path, PathPattern::Exact(_))).then_some(other)
    }
    /// Whether some route answers to that host, on either scheme, exactly or by a wildcard.
    pub fn has_host(&self, host: &str) -> bool {
        [&self.https, &self.http].into_iter().any(|h| h.entry(host).is_some())
    }
    /// Whether some https route answers to that host: plain requests for it belong on https.
    pub fn has_https_host(&self, host: &str) -> bool {
        self.https.entry(host).is_some()
    }
    pub fn by_name(&self, name: &str) -> Option<&Arc<Route>> {
        self.routes.get(*self.names.get(name)?)
    }
    /// In the order given to [`RouteTable::build`].
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Route>> {
        self.routes.iter()
    }
    pub fn len(&self) -> usize {
        self.routes.len()
    }
    pub fn is_empty(&self) -> bool {
        self.routes.is_empty()
    }
    fn hosts(&self, target: &TargetUri) -> &Hosts {
        if target.is_https() { &self.https } else { &self.http }
    }
}
impl fmt::Debug for RouteTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.routes.iter().map(|r| &r.name)).finish()
    }
}

/// The hosts of one scheme.
#[derive(Default)]
struct Hosts {
    exact: HashMap<Box<str>, Ports, RandomState>,
    /// By what follows `*.`.
    wildcard: HashMap<Box<str>, Ports, RandomState>,
}
impl Hosts {
    fn entry(&self, host: &str) -> Option<&Ports> {
        self.exact.get(host).or_else(|| {
            if self.wildcard.is_empty() {
                return None;
            }
            // Longest suffix first; a label of at least one character stays in front.
            let dots = host.match_indices('.').filter(|(at, _)| *at > 0);
            dots.filter_map(|(at, _)| self.wildcard.get(host.get(at + 1..)?)).next()
        })
    }
    fn find(&self, host: &str, port: Option<u16>) -> Option<&Paths> {
        self.entry(host)?.at(port)
    }
}

/// The ports of one host.
#[derive(Default)]
struct Ports {
    any: Option<Paths>,
    named: Vec<(u16, Paths)>,
}
impl Ports {
    fn at(&self, port: Option<u16>) -> Option<&Paths> {
        let named = port.and_then(|p| self.named.iter().find(|(n, _)| *n == p));
        named.map(|(_, paths)| paths).or(self.any.as_ref())
    }
}
