//! How often one address may ask for mails.
//!
//! Why: whoever fills other people's mailboxes is slowed down, whomever they name; the answer depends on the address alone (S20).

use crate::regulation::network;
use parking_lot::Mutex;
use portcullis_model::Timestamp;
use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::time::Duration;

/// So many in so long; all of them hold.
const RULES: [(usize, Duration); 3] = [(5, Duration::from_secs(600)), (10, Duration::from_secs(900)), (15, Duration::from_secs(1_800))];
const LONGEST: Duration = Duration::from_secs(1_800);
/// Addresses that are remembered; beyond, those who asked longest ago are forgotten.
const MOST: usize = 20_000;

#[derive(Debug, Default)]
pub(crate) struct Limit {
    asked: Mutex<HashMap<IpAddr, VecDeque<Timestamp>>>,
}
impl Limit {
    /// Counts one more, or says after how long it may be tried again. Loopback is this host, or a proxy on it for everybody.
    pub(crate) fn take(&self, ip: Option<IpAddr>, now: Timestamp) -> Result<(), Duration> {
        let Some(ip) = ip.map(network).filter(|ip| !ip.is_loopback()) else { return Ok(()) };
        let mut asked = self.asked.lock();
        if asked.len() >= MOST {
            asked.retain(|_, times| times.back().is_some_and(|last| now.since(*last) < LONGEST));
            if asked.len() >= MOST {
                asked.clear();
            }
        }
        let times = asked.entry(ip).or_default();
        times.retain(|at| now.since(*at) < LONGEST);
        for (most, within) in RULES {
            let mut recent = times.iter().filter(|at| now.since(**at) < within);
            let first = recent.next().copied();
            if recent.count() + 1 >= most
                && let Some(first) = first
            {
                return Err(within.saturating_sub(now.since(first)).max(Duration::from_secs(1)));
            }
        }
        times.push_back(now);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_in_ten_minutes_and_then_it_waits() {
        let limit = Limit::default();
        let at = |secs: i64| Timestamp::from_secs(1_800_000_000 + secs);
        let take = |ip: [u8; 4], secs| limit.take(Some(ip.into()), at(secs));
        for n in 0..5 {
            assert_eq!(take([192, 0, 2, 1], n), Ok(()), "{n}");
        }
        assert_eq!(take([192, 0, 2, 1], 5), Err(Duration::from_secs(595)));
        assert_eq!(take([192, 0, 2, 2], 5), Ok(()));
        assert_eq!(take([192, 0, 2, 1], 601), Ok(()));
        for n in 0..100 {
            assert_eq!(take([127, 0, 0, 1], n), Ok(()));
        }
        assert_eq!(limit.take(None, at(0)), Ok(()));
    }
    #[test]
    fn an_ipv6_network_is_one() {
        let limit = Limit::default();
        let ip = |last: u16| IpAddr::from([0x2001, 0xdb8, 0, 1, 0, 0, 0, last]);
        let all: Vec<bool> = (0..6).map(|n| limit.take(Some(ip(n)), Timestamp::from_secs(1_000)).is_ok()).collect();
        assert_eq!(all, [true, true, true, true, true, false]);
    }
}
