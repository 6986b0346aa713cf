//! Outcomes of nobody in particular, counted by route, network prefix and reason.
//!
//! Why: strangers can ask as often as they like; the ledger gets one event per ten seconds and kind, and never blocks them
//! or us (DESIGN: the ledger).

use parking_lot::Mutex;
use portcullis_model::{Event, EventKind, Outcome, ReasonSet, Timestamp};
use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

const LIMIT: usize = 10_000;

#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    route: Box<str>,
    prefix: IpAddr,
    verdict: &'static str,
    reasons: ReasonSet,
}

#[derive(Default)]
pub(crate) struct Anonymous {
    counts: Mutex<(HashMap<Key, u64>, u64)>,
}

impl Anonymous {
    pub(crate) fn count(&self, route: &str, ip: IpAddr, verdict: &'static str, reasons: ReasonSet) {
        let key = Key { route: route.into(), prefix: prefix(ip), verdict, reasons };
        let mut guard = self.counts.lock();
        let (map, rest) = &mut *guard;
        if let Some(n) = map.get_mut(&key) {
            *n += 1;
        } else if map.len() < LIMIT {
            map.insert(key, 1);
        } else {
            *rest += 1;
        }
    }
    /// The counts since the last call, as events.
    pub(crate) fn drain(&self, now: Timestamp) -> Vec<Event> {
        let (map, rest) = std::mem::take(&mut *self.counts.lock());
        let mut events: Vec<Event> = map
            .into_iter()
            .map(|(key, n)| {
                let reasons: Vec<&str> = key.reasons.iter().map(|r| r.as_str()).collect();
                let outcome = if key.verdict == "permit" { Outcome::Success } else { Outcome::Failure };
                Event::new(now, EventKind::AccessAnonymous, outcome)
                    .on(&key.route)
                    .from_ip(Some(key.prefix))
                    .with("decision", key.verdict)
                    .with("reasons", &reasons.join(" "))
                    .with("count", &n.to_string())
            })
            .collect();
        if rest > 0 {
            events.push(Event::new(now, EventKind::AccessAnonymous, Outcome::Failure).with("decision", "uncounted").with("count", &rest.to_string()));
        }
        events
    }
}

/// A /24 or a /48: enough to see where a scan comes from, too little to store who.
fn prefix(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            IpAddr::V4(Ipv4Addr::new(a, b, c, 0))
        }
        IpAddr::V6(v6) => {
            let [a, b, c, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_are_counted_by_network_and_never_without_end() {
        let a = Anonymous::default();
        for last in 0..200 {
            a.count("wiki", IpAddr::V4(Ipv4Addr::new(192, 0, 2, last)), "challenge", ReasonSet::EMPTY);
        }
        let events = a.drain(Timestamp::from_secs(5));
        assert_eq!(events.len(), 1);
        assert_eq!(events.first().and_then(|e| e.detail.get("count")).map(|c| &**c), Some("200"));
        for i in 0..u16::MAX {
            let [x, y] = i.to_be_bytes();
            a.count("wiki", IpAddr::V4(Ipv4Addr::new(10, x, y, 1)), "challenge", ReasonSet::EMPTY);
        }
        assert_eq!(a.drain(Timestamp::from_secs(6)).len(), LIMIT + 1);
        assert!(a.drain(Timestamp::from_secs(7)).is_empty());
    }
}
