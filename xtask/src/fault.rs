//! What a check found: faults, warnings, and what it looked at.
//!
//! Why: every check tells everything at once, in the form that editors jump to.

use std::fmt;

/// One place that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) file: String,
    /// 1-based; 0 where the fault concerns the whole file.
    pub(crate) line: usize,
    pub(crate) message: String,
}

impl Fault {
    pub(crate) fn whole(file: &str, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: 0, message: message.into() }
    }

    pub(crate) fn at(file: &str, line: usize, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, message: message.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.message),
            line => write!(f, "{}:{line}: {}", self.file, self.message),
        }
    }
}

/// The result of one check.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// Printed first, as it is; may be empty.
    pub(crate) picture: String,
    /// What was looked at, for the closing line: "214 files".
    pub(crate) looked_at: String,
    pub(crate) faults: Vec<Fault>,
    pub(crate) warnings: Vec<Fault>,
}
