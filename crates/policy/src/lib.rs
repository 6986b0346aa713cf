//! The decision: policies parsed, compiled, decided, explained.
//!
//! Why: one judge for every door. It fetches nothing and reads no clock; what it says follows from its arguments alone.

mod chain;
mod clock;
mod compile;
mod condition;
mod criteria;
mod decide;
mod ends;
mod evaluate;
mod explain;
mod facts;
mod index;
mod legacy;
mod length;
mod list_matcher;
mod literal;
mod network;
mod parse;
mod pattern;
mod query;
mod re2;
mod reading;
mod rules;
mod source;
mod spelling;
mod step_up;
mod text_matcher;

pub use compile::{CriterionId, GroupNames, Policy, compile};
pub use condition::Condition;
pub use decide::{Challenge, Decision, Permit, Verdict, decide};
pub use explain::{CriterionTrace, ListTrace, Outcome, RuleTrace, Trace, explain};
pub use facts::{AccessRequest, HttpFacts};
pub use legacy::{LegacyFields, legacy};
pub use parse::parse;
pub use re2::is_re2;
pub use rules::{Effect, Operator, Rules};
