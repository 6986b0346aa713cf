//! How often an address may ask for what costs something, endpoint by endpoint.
//!
//! Why: the brake on failed sign-ins counts failures; this counts requests, right or wrong, where each one sends a mail, tries a
//! code or takes time. An address that asks too often is told when to come back.

use parking_lot::Mutex;
use portcullis_model::{PersonId, Timestamp};
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;
use std::time::Duration;

/// What is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Endpoint {
    /// Asking for a link to reset a password.
    ResetStart,
    /// Setting the password over such a link.
    ResetFinish,
    /// A code of an authenticator app.
    OneTimeCode,
    /// Asking somebody's phone.
    Push,
    /// Asking for a code by mail.
    MailedCodeStart,
    /// Typing a code that was mailed.
    MailedCodeFinish,
    /// Rating a password that is being typed.
    PasswordStrength,
}
impl Endpoint {
    pub const ALL: [Self; 7] =
        [Self::ResetStart, Self::ResetFinish, Self::OneTimeCode, Self::Push, Self::MailedCodeStart, Self::MailedCodeFinish, Self::PasswordStrength];
}

/// A bucket that holds `requests` and regains one in each `period`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    pub period: Duration,
    pub requests: u32,
}

/// The buckets of every endpoint, and what is left in them. Counts survive a reload, which clones this with other buckets.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    buckets: HashMap<Endpoint, Vec<Bucket>>,
    counts: Counts,
}

/// What addresses have used up. Of this process: a node counts its own requests.
#[derive(Clone, Debug, Default)]
pub struct Counts(Arc<Mutex<HashMap<Key, Timestamp>>>);

/// An endpoint, one of its buckets by place, and who is counted.
type Key = (Endpoint, usize, Who);

/// Whose requests are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Who {
    Address(IpAddr),
    /// Whoever it is that asks on their behalf.
    Person(PersonId),
}

/// So many are remembered. Past it, those whose buckets are full again are forgotten, and if there are none, the half that is full
/// again soonest.
const MOST: usize = 50_000;

impl Limits {
    /// An endpoint without buckets is not limited.
    pub fn new(buckets: HashMap<Endpoint, Vec<Bucket>>, counts: Counts) -> Self {
        Self { buckets, counts }
    }
    /// Takes one request out of each bucket of the endpoint, or says how long to wait and takes none.
    pub(crate) fn take(&self, endpoint: Endpoint, who: Who, now: Timestamp) -> Result<(), Duration> {
        let Some(buckets) = self.buckets.get(&endpoint) else { return Ok(()) };
        let who = who.whole();
        let mut counts = self.counts.0.lock();
        // For each bucket the instant at which it is full again (the generic cell rate algorithm of ITU-T I.371).
        let full_again = |counts: &HashMap<Key, Timestamp>, n: usize| counts.get(&(endpoint, n, who)).copied().filter(|at| *at > now).unwrap_or(now);
        let mut wait = Duration::ZERO;
        for (n, bucket) in buckets.iter().enumerate() {
            let after = full_again(&counts, n).plus(bucket.period).since(now);
            wait = wait.max(after.saturating_sub(bucket.period.saturating_mul(bucket.requests)));
        }
        if wait > Duration::ZERO {
            return Err(wait);
        }
        if counts.len() >= MOST {
            counts.retain(|_, at| *at > now);
            if counts.len() >= MOST {
                // Those that are full again soonest have the least to tell.
                let mut all: Vec<Timestamp> = counts.values().copied().collect();
                let (_, middle, _) = all.select_nth_unstable(MOST / 2);
                let middle = *middle;
                counts.retain(|_, at| *at > middle);
            }
        }
        for (n, bucket) in buckets.iter().enumerate() {
            let at = full_again(&counts, n).plus(bucket.period);
            counts.insert((endpoint, n, who), at);
        }
        Ok(())
    }
}

impl Who {
    fn whole(self) -> Self {
        match self {
            Self::Address(ip) => Self::Address(subscriber(ip)),
            person @ Self::Person(_) => person,
        }
    }
}

/// An IPv6 subscriber has a whole /64 of addresses.
fn subscriber(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 64)).into(),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const START: Timestamp = Timestamp::from_secs(1_795_000_000);

    fn limits(buckets: &[(u64, u32)]) -> Limits {
        let buckets = buckets.iter().map(|(secs, requests)| Bucket { period: Duration::from_secs(*secs), requests: *requests }).collect();
        Limits::new(HashMap::from([(Endpoint::ResetStart, buckets)]), Counts::default())
    }
    fn after(secs: u64) -> Timestamp {
        START.plus(Duration::from_secs(secs))
    }

    #[test]
    fn a_bucket_empties_and_regains_one_each_period() {
        let limits = limits(&[(60, 3)]);
        let take = |secs| limits.take(Endpoint::ResetStart, Who::Address([192, 0, 2, 1].into()), after(secs));
        assert_eq!([take(0), take(0), take(0)], [Ok(()); 3]);
        assert_eq!(take(1), Err(Duration::from_secs(59)));
        assert_eq!((take(59), take(60), take(60)), (Err(Duration::from_secs(1)), Ok(()), Err(Duration::from_secs(60))));
        // However long nobody asked, it never holds more than three.
        assert_eq!((take(9_000), take(9_000), take(9_000)), (Ok(()), Ok(()), Ok(())));
        assert!(take(9_000).is_err());
    }
    #[test]
    fn every_bucket_has_to_have_one_and_a_refusal_costs_nothing() {
        let limits = limits(&[(10, 2), (100, 3)]);
        let take = |secs| limits.take(Endpoint::ResetStart, Who::Address([192, 0, 2, 1].into()), after(secs));
        assert_eq!((take(0), take(0), take(0)), (Ok(()), Ok(()), Err(Duration::from_secs(10))));
        assert_eq!((take(20), take(40)), (Ok(()), Err(Duration::from_secs(60))));
        assert_eq!(take(100), Ok(()));
    }
    #[test]
    fn addresses_and_endpoints_are_counted_apart_and_a_v6_subscriber_once() {
        let limits = limits(&[(60, 1)]);
        let take = |ip: &str| limits.take(Endpoint::ResetStart, Who::Address(ip.parse().unwrap()), START);
        assert!(take("192.0.2.1").is_ok() && take("::ffff:192.0.2.1").is_err() && take("192.0.2.2").is_ok());
        assert!(take("2001:db8::1").is_ok() && take("2001:db8::ffff:2").is_err() && take("2001:db8:0:1::1").is_ok());
        assert!(limits.take(Endpoint::OneTimeCode, Who::Address([192, 0, 2, 1].into()), START).is_ok());
        // Other buckets after a reload, the same counts.
        let reloaded =
            Limits::new(HashMap::from([(Endpoint::ResetStart, vec![Bucket { period: Duration::from_secs(60), requests: 1 }])]), limits.counts.clone());
        assert!(reloaded.take(Endpoint::ResetStart, Who::Address([192, 0, 2, 1].into()), START).is_err());
    }
    #[test]
    fn s21_what_is_remembered_is_bounded() {
        let limits = limits(&[(60, 1)]);
        for n in 0..120_000_u32 {
            let _ = limits.take(Endpoint::ResetStart, Who::Address(IpAddr::from(n.to_be_bytes())), START);
        }
        assert!(limits.counts.0.lock().len() <= MOST);
    }
}
