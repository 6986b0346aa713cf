//! Faults with the file they are in, all at once, in the order of the file.
//!
//! Why: whoever mends a file wants the whole list, and an editor wants `FILE:LINE:COL`.

use portcullis_document::{Fault, Severity, Span};
use std::fmt;

/// One fault, and the file it is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocatedFault {
    /// The file, or `stored route NAME`.
    pub file: Box<str>,
    pub span: Span,
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}
impl LocatedFault {
    pub(crate) fn of(file: &str, fault: Fault) -> Self {
        Self { file: file.into(), span: fault.span, severity: fault.severity, message: fault.message, hint: fault.hint }
    }
}
/// `FILE:LINE:COL: error: what; what to do`
impl fmt::Display for LocatedFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.file, self.span, self.severity.as_str(), self.message)?;
        match &self.hint {
            Some(hint) => write!(f, "; {hint}"),
            None => Ok(()),
        }
    }
}

/// Why a configuration is refused: every fault, warnings among them, sorted by place. At least one is an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faults(pub Vec<LocatedFault>);
impl Faults {
    /// One that leaves nothing to look for others in.
    pub fn one(file: &str, fault: Fault) -> Self {
        Self(vec![LocatedFault::of(file, fault)])
    }
}
impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, fault) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{fault}")?;
        }
        Ok(())
    }
}
impl std::error::Error for Faults {}
