//! The groups of a person: `source/name`, with the bare names they also answer to.
//!
//! Why: every attribute has a source; a bare name is an alias that identity grants, never a guess of the judge.

/// Sorted once, looked up by binary search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Groups {
    canonical: Box<[Box<str>]>,
    aliases: Box<[Box<str>]>,
    /// A bit for each name: most questions are about groups one is not in, and end here.
    sieve: u64,
}
impl Groups {
    pub fn new(mut canonical: Vec<Box<str>>, mut aliases: Vec<Box<str>>) -> Self {
        canonical.sort();
        canonical.dedup();
        aliases.sort();
        aliases.dedup();
        let sieve = canonical.iter().chain(&aliases).fold(0, |s, name| s | bit(name));
        Self { canonical: canonical.into(), aliases: aliases.into(), sieve }
    }
    /// From pairs of source and name. The internal directory's groups also answer to their bare name, another source's where
    /// it is the only other one. A name with a slash in it never becomes an alias: it would pass for another source's group.
    pub fn of_sources<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>, only_other: Option<&str>) -> Self {
        let (mut canonical, mut aliases) = (Vec::<Box<str>>::new(), Vec::<Box<str>>::new());
        for (source, name) in pairs {
            canonical.push(format!("{source}/{name}").into());
            if (source == Self::INTERNAL || only_other == Some(source)) && !name.contains('/') {
                aliases.push(name.into());
            }
        }
        Self::new(canonical, aliases)
    }
    /// The source name of the internal directory.
    pub const INTERNAL: &'static str = "internal";
    /// Whether the person is in the group of that name, canonical or alias.
    pub fn has(&self, name: &str) -> bool {
        if self.sieve & bit(name) == 0 {
            return false;
        }
        let find = |list: &[Box<str>]| list.binary_search_by(|g| (**g).cmp(name)).is_ok();
        find(&self.canonical) || find(&self.aliases)
    }
    /// Whether that group is the only one.
    pub fn is_only(&self, name: &str) -> bool {
        self.canonical.len() == 1 && self.has(name)
    }
    pub fn is_empty(&self) -> bool {
        self.canonical.is_empty()
    }
    /// The canonical names, sorted.
    pub fn canonical(&self) -> impl Iterator<Item = &str> {
        self.canonical.iter().map(|g| &**g)
    }
    /// Every name that [`has`](Self::has) knows: the canonical ones and the aliases.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.canonical.iter().chain(&self.aliases).map(|g| &**g)
    }
    /// The names to show: the bare alias where there is one, else the canonical name.
    pub fn shown(&self) -> impl Iterator<Item = &str> {
        self.canonical.iter().map(|g| {
            let bare = g.split_once('/').map_or(&**g, |(_, name)| name);
            if self.aliases.binary_search_by(|a| (**a).cmp(bare)).is_ok() { bare } else { &**g }
        })
    }
}

/// One of 64, by length, ends and middle: names of one scheme differ there.
fn bit(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let at = |i: usize| bytes.get(i).copied().map_or(0, usize::from);
    let end = bytes.len().saturating_sub(1);
    let mix =
        bytes.len().wrapping_mul(31) ^ at(0).wrapping_mul(7) ^ at(end).wrapping_mul(13) ^ at(end.saturating_sub(1)).wrapping_mul(17) ^ at(bytes.len() / 2);
    1 << (mix % 64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_and_alias_is_found_and_no_other() {
        let names: Vec<Box<str>> = (0..40).map(|i| format!("internal/team-{i}").into()).collect();
        let aliases: Vec<Box<str>> = (0..40).map(|i| format!("team-{i}").into()).collect();
        let groups = Groups::new(names.clone(), aliases.clone());
        assert!(names.iter().chain(&aliases).all(|n| groups.has(n)));
        assert!((40..200).all(|i| !groups.has(&format!("team-{i}")) && !groups.has(&format!("internal/team-{i}"))));
        assert!(!groups.has("") && !Groups::default().has("") && !Groups::default().has("team-1"));
        assert_eq!(groups.shown().count(), 40);
        assert!(Groups::new(vec!["a/b".into()], vec![]).is_only("a/b"));
    }
}
