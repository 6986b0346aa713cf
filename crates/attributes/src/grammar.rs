//! The form of a search filter (RFC 4515 §3).
//!
//! Why: a filter that a server would misread is told with the configuration, not at the first sign-in.

/// More is not written by people, and would only deepen the reading.
const DEEPEST: usize = 24;

pub(crate) fn check(text: &str) -> Result<(), &'static str> {
    match filter(text, 0)? {
        "" => Ok(()),
        _ => Err("something follows its last parenthesis"),
    }
}

/// One filter; gives what comes after it.
fn filter(text: &str, depth: usize) -> Result<&str, &'static str> {
    if depth > DEEPEST {
        return Err("it is nested too deeply");
    }
    let inner = text.strip_prefix('(').ok_or("a condition stands in parentheses")?;
    let after = match inner.chars().next() {
        Some('&' | '|') => {
            let mut rest = inner.get(1..).unwrap_or_default();
            if !rest.starts_with('(') {
                return Err("`&` and `|` are followed by conditions");
            }
            while rest.starts_with('(') {
                rest = filter(rest, depth + 1)?;
            }
            rest
        }
        Some('!') => filter(inner.get(1..).unwrap_or_default(), depth + 1)?,
        _ => item(inner)?,
    };
    after.strip_prefix(')').ok_or("a parenthesis is not closed")
}

/// An attribute, a comparison and a value; gives what comes after the value.
fn item(text: &str) -> Result<&str, &'static str> {
    let (attribute, tail) = text.split_once('=').ok_or("a condition has no `=`")?;
    let attribute = attribute.strip_suffix(['~', '<', '>']).or_else(|| attribute.strip_suffix(':')).unwrap_or(attribute);
    if attribute.is_empty() || !attribute.bytes().all(|b| b.is_ascii_alphanumeric() || b"-;.:_".contains(&b)) {
        return Err("an attribute's name has letters, digits and hyphens");
    }
    let end = tail.find([')', '(', '\0']).ok_or("a parenthesis is not closed")?;
    let (value, rest) = tail.split_at(end);
    let mut escapes = value.split('\\');
    escapes.next();
    let hex = |e: &str| e.get(..2).is_some_and(|h| h.bytes().all(|b| b.is_ascii_hexdigit()));
    if escapes.all(hex) { Ok(rest) } else { Err("`\\` is followed by two hexadecimal digits") }
}
