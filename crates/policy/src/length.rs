//! Lengths of time: `15s`, `10m`, `1h30m`, `2d`.
//!
//! Why: people write these in policies and read them on pages.

use std::time::Duration;

const UNITS: [(char, u64); 4] = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

/// Whole numbers with units, the larger first, each at most once; nothing else, and not zero.
pub(crate) fn parse(text: &str) -> Option<Duration> {
    let mut rest = text;
    let mut total: u64 = 0;
    let mut units = UNITS.iter();
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let (number, after) = rest.split_at_checked(digits)?;
        let unit = after.chars().next()?;
        let seconds = units.by_ref().find(|(letter, _)| *letter == unit)?.1;
        total = total.checked_add(number.parse::<u64>().ok()?.checked_mul(seconds)?)?;
        rest = after.get(1..)?;
    }
    (total > 0).then(|| Duration::from_secs(total))
}

/// In words: `10 minutes`, `1 hour 30 minutes`.
pub(crate) fn words(length: Duration) -> String {
    let mut rest = length.as_secs();
    let mut out = Vec::new();
    for (name, seconds) in [("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)] {
        let n = rest / seconds;
        rest %= seconds;
        if n > 0 {
            out.push(format!("{n} {name}{}", if n == 1 { "" } else { "s" }));
        }
    }
    out.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths() {
        for (text, seconds, said) in
            [("15s", 15, "15 seconds"), ("10m", 600, "10 minutes"), ("1h30m", 5400, "1 hour 30 minutes"), ("2d1s", 172_801, "2 days 1 second")]
        {
            assert_eq!(parse(text), Some(Duration::from_secs(seconds)), "{text}");
            assert_eq!(words(Duration::from_secs(seconds)), said);
        }
        for wrong in ["", "10", "m", "10m10m", "10s1m", "-1m", "1.5h", "0s", "1h ", "99999999999999999999d", "1M", "é"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
