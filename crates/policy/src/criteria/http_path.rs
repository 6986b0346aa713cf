//! `http_path`: the path that routes match, without the query.
//!
//! Why: the judge and the road read one path (S1), and `starts_with` is what it says (S2).

use super::{About, Criterion, Finding};
use crate::{condition::Condition, facts::Facts, reading::Reading, spelling, text_matcher::TextMatcher};
use portcullis_document::Node;
use portcullis_model::Reason;

#[derive(Clone, Debug)]
pub(crate) struct HttpPath(pub(crate) TextMatcher);
impl Criterion for HttpPath {
    const ABOUT: About = About::Request;
    fn parse(_: &str, data: &Node, reading: &mut Reading) -> Option<Self> {
        spelling::of_path(data, reading);
        TextMatcher::parse("http_path", data, reading).map(Self)
    }
    fn check(&self, facts: &Facts<'_>) -> Finding {
        Finding::new(facts.http.is_some_and(|http| self.0.holds(http.path)), Reason::HttpPathOk, Reason::HttpPathUnauthorized)
    }
    fn condition(&self) -> Condition {
        self.0.condition("http-path.is", "http-path.matches")
    }
}
