//! Addresses: of listeners, of networks, of hosts, of the portal.
//!
//! Why: what is compared with a request's host must be spelled as the request's is.

use crate::WebOrigin;
use ipnet::IpNet;
use portcullis_route::HostPattern;
use std::net::{IpAddr, SocketAddr};

/// `0.0.0.0:443`, `[::]:443`, or `:443` for every address.
pub(crate) fn address(text: &str) -> Result<SocketAddr, String> {
    let bad = || format!("`{text}` is not an address with a port");
    let full = if text.starts_with(':') { format!("[::]{text}") } else { text.to_owned() };
    full.parse().map_err(|_| bad())
}

/// A network, or an address as a network of one.
pub(crate) fn network(text: &str) -> Result<IpNet, String> {
    let bad = || format!("`{text}` is not a network");
    match text.contains('/') {
        true => text.parse::<IpNet>().map(|n| n.trunc()).map_err(|_| bad()),
        false => text.parse::<IpAddr>().map(IpNet::from).map_err(|_| bad()),
    }
}

/// One host by name or address, in lower case; an IPv6 address loses its brackets.
pub(crate) fn host_name(text: &str) -> Result<Box<str>, String> {
    match HostPattern::parse(text) {
        Ok(HostPattern::Exact(name)) => Ok(name),
        _ => Err(format!("`{text}` is not a host name")),
    }
}

/// Whether a host is this machine for every browser: what is served there counts as a secure context without TLS.
pub(crate) fn is_localhost(host: &str) -> bool {
    host == "localhost" || host.ends_with(".localhost") || host.parse::<IpAddr>().is_ok_and(|a| a.is_loopback())
}

/// `https://login.example.com`, with a port if need be. Plain http only on localhost, for cookies of a sign-in cross the wire.
pub(crate) fn web_origin(text: &str) -> Result<WebOrigin, String> {
    let (https, rest) = match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
        (Some(rest), _) => (true, rest),
        (_, Some(rest)) => (false, rest),
        _ => return Err(format!("`{text}` does not begin with https://")),
    };
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    let (host, port) = split_port(rest).ok_or_else(|| format!("`{text}` is not a host with nothing behind it"))?;
    let host = host_name(host).map_err(|_| format!("`{text}` is not a host with nothing behind it"))?;
    if !https && !is_localhost(&host) {
        return Err(format!("`{text}` is plain http"));
    }
    Ok(WebOrigin { https, host, port: port.filter(|p| *p != if https { 443 } else { 80 }) })
}

/// Host and port of an authority. `None` where the port is not one.
pub(crate) fn split_port(authority: &str) -> Option<(&str, Option<u16>)> {
    let colon = match authority.rfind(']') {
        Some(end) => authority.get(end..)?.find(':').map(|i| i + end),
        None => authority.rfind(':'),
    };
    match colon {
        None => Some((authority, None)),
        Some(at) => {
            let port = authority.get(at + 1..)?;
            let digits = !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit());
            let port: u16 = digits.then(|| port.parse().ok()).flatten()?;
            (port != 0).then_some((authority.get(..at)?, Some(port)))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn portals_are_origins() {
        let shown = |t: &str| web_origin(t).map(|o| o.to_string()).ok();
        assert_eq!(shown("https://Login.Example.com/").as_deref(), Some("https://login.example.com"));
        assert_eq!(shown("https://login.example.com:443").as_deref(), Some("https://login.example.com"));
        assert_eq!(shown("https://[2001:db8::1]:8443").as_deref(), Some("https://[2001:db8::1]:8443"));
        assert_eq!(shown("http://login.localhost:8080").as_deref(), Some("http://login.localhost:8080"));
        for bad in [
            "login.example.com",
            "http://login.example.com",
            "https://a/b",
            "https://a?b",
            "https://u@a",
            "https://a:b",
            "https://a:0",
            "https://*.a",
            "https://",
            "http://localhost.evil",
            "http://evillocalhost",
        ] {
            assert_eq!(shown(bad), None, "{bad}");
        }
    }
    #[test]
    fn addresses_and_networks() {
        assert_eq!(address(":443").unwrap().to_string(), "[::]:443");
        assert_eq!(network("10.1.2.3/8").unwrap().to_string(), "10.0.0.0/8");
        assert_eq!(network("192.0.2.1").unwrap().to_string(), "192.0.2.1/32");
        for bad in ["443", "localhost:443", "0.0.0.0", ""] {
            assert!(address(bad).is_err(), "{bad}");
        }
        for bad in ["10.0.0.0/33", "10.0.0", "a/8", ""] {
            assert!(network(bad).is_err(), "{bad}");
        }
    }
}
