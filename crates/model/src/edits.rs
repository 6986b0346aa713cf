//! Field edits: what a route sets and removes, names already checked and lower case.
//!
//! Why: the gateway applies, it does not interpret.

/// Removal first, then setting; a set replaces every field of that name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldEdits {
    pub remove: Vec<Box<str>>,
    pub set: Vec<(Box<str>, Box<str>)>,
}
impl FieldEdits {
    pub fn is_empty(&self) -> bool {
        self.remove.is_empty() && self.set.is_empty()
    }
}
