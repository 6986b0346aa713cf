//! Steps of one host, told apart by how the resource begins.
//!
//! Why: ten thousand patterns for one host must not be asked one by one. A pattern that is bound to the beginning says how what it fits
//! begins; one look-up for each length of such beginnings finds all that may fit.

use std::collections::HashMap;

/// More lengths than these are not told apart: a longer beginning then counts by its first part.
const LENGTHS: usize = 24;
/// A shorter beginning, such as `/`, tells nothing.
const SHORTEST: usize = 2;

/// Numbers of steps, ascending in each list.
#[derive(Debug, Default)]
pub(super) struct Bucket {
    any: Vec<u32>,
    by_start: HashMap<Box<[u8]>, Vec<u32>, foldhash::fast::RandomState>,
    /// The lengths of those beginnings, ascending.
    lengths: Vec<usize>,
    /// Before they are sorted in.
    starting: Vec<(Box<[u8]>, u32)>,
}

impl Bucket {
    /// `starts`: what the resource begins with if the step matches, one of them; absent where it may begin with anything.
    pub(super) fn add(&mut self, number: u32, starts: Option<&[Box<str>]>) {
        match starts {
            Some(starts) if starts.iter().all(|start| start.len() >= SHORTEST) => {
                self.starting.extend(starts.iter().map(|start| (start.as_bytes().into(), number)));
            }
            _ if self.any.last() == Some(&number) => {}
            _ => self.any.push(number),
        }
    }
    /// Once all are in.
    pub(super) fn settle(&mut self) {
        let mut lengths: Vec<usize> = self.starting.iter().map(|(start, _)| start.len()).collect();
        lengths.sort_unstable();
        lengths.dedup();
        lengths.truncate(LENGTHS);
        for (start, number) in self.starting.drain(..) {
            // The longest that is kept and no longer than it; the shortest of all is always kept.
            let kept = lengths.iter().rev().find(|n| **n <= start.len()).copied().unwrap_or(SHORTEST);
            let list = self.by_start.entry(start.get(..kept).unwrap_or_default().into()).or_default();
            if list.last() != Some(&number) {
                list.push(number);
            }
        }
        self.lengths = lengths;
    }
    pub(super) fn is_empty(&self) -> bool {
        self.any.is_empty() && self.by_start.is_empty()
    }
    /// The lists of all steps that may match what begins so.
    pub(super) fn lists<'s>(&'s self, resource: &[u8]) -> impl Iterator<Item = &'s [u32]> {
        let starting = self.lengths.iter().filter_map(|n| self.by_start.get(resource.get(..*n)?));
        std::iter::once(&self.any).chain(starting).map(Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(bucket: &Bucket, resource: &str) -> Vec<u32> {
        let mut all: Vec<u32> = bucket.lists(resource.as_bytes()).flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    proptest! {
        /// Whatever may match is found, with any number of lengths.
        #[test]
        fn nothing_that_may_match_is_left_out(starts in proptest::collection::vec("[/ab]{0,40}", 0..60), resource in "/[/ab]{0,50}") {
            let mut bucket = Bucket::default();
            let starts: Vec<Box<str>> = starts.into_iter().map(Into::into).collect();
            for (number, start) in (0..).zip(&starts) {
                bucket.add(number, Some(std::slice::from_ref(start)));
            }
            bucket.settle();
            let found = found(&bucket, &resource);
            for (number, start) in (0..).zip(&starts) {
                prop_assert!(!resource.starts_with(&**start) || found.contains(&number), "{start} of {resource}");
            }
        }
    }

    #[test]
    fn of_ten_thousand_only_those_that_may_match_are_asked() {
        let mut bucket = Bucket::default();
        for number in 0..10_000 {
            bucket.add(number, Some(&[format!("/service{number}/").into(), format!("/s/{number}").into()]));
        }
        bucket.add(10_000, None);
        bucket.settle();
        assert_eq!(found(&bucket, "/service77/x"), [77, 10_000]);
        assert_eq!(found(&bucket, "/s/12"), [1, 12, 10_000]);
        assert_eq!(found(&bucket, "/"), [10_000]);
    }
}
