//! `user`: the name somebody signs in with; without one it never holds.
//!
//! Why: a rule for one person, by a name that directories agree on.

use super::{About, Criterion, Finding};
use crate::{condition::Condition, facts::Facts, reading::Reading, text_matcher::TextMatcher};
use portcullis_document::Node;
use portcullis_model::Reason;

#[derive(Clone, Debug)]
pub(crate) struct User(pub(crate) TextMatcher);
impl Criterion for User {
    const ABOUT: About = About::Subject;
    fn parse(_: &str, data: &Node, reading: &mut Reading) -> Option<Self> {
        TextMatcher::parse("user", data, reading).map(Self)
    }
    fn check(&self, facts: &Facts<'_>) -> Finding {
        Finding::new(!facts.subject.user.is_empty() && self.0.holds(&facts.subject.user), Reason::UserOk, Reason::UserUnauthorized)
    }
    fn condition(&self) -> Condition {
        self.0.condition("user.is", "user.matches")
    }
}
