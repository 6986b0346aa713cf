//! `action`: the verb that is asked for, like `http.request`.
//!
//! Why: one policy can serve several doors and tell them apart.

use super::{About, Criterion, Finding};
use crate::{condition::Condition, facts::Facts, reading::Reading, text_matcher::TextMatcher};
use portcullis_document::Node;
use portcullis_model::Reason;

#[derive(Clone, Debug)]
pub(crate) struct OfAction(pub(crate) TextMatcher);
impl Criterion for OfAction {
    const ABOUT: About = About::Request;
    fn parse(_: &str, data: &Node, reading: &mut Reading) -> Option<Self> {
        TextMatcher::parse("action", data, reading).map(Self)
    }
    fn check(&self, facts: &Facts<'_>) -> Finding {
        Finding::new(self.0.holds(facts.action.as_str()), Reason::ActionOk, Reason::ActionUnauthorized)
    }
    fn condition(&self) -> Condition {
        self.0.condition("action.is", "action.matches")
    }
}
