//! What stands in brackets: `[a-z]`, `[^\d]`, `[[:alpha:]]`.
//!
//! Why: our engine has operators inside brackets that Go does not have (`&&`, `--`, `~~`, brackets in brackets). Written out by number
//! none of them can come about.

use super::{Refused, first, letters};

const NAMED: [&str; 14] = ["alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "word", "xdigit"];

/// Reads from behind the opening bracket to behind the closing one.
pub(super) fn read<'a>(after: &'a str, out: &mut String) -> Result<&'a str, Refused> {
    out.push('[');
    let mut rest = after.strip_prefix('^').inspect(|_| out.push('^')).unwrap_or(after);
    let mut begun = false;
    loop {
        match rest.strip_prefix(']') {
            Some(after) if begun => {
                out.push(']');
                return Ok(after);
            }
            _ => {}
        }
        begun = true;
        if let Some(after) = named(rest, out)? {
            rest = after;
            continue;
        }
        if let Some(after) = rest.strip_prefix('\\')
            && let Some(after) = letters::set(after, out)?
        {
            rest = after;
            continue;
        }
        let (least, after) = letter(rest)?;
        let (most, after) = match after.strip_prefix('-') {
            Some(end) if !end.starts_with(']') && !end.is_empty() => letter(end)?,
            _ => (least, after),
        };
        if most < least {
            return Err(Refused::There("a range in brackets ends before it begins"));
        }
        out.push_str(&format!("\\x{{{:x}}}-\\x{{{:x}}}", u32::from(least), u32::from(most)));
        rest = after;
    }
}

/// `[:alpha:]`, `[:^alpha:]`. Without its end it is letters.
fn named<'a>(text: &'a str, out: &mut String) -> Result<Option<&'a str>, Refused> {
    let Some((name, after)) = text.strip_prefix("[:").and_then(|inner| inner.split_once(":]")) else { return Ok(None) };
    if !NAMED.contains(&name.strip_prefix('^').unwrap_or(name)) {
        return Err(Refused::There("a set in brackets has no known name"));
    }
    out.push_str(&format!("[:{name}:]"));
    Ok(Some(after))
}

fn letter(text: &str) -> Result<(char, &str), Refused> {
    match first(text).ok_or(Refused::There("a bracket is not closed"))? {
        ('\\', after) => letters::escaped(after),
        plain => Ok(plain),
    }
}
