//! `Date` for responses that have none (RFC 9110 §6.6.1), made once a second and thread.
//!
//! Why: formatting a date for every answer would cost more than the rest of a small head.

use http::HeaderValue;
use portcullis_model::Timestamp;
use std::cell::RefCell;

thread_local! {
    static LAST: RefCell<(i64, Option<HeaderValue>)> = const { RefCell::new((i64::MIN, None)) };
}

/// `now` as an HTTP date.
pub(crate) fn value(now: Timestamp) -> Option<HeaderValue> {
    LAST.with_borrow_mut(|(second, value)| {
        if *second != now.secs() || value.is_none() {
            *second = now.secs();
            *value = HeaderValue::from_str(&format(now.secs())).ok();
        }
        value.clone()
    })
}

fn format(secs: i64) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (days, rest) = (secs.div_euclid(86_400), secs.rem_euclid(86_400));
    // Days since 0000-03-01 in the proleptic Gregorian calendar, in eras of 400 years, years that begin in March.
    let z = days + 719_468;
    let (era, day_of_era) = (z.div_euclid(146_097), z.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12;
    let year = year_of_era + era * 400 + i64::from(month < 2);
    let name = |list: &[&'static str], i: i64| usize::try_from(i).ok().and_then(|i| list.get(i).copied()).unwrap_or("");
    format!("{}, {day:02} {} {year:04} {:02}:{:02}:{:02} GMT", name(&DAYS, days.rem_euclid(7)), name(&MONTHS, month), rest / 3600, rest / 60 % 60, rest % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_dates() {
        for (secs, text) in [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
            (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 GMT"),
            (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
        ] {
            assert_eq!(format(secs), text);
        }
    }
}
