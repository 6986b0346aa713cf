//! The host part of a route's match: a name, or `*.` and a name.
//!
//! Why: a pattern that reads like a name must not match more than it says, so the star stands only at the front, for whole labels.

use std::fmt;

/// Which hosts a route answers to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HostPattern {
    /// This host and no other: lower case, an IPv6 address without brackets.
    Exact(Box<str>),
    /// `*.example.com`: every host that ends in `.example.com`, with one label or more in front. Holds the part after `*.`.
    Wildcard(Box<str>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadHostPattern {
    #[error("the host is not a name or an address")]
    NotAHost,
    #[error("a `*` may only be the first label of a host, as in *.example.com")]
    Star,
}

impl HostPattern {
    /// Reads `example.com`, `*.example.com`, an IPv4 address, or an IPv6 address in brackets. Case and one trailing dot are dropped.
    pub fn parse(text: &str) -> Result<Self, BadHostPattern> {
        if let Some(address) = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')) {
            let address: std::net::Ipv6Addr = address.parse().map_err(|_| BadHostPattern::NotAHost)?;
            return Ok(Self::Exact(address.to_string().into()));
        }
        let (wildcard, name) = match text.strip_prefix("*.") {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        if name.contains('*') {
            return Err(BadHostPattern::Star);
        }
        let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
        let label = |l: &str| !l.is_empty() && l.len() <= 63 && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        if name.len() > 253 || !name.split('.').all(label) {
            return Err(BadHostPattern::NotAHost);
        }
        Ok(if wildcard { Self::Wildcard(name.into()) } else { Self::Exact(name.into()) })
    }
    /// Whether a host, as [`portcullis_model::TargetUri::host`] gives it, is one of these.
    pub fn matches(&self, host: &str) -> bool {
        match self {
            Self::Exact(name) => **name == *host,
            Self::Wildcard(suffix) => host.strip_suffix(&**suffix).is_some_and(|front| front.len() > 1 && front.ends_with('.')),
        }
    }
}
impl fmt::Display for HostPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(name) if name.contains(':') => write!(f, "[{name}]"),
            Self::Exact(name) => f.write_str(name),
            Self::Wildcard(suffix) => write!(f, "*.{suffix}"),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn reads_names_addresses_and_a_leading_star() {
        let shown = |t: &str| HostPattern::parse(t).map(|h| h.to_string());
        assert_eq!(shown("Wiki.Example.com."), Ok("wiki.example.com".into()));
        assert_eq!(shown("*.Example.com"), Ok("*.example.com".into()));
        assert_eq!(shown("[2001:DB8::0]"), Ok("[2001:db8::]".into()));
        assert_eq!(shown("127.0.0.1"), Ok("127.0.0.1".into()));
    }
    #[test]
    fn s02_a_star_elsewhere_is_refused() {
        for bad in ["a*.example.com", "*a.example.com", "a.*.com", "*", "*.*.com", "**.com"] {
            assert_eq!(HostPattern::parse(bad), Err(BadHostPattern::Star), "{bad}");
        }
        for bad in ["", ".", "*.", "a..b", "a b", "a/b", "a@b", "[::1", "b\u{fc}cher.example"] {
            assert_eq!(HostPattern::parse(bad), Err(BadHostPattern::NotAHost), "{bad}");
        }
    }
    #[test]
    fn s02_a_wildcard_needs_a_whole_label_in_front() {
        let any = HostPattern::parse("*.example.com").unwrap();
        assert!(any.matches("a.example.com") && any.matches("a.b.example.com"));
        for other in ["example.com", ".example.com", "evilexample.com", "a.example.com.evil", "a.example.comx"] {
            assert!(!any.matches(other), "{other}");
        }
    }
}
