//! `authenticated_within`: the sign-in is at most so old.
//!
//! Why: a session of yesterday should not open the safe. A stream is judged as of when it opened, so it is never cut for this.

use super::{About, Criterion, Finding};
use crate::{condition::Condition, facts::Facts, length, reading::Reading};
use portcullis_document::Node;
use portcullis_model::Reason;
use std::time::Duration;

#[derive(Clone, Debug)]
pub(crate) struct Within(pub(crate) Duration);
impl Criterion for Within {
    const ABOUT: About = About::Session;
    fn parse(_: &str, data: &Node, reading: &mut Reading) -> Option<Self> {
        let length = data.as_str().and_then(length::parse);
        if length.is_none() {
            reading.error(data.span, "this is not a length of time", "write it like `15s`, `10m`, `1h30m` or `2d`");
        }
        length.map(Self)
    }
    fn check(&self, facts: &Facts<'_>) -> Finding {
        let fresh = facts.opened.since(facts.standing.auth_time) <= self.0;
        Finding::new(fresh, Reason::AuthenticationFresh, Reason::AuthenticationStale)
    }
    fn condition(&self) -> Condition {
        Condition::new("fresh").with("length", length::words(self.0))
    }
}
