//! `reject`: never holds.
//!
//! Why: a rule sometimes says "nobody".

use super::{About, Criterion, Finding};
use crate::{condition::Condition, facts::Facts, reading::Reading};
use portcullis_document::Node;
use portcullis_model::Reason;

/// Its data say nothing.
#[derive(Clone, Debug)]
pub(crate) struct Reject;
impl Criterion for Reject {
    const ABOUT: About = About::Request;
    fn parse(_: &str, _: &Node, _: &mut Reading) -> Option<Self> {
        Some(Self)
    }
    fn check(&self, _: &Facts<'_>) -> Finding {
        Finding { holds: false, reason: Reason::Reject }
    }
    fn condition(&self) -> Condition {
        Condition::new("nobody")
    }
}
