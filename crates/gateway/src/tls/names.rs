//! The names a certificate stands for.
//!
//! Why: the certificate chosen at the handshake and the hosts served on the connection must agree; both sides of that
//! question read the same list.

use std::net::IpAddr;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer, X509Certificate};

/// Subject alternative names, lower case. Common names do not count (RFC 9525 §2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServedNames {
    exact: Vec<Box<str>>,
    /// Of `*.example.com`: `example.com`.
    wildcard: Vec<Box<str>>,
    addresses: Vec<IpAddr>,
}
impl ServedNames {
    /// Reads them from a certificate; `None` when it is not one.
    pub(crate) fn of(der: &[u8]) -> Option<Self> {
        let (_, certificate) = X509Certificate::from_der(der).ok()?;
        let mut names = Self::default();
        let Ok(Some(san)) = certificate.subject_alternative_name() else { return Some(names) };
        for name in &san.value.general_names {
            match name {
                GeneralName::DNSName(dns) => {
                    let dns = dns.trim_end_matches('.').to_ascii_lowercase();
                    match dns.strip_prefix("*.") {
                        Some(parent) => names.wildcard.push(parent.into()),
                        None => names.exact.push(dns.into()),
                    }
                }
                GeneralName::IPAddress(bytes) => {
                    let v4 = <[u8; 4]>::try_from(*bytes).map(IpAddr::from);
                    let v6 = <[u8; 16]>::try_from(*bytes).map(IpAddr::from);
                    names.addresses.extend(v4.or(v6).ok());
                }
                _ => {}
            }
        }
        Some(names)
    }
    /// Whether `host` (lower case, no port) is among them. A wildcard stands for exactly one label (RFC 9525 §6.3).
    pub fn cover(&self, host: &str) -> bool {
        if self.exact.iter().any(|n| **n == *host) {
            return true;
        }
        if let Some((label, parent)) = host.split_once('.')
            && !label.is_empty()
            && self.wildcard.iter().any(|w| **w == *parent)
        {
            return true;
        }
        !self.addresses.is_empty() && host.parse().is_ok_and(|ip| self.addresses.contains(&ip))
    }
    pub(crate) fn exact(&self) -> impl Iterator<Item = &str> {
        self.exact.iter().map(|n| &**n)
    }
    pub(crate) fn wildcard(&self) -> impl Iterator<Item = &str> {
        self.wildcard.iter().map(|n| &**n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wildcard_is_one_label() {
        let names = ServedNames { exact: vec!["a.test".into()], wildcard: vec!["w.test".into()], addresses: vec![IpAddr::from([127, 0, 0, 1])] };
        for (host, covered) in [
            ("a.test", true),
            ("x.w.test", true),
            ("x.y.w.test", false),
            ("w.test", false),
            (".w.test", false),
            ("127.0.0.1", true),
            ("127.0.0.2", false),
            ("b.test", false),
        ] {
            assert_eq!(names.cover(host), covered, "{host}");
        }
    }
}
