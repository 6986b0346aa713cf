//! `until`: the instant at which time alone may turn a verdict.
//!
//! Why: a permit that outlives its hour is a hole; the weeks in which clocks change are where such holes are.

use crate::world::{World, policy};
use portcullis_model::Timestamp;

fn at(text: &str) -> Timestamp {
    Timestamp::parse_rfc3339(text).unwrap()
}

/// The verdict at an instant and when it may turn, for somebody who needs no session.
fn judged(yaml: &str, now: &str) -> (&'static str, Option<Timestamp>) {
    let decision = World::stranger().decide(&policy(yaml), at(now));
    (decision.verdict.as_str(), decision.until)
}

const OFFICE: &str = "allow: {and: [time_of_day: {timezone: Europe/Oslo, after: 8:00, before: 4:30 PM}]}";

#[test]
fn hours_follow_the_clock_of_their_place() {
    // Winter: one hour ahead of UTC.
    assert_eq!(judged(OFFICE, "2026-11-24T07:00:00Z"), ("permit", Some(at("2026-11-24T15:30:00Z"))));
    assert_eq!(judged(OFFICE, "2026-11-24T06:59:59.999999Z"), ("deny", Some(at("2026-11-24T07:00:00Z"))));
    assert_eq!(judged(OFFICE, "2026-11-24T15:30:00Z"), ("deny", Some(at("2026-11-25T07:00:00Z"))));
    // Summer: two.
    assert_eq!(judged(OFFICE, "2026-07-01T06:00:00Z"), ("permit", Some(at("2026-07-01T14:30:00Z"))));
    // The night in which the clocks go forward, and the one in which they go back.
    assert_eq!(judged(OFFICE, "2026-03-28T20:00:00Z"), ("deny", Some(at("2026-03-29T06:00:00Z"))));
    assert_eq!(judged(OFFICE, "2026-10-24T20:00:00Z"), ("deny", Some(at("2026-10-25T07:00:00Z"))));
}

#[test]
fn an_hour_that_is_skipped_or_comes_twice() {
    let night = "allow: {and: [time_of_day: {timezone: Europe/Oslo, after: 2:30, before: 5:00}]}";
    // 29 March 2026: at 02:00 the clock shows 03:00; half past two never comes, and the window begins with the gap.
    assert_eq!(judged(night, "2026-03-29T00:30:00Z"), ("deny", Some(at("2026-03-29T01:00:00Z"))));
    assert_eq!(judged(night, "2026-03-29T01:00:00Z"), ("permit", Some(at("2026-03-29T03:00:00Z"))));
    // 25 October 2026: at 03:00 the clock goes back to 02:00; half past two comes twice.
    assert_eq!(judged(night, "2026-10-25T00:00:00Z"), ("deny", Some(at("2026-10-25T00:30:00Z"))));
    assert_eq!(judged(night, "2026-10-25T00:30:00Z"), ("permit", Some(at("2026-10-25T01:00:00Z"))));
    assert_eq!(judged(night, "2026-10-25T01:00:00Z"), ("deny", Some(at("2026-10-25T01:30:00Z"))));
    assert_eq!(judged(night, "2026-10-25T01:30:00Z"), ("permit", Some(at("2026-10-25T04:00:00Z"))));
}

#[test]
fn windows_over_midnight() {
    let night = "allow: {and: [time_of_day: {timezone: America/New_York, after: 22:00, before: 6:00}]}";
    assert_eq!(judged(night, "2026-11-24T02:59:00Z"), ("deny", Some(at("2026-11-24T03:00:00Z"))));
    assert_eq!(judged(night, "2026-11-24T05:00:00Z"), ("permit", Some(at("2026-11-24T11:00:00Z"))));
    assert_eq!(judged("allow: {and: [time_of_day: {timezone: UTC, after: 0:00}]}", "2026-11-24T05:00:00Z"), ("permit", None));
}

#[test]
fn days_turn_at_local_midnight() {
    let week = "allow: {and: [day_of_week: {days: mon-fri, timezone: Asia/Tokyo}]}";
    assert_eq!(judged(week, "2026-11-27T14:59:59Z"), ("permit", Some(at("2026-11-27T15:00:00Z"))));
    assert_eq!(judged(week, "2026-11-27T15:00:00Z"), ("deny", Some(at("2026-11-29T15:00:00Z"))));
    assert_eq!(judged("allow: {and: [day_of_week: '*']}", "2026-11-27T15:00:00Z"), ("permit", None));
    assert_eq!(judged("allow: {and: [day_of_week: 'tue']}", "2026-11-25T00:00:00Z"), ("deny", Some(at("2026-12-01T00:00:00Z"))));
}

#[test]
fn dates_begin_and_end() {
    let term = "allow: {and: [date: {after: 2026-12-01, before: '2026-12-24T12:00:00+01:00'}]}";
    assert_eq!(judged(term, "2026-11-30T23:59:59Z"), ("deny", Some(at("2026-12-01T00:00:00Z"))));
    assert_eq!(judged(term, "2026-12-01T00:00:00Z"), ("permit", Some(at("2026-12-24T11:00:00Z"))));
    assert_eq!(judged(term, "2026-12-24T11:00:00Z"), ("deny", None));
    let oslo = "allow: {and: [date: {after: 2026-07-01, timezone: Europe/Oslo}]}";
    assert_eq!(judged(oslo, "2026-06-30T21:00:00Z"), ("deny", Some(at("2026-06-30T22:00:00Z"))));
    assert_eq!(judged(oslo, "2026-06-30T22:00:00Z"), ("permit", None));
}

/// Walks a year of verdicts from one `until` to the next: between two of them nothing turns, at each something does.
#[test]
fn nothing_turns_between() {
    let rule = policy("{allow: {or: [time_of_day: {timezone: Europe/Oslo, after: 2:30, before: 5:00}]}}");
    let ask = |t: Timestamp| World::stranger().decide(&rule, t);
    let mut now = at("2026-01-01T00:00:00Z");
    let end = at("2027-01-01T00:00:00Z");
    let mut turns = 0;
    while now < end {
        let decision = ask(now);
        let until = decision.until.unwrap();
        assert!(until > now);
        let before = Timestamp::from_micros(until.micros() - 1);
        for t in [before, Timestamp::from_micros(now.micros().midpoint(until.micros()))] {
            assert_eq!(ask(t).verdict.as_str(), decision.verdict.as_str(), "{t}");
        }
        assert_ne!(ask(until).verdict.as_str(), decision.verdict.as_str(), "{until}");
        turns += 1;
        now = until;
    }
    // Twice a day, and twice more on the day with the hour that comes twice.
    assert_eq!(turns, 2 * 365 + 2 + 1);
}
