//! Patterns as RE2 reads them, in the form that our engine reads.
//!
//! Why: rules are brought along from Go programs. `\w` that suddenly took every letter of Unicode would open doors, `\>` that became
//! the edge of a word would close none. So nothing is handed on as it stands: each sign is read as Go reads it and written out
//! plainly; what cannot be said in our engine is refused, never bent.

mod brackets;
mod letters;

/// Why there is no translation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// Go refuses it too.
    There(&'static str),
    /// Go takes it; it cannot be said here.
    Here(&'static str),
}
impl Refused {
    pub(crate) const fn why(self) -> &'static str {
        match self {
            Self::There(why) | Self::Here(why) => why,
        }
    }
}

/// Whether Go takes the pattern, for all that is seen in its letters. It may still be too large, here or there.
pub fn is_re2(pattern: &str) -> bool {
    !matches!(translate(pattern), Err(Refused::There(_)))
}

/// What stands before a sign, as a count like `*` sees it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Nothing,
    Something,
    Count,
    /// `(?i)` behind something: Go counts what is before it.
    Flags,
}

/// The same pattern for the `regex` crate.
pub(crate) fn translate(pattern: &str) -> Result<String, Refused> {
    let mut out = String::with_capacity(pattern.len() + 16);
    let (mut rest, mut open, mut before) = (pattern, 0_usize, Before::Nothing);
    while let Some((c, after)) = first(rest) {
        (rest, before) = match c {
            '(' => match group(after, &mut out)? {
                (after, true) => {
                    open += 1;
                    (after, Before::Nothing)
                }
                (after, false) => (after, if before == Before::Nothing { before } else { Before::Flags }),
            },
            ')' => {
                open = open.checked_sub(1).ok_or(Refused::There("`)` closes nothing"))?;
                out.push(c);
                (after, Before::Something)
            }
            '|' => {
                out.push(c);
                (after, Before::Nothing)
            }
            '.' | '^' | '$' => {
                out.push(c);
                (after, Before::Something)
            }
            '*' | '+' | '?' => {
                let (counted, after) = rest.split_at(1);
                (count(after, counted, before, &mut out)?, Before::Count)
            }
            '{' => match length_of_count(rest)? {
                Some(length) => {
                    let (counted, after) = rest.split_at(length);
                    (count(after, counted, before, &mut out)?, Before::Count)
                }
                None => {
                    letters::write(c, &mut out);
                    (after, Before::Something)
                }
            },
            '[' => (brackets::read(after, &mut out)?, Before::Something),
            '\\' => escape(after, before, &mut out)?,
            _ => {
                letters::write(c, &mut out);
                (after, Before::Something)
            }
        };
    }
    if open == 0 { Ok(out) } else { Err(Refused::There("a `(` is not closed")) }
}

fn first(text: &str) -> Option<(char, &str)> {
    let mut chars = text.chars();
    chars.next().map(|c| (c, chars.as_str()))
}

/// What follows a backslash outside of brackets.
fn escape<'a>(after: &'a str, before: Before, out: &mut String) -> Result<(&'a str, Before), Refused> {
    if let Some(rest) = letters::set(after, out)? {
        return Ok((rest, Before::Something));
    }
    let (c, rest) = first(after).ok_or(Refused::There("it ends in a backslash"))?;
    match c {
        'A' => out.push_str("\\A"),
        'z' => out.push_str("\\z"),
        'b' => out.push_str("(?-u:\\b)"),
        'B' => return Err(Refused::Here("`\\B` looks at bytes, and would split letters")),
        // Text in which nothing has a meaning, up to `\E`.
        'Q' => {
            let (text, rest) = rest.split_once("\\E").unwrap_or((rest, ""));
            text.chars().for_each(|c| letters::write(c, out));
            let empty = if before == Before::Count { Before::Flags } else { before };
            return Ok((rest, if text.is_empty() { empty } else { Before::Something }));
        }
        _ => {
            let (letter, rest) = letters::escaped(after)?;
            letters::write(letter, out);
            return Ok((rest, Before::Something));
        }
    }
    Ok((rest, Before::Something))
}

/// Writes `*`, `+`, `?` or `{2,3}`, with the `?` that makes it take little.
fn count<'a>(after: &'a str, counted: &str, before: Before, out: &mut String) -> Result<&'a str, Refused> {
    match before {
        Before::Something => {}
        Before::Nothing => return Err(Refused::There("a count has nothing before it")),
        Before::Count => return Err(Refused::There("a count follows a count")),
        Before::Flags => return Err(Refused::Here("a count follows flags or an empty `\\Q\\E`")),
    }
    out.push_str(counted);
    Ok(after.strip_prefix('?').inspect(|_| out.push('?')).unwrap_or(after))
}

/// The length of `{2}`, `{2,}` or `{2,3}`; every other `{` is a letter.
fn length_of_count(text: &str) -> Result<Option<usize>, Refused> {
    let Some((inner, _)) = text.strip_prefix('{').and_then(|inner| inner.split_once('}')) else { return Ok(None) };
    let (least, most) = inner.split_once(',').map_or((inner, None), |(least, most)| (least, Some(most)));
    let is_number = |n: &str| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()) && (n.len() == 1 || !n.starts_with('0'));
    if !is_number(least) || !most.is_none_or(|n| n.is_empty() || is_number(n)) {
        return Ok(None);
    }
    let value = |n: &str| n.parse::<u16>().ok().filter(|n| *n <= 1000).ok_or(Refused::There("a count is at most 1000"));
    let least = value(least)?;
    if most.filter(|n| !n.is_empty()).map(value).transpose()?.is_some_and(|most| most < least) {
        return Err(Refused::There("a count ends before it begins"));
    }
    Ok(Some(inner.len() + 2))
}

/// What follows `(`: a group, which is true, or flags for what comes.
fn group<'a>(after: &'a str, out: &mut String) -> Result<(&'a str, bool), Refused> {
    let Some(inner) = after.strip_prefix('?') else {
        out.push('(');
        return Ok((after, true));
    };
    if ["=", "!", "<=", "<!"].iter().any(|look| inner.starts_with(look)) {
        return Err(Refused::There("look-around, including look-ahead and look-behind, is not supported"));
    }
    if let Some(named) = inner.strip_prefix("P<").or_else(|| inner.strip_prefix('<')) {
        let word = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        let (name, rest) = named.split_once('>').filter(|(name, _)| word(name)).ok_or(Refused::There("a group has no proper name"))?;
        if name.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(Refused::Here("the name of a group begins with a digit"));
        }
        out.push_str("(?P<");
        out.push_str(name);
        out.push('>');
        return Ok((rest, true));
    }
    let unknown = Refused::There("`(?` is followed by what is no flag and no group");
    let end = inner.find([':', ')']).ok_or(unknown)?;
    let (flags, rest) = inner.split_at(end);
    let opens = rest.starts_with(':');
    let (on, off) = flags.split_once('-').map_or((flags, None), |(on, off)| (on, Some(off)));
    let known = |flags: &str| flags.bytes().all(|b| b"imsU".contains(&b));
    if !known(on) || off.is_some_and(|off| off.is_empty() || !known(off)) {
        return Err(unknown);
    }
    // What is named twice counts once, and off counts more.
    let off = off.unwrap_or_default();
    let each = |wanted: &dyn Fn(char) -> bool| "imsU".chars().filter(|c| wanted(*c)).collect::<String>();
    let (on, off) = (each(&|c| on.contains(c) && !off.contains(c)), each(&|c| off.contains(c)));
    let minus = if off.is_empty() { "" } else { "-" };
    match (opens, on.is_empty() && off.is_empty()) {
        (true, _) => out.push_str(&format!("(?{on}{minus}{off}:")),
        (false, true) => {}
        (false, false) => out.push_str(&format!("(?{on}{minus}{off})")),
    }
    Ok((rest.get(1..).unwrap_or_default(), opens))
}

#[cfg(test)]
mod tests;
