//! Lengths of time as Authelia writes them, in our form.
//!
//! Why: `1h30m`, `1 hour and 30 minutes`, `5400` and `1M` are all lengths there.

use portcullis_document::{Node, Value};

const UNITS: [(&[&str], u64); 7] = [
    (&["y", "year", "years"], 365 * 86_400),
    (&["M", "month", "months"], 30 * 86_400),
    (&["w", "week", "weeks"], 7 * 86_400),
    (&["d", "day", "days"], 86_400),
    (&["h", "hour", "hours"], 3_600),
    (&["m", "minute", "minutes"], 60),
    (&["s", "second", "seconds"], 1),
];

/// Whole seconds; a number alone is seconds. Milliseconds are rounded down.
pub(super) fn seconds(node: &Node) -> Option<u64> {
    match &node.value {
        Value::Int(n) => u64::try_from(*n).ok(),
        Value::Text(text) => of_text(text),
        _ => None,
    }
}

fn of_text(text: &str) -> Option<u64> {
    let packed: String = text.replace("and", "").split_whitespace().collect();
    if packed.is_empty() {
        return None;
    }
    if let Ok(seconds) = packed.parse::<u64>() {
        return Some(seconds);
    }
    let (mut millis, mut rest): (u64, &str) = (0, &packed);
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let (number, after) = rest.split_at_checked(digits)?;
        let end = after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len());
        let (unit, after) = after.split_at_checked(end)?;
        let each = match unit {
            "ms" | "millisecond" | "milliseconds" => 1,
            _ => UNITS.iter().find(|(names, _)| names.contains(&unit))?.1.checked_mul(1000)?,
        };
        millis = millis.checked_add(number.parse::<u64>().ok()?.checked_mul(each)?)?;
        rest = after;
    }
    Some(millis / 1000)
}

/// `90s`, `5m`, `12h`, `30d`: the largest unit that leaves nothing over.
pub(super) fn text(seconds: u64) -> String {
    let units = [(86_400, 'd'), (3_600, 'h'), (60, 'm')];
    match units.into_iter().find(|(each, _)| seconds > 0 && seconds.is_multiple_of(*each)) {
        Some((each, letter)) => format!("{}{letter}", seconds / each),
        None => format!("{seconds}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_as_authelia_reads_them() {
        for (written, ours) in
            [("1h30m", "90m"), ("1 hour and 30 minutes", "90m"), ("5400", "90m"), ("1M", "30d"), ("1y", "365d"), ("90s", "90s"), ("2w", "14d"), ("500ms", "0s")]
        {
            assert_eq!(of_text(written).map(text).as_deref(), Some(ours), "{written}");
        }
        for wrong in ["", "h", "1x", "-1", "1h-"] {
            assert_eq!(of_text(wrong), None, "{wrong}");
        }
    }
}
