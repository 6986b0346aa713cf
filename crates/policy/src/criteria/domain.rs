//! `domain`: what follows the `@` of the parsed address.
//!
//! Why: a domain cut out of unparsed text is how `a@evil.test@example.com` gets in (S9).

use super::{About, Criterion, Finding};
use crate::{condition::Condition, facts::Facts, reading::Reading, spelling, text_matcher::TextMatcher};
use portcullis_document::Node;
use portcullis_model::Reason;

#[derive(Clone, Debug)]
pub(crate) struct Domain(pub(crate) TextMatcher);
impl Criterion for Domain {
    const ABOUT: About = About::Person;
    fn parse(_: &str, data: &Node, reading: &mut Reading) -> Option<Self> {
        spelling::of_domain(data, reading);
        TextMatcher::parse("domain", data, reading).map(Self)
    }
    fn check(&self, facts: &Facts<'_>) -> Finding {
        Finding::new(facts.domain.is_some_and(|domain| self.0.holds(domain)), Reason::DomainOk, Reason::DomainUnauthorized)
    }
    fn condition(&self) -> Condition {
        self.0.condition("domain.is", "domain.matches")
    }
}
