//! `amr`: the methods of a sign-in, by their names in RFC 8176.
//!
//! Why: some doors want a hardware key and not just any second factor.

use super::{About, Criterion, Finding};
use crate::list_matcher::{Elements, ListMatcher, Question};
use crate::{condition::Condition, facts::Facts, literal::Literal, reading::Reading};
use portcullis_document::{Node, nearest};
use portcullis_model::{Amr, AmrSet, Reason};

#[derive(Clone, Debug)]
pub(crate) struct Methods(ListMatcher);
impl Methods {
    /// The methods whose use would help.
    pub(crate) fn wanted(&self) -> impl Iterator<Item = Amr> {
        self.0.questions().iter().filter_map(|q| match q {
            Question::Has(literal) | Question::Is(literal) => method(literal),
            Question::Exclude(_) => None,
        })
    }
}
impl Criterion for Methods {
    const ABOUT: About = About::Session;
    fn parse(_: &str, data: &Node, reading: &mut Reading) -> Option<Self> {
        let matcher = ListMatcher::parse("amr", data, reading)?;
        for question in matcher.questions() {
            let word = question.literal().as_text().unwrap_or_default();
            if Amr::parse(word).is_none() {
                let names = || Amr::ALL.into_iter().map(Amr::as_str);
                let hint = nearest(word, names())
                    .map_or_else(|| format!("methods are {}", names().collect::<Vec<_>>().join(", ")), |near| format!("did you mean `{near}`?"));
                reading.error(data.span, format!("`{word}` is not a method of signing in (RFC 8176)"), hint);
                return None;
            }
        }
        Some(Self(matcher))
    }
    fn check(&self, facts: &Facts<'_>) -> Finding {
        Finding::new(self.0.holds(&facts.standing.amr), Reason::AmrOk, Reason::AmrInsufficient)
    }
    fn condition(&self) -> Condition {
        self.0.condition("amr.has", "amr.exclude", "amr.matches")
    }
}
impl Elements for AmrSet {
    fn has(&self, literal: &Literal) -> bool {
        method(literal).is_some_and(|amr| Self::has(*self, amr))
    }
    fn is_only(&self, literal: &Literal) -> bool {
        method(literal).is_some_and(|amr| *self == Self::default().with(amr))
    }
}

fn method(literal: &Literal) -> Option<Amr> {
    literal.as_text().and_then(Amr::parse)
}
