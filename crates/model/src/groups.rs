//! The groups of a person: `source/name`, with the bare names they also answer to.
//!
//! Why: every attribute has a source; a bare name is an alias that identity grants, never a guess of the judge.

/// Sorted once, looked up by binary search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Groups {
    canonical: Box<[Box<str>]>,
    aliases: Box<[Box<str>]>,
}
impl Groups {
    pub fn new(mut canonical: Vec<Box<str>>, mut aliases: Vec<Box<str>>) -> Self {
        canonical.sort();
        canonical.dedup();
        aliases.sort();
        aliases.dedup();
        Self { canonical: canonical.into(), aliases: aliases.into() }
    }
    /// Whether the person is in the group of that name, canonical or alias.
    pub fn has(&self, name: &str) -> bool {
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
    /// The names to show: the bare alias where there is one, else the canonical name.
    pub fn shown(&self) -> impl Iterator<Item = &str> {
        self.canonical.iter().map(|g| {
            let bare = g.split_once('/').map_or(&**g, |(_, name)| name);
            if self.aliases.binary_search_by(|a| (**a).cmp(bare)).is_ok() { bare } else { &**g }
        })
    }
}
