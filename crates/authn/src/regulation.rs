//! Regulation: how many failures end in a ban, and for how long.
//!
//! Why: the rule is arithmetic over instants, so that it can be tested without waiting; who keeps the count is another room.

use portcullis_model::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// When failures become a ban.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Regulation {
    /// This many failures within `find_time` ban; 0 switches it off.
    pub max_retries: u32,
    pub find_time: Duration,
    pub ban_time: Duration,
}

/// What is known of one person or address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempts {
    /// Newest last; no more than would ban.
    failures: Vec<Timestamp>,
    #[serde(default)]
    banned_until: Option<Timestamp>,
    /// Until somebody takes it back.
    #[serde(default)]
    for_good: bool,
}

/// A ban in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Banned {
    Until(Timestamp),
    ForGood,
}

impl Attempts {
    pub fn banned(&self, now: Timestamp) -> Option<Banned> {
        if self.for_good {
            return Some(Banned::ForGood);
        }
        self.banned_until.filter(|until| now < *until).map(Banned::Until)
    }
    /// One more failure. Says whether it began a ban. While one is in force nothing is counted: it would never end.
    pub fn fail(&mut self, rule: &Regulation, now: Timestamp) -> bool {
        if rule.max_retries == 0 || self.banned(now).is_some() {
            return false;
        }
        self.failures.retain(|at| now.since(*at) <= rule.find_time);
        self.failures.push(now);
        if self.failures.len() < usize::try_from(rule.max_retries).unwrap_or(usize::MAX) {
            return false;
        }
        self.failures.clear();
        self.banned_until = Some(now.plus(rule.ban_time));
        true
    }
    /// A success ends the row of failures, never a ban.
    pub fn succeed(&mut self) {
        self.failures.clear();
    }
    /// In the place of the ban that there is.
    pub fn ban(&mut self, until: Banned) {
        (self.banned_until, self.for_good) = match until {
            Banned::Until(at) => (Some(at), false),
            Banned::ForGood => (None, true),
        };
    }
    pub fn is_clean(&self) -> bool {
        self.failures.is_empty() && self.banned_until.is_none() && !self.for_good
    }
    /// When there is nothing left to remember; never, where a ban is for good.
    pub fn forgotten_at(&self, rule: &Regulation) -> Option<Timestamp> {
        if self.for_good {
            return None;
        }
        let failures = self.failures.last().map(|at| at.plus(rule.find_time));
        failures.max(self.banned_until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: Regulation = Regulation { max_retries: 3, find_time: Duration::from_secs(120), ban_time: Duration::from_secs(300) };

    fn at(secs: i64) -> Timestamp {
        Timestamp::from_secs(1_800_000_000 + secs)
    }

    #[test]
    fn s22_three_failures_in_two_minutes_ban_for_five() {
        let mut attempts = Attempts::default();
        assert!(!attempts.fail(&RULE, at(0)) && !attempts.fail(&RULE, at(60)));
        assert_eq!(attempts.banned(at(60)), None);
        assert!(attempts.fail(&RULE, at(120)));
        assert_eq!(attempts.banned(at(419)), Some(Banned::Until(at(420))));
        assert_eq!(attempts.banned(at(420)), None);
    }
    #[test]
    fn old_failures_and_a_success_do_not_count() {
        let mut attempts = Attempts::default();
        for secs in [0, 100, 221, 342] {
            assert!(!attempts.fail(&RULE, at(secs)), "{secs}");
        }
        attempts.fail(&RULE, at(343));
        attempts.succeed();
        assert!(!attempts.fail(&RULE, at(344)) && !attempts.fail(&RULE, at(345)));
    }
    #[test]
    fn s22_trying_on_neither_lengthens_a_ban_nor_ends_it() {
        let mut attempts = Attempts::default();
        let began: Vec<bool> = (0..3).map(|s| attempts.fail(&RULE, at(s))).collect();
        assert_eq!(began, [false, false, true]);
        assert!(!attempts.fail(&RULE, at(200)));
        attempts.succeed();
        assert_eq!(attempts.banned(at(301)), Some(Banned::Until(at(302))));
        assert_eq!(attempts.banned(at(302)), None);
    }
    #[test]
    fn a_ban_for_good_stays_and_a_rule_of_none_never_bans() {
        let mut attempts = Attempts::default();
        let off = Regulation { max_retries: 0, ..RULE };
        assert!((0..50).all(|s| !attempts.fail(&off, at(s))));
        assert!(attempts.is_clean());
        attempts.ban(Banned::ForGood);
        assert_eq!((attempts.banned(at(1_000_000)), attempts.forgotten_at(&RULE)), (Some(Banned::ForGood), None));
        attempts.ban(Banned::Until(at(60)));
        assert_eq!((attempts.banned(at(59)), attempts.banned(at(60))), (Some(Banned::Until(at(60))), None), "the later word counts");
    }
}
