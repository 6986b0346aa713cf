//! `date`: from one instant until another.
//!
//! Why: a contractor leaves on a day that is known today.

use super::{About, Criterion, Finding};
use crate::{condition::Condition, facts::Facts, reading::Reading, text_matcher::operator_hint};
use jiff::{Zoned, civil::DateTime, tz::TimeZone};
use portcullis_document::{Entry, Node, Value};
use portcullis_model::{Reason, Timestamp};

/// `after` is the first instant that counts, `before` the first that does not.
#[derive(Clone, Debug)]
pub(crate) struct Date {
    after: Option<(Timestamp, Box<str>)>,
    before: Option<(Timestamp, Box<str>)>,
}
impl Criterion for Date {
    const ABOUT: About = About::Request;
    /// ISO 8601. What names no offset is meant in `timezone`, or in UTC.
    fn parse(_: &str, data: &Node, reading: &mut Reading) -> Option<Self> {
        let Value::Map(entries) = &data.value else {
            reading.wrong_type("`date`", data, "a map with `after` or `before`, like `date: {before: 2027-01-01}`");
            return None;
        };
        let zone = match data.entry("timezone") {
            Some(entry) => super::time_of_day::zone(entry, reading)?,
            None => TimeZone::UTC,
        };
        let mut date = Self { after: None, before: None };
        let mut sound = true;
        for entry in entries {
            match entry.key.as_str() {
                "after" => date.after = moment(entry, &zone, reading),
                "before" => date.before = moment(entry, &zone, reading),
                "timezone" => continue,
                other => {
                    reading.error(entry.key_span, format!("`{other}` is not known in `date`"), operator_hint(other, &["after", "before", "timezone"]));
                    sound = false;
                    continue;
                }
            }
            sound &= if entry.key == "after" { date.after.is_some() } else { date.before.is_some() };
        }
        if let (Some((after, _)), Some((before, _))) = (&date.after, &date.before)
            && after >= before
        {
            reading.error(data.span, "`after` is not earlier than `before`: this would never hold", "swap the two");
            return None;
        }
        sound.then_some(date)
    }
    fn check(&self, facts: &Facts<'_>) -> Finding {
        let begun = self.after.as_ref().is_none_or(|(t, _)| *t <= facts.now);
        let ended = self.before.as_ref().is_some_and(|(t, _)| *t <= facts.now);
        Finding::new(begun && !ended, Reason::DateOk, Reason::DateUnauthorized)
    }
    fn condition(&self) -> Condition {
        match (&self.after, &self.before) {
            (Some((_, a)), Some((_, b))) => Condition::new("date.between").with("after", &**a).with("before", &**b),
            (Some((_, a)), None) => Condition::new("date.after").with("after", &**a),
            (None, Some((_, b))) => Condition::new("date.before").with("before", &**b),
            (None, None) => Condition::new("date.any"),
        }
    }
    fn next_change(&self, now: Timestamp) -> Option<Timestamp> {
        [&self.after, &self.before].into_iter().flatten().map(|(t, _)| *t).filter(|t| *t > now).min()
    }
}

fn moment(entry: &Entry, zone: &TimeZone, reading: &mut Reading) -> Option<(Timestamp, Box<str>)> {
    let text = entry.value.as_str().unwrap_or_default();
    let parsed = if text.contains('[') {
        text.parse::<Zoned>().ok().map(|z| z.timestamp())
    } else {
        text.parse::<jiff::Timestamp>().ok().or_else(|| {
            let offset = text.get(11..).is_some_and(|time| time.contains(['+', '-', 'Z', 'z']));
            text.parse::<DateTime>().ok().filter(|_| !offset).and_then(|wall| zone.to_ambiguous_timestamp(wall).compatible().ok())
        })
    };
    match parsed {
        Some(t) => Some((Timestamp::from_micros(t.as_microsecond()), text.into())),
        None => {
            reading.error(entry.value.span, "this is not a date", "write it like 2027-01-31 or 2027-01-31T18:00:00+01:00");
            None
        }
    }
}
