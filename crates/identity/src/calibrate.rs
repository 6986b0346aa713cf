//! The one moment at which every sign-in is answered.
//!
//! Why: an answer that comes sooner for an unknown name than for a wrong password tells who has an account (S20). The
//! moment lies above the slowest hash that anyone here has, measured on this machine.

use crate::identity::Inner;
use portcullis_crypto::password::{self, Cost, Family};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Never sooner than this: what else a sign-in does must disappear below it.
const LEAST: Duration = Duration::from_millis(250);
/// Never later: a hash that takes longer is an operator's mistake, and is logged.
const MOST: Duration = Duration::from_secs(10);

#[derive(Debug)]
pub(crate) struct Deadline(AtomicU64);
impl Default for Deadline {
    fn default() -> Self {
        Self(AtomicU64::new(0))
    }
}
impl Deadline {
    pub(crate) fn get(&self) -> Duration {
        Duration::from_micros(self.0.load(Ordering::Relaxed)).max(LEAST)
    }
    fn set(&self, to: Duration) {
        self.0.store(u64::try_from(to.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }
}

impl Inner {
    /// Measures each family of hashes that is in use and sets the deadline above the slowest one.
    pub(crate) async fn calibrate(self: &Arc<Self>) {
        let mut worst: BTreeMap<Family, Cost> = BTreeMap::new();
        let mut see = |cost: Cost| {
            let entry = worst.entry(cost.family).or_insert(cost);
            if cost.work > entry.work {
                *entry = cost;
            }
        };
        let params = self.settings.load().hashing.params;
        let new = Cost { family: Family::Argon2, memory_kib: params.memory_kib, work: u64::from(params.memory_kib) * u64::from(params.passes) };
        see(new);
        for source in &self.sources.load().directories {
            for person in source.people.iter() {
                if let Some(Ok(cost)) = person.hash.as_ref().map(|h| password::cost(h.expose())) {
                    see(cost);
                }
            }
        }
        let mut slowest = Duration::ZERO;
        for (family, cost) in worst {
            let sample = password::sample(family);
            let Ok(known) = password::cost(sample) else { continue };
            // The best of three: what else the machine did at this moment must not stand in every answer from now on.
            let timed = move || {
                let once = || {
                    let start = Instant::now();
                    let _no_match = password::verify(sample, "calibration");
                    start.elapsed()
                };
                (0..3).map(|_| once()).min().unwrap_or_default()
            };
            let Ok(took) = self.pool.measure(known.memory_kib, timed).await else { continue };
            slowest = slowest.max(took.mul_f64(cost.work as f64 / known.work.max(1) as f64));
        }
        self.deadline.set(above(slowest));
    }
}

/// Half as much again, in steps of 50 ms, so that two starts on a machine agree.
fn above(slowest: Duration) -> Duration {
    let wanted = slowest.mul_f64(1.5) + Duration::from_millis(100);
    if wanted > MOST {
        tracing::warn!(?slowest, "a password hash is so slow that its sign-ins answer late; make it smaller");
    }
    let steps = u64::try_from(wanted.min(MOST).as_millis()).unwrap_or(0).div_ceil(50);
    Duration::from_millis(steps * 50).max(LEAST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_moment_lies_above_the_slowest_and_within_bounds() {
        assert_eq!(above(Duration::ZERO), LEAST);
        assert_eq!(above(Duration::from_millis(400)), Duration::from_millis(700));
        assert_eq!(above(Duration::from_millis(401)), Duration::from_millis(750));
        assert_eq!(above(Duration::from_secs(60)), MOST);
    }
}
