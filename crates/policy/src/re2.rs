//! Patterns as RE2 reads them, in the form that our engine reads.
//!
//! Why: rules are brought along from Go programs. `\w` that suddenly took every letter of Unicode would open doors; what cannot be
//! said in our engine is refused, never bent.

/// The same pattern for the `regex` crate. The classes `\d`, `\s`, `\w` and the edge `\b` are ASCII, `{` is a letter where it counts
/// nothing, and the set operators that our engine has inside brackets are letters.
pub(crate) fn translate(pattern: &str) -> Result<String, &'static str> {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern;
    let mut class = Class::Outside;
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        rest = match (c, class) {
            ('\\', _) => {
                let after = escape(after, class, &mut out)?;
                if class == Class::First {
                    class = Class::Inside;
                }
                after
            }
            ('[', Class::Outside) => {
                out.push('[');
                class = Class::First;
                match after.strip_prefix('^') {
                    Some(after) => {
                        out.push('^');
                        after
                    }
                    None => after,
                }
            }
            ('[', _) if after.starts_with(':') => {
                let end = after.find(":]").ok_or("a named class in brackets has no end")?;
                let (name, after) = after.split_at_checked(end + 2).ok_or("a named class in brackets has no end")?;
                out.push('[');
                out.push_str(name);
                class = Class::Inside;
                after
            }
            (']', Class::Inside) => {
                out.push(']');
                class = Class::Outside;
                after
            }
            ('-', Class::First | Class::Inside) if after.starts_with('-') => return Err("`--` inside brackets means two things; write `\\-`"),
            ('[' | ']' | '&' | '~', Class::First | Class::Inside) => {
                out.push('\\');
                out.push(c);
                class = Class::Inside;
                after
            }
            ('{', Class::Outside) if !counts(after) => {
                out.push_str("\\{");
                after
            }
            _ => {
                out.push(c);
                if class == Class::First {
                    class = Class::Inside;
                }
                after
            }
        };
    }
    Ok(out)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Outside,
    /// Right behind the bracket, where `]` is a letter.
    First,
    Inside,
}

/// What follows a backslash.
fn escape<'a>(after: &'a str, class: Class, out: &mut String) -> Result<&'a str, &'static str> {
    let c = after.chars().next().ok_or("it ends in a backslash")?;
    let rest = after.get(c.len_utf8()..).unwrap_or_default();
    match c {
        'd' => out.push_str("[0-9]"),
        'D' => out.push_str("[^0-9]"),
        'w' => out.push_str("[0-9A-Za-z_]"),
        'W' => out.push_str("[^0-9A-Za-z_]"),
        's' => out.push_str("[\\t\\n\\f\\r ]"),
        'S' => out.push_str("[^\\t\\n\\f\\r ]"),
        'b' if class == Class::Outside => out.push_str("(?-u:\\b)"),
        // Text in which nothing has a meaning, up to `\E`.
        'Q' if class == Class::Outside => {
            let (text, rest) = rest.split_once("\\E").unwrap_or((rest, ""));
            out.push_str(&regex::escape(text));
            return Ok(rest);
        }
        _ => {
            out.push('\\');
            out.push(c);
        }
    }
    Ok(rest)
}

/// Whether `{` begins a count: `{2}`, `{2,}`, `{2,3}`.
fn counts(after: &str) -> bool {
    let Some((inner, _)) = after.split_once('}') else { return false };
    let (least, most) = inner.split_once(',').unwrap_or((inner, ""));
    !least.is_empty() && [least, most].iter().all(|n| n.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// (pattern, text, what Go's `regexp` says of it)
    const SAID: [(&str, &str, bool); 24] = [
        (r"^/\w+$", "/abc_9", true),
        (r"^/\w+$", "/ä", false),
        (r"^\d+$", "٣", false),
        (r"^[\w-]+$", "a-b", true),
        (r"^[^\W]$", "a", true),
        (r"^[^\W]$", "ä", false),
        (r"^\S$", "ä", true),
        (r"\bfoo\b", "äfooä", true),
        (r"\bfoo\b", "xfoo", false),
        (r"^[a&&b]+$", "a&b", true),
        (r"^[?&]id$", "&id", true),
        (r"^[[]$", "[", true),
        (r"^[]a]+$", "]a", true),
        (r"^[^]a]$", "b", true),
        (r"^[^]a]$", "]", false),
        (r"^[[:alpha:]_]+$", "ab_", true),
        (r"^a{2}$", "aa", true),
        (r"^a{b}$", "a{b}", true),
        (r"^a{,3}$", "a{,3}", true),
        (r"^\Q.*\E$", ".*", true),
        (r"^\Q.*\E$", "ab", false),
        (r"^a.c$", "a\nc", false),
        (r"(?i)^ADMIN$", "admin", true),
        (r"^[a\]b]+$", "a]b", true),
    ];
    #[test]
    fn a_pattern_means_what_it_means_in_go() {
        for (pattern, text, said) in SAID {
            let regex = regex::Regex::new(&translate(pattern).unwrap()).unwrap_or_else(|e| panic!("{pattern}: {e}"));
            assert_eq!(regex.is_match(text), said, "{pattern} on {text:?}");
        }
        for refused in [r"a\", "[--/]", "[[:alpha"] {
            assert!(translate(refused).is_err(), "{refused}");
        }
        for refused in ["(", "[", r"(?!x)", r"(a)\1", "*"] {
            assert!(translate(refused).map_or(true, |p| regex::Regex::new(&p).is_err()), "{refused}");
        }
    }
}
