//! Wall clocks: from instants to hours in a time zone, and to the next instant at which an hour's verdict turns.
//!
//! Why: a permit that ends at noon must end at noon where the rule was meant, in the week the clocks change too.

use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;
use portcullis_model::Timestamp;

pub(crate) fn instant(t: Timestamp) -> jiff::Timestamp {
    let limit = if t.micros() < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
    jiff::Timestamp::from_microsecond(t.micros()).unwrap_or(limit)
}

pub(crate) fn wall(zone: &TimeZone, t: Timestamp) -> DateTime {
    zone.to_datetime(instant(t))
}

/// The first instant after `now`, within so many days, at which `holds` answers otherwise than it does now. `holds` may
/// turn only where the wall clock shows one of `times`, or where the zone's offset changes.
pub(crate) fn next_turn(zone: &TimeZone, now: Timestamp, days: u8, times: &[Time], holds: impl Fn(DateTime) -> bool) -> Option<Timestamp> {
    let now = instant(now);
    let here = zone.to_datetime(now);
    let answer = holds(here);
    let mut first: Option<jiff::Timestamp> = None;
    let mut consider = |t: jiff::Timestamp| {
        if t > now && first.is_none_or(|f| t < f) && holds(zone.to_datetime(t)) != answer {
            first = Some(t);
        }
    };
    let mut date = here.date();
    for _ in 0..=days {
        for time in times {
            // An hour that comes twice turns the answer twice; one that is skipped turns it at the gap, which is a transition.
            let moment = zone.to_ambiguous_timestamp(date.to_datetime(*time));
            moment.earlier().into_iter().for_each(&mut consider);
            moment.later().into_iter().for_each(&mut consider);
        }
        let Ok(next) = date.tomorrow() else { break };
        date = next;
    }
    zone.following(now).take(2).for_each(|change| consider(change.timestamp()));
    first.map(|t| Timestamp::from_micros(t.as_microsecond()))
}
