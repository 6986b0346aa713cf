//! `http_resource`: path and query together, matched by patterns.
//!
//! Why: rules of forward-auth servers are written over both. The path is the one that routes match, decoded and cleaned (S1), with
//! every other reading of it; the query is the one that was sent.

use super::{About, Criterion, Finding, Truth};
use crate::pattern::{self, Pattern};
use crate::text_matcher::operator_hint;
use crate::{condition::Condition, facts::Facts, reading::Reading};
use portcullis_document::{Node, Value};
use portcullis_model::Reason;

/// One of them is enough.
#[derive(Clone, Debug)]
pub(crate) struct HttpResource(Box<[Pattern]>);
impl HttpResource {
    /// What everything that fits begins with, one of them; absent where that cannot be told.
    pub(crate) fn starts(&self) -> Option<Vec<Box<str>>> {
        let each: Option<Vec<&[Box<str>]>> = self.0.iter().map(Pattern::starts).collect();
        each.map(|all| all.concat())
    }
}
impl Criterion for HttpResource {
    const ABOUT: About = About::Request;
    fn parse(_: &str, data: &Node, reading: &mut Reading) -> Option<Self> {
        let patterns = match data.as_map() {
            Some([one]) if one.key == "matches" => &one.value,
            Some([one]) => {
                reading.error(one.key_span, format!("`{}` is not an operator of `http_resource`", one.key), operator_hint(&one.key, &["matches"]));
                return None;
            }
            _ => {
                reading.wrong_type("`http_resource`", data, "patterns, like `{matches: ['^/api/']}`");
                return None;
            }
        };
        if let Value::Null = patterns.value {
            reading.error(patterns.span, "`matches` has no pattern, so nothing can fit", "write one, or remove the criterion");
            return None;
        }
        pattern::list("matches", patterns, reading).map(Self)
    }
    fn check(&self, facts: &Facts<'_>) -> Finding {
        let (truth, _) = self.judge(facts);
        Finding::new(truth == Truth::True, Reason::HttpResourceOk, Reason::HttpResourceUnauthorized)
    }
    #[inline]
    fn judge(&self, facts: &Facts<'_>) -> (Truth, Reason) {
        let Some(http) = facts.http else { return (Truth::False, Reason::HttpResourceUnauthorized) };
        pattern::judge(&self.0, false, &http.resource(), facts, Reason::HttpResourceOk, Reason::HttpResourceUnauthorized)
    }
    fn condition(&self) -> Condition {
        let patterns: Vec<String> = self.0.iter().map(|p| format!("“{}”", p.source())).collect();
        Condition::new("http-resource.matches").with("patterns", patterns.join(", "))
    }
}
