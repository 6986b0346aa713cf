//! What the import has to say, with its place in the file that was read.
//!
//! Why: whoever moves reads one list, and knows what still has to be done.

use portcullis_document::Span;
use std::fmt;

/// How much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// It stands in the new file and means the same.
    Carried,
    /// It stands in the new file and means something else.
    Changed,
    /// It has no counterpart; nothing is less guarded for it.
    Left,
    /// It guards access and could not be carried over. The new file is stricter there, until somebody mends it.
    Guard,
    /// Authelia does not start with it.
    Refused,
}
impl Grade {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Carried => "carried over",
            Self::Changed => "changed",
            Self::Left => "not supported",
            Self::Guard => "NOT CARRIED OVER",
            Self::Refused => "refused",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub grade: Grade,
    pub span: Span,
    pub what: String,
    /// What to do; may be empty.
    pub hint: String,
}
impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.span, self.grade.as_str(), self.what)?;
        if self.hint.is_empty() { Ok(()) } else { write!(f, " ({})", self.hint) }
    }
}

#[derive(Default)]
pub(super) struct Report(Vec<Told>);
impl Report {
    fn tell(&mut self, grade: Grade, span: Span, what: impl Into<String>, hint: impl Into<String>) {
        let told = Told { grade, span, what: what.into(), hint: hint.into() };
        if !self.0.contains(&told) {
            self.0.push(told);
        }
    }
    pub(super) fn carried(&mut self, span: Span, what: impl Into<String>) {
        self.tell(Grade::Carried, span, what, "");
    }
    pub(super) fn changed(&mut self, span: Span, what: impl Into<String>, hint: impl Into<String>) {
        self.tell(Grade::Changed, span, what, hint);
    }
    pub(super) fn left(&mut self, span: Span, what: impl Into<String>, hint: impl Into<String>) {
        self.tell(Grade::Left, span, what, hint);
    }
    pub(super) fn guard(&mut self, span: Span, what: impl Into<String>, hint: impl Into<String>) {
        self.tell(Grade::Guard, span, what, hint);
    }
    pub(super) fn refuse(&mut self, span: Span, what: impl Into<String>, hint: impl Into<String>) {
        self.tell(Grade::Refused, span, what, hint);
    }
    pub(super) fn refused(&self) -> bool {
        self.0.iter().any(|t| t.grade == Grade::Refused)
    }
    pub(super) fn whole(&self) -> bool {
        self.0.iter().all(|t| t.grade < Grade::Guard)
    }
    /// Sorted by place; where something is refused, only that.
    pub(super) fn finish(mut self) -> Vec<Told> {
        if self.refused() {
            self.0.retain(|t| t.grade == Grade::Refused);
        }
        self.0.sort_by_key(|t| t.span);
        self.0
    }
}
