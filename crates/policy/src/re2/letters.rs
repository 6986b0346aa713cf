//! Letters and sets of letters behind a backslash.
//!
//! Why: the same escapes stand inside of brackets and outside, and there is one list of what they mean.

use super::{Refused, first};

/// A letter that means itself.
pub(super) fn write(c: char, out: &mut String) {
    if regex_syntax::is_meta_character(c) {
        out.push('\\');
    }
    out.push(c);
}

/// The one letter that an escape stands for; `after` begins behind the backslash.
pub(super) fn escaped(after: &str) -> Result<(char, &str), Refused> {
    let (c, rest) = first(after).ok_or(Refused::There("it ends in a backslash"))?;
    let letter = match c {
        'a' => '\x07',
        'f' => '\x0c',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\x0b',
        'x' => return hexadecimal(rest),
        '0'..='7' => {
            let digits = after.bytes().take(3).take_while(|b| matches!(b, b'0'..=b'7')).count();
            if c != '0' && digits == 1 {
                return Err(Refused::There("there are no references to groups"));
            }
            let (octal, rest) = after.split_at(digits);
            return number(octal, 8).map(|letter| (letter, rest));
        }
        _ if c.is_ascii() && !c.is_ascii_alphanumeric() => c,
        _ => return Err(Refused::There("a backslash stands before a letter that has no such meaning")),
    };
    Ok((letter, rest))
}

/// `\x41` or `\x{e9}`.
fn hexadecimal(after: &str) -> Result<(char, &str), Refused> {
    let wrong = Refused::There("`\\x` is followed by two hexadecimal digits, or by some in braces");
    let (digits, rest) = match after.strip_prefix('{') {
        Some(braced) => braced.split_once('}'),
        None => after.split_at_checked(2),
    }
    .filter(|(digits, _)| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit()))
    .ok_or(wrong)?;
    number(digits, 16).map(|letter| (letter, rest))
}

fn number(digits: &str, base: u32) -> Result<char, Refused> {
    let number = u32::from_str_radix(digits, base).ok().filter(|n| *n <= 0x10_ffff).ok_or(Refused::There("a letter has too high a number"))?;
    char::from_u32(number).ok_or(Refused::Here("half of a UTF-16 pair is no letter"))
}

/// `\d`, `\pL`, `\P{Greek}`. None where it is no set.
pub(super) fn set<'a>(after: &'a str, out: &mut String) -> Result<Option<&'a str>, Refused> {
    let Some((c, rest)) = first(after) else { return Ok(None) };
    match c {
        'd' => out.push_str("[0-9]"),
        'D' => out.push_str("[^0-9]"),
        'w' => out.push_str("[0-9A-Za-z_]"),
        'W' => out.push_str("[^0-9A-Za-z_]"),
        's' => out.push_str("[\\t\\n\\f\\r ]"),
        'S' => out.push_str("[^\\t\\n\\f\\r ]"),
        'p' | 'P' => {
            let wrong = Refused::There("`\\p` is followed by a letter, or by a name in braces");
            let (name, rest) = match first(rest).ok_or(wrong)? {
                ('{', braced) => braced.split_once('}').ok_or(wrong)?,
                (one, rest_of) => (rest.get(..one.len_utf8()).unwrap_or_default(), rest_of),
            };
            let turned = name.strip_prefix('^');
            property(turned.unwrap_or(name), (c == 'P') != turned.is_some(), out)?;
            return Ok(Some(rest));
        }
        _ => return Ok(None),
    }
    Ok(Some(rest))
}

const CATEGORIES: [&str; 34] = [
    "Cc", "Cf", "Co", "L", "Ll", "Lm", "Lo", "Lt", "Lu", "M", "Mc", "Me", "Mn", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "S",
    "Sc", "Sk", "Sm", "So", "Z", "Zl", "Zp", "Zs",
];

/// The categories that are the same in every version of Go, and scripts by their names, which the engine knows or does not. It knows
/// more than that under the same words (`\p{Alphabetic}`), so the kind is always named.
fn property(name: &str, not: bool, out: &mut String) -> Result<(), Refused> {
    let p = if not { 'P' } else { 'p' };
    if name == "Any" {
        out.push_str(if not { "[^\\x{0}-\\x{10FFFF}]" } else { "[\\x{0}-\\x{10FFFF}]" });
    } else if CATEGORIES.contains(&name) {
        out.push_str(&format!("\\{p}{{gc={name}}}"));
    } else if name.len() > 2 && name.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_') {
        out.push_str(&format!("\\{p}{{Script={name}}}"));
    } else if name.is_empty() || name.contains(|c: char| !c.is_ascii_alphanumeric() && !" _-".contains(c)) {
        return Err(Refused::There("`\\p` is followed by what is no name"));
    } else {
        return Err(Refused::Here("this name of a set of letters is not known here"));
    }
    Ok(())
}
