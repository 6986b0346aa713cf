//! `cors_preflight`: a browser asks whether a cross-origin request would be allowed.
//!
//! Why: such requests carry no cookies and must pass for the real one to come.

use super::{About, Criterion, Finding};
use crate::{condition::Condition, facts::Facts, reading::Reading};
use portcullis_document::Node;
use portcullis_model::Reason;

/// Its data say nothing.
#[derive(Clone, Debug)]
pub(crate) struct CorsPreflight;
impl Criterion for CorsPreflight {
    const ABOUT: About = About::Request;
    fn parse(_: &str, _: &Node, _: &mut Reading) -> Option<Self> {
        Some(Self)
    }
    fn check(&self, facts: &Facts<'_>) -> Finding {
        Finding::new(facts.http.is_some_and(|http| http.preflight), Reason::CorsRequest, Reason::NonCorsRequest)
    }
    fn condition(&self) -> Condition {
        Condition::new("cors-preflight")
    }
}
