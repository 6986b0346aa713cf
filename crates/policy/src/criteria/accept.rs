//! `accept`: always holds.
//!
//! Why: a rule sometimes says "everybody".

use super::{About, Criterion, Finding};
use crate::{condition::Condition, facts::Facts, reading::Reading};
use portcullis_document::Node;
use portcullis_model::Reason;

/// Its data say nothing, `false` included.
#[derive(Clone, Debug)]
pub(crate) struct Accept;
impl Criterion for Accept {
    const ABOUT: About = About::Request;
    fn parse(_: &str, data: &Node, reading: &mut Reading) -> Option<Self> {
        if data.as_bool() == Some(false) {
            reading.warn(data.span, "`accept: false` accepts all the same", "remove it, or write `reject: true`");
        }
        Some(Self)
    }
    fn check(&self, _: &Facts<'_>) -> Finding {
        Finding { holds: true, reason: Reason::Accept }
    }
    fn condition(&self) -> Condition {
        Condition::new("anyone")
    }
}
