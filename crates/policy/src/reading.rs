//! Where a reader of documents puts the faults it meets.
//!
//! Why: all faults at once; a reader goes on after each.

use crate::pattern::Built;
use portcullis_document::{Fault, Node, Span};
use std::collections::HashMap;

#[derive(Default)]
pub(crate) struct Reading {
    /// Patterns that were read before: rules repeat them, and each costs some ten kilobytes.
    pub(crate) patterns: HashMap<String, Built>,
    pub(crate) errors: Vec<Fault>,
    pub(crate) warnings: Vec<Fault>,
}
impl Reading {
    pub(crate) fn error(&mut self, span: Span, message: impl Into<String>, hint: impl Into<String>) {
        self.errors.push(Fault::error(span, message).with_hint(hint));
    }
    pub(crate) fn warn(&mut self, span: Span, message: impl Into<String>, hint: impl Into<String>) {
        self.warnings.push(Fault::warning(span, message).with_hint(hint));
    }
    /// The warnings; or, where there are errors, all of both.
    pub(crate) fn done(mut self) -> Result<Vec<Fault>, Vec<Fault>> {
        if self.errors.is_empty() {
            return Ok(self.warnings);
        }
        self.errors.append(&mut self.warnings);
        Err(self.errors)
    }
    /// A value of the wrong type: what stands there and what is wanted.
    pub(crate) fn wrong_type(&mut self, what: &str, node: &Node, wanted: &str) {
        self.error(node.span, format!("{what} is {}", node.type_name()), format!("write {wanted}"));
    }
}
