//! `authenticated_user`: somebody is signed in.
//!
//! Why: the commonest rule of all.

use super::{About, Criterion, Finding};
use crate::{condition::Condition, facts::Facts, reading::Reading};
use portcullis_document::Node;
use portcullis_model::Reason;

/// Its data say nothing, `false` included.
#[derive(Clone, Debug)]
pub(crate) struct AuthenticatedUser;
impl Criterion for AuthenticatedUser {
    const ABOUT: About = About::Subject;
    fn parse(_: &str, data: &Node, reading: &mut Reading) -> Option<Self> {
        if data.as_bool() == Some(false) {
            reading.warn(data.span, "`authenticated_user: false` asks for somebody signed in all the same", "put it under `not` to ask for the opposite");
        }
        Some(Self)
    }
    fn check(&self, facts: &Facts<'_>) -> Finding {
        Finding::new(!facts.subject.user.is_empty(), Reason::UserOk, Reason::UserUnauthorized)
    }
    fn condition(&self) -> Condition {
        Condition::new("signed-in")
    }
}
