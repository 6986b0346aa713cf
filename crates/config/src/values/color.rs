//! Colours and how well they can be told apart (WCAG 2.2, 1.4.3).
//!
//! Why: a colour that was chosen for its looks must still be read by everybody.

/// `#rrggbb` in small letters.
pub(crate) fn color(text: &str) -> Option<Rgb> {
    let digits = text.strip_prefix('#').filter(|d| d.len() == 6 && d.bytes().all(|b| b.is_ascii_hexdigit()))?;
    let part = |from: usize| u8::from_str_radix(digits.get(from..from + 2)?, 16).ok();
    Some(Rgb(part(0)?, part(2)?, part(4)?))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rgb(u8, u8, u8);
impl Rgb {
    fn luminance(self) -> f64 {
        let linear = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }
    /// From 1 (the same) to 21 (black on white).
    pub(crate) fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }
}
impl std::fmt::Display for Rgb {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn contrast_is_as_the_standard_computes_it() {
        let of = |a, b| (color(a).unwrap().contrast(color(b).unwrap()) * 10.0).round() / 10.0;
        assert_eq!(of("#000000", "#ffffff"), 21.0);
        assert_eq!(of("#ffffff", "#ffffff"), 1.0);
        assert_eq!(of("#0b5d78", "#FFFFFF"), 7.4);
        assert_eq!(of("#767676", "#ffffff"), 4.5);
    }
    #[test]
    fn a_colour_is_six_digits() {
        assert_eq!(color("#AbCdEf").unwrap().to_string(), "#abcdef");
        for bad in ["", "#fff", "abcdef", "#abcdeg", "#abcdef0", "red", "#abcde;", "#ÿÿÿ"] {
            assert_eq!(color(bad), None, "{bad}");
        }
    }
}
