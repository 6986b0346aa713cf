//! `email`: the address an authoritative source states; a person without one has the empty text.
//!
//! Why: a rule for one person, by the name everybody knows.

use super::{About, Criterion, Finding};
use crate::{condition::Condition, facts::Facts, reading::Reading, spelling, text_matcher::TextMatcher};
use portcullis_document::Node;
use portcullis_model::Reason;

#[derive(Clone, Debug)]
pub(crate) struct OfEmail(pub(crate) TextMatcher);
impl Criterion for OfEmail {
    const ABOUT: About = About::Person;
    fn parse(_: &str, data: &Node, reading: &mut Reading) -> Option<Self> {
        spelling::of_email(data, reading);
        TextMatcher::parse("email", data, reading).map(Self)
    }
    fn check(&self, facts: &Facts<'_>) -> Finding {
        Finding::new(self.0.holds(facts.email), Reason::EmailOk, Reason::EmailUnauthorized)
    }
    fn condition(&self) -> Condition {
        self.0.condition("email.is", "email.matches")
    }
}
