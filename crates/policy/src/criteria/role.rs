//! `role`: the built-in roles of whoever asks.
//!
//! Why: the management surface is guarded by policies like any other door.

use super::{About, Criterion, Finding};
use crate::list_matcher::{Elements, ListMatcher};
use crate::{condition::Condition, facts::Facts, literal::Literal, reading::Reading};
use portcullis_document::{Node, nearest};
use portcullis_model::{Reason, Role, RoleSet};

#[derive(Clone, Debug)]
pub(crate) struct InRole(ListMatcher);
impl Criterion for InRole {
    const ABOUT: About = About::Subject;
    fn parse(_: &str, data: &Node, reading: &mut Reading) -> Option<Self> {
        let matcher = ListMatcher::parse("role", data, reading)?;
        for question in matcher.questions() {
            let word = question.literal().as_text().unwrap_or_default();
            if Role::parse(word).is_none() {
                let names = || Role::ALL.into_iter().map(Role::as_str);
                let hint = nearest(word, names())
                    .map_or_else(|| format!("roles are {}", names().collect::<Vec<_>>().join(", ")), |near| format!("did you mean `{near}`?"));
                reading.error(data.span, format!("`{word}` is not a role"), hint);
                return None;
            }
        }
        Some(Self(matcher))
    }
    fn check(&self, facts: &Facts<'_>) -> Finding {
        Finding::new(self.0.holds(&facts.subject.roles), Reason::RoleOk, Reason::RoleUnauthorized)
    }
    fn condition(&self) -> Condition {
        self.0.condition("role.has", "role.exclude", "role.matches")
    }
}
impl Elements for RoleSet {
    fn has(&self, literal: &Literal) -> bool {
        literal.as_text().and_then(Role::parse).is_some_and(|role| Self::has(*self, role))
    }
    fn is_only(&self, literal: &Literal) -> bool {
        literal.as_text().and_then(Role::parse).is_some_and(|role| *self == Self::default().with(role))
    }
}
