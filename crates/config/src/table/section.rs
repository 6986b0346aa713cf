//! A map of the file together with its part of the table: the only way to read a key.
//!
//! Why: a key that is read but not in the table would be in no schema, sample or reference.

use super::{MapSpec, Status};
use portcullis_document::{Node, Span};

#[derive(Clone, Copy)]
pub(crate) struct Section<'a> {
    node: &'a Node,
    spec: &'static MapSpec,
}
impl<'a> Section<'a> {
    pub(crate) fn new(node: &'a Node, spec: &'static MapSpec) -> Self {
        Self { node, spec }
    }
    pub(crate) fn span(&self) -> Span {
        self.node.span
    }
    pub(crate) fn node(&self) -> &'a Node {
        self.node
    }
    /// The value of a key, if it is there and has the type the table says; where it has not, the fault was told already.
    pub(crate) fn get(&self, name: &'static str) -> Option<&'a Node> {
        let key = self.spec.key(name).filter(|k| k.status == Status::Supported);
        debug_assert!(key.is_some(), "the key {name} of {} is not in the table", self.spec.place);
        #[cfg(test)]
        reads::note(self.spec.place, name);
        let node = self.node.get(name)?;
        key.filter(|k| k.kind.fits(node)).map(|_| node)
    }
    /// Whether every key written here is known, supported and of its type.
    pub(crate) fn is_sound(&self) -> bool {
        let sound = |e: &portcullis_document::Entry| self.spec.key(&e.key).is_some_and(|k| k.status == Status::Supported && k.kind.fits(&e.value));
        self.node.as_map().unwrap_or_default().iter().all(sound)
    }
    /// Where a key stands, else the map.
    pub(crate) fn key_span(&self, name: &'static str) -> Span {
        self.node.entry(name).map_or(self.node.span, |e| e.key_span)
    }
    pub(crate) fn text(&self, name: &'static str) -> Option<(&'a str, Span)> {
        let node = self.get(name)?;
        Some((node.as_str()?, node.span))
    }
    /// Absent is false.
    pub(crate) fn flag(&self, name: &'static str) -> bool {
        self.get(name).and_then(Node::as_bool).unwrap_or(false)
    }
    pub(crate) fn duration(&self, name: &'static str) -> Option<std::time::Duration> {
        let node = self.get(name)?;
        match node.as_str() {
            Some(text) => crate::values::duration(text).ok(),
            None => Some(std::time::Duration::ZERO),
        }
    }
    /// The entries of a list, or the one value that stands for a list.
    pub(crate) fn list(&self, name: &'static str) -> &'a [Node] {
        self.get(name).map(|n| n.as_list().unwrap_or(std::slice::from_ref(n))).unwrap_or_default()
    }
    pub(crate) fn texts(&self, name: &'static str) -> impl Iterator<Item = (&'a str, Span)> {
        self.list(name).iter().filter_map(|n| Some((n.as_str()?, n.span)))
    }
    /// The map below a key, with its part of the table.
    pub(crate) fn inner(&self, name: &'static str) -> Option<Section<'a>> {
        let node = self.get(name)?;
        let spec = self.spec.key(name)?.kind.inner_map()?;
        node.as_map().map(|_| Section::new(node, spec))
    }
    /// The maps below names of one's own, each with its name and where that stands.
    pub(crate) fn named(&self, name: &'static str) -> impl Iterator<Item = (&'a str, Span, Section<'a>)> {
        let spec = self.spec.key(name).and_then(|k| k.kind.inner_map());
        let entries = self.get(name).and_then(Node::as_map).unwrap_or_default();
        entries.iter().filter(|e| e.value.as_map().is_some()).filter_map(move |e| Some((e.key.as_str(), e.key_span, Section::new(&e.value, spec?))))
    }
    /// The maps of a list.
    pub(crate) fn inners(&self, name: &'static str) -> impl Iterator<Item = Section<'a>> {
        let spec = self.spec.key(name).and_then(|k| k.kind.inner_map());
        self.list(name).iter().filter(|n| n.as_map().is_some()).filter_map(move |n| Some(Section::new(n, spec?)))
    }
}

/// What was read, for the accounting test.
#[cfg(test)]
pub(crate) mod reads {
    use std::cell::RefCell;
    use std::collections::BTreeSet;
    thread_local! { static READ: RefCell<BTreeSet<(&'static str, &'static str)>> = const { RefCell::new(BTreeSet::new()) }; }
    pub(super) fn note(place: &'static str, name: &'static str) {
        READ.with_borrow_mut(|r| r.insert((place, name)));
    }
    pub(crate) fn take() -> BTreeSet<(&'static str, &'static str)> {
        READ.take()
    }
}
