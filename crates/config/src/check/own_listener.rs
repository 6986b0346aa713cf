//! Whether an origin is one of our own listeners.
//!
//! Why: a request that we send to ourselves is sent to ourselves again, until nothing is left to open a connection with.

use crate::Listen;
use crate::values::OriginUrl;
use portcullis_model::OriginScheme;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// The listener that would hear what is sent to this origin: its name in `listen`, and its address.
pub(super) fn heard_by(origin: &OriginUrl, listen: &Listen) -> Option<(&'static str, SocketAddr)> {
    if matches!(origin.scheme, OriginScheme::Unix(_)) {
        return None;
    }
    [("https", listen.https), ("http", listen.http), ("forward_auth", listen.forward_auth), ("forward_auth_tls", listen.forward_auth_tls)]
        .into_iter()
        .filter_map(|(name, at)| Some((name, at?)))
        .find(|(_, at)| at.port() == origin.port && at.port() != 0 && hears(at.ip().to_canonical(), &origin.host))
}

fn hears(listener: IpAddr, host: &str) -> bool {
    let this_host = listener.is_unspecified() || listener.is_loopback();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let name = host.trim_end_matches('.').to_ascii_lowercase();
    if name == "localhost" || name.ends_with(".localhost") {
        return this_host;
    }
    let Ok(to) = host.parse::<IpAddr>().map(|ip| ip.to_canonical()) else { return false };
    // Connecting to "no address" is connecting to this host.
    let to = match to {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        other => other,
    };
    to == listener || (to.is_unspecified() && this_host) || (to.is_loopback() && listener.is_unspecified() && (listener.is_ipv6() || to.is_ipv4()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::values::origin_url;

    #[test]
    fn an_origin_that_is_our_own_listener_is_seen() {
        let heard = |to: &str, at: &str| {
            let listen = Listen { http: Some(at.parse().unwrap()), ..Listen::default() };
            heard_by(&origin_url(to).unwrap(), &listen).is_some()
        };
        for (to, at) in [
            ("http://127.0.0.1:8080", "127.0.0.1:8080"),
            ("https://127.0.0.1:8080/base", "127.0.0.1:8080"),
            ("http://localhost:8080", "127.0.0.1:8080"),
            ("http://wiki.localhost:8080", "0.0.0.0:8080"),
            ("http://0.0.0.0:8080", "127.0.0.1:8080"),
            ("http://127.9.9.9:8080", "0.0.0.0:8080"),
            ("http://127.0.0.1:8080", "[::]:8080"),
            ("http://[::1]:8080", "[::1]:8080"),
            ("http://192.0.2.1", "192.0.2.1:80"),
        ] {
            assert!(heard(to, at), "{to} reaches {at}");
        }
        for (to, at) in [
            ("http://127.0.0.1:8081", "127.0.0.1:8080"),
            ("http://127.0.0.1:8080", "192.0.2.1:8080"),
            ("http://127.0.0.2:8080", "127.0.0.1:8080"),
            ("http://wiki.internal:8080", "0.0.0.0:8080"),
            ("unix:///run/wiki.sock", "127.0.0.1:8080"),
        ] {
            assert!(!heard(to, at), "{to} does not reach {at}");
        }
    }
}
