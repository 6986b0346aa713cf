//! What an unquoted YAML word means.
//!
//! Why: `yes`, `on` and dates stay text, so that a name or a country code never turns into something else unseen.

use crate::Value;

/// Resolves a plain scalar: the core schema of YAML 1.2.2 §10.3, with `0o`, `0x`, `0b` and a leading zero read as people
/// who came from older files expect (`05`, `0o5`, `0x5` are 5). A number with a leading zero whose decimal and octal
/// readings differ (`010`) stays text: neither guess is safe.
pub(crate) fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => return Value::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => return Value::Float(f64::NEG_INFINITY),
        ".nan" | ".NaN" | ".NAN" => return Value::Float(f64::NAN),
        _ => {}
    }
    number(text).unwrap_or_else(|| Value::Text(text.to_owned()))
}

fn number(text: &str) -> Option<Value> {
    let (negative, digits) = match text.as_bytes() {
        [b'-', ..] => (true, text.get(1..)?),
        [b'+', ..] => (false, text.get(1..)?),
        _ => (false, text),
    };
    let signed = |n: i64| if negative { n.checked_neg() } else { Some(n) };
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(rest) = digits.strip_prefix(prefix) {
            let clean = !rest.is_empty() && rest.chars().all(|c| c.is_digit(radix));
            return clean.then(|| i64::from_str_radix(rest, radix).ok().and_then(signed)).flatten().map(Value::Int);
        }
    }
    if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
        let zero_led = digits.len() > 1 && digits.starts_with('0');
        if zero_led && (digits.parse::<i64>().ok()? >= 8 || digits.contains(['8', '9'])) {
            return None;
        }
        return match text.parse::<i64>() {
            Ok(n) => Some(Value::Int(n)),
            Err(_) => text.parse().ok().map(Value::Float),
        };
    }
    decimal_shape(digits).then(|| text.parse().ok()).flatten().filter(|n: &f64| n.is_finite()).map(Value::Float)
}

/// `[0-9]* ( . [0-9]* )? ( [eE] [-+]? [0-9]+ )?` with at least one digit before the exponent.
fn decimal_shape(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((m, e)) => (m, Some(e)),
        None => (text, None),
    };
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let exponent_fits = exponent.is_none_or(|e| {
        let e = e.strip_prefix(['+', '-']).unwrap_or(e);
        !e.is_empty() && digits(e)
    });
    digits(whole) && digits(part) && !(whole.is_empty() && part.is_empty()) && exponent_fits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_numbers_and_dates() {
        let text = |s: &str| Value::Text(s.to_owned());
        for (written, meant) in [
            ("yes", text("yes")),
            ("on", text("on")),
            ("NO", text("NO")),
            ("2026-11-24", text("2026-11-24")),
            ("12:30", text("12:30")),
            ("05", Value::Int(5)),
            ("0o5", Value::Int(5)),
            ("0x5", Value::Int(5)),
            ("0b101", Value::Int(5)),
            ("-0x10", Value::Int(-16)),
            ("010", text("010")),
            ("+7", Value::Int(7)),
            ("-7", Value::Int(-7)),
            ("1.5", Value::Float(1.5)),
            (".5e1", Value::Float(5.0)),
            ("1e3", Value::Float(1000.0)),
            ("9223372036854775808", Value::Float(9_223_372_036_854_775_808.0)),
            ("0x", text("0x")),
            ("0x-1", text("0x-1")),
            ("+-1", text("+-1")),
            ("inf", text("inf")),
            ("nan", text("nan")),
            ("infinity", text("infinity")),
            (".", text(".")),
            ("e3", text("e3")),
            ("1e999", text("1e999")),
            ("true", Value::Bool(true)),
            ("tRue", text("tRue")),
            ("~", Value::Null),
            ("", Value::Null),
        ] {
            assert_eq!(plain(written), meant, "{written:?}");
        }
    }
}
