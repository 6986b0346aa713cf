//! An address or a range of addresses, as written in a policy.
//!
//! Why: an address has one meaning here: no octal parts, no zones, no masks with dots, and IPv4 inside IPv6 is IPv4.

use ipnet::IpNet;
use std::net::IpAddr;

/// A network ready to be asked: its bits, and which of them count.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Range {
    V4 { bits: u32, mask: u32 },
    V6 { bits: u128, mask: u128 },
}
impl Range {
    pub(crate) fn of(network: IpNet) -> Self {
        match network {
            IpNet::V4(net) => Self::V4 { bits: net.network().to_bits(), mask: net.netmask().to_bits() },
            IpNet::V6(net) => Self::V6 { bits: net.network().to_bits(), mask: net.netmask().to_bits() },
        }
    }
    #[inline]
    pub(crate) fn contains(&self, address: IpAddr) -> bool {
        match (self, address) {
            (Self::V4 { bits, mask }, IpAddr::V4(address)) => address.to_bits() & mask == *bits,
            (Self::V6 { bits, mask }, IpAddr::V6(address)) => address.to_bits() & mask == *bits,
            _ => false,
        }
    }
}

/// Reads `192.0.2.1`, `192.0.2.0/24`, `2001:db8::/32`; bits beyond the prefix are ignored.
pub(crate) fn parse(text: &str) -> Option<IpNet> {
    let (address, prefix) = match text.split_once('/') {
        Some((address, prefix)) => (address, Some(prefix)),
        None => (text, None),
    };
    let address: IpAddr = address.parse().ok()?;
    let widest = if address.is_ipv4() { 32 } else { 128 };
    let prefix: u8 = match prefix {
        None => widest,
        Some(p) if (1..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit()) && (p == "0" || !p.starts_with('0')) => p.parse().ok()?,
        Some(_) => return None,
    };
    let (address, prefix) = match address.to_canonical() {
        v4 @ IpAddr::V4(_) if address.is_ipv6() && prefix >= 96 => (v4, prefix - 96),
        _ => (address, prefix),
    };
    Some(IpNet::new(address, prefix).ok()?.trunc())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_range_has_what_its_network_has() {
        for network in ["192.0.2.0/24", "192.0.2.1", "0.0.0.0/0", "2001:db8::/33", "::/0", "::1"].map(|n| parse(n).unwrap()) {
            for address in ["192.0.2.1", "192.0.3.1", "0.0.0.0", "2001:db8::1", "2001:db8:8000::1", "::1", "::"].map(|a| a.parse::<IpAddr>().unwrap()) {
                assert_eq!(Range::of(network).contains(address), network.contains(&address), "{address} in {network}");
            }
        }
    }
    #[test]
    fn reads_addresses_and_ranges() {
        for (written, meant) in [
            ("192.0.2.1", "192.0.2.1/32"),
            ("192.0.2.77/24", "192.0.2.0/24"),
            ("2001:DB8::1", "2001:db8::1/128"),
            ("::ffff:192.0.2.0/120", "192.0.2.0/24"),
            ("::ffff:192.0.2.1", "192.0.2.1/32"),
            ("0.0.0.0/0", "0.0.0.0/0"),
        ] {
            assert_eq!(parse(written).map(|n| n.to_string()).as_deref(), Some(meant), "{written}");
        }
        for wrong in
            ["", "localhost", "010.0.0.1", "192.0.2.0/255.255.255.0", "192.0.2.0/33", "192.0.2.0/08", "192.0.2.0/", " 192.0.2.1", "fe80::1%eth0", "1.2.3.4/+8"]
        {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
