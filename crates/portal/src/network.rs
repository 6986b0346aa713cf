//! Where an address is, seen from another one.
//!
//! Why: "this network" or "another one" is all that an address says for sure; a map of the world would guess.

use portcullis_pages::Network;
use std::net::IpAddr;

/// IPv4 networks are compared by their first 24 bits, IPv6 ones by 64: what one household or office has.
pub(crate) fn place(ip: Option<IpAddr>, here: IpAddr) -> Network {
    let Some(ip) = ip.map(|ip| ip.to_canonical()) else { return Network::Unknown };
    match (ip, here.to_canonical()) {
        (IpAddr::V4(a), IpAddr::V4(b)) if a.to_bits() >> 8 == b.to_bits() >> 8 => Network::Same,
        (IpAddr::V6(a), IpAddr::V6(b)) if a.to_bits() >> 64 == b.to_bits() >> 64 => Network::Same,
        _ if is_private(ip) => Network::Private,
        _ => Network::Public,
    }
}

/// RFC 1918, RFC 6598, link-local and loopback; RFC 4193 and their like in IPv6.
fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.to_bits() >> 22 == 0x6440_0000 >> 22,
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_address_is_here_at_somebodys_or_elsewhere() {
        let of = |ip: &str, here: &str| place(Some(ip.parse().unwrap()), here.parse().unwrap());
        assert_eq!(of("203.0.113.9", "203.0.113.24"), Network::Same);
        assert_eq!(of("::ffff:203.0.113.9", "203.0.113.24"), Network::Same);
        assert_eq!(of("203.0.112.9", "203.0.113.24"), Network::Public);
        assert_eq!(of("2001:db8::1", "2001:db8::ffff:2"), Network::Same);
        assert_eq!(of("2001:db8:0:1::1", "2001:db8::1"), Network::Public);
        for private in ["10.1.2.3", "192.168.0.1", "172.31.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "169.254.1.1", "::1", "fd00::1", "fe80::1"] {
            assert_eq!(of(private, "203.0.113.24"), Network::Private, "{private}");
        }
        assert_eq!(of("100.128.0.1", "203.0.113.24"), Network::Public);
        assert_eq!(place(None, "::1".parse().unwrap()), Network::Unknown);
    }
}
