//! The authority of a request: host and port, read once.
//!
//! Why: a host that two readers read differently is how a request reaches a route that it was not judged for (S1, S10).

use super::{BadTarget, WireTarget};

type Authority = (Box<str>, Option<u16>);

/// Host and port from `:authority` and `Host` (RFC 9110 §7.2); where both are present they must name the same place.
pub(super) fn read(wire: &WireTarget<'_>) -> Result<Authority, BadTarget> {
    let field = match wire.hosts {
        [] => None,
        [one] => Some(std::str::from_utf8(one).map_err(|_| BadTarget::BadHost)?),
        _ => return Err(BadTarget::ManyHosts),
    };
    let from_field = field.map(split).transpose()?;
    let from_line = wire.authority.map(split).transpose()?;
    let effective = |port: Option<u16>| port.unwrap_or(if wire.https { 443 } else { 80 });
    match (from_line, from_field) {
        // `a.test` and `a.test:443` are one place under https; anything else that differs is two.
        (Some(a), Some(b)) if a.0 != b.0 || effective(a.1) != effective(b.1) => Err(BadTarget::HostMismatch),
        (Some(a), _) | (None, Some(a)) => Ok(a),
        (None, None) => Err(BadTarget::NoHost),
    }
}

fn split(text: &str) -> Result<Authority, BadTarget> {
    if text.bytes().any(|b| b == b'@') {
        return Err(BadTarget::UserInfo);
    }
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => address(rest)?,
        None => name(text)?,
    };
    Ok((host, port.map(number).transpose()?))
}

/// One to five digits, up to 65535 and not zero.
fn number(port: &str) -> Result<u16, BadTarget> {
    if !(1..=5).contains(&port.len()) {
        return Err(BadTarget::BadHost);
    }
    let mut n = 0u32;
    for digit in port.bytes() {
        if !digit.is_ascii_digit() {
            return Err(BadTarget::BadHost);
        }
        n = n * 10 + u32::from(digit - b'0');
    }
    u16::try_from(n).ok().filter(|n| *n != 0).ok_or(BadTarget::BadHost)
}

/// An IPv6 address in brackets, in its canonical text (RFC 5952); no zone.
fn address(rest: &str) -> Result<(Box<str>, Option<&str>), BadTarget> {
    let (addr, after) = rest.split_once(']').ok_or(BadTarget::BadHost)?;
    let addr: std::net::Ipv6Addr = addr.parse().map_err(|_| BadTarget::BadHost)?;
    let port = match after {
        "" => None,
        p => Some(p.strip_prefix(':').ok_or(BadTarget::BadHost)?),
    };
    Ok((addr.to_string().into(), port))
}

/// A name of labels or an IPv4 address. One trailing dot is the same name, written in full.
fn name(text: &str) -> Result<(Box<str>, Option<&str>), BadTarget> {
    // By bytes: every request comes through here, and a search for a `char` costs more than the whole walk.
    let (host, port) = match text.bytes().position(|b| b == b':') {
        Some(at) => (text.get(..at).unwrap_or_default(), text.get(at + 1..)),
        None => (text, None),
    };
    let host = host.strip_suffix('.').unwrap_or(host);
    let mut label = 0;
    let mut fits = host.len() <= 253;
    for b in host.bytes() {
        if b == b'.' {
            fits &= (1..=63).contains(&label);
            label = 0;
        } else {
            fits &= b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
            label += 1;
        }
    }
    if !fits || !(1..=63).contains(&label) {
        return Err(BadTarget::BadHost);
    }
    let mut host: Box<str> = host.into();
    host.make_ascii_lowercase();
    Ok((host, port))
}
