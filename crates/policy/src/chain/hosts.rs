//! Which steps a host may meet.
//!
//! Why: a verdict must not cost more with every rule. One look-up for each label of the host finds all steps that name it or a name
//! above it; only steps without a host, or with a pattern for one, are asked every time.

use crate::criteria::{Check, parents};
use std::collections::HashMap;

/// More names above one host than these with steps of their own: then every step is asked.
const MOST: usize = 8;

#[derive(Debug, Default)]
pub(super) struct Hosts {
    names: HashMap<Box<str>, Named, foldhash::fast::RandomState>,
    loose: Box<[u32]>,
}
/// Numbers of steps, ascending.
#[derive(Debug, Default)]
struct Named {
    exact: Vec<u32>,
    under: Vec<u32>,
}

impl Hosts {
    /// `steps`: what must hold for each to match.
    pub(super) fn of<'a>(steps: impl Iterator<Item = &'a [Check]>) -> Self {
        let mut names: HashMap<Box<str>, Named, foldhash::fast::RandomState> = HashMap::default();
        let mut loose = Vec::new();
        for (step, number) in steps.zip(0_u32..) {
            let host = step.iter().find_map(|check| if let Check::HttpHost(host) = check { host.names() } else { None });
            let Some(host) = host else {
                loose.push(number);
                continue;
            };
            host.exact.iter().for_each(|name| names.entry(name.clone()).or_default().exact.push(number));
            host.under.iter().for_each(|name| names.entry(name.clone()).or_default().under.push(number));
        }
        Self { names, loose: loose.into() }
    }
    /// The steps that ask for no host by name.
    pub(super) fn loose(&self) -> Candidates<'_> {
        let mut candidates = Candidates { lists: [&[]; MOST], used: 0 };
        candidates.add(&self.loose);
        candidates
    }
    /// All steps that may match on this host, in order. None: ask every step.
    pub(super) fn find(&self, host: &str) -> Option<Candidates<'_>> {
        let mut candidates = self.loose();
        if self.names.is_empty() {
            return Some(candidates);
        }
        if let Some(named) = self.names.get(host) {
            candidates.add(&named.exact);
        }
        for parent in parents(host) {
            if let Some(named) = self.names.get(parent).filter(|n| !n.under.is_empty())
                && !candidates.add(&named.under)
            {
                return None;
            }
        }
        Some(candidates)
    }
}

/// Several ascending lists as one.
#[derive(Debug)]
pub(super) struct Candidates<'a> {
    lists: [&'a [u32]; MOST],
    used: usize,
}
impl<'a> Candidates<'a> {
    /// Whether there was room for it.
    fn add(&mut self, list: &'a [u32]) -> bool {
        if list.is_empty() {
            return true;
        }
        match self.lists.get_mut(self.used) {
            Some(place) => *place = list,
            None => return false,
        }
        self.used += 1;
        true
    }
}
impl Iterator for Candidates<'_> {
    type Item = u32;
    fn next(&mut self) -> Option<u32> {
        let lists = self.lists.get_mut(..self.used)?;
        let least = *lists.iter().filter_map(|list| list.first()).min()?;
        for list in lists {
            if let Some((first, rest)) = list.split_first()
                && *first == least
            {
                *list = rest;
            }
        }
        Some(least)
    }
}
