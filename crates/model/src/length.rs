//! Lengths of time as people write them.
//!
//! Why: `30` of what? A unit is always stated.

use std::time::Duration;

/// The longest that makes sense: a hundred years.
const LONGEST: u64 = 100 * 366 * 24 * 3600;

/// Reads `30s`, `10m`, `12h`, `30d`, `2w`, `500ms`, and sums such as `1h30m`, the larger unit first. `0` needs no unit.
///
/// # Errors
/// Says what the text is not.
pub fn duration(text: &str) -> Result<Duration, String> {
    let bad = || format!("`{text}` is not a length of time");
    if text == "0" {
        return Ok(Duration::ZERO);
    }
    let (mut rest, mut total, mut last) = (text, Duration::ZERO, usize::MAX);
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, after) = rest.split_at(digits);
        let letters = after.bytes().take_while(u8::is_ascii_lowercase).count();
        let (unit, after) = after.split_at(letters);
        let rank = UNITS.iter().position(|(name, _)| *name == unit).ok_or_else(bad)?;
        let millis = UNITS.get(rank).map(|(_, millis)| *millis).ok_or_else(bad)?;
        let part = number.parse::<u64>().ok().and_then(|n| n.checked_mul(millis)).ok_or_else(bad)?;
        if rank >= last {
            return Err(bad());
        }
        last = rank;
        total = total.checked_add(Duration::from_millis(part)).filter(|t| t.as_secs() <= LONGEST).ok_or_else(bad)?;
        rest = after;
    }
    if text.is_empty() { Err(bad()) } else { Ok(total) }
}

/// As somebody would write it: the largest unit that leaves no rest.
pub fn length_text(length: Duration) -> String {
    let millis = length.as_millis();
    match UNITS.iter().rev().find(|(_, unit)| millis.is_multiple_of(u128::from(*unit)) && millis > 0) {
        Some((name, unit)) => format!("{}{name}", millis / u128::from(*unit)),
        None => "0".to_owned(),
    }
}

/// Smallest first, in milliseconds.
const UNITS: [(&str, u64); 6] = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000), ("w", 604_800_000)];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_units_and_sums() {
        for (text, millis) in [
            ("15s", 15_000),
            ("10m", 600_000),
            ("12h", 43_200_000),
            ("30d", 2_592_000_000),
            ("1h30m", 5_400_000),
            ("500ms", 500),
            ("0", 0),
            ("0s", 0),
            ("2w", 1_209_600_000),
            ("1d1h1m1s1ms", 90_061_001),
        ] {
            assert_eq!(duration(text), Ok(Duration::from_millis(millis)), "{text}");
        }
    }
    #[test]
    fn is_written_as_it_is_read() {
        for text in ["15s", "90s", "10m", "2h", "1d", "2w", "1500ms", "0"] {
            assert_eq!(duration(text).map(length_text).as_deref(), Ok(text));
        }
    }
    #[test]
    fn refuses_what_is_ambiguous() {
        for text in ["", "30", "s", "1.5h", "-1s", "1 h", "1H", "1m1h", "1s1s", "1y", "99999999999999999999s", "36601d", "1h30"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
