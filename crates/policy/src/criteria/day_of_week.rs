//! `day_of_week`: on these days.
//!
//! Why: the office door is shut at the weekend.

use super::{About, Criterion, Finding};
use crate::{clock, condition::Condition, facts::Facts, reading::Reading, text_matcher::operator_hint};
use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;
use portcullis_document::{Node, Value};
use portcullis_model::{Reason, Timestamp};

const NAMES: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Days as bits, Monday the lowest.
#[derive(Clone, Debug)]
pub(crate) struct DayOfWeek {
    days: u8,
    zone: TimeZone,
    text: Box<str>,
}
impl DayOfWeek {
    fn has(&self, day: Weekday) -> bool {
        self.days & 1 << day.to_monday_zero_offset() != 0
    }
}
impl Criterion for DayOfWeek {
    const ABOUT: About = About::Request;
    /// `*`, `mon,wed`, `mon-fri`, `friday - monday`; in UTC, or as `{days: …, timezone: …}`.
    fn parse(_: &str, data: &Node, reading: &mut Reading) -> Option<Self> {
        let (days, zone) = match &data.value {
            Value::Map(entries) => {
                if let Some(odd) = entries.iter().find(|e| e.key != "days" && e.key != "timezone") {
                    reading.error(odd.key_span, format!("`{}` is not known in `day_of_week`", odd.key), operator_hint(&odd.key, &["days", "timezone"]));
                    return None;
                }
                let zone = match data.entry("timezone") {
                    Some(entry) => super::time_of_day::zone(entry, reading)?,
                    None => TimeZone::UTC,
                };
                (data.get("days").unwrap_or(data), zone)
            }
            _ => (data, TimeZone::UTC),
        };
        let text = days.as_str().unwrap_or_default();
        match parse_days(text) {
            Some(bits) => Some(Self { days: bits, zone, text: text.into() }),
            None => {
                reading.error(days.span, "these are not days of the week", "write `*`, or days like `mon,wed` or `mon-fri`");
                None
            }
        }
    }
    fn check(&self, facts: &Facts<'_>) -> Finding {
        Finding::new(self.has(clock::wall(&self.zone, facts.now).weekday()), Reason::DayOfWeekOk, Reason::DayOfWeekUnauthorized)
    }
    fn condition(&self) -> Condition {
        Condition::new("days").with("days", &*self.text).with("zone", super::time_of_day::zone_name(&self.zone))
    }
    fn next_change(&self, now: Timestamp) -> Option<Timestamp> {
        if self.days == 0x7f {
            return None;
        }
        clock::next_turn(&self.zone, now, 8, &[Time::midnight()], |wall| self.has(wall.weekday()))
    }
}

fn parse_days(text: &str) -> Option<u8> {
    if text.trim() == "*" {
        return Some(0x7f);
    }
    let mut bits = 0;
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (day(first)?, day(last)?);
        let mut at = first;
        bits |= 1 << at;
        while at != last {
            at = (at + 1) % 7;
            bits |= 1 << at;
        }
    }
    Some(bits)
}

fn day(word: &str) -> Option<u8> {
    let word = word.trim().to_ascii_lowercase();
    let at = NAMES.iter().position(|name| *name == word || (word.len() == 3 && name.starts_with(&word)))?;
    u8::try_from(at).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_read() {
        for (text, bits) in [("*", 0x7f), ("mon", 1), ("mon,wed", 5), ("mon-fri", 0x1f), ("Friday - Monday", 0b111_0001), ("sun", 0x40), ("tue-tue", 2)] {
            assert_eq!(parse_days(text), Some(bits), "{text}");
        }
        for wrong in ["", "mo", "mond", "mon,", "mon-", "8", "mon;tue", "mon-tue-wed"] {
            assert_eq!(parse_days(wrong), None, "{wrong}");
        }
    }
}
