//! Where the checkers put what they find.
//!
//! Why: each goes on after a fault, and all faults come out together in the order of the files.

use crate::{Faults, Input, LocatedFault};
use portcullis_document::{Fault, Severity, Span};

pub(super) struct Desk<'a> {
    pub(super) input: Input<'a>,
    /// What is being read; the stored routes come after the file.
    file: Box<str>,
    found: Vec<(usize, LocatedFault)>,
    files: usize,
}
impl<'a> Desk<'a> {
    pub(super) fn new(input: Input<'a>) -> Self {
        Self { input, file: input.name.into(), found: Vec::new(), files: 0 }
    }
    /// From here on another document is read.
    pub(super) fn turn_to(&mut self, file: &str) {
        self.file = file.into();
        self.files += 1;
    }
    /// From here on it is about the file itself again.
    pub(super) fn turn_back(&mut self) {
        self.file = self.input.name.into();
        self.files = 0;
    }
    pub(super) fn error(&mut self, span: Span, what: impl Into<String>, hint: impl Into<String>) {
        self.put(Fault::error(span, what).with_hint(hint));
    }
    pub(super) fn warn(&mut self, span: Span, what: impl Into<String>, hint: impl Into<String>) {
        self.put(Fault::warning(span, what).with_hint(hint));
    }
    pub(super) fn take(&mut self, faults: impl IntoIterator<Item = Fault>) {
        faults.into_iter().for_each(|f| self.put(f));
    }
    /// The value, or its fault noted.
    pub(super) fn told<T>(&mut self, read: Result<T, Fault>) -> Option<T> {
        read.map_err(|f| self.put(f)).ok()
    }
    /// The value, or its faults noted.
    pub(super) fn all_told<T>(&mut self, read: Result<T, Vec<Fault>>) -> Option<T> {
        read.map_err(|f| self.take(f)).ok()
    }
    pub(super) fn has_errors(&self) -> bool {
        self.found.iter().any(|(_, f)| f.severity == Severity::Error)
    }
    /// Sorted by place; what is told twice is told once.
    pub(super) fn into_faults(self) -> Faults {
        let mut found = self.found;
        found.sort_by(|a, b| (a.0, a.1.span, &a.1.message).cmp(&(b.0, b.1.span, &b.1.message)));
        found.dedup();
        Faults(found.into_iter().map(|(_, f)| f).collect())
    }
    /// The value, or the faults of another file noted.
    pub(super) fn told_of_another<T>(&mut self, read: Result<Option<T>, Vec<LocatedFault>>) -> Option<T> {
        read.unwrap_or_else(|faults| {
            self.found.extend(faults.into_iter().map(|f| (self.files, f)));
            None
        })
    }
    fn put(&mut self, fault: Fault) {
        self.found.push((self.files, LocatedFault::of(&self.file, fault)));
    }
}
