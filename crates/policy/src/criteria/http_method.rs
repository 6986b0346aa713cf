//! `http_method`: the method of an HTTP request, case kept.
//!
//! Why: reading and writing are often different rights.

use super::{About, Criterion, Finding};
use crate::{condition::Condition, facts::Facts, reading::Reading, spelling, text_matcher::TextMatcher};
use portcullis_document::Node;
use portcullis_model::Reason;

#[derive(Clone, Debug)]
pub(crate) struct HttpMethod(pub(crate) TextMatcher);
impl Criterion for HttpMethod {
    const ABOUT: About = About::Request;
    fn parse(_: &str, data: &Node, reading: &mut Reading) -> Option<Self> {
        spelling::of_method(data, reading);
        TextMatcher::parse("http_method", data, reading).map(Self)
    }
    fn check(&self, facts: &Facts<'_>) -> Finding {
        Finding::new(facts.http.is_some_and(|http| self.0.holds(http.method)), Reason::HttpMethodOk, Reason::HttpMethodUnauthorized)
    }
    fn condition(&self) -> Condition {
        self.0.condition("http-method.is", "http-method.matches")
    }
}
