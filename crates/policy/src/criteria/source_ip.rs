//! `source_ip`: the client is in one of these networks.
//!
//! Why: some doors open only from home.

use super::{About, Criterion, Finding};
use crate::{condition::Condition, facts::Facts, network, network::Range, reading::Reading};
use ipnet::IpNet;
use portcullis_document::{Node, Value};
use portcullis_model::Reason;

/// A request without an address is in no network.
#[derive(Clone, Debug)]
pub(crate) struct SourceIp {
    ranges: Box<[Range]>,
    networks: Box<[IpNet]>,
}
impl SourceIp {
    pub(crate) fn ranges(&self) -> &[Range] {
        &self.ranges
    }
}
impl Criterion for SourceIp {
    const ABOUT: About = About::Request;
    fn parse(_: &str, data: &Node, reading: &mut Reading) -> Option<Self> {
        let items = match &data.value {
            Value::List(items) => items.as_slice(),
            Value::Text(_) => std::slice::from_ref(data),
            _ => {
                reading.wrong_type("`source_ip`", data, "an address, a network like 192.0.2.0/24, or a list of them");
                return None;
            }
        };
        let mut networks = Vec::new();
        for item in items {
            match item.as_str().and_then(network::parse) {
                Some(network) => networks.push(network),
                None => reading.error(item.span, "this is not an IP address or network", "write it like 192.0.2.1, 192.0.2.0/24 or 2001:db8::/32"),
            }
        }
        (networks.len() == items.len()).then(|| Self { ranges: networks.iter().copied().map(Range::of).collect(), networks: networks.into() })
    }
    fn check(&self, facts: &Facts<'_>) -> Finding {
        let inside = facts.ip.is_some_and(|ip| self.ranges.iter().any(|range| range.contains(ip)));
        Finding::new(inside, Reason::SourceIpOk, Reason::SourceIpUnauthorized)
    }
    fn condition(&self) -> Condition {
        let networks: Vec<String> =
            self.networks.iter().map(|n| if n.prefix_len() == n.max_prefix_len() { n.addr().to_string() } else { n.to_string() }).collect();
        Condition::new("source-ip").with("networks", networks.join(", "))
    }
}
