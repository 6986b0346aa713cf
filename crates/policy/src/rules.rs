//! Rules as written: effect, operators, criteria, each with its place.
//!
//! Why: a policy is read once and attached to many routes; what was written stays at hand for `explain`.

use crate::criteria::Check;
use portcullis_document::{Fault, Span};

/// What a rule does when it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Effect {
    Allow,
    Deny,
}
impl Effect {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
        }
    }
}

/// How a list of criteria is joined. The names are the policy language's, their meaning too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// All hold.
    And,
    /// At least one holds.
    Or,
    /// None holds.
    Not,
    /// At least one does not hold. (Elsewhere this is called NAND.)
    Nor,
}
impl Operator {
    pub const ALL: [Self; 4] = [Self::And, Self::Or, Self::Not, Self::Nor];
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::And => "and",
            Self::Or => "or",
            Self::Not => "not",
            Self::Nor => "nor",
        }
    }
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|o| o.as_str() == word)
    }
    /// Whether members count turned round.
    pub(crate) const fn inverts(self) -> bool {
        matches!(self, Self::Not | Self::Nor)
    }
    /// Whether all (turned) members must hold; otherwise one is enough.
    pub(crate) const fn wants_all(self) -> bool {
        matches!(self, Self::And | Self::Not)
    }
}

/// One policy document, read. Empty rules deny everything.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    pub(crate) rules: Vec<Rule>,
    pub(crate) warnings: Vec<Fault>,
}
impl Rules {
    /// What is allowed but probably not meant.
    pub fn warnings(&self) -> &[Fault] {
        &self.warnings
    }
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) effect: Effect,
    pub(crate) span: Span,
    pub(crate) lists: Vec<List>,
    /// In place of lists: steps in order.
    pub(crate) steps: Option<Steps>,
}
#[derive(Clone, Debug)]
pub(crate) struct Steps {
    pub(crate) span: Span,
    /// The last one always matches.
    pub(crate) steps: Vec<StepWritten>,
}
#[derive(Clone, Debug)]
pub(crate) struct StepWritten {
    pub(crate) name: Box<str>,
    pub(crate) span: Span,
    pub(crate) when: Vec<Written>,
    /// Never empty.
    pub(crate) then: Vec<Written>,
}
#[derive(Clone, Debug)]
pub(crate) struct List {
    pub(crate) operator: Operator,
    pub(crate) span: Span,
    /// Never empty: an empty list contributes nothing.
    pub(crate) criteria: Vec<Written>,
}
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(crate) check: Check,
    pub(crate) source: Box<str>,
    pub(crate) span: Span,
}
