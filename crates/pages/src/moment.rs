//! Times for people: relative while fresh, else the day and the minute, in the page's language.
//!
//! Why: "20 seconds ago" is a fact a reader can use at once; a log reader needs the exact second, written the same everywhere.

use crate::messages::Messages;
use portcullis_model::Timestamp;
use std::time::Duration;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// `2026-11-22 14:32:07 UTC`, as logs have it.
pub(crate) fn utc(at: Timestamp) -> String {
    let exact: String = at.rfc3339().chars().take(19).map(|c| if c == 'T' { ' ' } else { c }).collect();
    format!("{exact} UTC")
}

/// "20 seconds ago", "in 2 hours", or the day and minute when it is more than a day off.
pub(crate) fn relative(messages: &Messages, at: Timestamp, now: Timestamp) -> String {
    let (past, future) = (now.since(at).as_secs(), at.since(now).as_secs());
    let (keys, span) = if future > 0 {
        (["time-in-seconds", "time-in-minutes", "time-in-hours"], future)
    } else {
        (["time-ago-seconds", "time-ago-minutes", "time-ago-hours"], past)
    };
    let [seconds, minutes, hours] = keys;
    match span {
        s if s >= DAY => date(messages, at),
        s if s >= HOUR => messages.counted(hours, s / HOUR),
        s if s >= MINUTE => messages.counted(minutes, s / MINUTE),
        s if s < 5 => messages.plain("time-now", &[]),
        s => messages.counted(seconds, s),
    }
}

/// The minute of a day, in the order that the language has.
fn date(messages: &Messages, at: Timestamp) -> String {
    let exact = at.rfc3339();
    let part = |from: usize, to: usize| exact.get(from..to).unwrap_or_default();
    let facts = [("year", part(0, 4)), ("month", part(5, 7)), ("day", part(8, 10)), ("hour", part(11, 13)), ("minute", part(14, 16))];
    messages.plain("time-date", &facts)
}

/// "10 minutes", "12 hours", "30 days": the largest unit, rounded down.
pub(crate) fn length(messages: &Messages, span: Duration) -> String {
    let secs = span.as_secs();
    let (key, n) = match secs {
        s if s >= 2 * DAY => ("time-length-days", s / DAY),
        s if s >= HOUR => ("time-length-hours", s / HOUR),
        s if s >= MINUTE => ("time-length-minutes", s / MINUTE),
        s => ("time-length-seconds", s),
    };
    messages.counted(key, n)
}

/// Seconds with one decimal, at least 0.1, with the language's decimal sign.
pub(crate) fn tenths(messages: &Messages, span: Duration) -> String {
    let tenths = ((span.as_millis() + 50) / 100).max(1);
    messages.plain("number-tenths", &[("whole", &(tenths / 10).to_string()), ("tenth", &(tenths % 10).to_string())])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::language::Language;

    #[test]
    fn fresh_times_are_relative_and_old_ones_utc() {
        let now = Timestamp::parse_rfc3339("2026-11-22T14:32:07Z").unwrap();
        let english = Language::english().messages();
        let back = |secs| relative(english, now.minus(Duration::from_secs(secs)), now);
        assert_eq!(back(1), "just now");
        assert_eq!(back(20), "20 seconds ago");
        assert_eq!(back(61), "1 minute ago");
        assert_eq!(back(2 * HOUR + 5), "2 hours ago");
        assert_eq!(back(DAY), "2026-11-21 14:32 UTC");
        assert_eq!(relative(english, now.plus(Duration::from_secs(HOUR * 12)), now), "in 12 hours");
        assert_eq!(utc(now), "2026-11-22 14:32:07 UTC");
        assert_eq!(length(english, Duration::from_secs(30 * DAY)), "30 days");
    }
}
