//! Which steps a host may meet.
//!
//! Why: a verdict must not cost more with every rule. One look-up for each label of the host finds all steps that name it or a name
//! above it; only steps without a host, or with a pattern whose end is no name, are asked every time.

use super::bucket::Bucket;
use crate::criteria::{Check, parents};
use crate::ends::End;
use std::collections::HashMap;

/// More lists than these for one resource, of the names above its host and of how it begins: then every step is asked.
const MOST: usize = 16;

#[derive(Debug, Default)]
pub(super) struct Hosts {
    names: HashMap<Box<str>, Named, foldhash::fast::RandomState>,
    loose: Bucket,
}
#[derive(Debug, Default)]
struct Named {
    exact: Bucket,
    under: Bucket,
}

impl Hosts {
    /// `steps`: what must hold for each to match.
    pub(super) fn of<'a>(steps: impl Iterator<Item = &'a [Check]>) -> Self {
        let mut names: HashMap<Box<str>, Named, foldhash::fast::RandomState> = HashMap::default();
        let mut loose = Bucket::default();
        for (step, number) in steps.zip(0_u32..) {
            let host = step.iter().find_map(|check| if let Check::HttpHost(host) = check { host.names() } else { None });
            let starts = step.iter().find_map(|check| if let Check::HttpResource(resource) = check { resource.starts() } else { None });
            let Some(host) = host else {
                loose.add(number, starts.as_deref());
                continue;
            };
            let mut put = |name: &str, exact: bool| {
                let named = names.entry(name.into()).or_default();
                if exact { &mut named.exact } else { &mut named.under }.add(number, starts.as_deref());
            };
            host.exact.iter().for_each(|name| put(name, true));
            host.under.iter().for_each(|name| put(name, false));
            host.ends.into_iter().flatten().for_each(|end| match end {
                End::Exact(name) => put(name, true),
                End::Under(name) => put(name, false),
            });
        }
        loose.settle();
        for named in names.values_mut() {
            named.exact.settle();
            named.under.settle();
        }
        Self { names, loose }
    }
    /// All steps that may match on this host, in order. None: ask every step.
    pub(super) fn find(&self, host: &str, resource: &str) -> Option<Candidates<'_>> {
        let mut candidates = Candidates { lists: [&[]; MOST], used: 0 };
        let whole = candidates.add_all(&self.loose, resource)
            && self.names.get(host).is_none_or(|named| candidates.add_all(&named.exact, resource))
            && (self.names.is_empty() || parents(host).filter_map(|parent| self.names.get(parent)).all(|named| candidates.add_all(&named.under, resource)));
        whole.then_some(candidates)
    }
}

/// Several ascending lists as one.
#[derive(Debug)]
pub(super) struct Candidates<'a> {
    lists: [&'a [u32]; MOST],
    used: usize,
}
impl<'a> Candidates<'a> {
    /// Whether there was room for all of it.
    fn add_all(&mut self, bucket: &'a Bucket, resource: &str) -> bool {
        bucket.is_empty() || bucket.lists(resource.as_bytes()).all(|list| self.add(list))
    }
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
