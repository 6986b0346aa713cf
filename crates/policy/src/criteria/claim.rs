//! `claim/<name>`: a list of values that a source states about a person.
//!
//! Why: what has no criterion of its own is still a fact with a source.

use super::{About, Criterion, Finding};
use crate::list_matcher::{Elements, ListMatcher};
use crate::{condition::Condition, facts::Facts, literal::Literal, reading::Reading};
use portcullis_document::Node;
use portcullis_model::Reason;
use serde_json::Value;

/// The name is matched exactly: `a.b` and `a/b` are two names, and no path reaches into a value.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    pub(crate) name: Box<str>,
    pub(crate) matcher: ListMatcher,
}
impl Criterion for Claim {
    const ABOUT: About = About::Person;
    const SUB_PATH: bool = true;
    fn parse(sub_path: &str, data: &Node, reading: &mut Reading) -> Option<Self> {
        if sub_path.is_empty() {
            reading.warn(data.span, "this asks for the claim with the empty name", "write `claim/<name>`");
        }
        Some(Self { name: sub_path.into(), matcher: ListMatcher::parse("claim", data, reading)? })
    }
    fn check(&self, facts: &Facts<'_>) -> Finding {
        let values = facts.subject.claims.get(&*self.name).map_or(&[][..], Vec::as_slice);
        Finding::new(self.matcher.holds(&Values(values)), Reason::ClaimOk, Reason::ClaimUnauthorized)
    }
    fn condition(&self) -> Condition {
        self.matcher.condition("claim.has", "claim.exclude", "claim.matches").with("name", &*self.name)
    }
}

struct Values<'a>(&'a [Value]);
impl Elements for Values<'_> {
    fn has(&self, literal: &Literal) -> bool {
        self.0.iter().any(|value| literal.equals(value))
    }
    fn is_only(&self, literal: &Literal) -> bool {
        matches!(self.0, [one] if literal.equals(one))
    }
}
