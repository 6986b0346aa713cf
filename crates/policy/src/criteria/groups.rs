//! `groups`: the groups of a person.
//!
//! Why: most rules are about groups; a name means what identity says it means, canonical or bare.

use super::{About, Criterion, Finding};
use crate::list_matcher::{Elements, ListMatcher, Question};
use crate::{condition::Condition, facts::Facts, literal::Literal, reading::Reading};
use portcullis_document::{Node, Span};
use portcullis_model::{Groups, Reason};

#[derive(Clone, Debug)]
pub(crate) struct InGroups {
    matcher: ListMatcher,
    span: Span,
}
impl InGroups {
    /// The names it asks about, with the place of the data.
    pub(crate) fn names(&self) -> impl Iterator<Item = (&str, Span)> {
        self.matcher.questions().iter().filter_map(|q| q.literal().as_text().map(|name| (name, self.span)))
    }
    /// The name, where it asks for membership of one group and nothing else.
    pub(crate) fn only_has(&self) -> Option<&str> {
        if let ListMatcher::One(Question::Has(literal)) = &self.matcher { literal.as_text() } else { None }
    }
}
impl Criterion for InGroups {
    const ABOUT: About = About::Person;
    fn parse(_: &str, data: &Node, reading: &mut Reading) -> Option<Self> {
        let matcher = ListMatcher::parse("groups", data, reading)?;
        if matcher.questions().iter().any(|q| q.literal().as_text().is_none()) {
            reading.warn(
                data.span,
                "a group is named by text; this asks about something else and never finds it",
                "quote the name; for several groups write several criteria under `or`",
            );
        }
        Some(Self { matcher, span: data.span })
    }
    fn check(&self, facts: &Facts<'_>) -> Finding {
        Finding::new(self.matcher.holds(&facts.subject.groups), Reason::GroupsOk, Reason::GroupsUnauthorized)
    }
    fn condition(&self) -> Condition {
        self.matcher.condition("group.has", "group.exclude", "group.matches")
    }
}
impl Elements for Groups {
    fn has(&self, literal: &Literal) -> bool {
        literal.as_text().is_some_and(|name| Self::has(self, name))
    }
    fn is_only(&self, literal: &Literal) -> bool {
        literal.as_text().is_some_and(|name| Self::is_only(self, name))
    }
}
