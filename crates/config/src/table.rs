//! The one table of keys: name, type, default, example, words, version, state.
//!
//! Why: the check, the schema, the sample and the reference are read from here, so they cannot disagree.

mod deadlines;
mod duo;
mod factors;
mod forward_auth;
mod kind;
mod later;
mod ldap;
mod limits;
mod notifier;
mod passwords;
mod portal;
mod regulation;
mod route;
mod section;
mod server;
mod shape;

pub(crate) use kind::{Kind, check_leaf};
pub(crate) use section::Section;
#[cfg(test)]
pub(crate) use section::reads;
pub(crate) use server::ROOT;
pub(crate) use shape::check_shape;

pub(crate) use route::ROUTE;

/// A map of known keys.
pub(crate) struct MapSpec {
    /// Its place: `` for the file itself, `routes[]`, `tls.certificates[]`.
    pub(crate) place: &'static str,
    pub(crate) doc: &'static str,
    pub(crate) keys: &'static [Key],
}
impl MapSpec {
    pub(crate) fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|k| k.name == name)
    }
}

/// A key, as people read about it.
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// As shown; empty: nothing.
    pub(crate) default: &'static str,
    /// A value as written in a file, on one line; empty: it stands in the sample by its own keys.
    pub(crate) example: &'static str,
    pub(crate) doc: &'static str,
    pub(crate) since: &'static str,
    pub(crate) status: Status,
    pub(crate) need: Need,
    pub(crate) sample: Sample,
}
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Status {
    Supported,
    /// Known and refused: what it does is not built yet.
    Later,
}
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Need {
    Optional,
    Required,
}
/// How the sample shows it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Sample {
    /// In force.
    Live,
    /// Commented out.
    Quiet,
}

impl Key {
    const fn new(name: &'static str, kind: Kind, default: &'static str, example: &'static str, doc: &'static str) -> Self {
        Self { name, kind, default, example, doc, since: "0.1", status: Status::Supported, need: Need::Optional, sample: Sample::Quiet }
    }
    /// A key whose feature is not built yet.
    const fn later(name: &'static str, doc: &'static str) -> Self {
        Self { status: Status::Later, ..Self::new(name, Kind::Any, "", "", doc) }
    }
    const fn required(self) -> Self {
        Self { need: Need::Required, sample: Sample::Live, ..self }
    }
    const fn live(self) -> Self {
        Self { sample: Sample::Live, ..self }
    }
}

#[cfg(test)]
pub(crate) fn portal_colors() -> &'static MapSpec {
    &portal::COLORS
}

/// Every map of the file, each once, in reading order.
pub(crate) fn all_maps() -> Vec<&'static MapSpec> {
    let mut found: Vec<&'static MapSpec> = Vec::new();
    visit(&ROOT, &mut found);
    found
}
fn visit(spec: &'static MapSpec, found: &mut Vec<&'static MapSpec>) {
    if found.iter().any(|m| m.place == spec.place) {
        return;
    }
    found.push(spec);
    for key in spec.keys {
        if let Some(inner) = key.kind.inner_map() {
            visit(inner, found);
        }
    }
}
