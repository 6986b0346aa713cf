//! The paths of one host: exact, prefixes, expressions, in that order.
//!
//! Why: the work must not grow with routes, so everything but expressions is a hash look-up at segment boundaries.

use foldhash::fast::RandomState;
use regex::Regex;
use std::collections::HashMap;

/// Values are positions in the table's list of routes.
#[derive(Default)]
pub(super) struct Paths {
    pub(super) exact: HashMap<Box<str>, usize, RandomState>,
    pub(super) prefixes: HashMap<Box<str>, usize, RandomState>,
    /// The lengths that prefixes have, longest first, each once.
    pub(super) lengths: Vec<usize>,
    /// Highest priority first.
    pub(super) expressions: Vec<(i64, Regex, usize)>,
}
impl Paths {
    /// Exact, else the longest prefix at a segment boundary, else the first expression.
    pub(super) fn find(&self, path: &str) -> Option<usize> {
        if let Some(found) = self.exact.get(path) {
            return Some(*found);
        }
        let bytes = path.as_bytes();
        let first = self.lengths.partition_point(|l| *l > bytes.len());
        for &length in self.lengths.get(first..).unwrap_or_default() {
            let ends = bytes.len() == length || bytes.get(length) == Some(&b'/') || length.checked_sub(1).and_then(|i| bytes.get(i)) == Some(&b'/');
            if let Some(found) = path.get(..length).filter(|_| ends).and_then(|p| self.prefixes.get(p)) {
                return Some(*found);
            }
        }
        self.expressions.iter().find(|(_, regex, _)| regex.is_match(path)).map(|(_, _, found)| *found)
    }
}
