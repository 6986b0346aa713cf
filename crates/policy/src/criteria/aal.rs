//! `aal`: the least assurance level of the sign-in (NIST SP 800-63B).
//!
//! Why: a second factor is asked for at the doors that need one.

use super::{About, Criterion, Finding};
use crate::{condition::Condition, facts::Facts, reading::Reading};
use portcullis_document::Node;
use portcullis_model::{Aal, Reason};

#[derive(Clone, Debug)]
pub(crate) struct AtLeast(Aal);
impl Criterion for AtLeast {
    const ABOUT: About = About::Session;
    fn parse(_: &str, data: &Node, reading: &mut Reading) -> Option<Self> {
        let level = data.as_int().and_then(|n| u8::try_from(n).ok()).and_then(|n| Aal::try_from(n).ok());
        if level.is_none() {
            reading.error(data.span, "an assurance level is 1 or 2", "write `aal: 2` for two factors");
        }
        level.map(Self)
    }
    fn check(&self, facts: &Facts<'_>) -> Finding {
        Finding::new(facts.standing.aal.is_some_and(|aal| aal >= self.0), Reason::AalOk, Reason::AalInsufficient)
    }
    fn condition(&self) -> Condition {
        Condition::new(if self.0 == Aal::Two { "aal.two" } else { "aal.one" })
    }
}
