//! Times for people: relative while fresh, else UTC.
//!
//! Why: "20 seconds ago" is a fact a reader can use at once; a log reader needs the exact second.

use crate::catalogue::ENGLISH;
use portcullis_model::Timestamp;
use std::time::Duration;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// `2026-11-22 14:32:07 UTC`
pub(crate) fn utc(at: Timestamp) -> String {
    format!("{} UTC", stamp(at, 19))
}

/// "20 seconds ago", "in 2 hours", or the UTC minute when it is more than a day off.
pub(crate) fn relative(at: Timestamp, now: Timestamp) -> String {
    let (past, future) = (now.since(at).as_secs(), at.since(now).as_secs());
    if past >= DAY || future >= DAY {
        return format!("{} UTC", stamp(at, 16));
    }
    if past < 5 && future < 5 {
        return ENGLISH.plain("time.now", &[]);
    }
    let (key, span) = if past > 0 { ("time.ago", past) } else { ("time.in", future) };
    ENGLISH.plain(key, &[("span", &length(Duration::from_secs(span)))])
}

/// "10 minutes", "12 hours", "30 days": the largest unit, rounded down.
pub(crate) fn length(span: Duration) -> String {
    let secs = span.as_secs();
    let (key, n) = match secs {
        s if s >= 2 * DAY => ("time.days", s / DAY),
        s if s >= HOUR => ("time.hours", s / HOUR),
        s if s >= MINUTE => ("time.minutes", s / MINUTE),
        s => ("time.seconds", s),
    };
    counted(key, n)
}

/// A message with a number in it: `key.one` or `key.other`.
pub(crate) fn counted(key: &str, n: u64) -> String {
    let form = if n == 1 { "one" } else { "other" };
    ENGLISH.plain(&format!("{key}.{form}"), &[("n", &n.to_string())])
}

/// The first `len` characters of the RFC 3339 form, with a space for the `T`.
fn stamp(at: Timestamp, len: usize) -> String {
    at.rfc3339().chars().take(len).map(|c| if c == 'T' { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn fresh_times_are_relative_and_old_ones_utc() {
        let now = Timestamp::parse_rfc3339("2026-11-22T14:32:07Z").unwrap();
        let back = |secs| relative(now.minus(Duration::from_secs(secs)), now);
        assert_eq!(back(1), "just now");
        assert_eq!(back(20), "20 seconds ago");
        assert_eq!(back(61), "1 minute ago");
        assert_eq!(back(2 * HOUR + 5), "2 hours ago");
        assert_eq!(back(DAY), "2026-11-21 14:32 UTC");
        assert_eq!(relative(now.plus(Duration::from_secs(HOUR * 12)), now), "in 12 hours");
        assert_eq!(utc(now), "2026-11-22 14:32:07 UTC");
        assert_eq!(length(Duration::from_secs(30 * DAY)), "30 days");
    }
}
