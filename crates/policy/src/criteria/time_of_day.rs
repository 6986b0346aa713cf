//! `time_of_day`: between two hours on the clock of a place.
//!
//! Why: the night shift ends when its clock says so, not ours.

use super::{About, Criterion, Finding};
use crate::{clock, condition::Condition, facts::Facts, reading::Reading, text_matcher::operator_hint};
use jiff::civil::Time;
use jiff::tz::TimeZone;
use portcullis_document::{Entry, Node, Value};
use portcullis_model::{Reason, Timestamp};

/// From `after` (that minute counts) to `before` (that does not); over midnight where `after` is the later of the two.
#[derive(Clone, Debug)]
pub(crate) struct TimeOfDay {
    after: Option<Time>,
    before: Option<Time>,
    zone: TimeZone,
}
impl TimeOfDay {
    fn has(&self, time: Time) -> bool {
        match (self.after, self.before) {
            (Some(after), Some(before)) if after > before => time >= after || time < before,
            (after, before) => after.is_none_or(|a| time >= a) && before.is_none_or(|b| time < b),
        }
    }
}
impl Criterion for TimeOfDay {
    const ABOUT: About = About::Request;
    fn parse(_: &str, data: &Node, reading: &mut Reading) -> Option<Self> {
        let Value::Map(entries) = &data.value else {
            reading.wrong_type("`time_of_day`", data, "a map, like `{timezone: Europe/Oslo, after: 8:00, before: 17:00}`");
            return None;
        };
        let Some(zone) = data.entry("timezone") else {
            reading.error(data.span, "`time_of_day` names no time zone", "add `timezone`, like Europe/Oslo or UTC");
            return None;
        };
        let zone = self::zone(zone, reading);
        let mut sound = true;
        let (mut after, mut before) = (None, None);
        for entry in entries {
            let slot = match entry.key.as_str() {
                "after" => &mut after,
                "before" => &mut before,
                "timezone" => continue,
                other => {
                    reading.error(entry.key_span, format!("`{other}` is not known in `time_of_day`"), operator_hint(other, &["timezone", "after", "before"]));
                    sound = false;
                    continue;
                }
            };
            *slot = entry.value.as_str().and_then(parse_time);
            if slot.is_none() {
                reading.error(entry.value.span, "this is not a time of day", "write it like 15:04, 15:04:05, 3:04 PM or 3PM");
                sound = false;
            }
        }
        if sound && after.is_some() && after == before {
            reading.error(data.span, "`after` and `before` are the same: this would never hold", "change one of them");
            return None;
        }
        let zone = zone?;
        sound.then_some(Self { after, before, zone })
    }
    fn check(&self, facts: &Facts<'_>) -> Finding {
        Finding::new(self.has(clock::wall(&self.zone, facts.now).time()), Reason::TimeOfDayOk, Reason::TimeOfDayUnauthorized)
    }
    fn condition(&self) -> Condition {
        let key = match (self.after, self.before) {
            (Some(_), Some(_)) => "time.between",
            (Some(_), None) => "time.after",
            (None, Some(_)) => "time.before",
            (None, None) => "time.any",
        };
        let mut condition = Condition::new(key).with("zone", zone_name(&self.zone));
        for (name, time) in [("after", self.after), ("before", self.before)] {
            if let Some(time) = time {
                condition = condition.with(name, shown(time));
            }
        }
        condition
    }
    fn next_change(&self, now: Timestamp) -> Option<Timestamp> {
        let midnight = Time::midnight();
        let times = [self.after.unwrap_or(midnight), self.before.unwrap_or(midnight), midnight];
        clock::next_turn(&self.zone, now, 3, &times, |wall| self.has(wall.time()))
    }
}

/// Reads the time zone of a criterion.
pub(super) fn zone(entry: &Entry, reading: &mut Reading) -> Option<TimeZone> {
    let zone = entry.value.as_str().filter(|name| !name.is_empty()).and_then(|name| TimeZone::get(name).ok());
    if zone.is_none() {
        reading.error(entry.value.span, "this time zone is not known", "write a name of the IANA database, like Europe/Oslo, or UTC");
    }
    zone
}

pub(super) fn zone_name(zone: &TimeZone) -> &str {
    zone.iana_name().unwrap_or("UTC")
}

fn shown(time: Time) -> String {
    if time.second() == 0 && time.subsec_nanosecond() == 0 { time.strftime("%H:%M").to_string() } else { time.to_string() }
}

/// `15:04`, `15:04:05`, `15:04:05.678`, `3:04 PM`, `3PM`.
fn parse_time(text: &str) -> Option<Time> {
    let upper = text.trim().to_ascii_uppercase();
    let half = |word: &str| upper.strip_suffix(word).map(str::trim_end);
    let (clock, afternoon) = match (half("AM"), half("PM")) {
        (Some(rest), _) => (rest, Some(false)),
        (_, Some(rest)) => (rest, Some(true)),
        _ => (upper.as_str(), None),
    };
    let mut parts = clock.split(':');
    let number = |part: &str| (matches!(part.len(), 1 | 2) && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse::<i8>().ok()).flatten();
    let hour = number(parts.next()?)?;
    let minute = match parts.next() {
        Some(part) => number(part)?,
        None => afternoon.map(|_| 0)?,
    };
    let (second, nano) = match parts.next() {
        None => (0, 0),
        Some(part) => {
            let (whole, fraction) = part.split_once('.').map_or((part, None), |(w, f)| (w, Some(f)));
            let nano = match fraction {
                None => 0,
                Some(f) if (1..=6).contains(&f.len()) && f.bytes().all(|b| b.is_ascii_digit()) => format!("{f:0<9}").parse().ok()?,
                Some(_) => return None,
            };
            (number(whole)?, nano)
        }
    };
    let hour = match (afternoon, hour) {
        (None, h) => h,
        (Some(false), 12) => 0,
        (Some(true), 12) => 12,
        (Some(pm), h @ 1..=11) => h + if pm { 12 } else { 0 },
        (Some(_), _) => return None,
    };
    if parts.next().is_some() {
        return None;
    }
    Time::new(hour, minute, second, nano).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn times_read() {
        let t = |h, m, s, n| Time::new(h, m, s, n).ok();
        for (text, time) in [
            ("15:04", t(15, 4, 0, 0)),
            ("8:00", t(8, 0, 0, 0)),
            ("15:04:05", t(15, 4, 5, 0)),
            ("15:04:05.678", t(15, 4, 5, 678_000_000)),
            ("3:04 PM", t(15, 4, 0, 0)),
            ("3PM", t(15, 0, 0, 0)),
            ("12 am", t(0, 0, 0, 0)),
            ("12:30PM", t(12, 30, 0, 0)),
        ] {
            assert_eq!(parse_time(text), time, "{text}");
        }
        for wrong in ["", "3", "24:00", "13PM", "0AM", "3:4:5:6", "3:60", "PM", ":", "15:04:05.", "+3:00", "é"] {
            assert_eq!(parse_time(wrong), None, "{wrong}");
        }
    }
    #[test]
    fn windows_over_midnight() {
        let window = TimeOfDay { after: parse_time("22:00"), before: parse_time("6:00"), zone: TimeZone::UTC };
        let at = |text| window.has(parse_time(text).unwrap());
        assert!(at("22:00") && at("23:59") && at("0:00") && at("5:59") && !at("6:00") && !at("12:00"));
    }
}
