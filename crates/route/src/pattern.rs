//! The path part of a route's match: one path, a prefix, or a regular expression over the whole path.
//!
//! Why: a pattern that ends in the middle of a word matches what nobody meant (S2), so prefixes end at a segment and expressions
//! are anchored at both ends.

use regex::Regex;
use std::fmt;

/// Which paths a route answers to. All compare with the once-decoded path, case-sensitively.
#[derive(Clone, Debug)]
pub enum PathPattern {
    /// Exactly this path.
    Exact(Box<str>),
    /// This path and everything below it: `/admin` takes `/admin` and `/admin/…`, not `/administrator`. One that ends in a slash
    /// takes only what begins with it: `/admin/` does not take `/admin`.
    Prefix(Box<str>),
    /// The whole path matches; among expressions of a host the highest `priority` wins.
    Regex { regex: Regex, source: Box<str>, priority: i64 },
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPathPattern {
    #[error("a path begins with one `/`")]
    Start,
    #[error("a path to match has no `//`, dot segment, control character or encoded slash that is not written %2F or %5C")]
    Never,
    #[error("a path to match is written decoded, as `/my docs` and not `/my%20docs`: routes are matched on the decoded path")]
    Escaped,
    #[error("a path to match has no `?` and no `#`: routes match the path alone")]
    Query,
    #[error("the expression cannot be read: {0}")]
    Regex(String),
}

impl PathPattern {
    pub fn exact(path: &str) -> Result<Self, BadPathPattern> {
        plain(path).map(Self::Exact)
    }
    pub fn prefix(path: &str) -> Result<Self, BadPathPattern> {
        plain(path).map(Self::Prefix)
    }
    pub fn regex(source: &str, priority: i64) -> Result<Self, BadPathPattern> {
        // Alone first: `a)|(b` must not become valid by our own parentheses. The newline ends a comment under `(?x)`.
        let alone = Regex::new(source).map_err(|e| BadPathPattern::Regex(last_line(&e)))?;
        let anchored = format!(r"\A(?:{source})\z");
        let regex = Regex::new(&anchored).or_else(|_| Regex::new(&format!("\\A(?:{source}\n)\\z"))).map_err(|e| BadPathPattern::Regex(last_line(&e)))?;
        drop(alone);
        Ok(Self::Regex { regex, source: source.into(), priority })
    }
    /// Whether a path, as [`portcullis_model::TargetUri::path`] gives it, is one of these.
    pub fn matches(&self, path: &str) -> bool {
        match self {
            Self::Exact(p) => **p == *path,
            Self::Prefix(p) => path.strip_prefix(&**p).is_some_and(|rest| rest.is_empty() || p.ends_with('/') || rest.starts_with('/')),
            Self::Regex { regex, .. } => regex.is_match(path),
        }
    }
}
impl fmt::Display for PathPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(p) => write!(f, "path {p}"),
            Self::Prefix(p) => write!(f, "prefix {p}"),
            Self::Regex { source, priority, .. } => write!(f, "regex {source} (priority {priority})"),
        }
    }
}

/// A path that a target can have: else the route would never be found, and its author would not know.
fn plain(path: &str) -> Result<Box<str>, BadPathPattern> {
    if !path.starts_with('/') || path.starts_with("//") {
        return Err(BadPathPattern::Start);
    }
    if path.contains(['?', '#']) {
        return Err(BadPathPattern::Query);
    }
    // Patterns are held against the decoded path, in which only these three stay escaped: any other escape matches nothing.
    let kept = |i: usize| matches!(path.get(i..i + 3), Some("%2F" | "%5C" | "%25"));
    if path.match_indices('%').any(|(i, _)| !kept(i) && path.get(i + 1..i + 3).is_some_and(|h| h.bytes().all(|b| b.is_ascii_hexdigit()))) {
        return Err(BadPathPattern::Escaped);
    }
    let lower = path.to_ascii_lowercase();
    let slash_in_small = path.match_indices("%2f").chain(path.match_indices("%5c")).next().is_some();
    let dots = path.split('/').any(|s| matches!(s.split(';').next().unwrap_or_default(), "." | ".."));
    if path.contains("//") || path.contains('\\') || path.chars().any(char::is_control) || dots || slash_in_small || lower.contains("%2e%2e") {
        return Err(BadPathPattern::Never);
    }
    Ok(path.into())
}

fn last_line(error: &regex::Error) -> String {
    let text = error.to_string();
    text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn s02_a_prefix_ends_at_a_segment() {
        let admin = PathPattern::prefix("/admin").unwrap();
        assert!(admin.matches("/admin") && admin.matches("/admin/") && admin.matches("/admin/a"));
        assert!(!admin.matches("/administrator") && !admin.matches("/admi") && !admin.matches("/Admin") && !admin.matches("/x/admin"));
        let below = PathPattern::prefix("/admin/").unwrap();
        assert!(below.matches("/admin/") && below.matches("/admin/a") && !below.matches("/admin"));
        assert!(PathPattern::prefix("/").unwrap().matches("/anything"));
    }
    #[test]
    fn s02_an_expression_takes_the_whole_path_or_nothing() {
        let v1 = PathPattern::regex("/v1|/v2", 0).unwrap();
        assert!(v1.matches("/v1") && v1.matches("/v2"));
        assert!(!v1.matches("/v1/x") && !v1.matches("/public/v1") && !v1.matches("/v1\n"));
        assert!(PathPattern::regex("(?x) /v1 # the first", 0).unwrap().matches("/v1"));
        assert!(!PathPattern::regex("(?m)^/v1$", 0).unwrap().matches("/v1\n/x"));
    }
    #[test]
    fn refuses_what_no_path_can_be() {
        for bad in ["", "admin", "//admin", "/a//b", "/a/../b", "/./", "/a\\b", "/a\nb", "/a%2fb", "/..;x/"] {
            assert!(PathPattern::prefix(bad).is_err(), "{bad}");
            assert!(PathPattern::exact(bad).is_err(), "{bad}");
        }
        for bad in ["(", "a)|(b", "[z-a]"] {
            assert!(matches!(PathPattern::regex(bad, 0), Err(BadPathPattern::Regex(_))), "{bad}");
        }
    }
}
