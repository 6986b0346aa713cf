//! The string-list matcher: `has`, `is`, `exclude`.
//!
//! Why: groups, claims, roles and authentication methods are lists, asked the same three questions.

use crate::condition::Condition;
use crate::literal::Literal;
use crate::reading::Reading;
use crate::text_matcher::operator_hint;
use portcullis_document::{Node, Value};

const OPERATORS: [&str; 3] = ["has", "is", "exclude"];

/// Questions that must all be answered with yes. Nearly always there is one, and it lies where the criterion lies.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ListMatcher {
    One(Question),
    All(Box<[Question]>),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Question {
    /// The list has this element.
    Has(Literal),
    /// The list has one element, and it is this.
    Is(Literal),
    /// The list does not have this element.
    Exclude(Literal),
}
impl Question {
    pub(crate) fn literal(&self) -> &Literal {
        match self {
            Self::Has(literal) | Self::Is(literal) | Self::Exclude(literal) => literal,
        }
    }
}

/// A list that can be asked.
pub(crate) trait Elements {
    fn has(&self, literal: &Literal) -> bool;
    fn is_only(&self, literal: &Literal) -> bool;
}

impl ListMatcher {
    /// A plain value is short for `has`; an empty map adds no condition.
    pub(crate) fn parse(name: &str, data: &Node, reading: &mut Reading) -> Option<Self> {
        let Value::Map(entries) = &data.value else {
            return Some(Self::One(Question::Has(Literal::of(data))));
        };
        if entries.is_empty() {
            reading.warn(data.span, format!("`{name}: {{}}` asks nothing: it holds for everybody who is signed in"), "write what it has to have");
        }
        let mut questions = Vec::new();
        let mut sound = true;
        for entry in entries {
            let literal = Literal::of(&entry.value);
            match entry.key.as_str() {
                "has" => questions.push(Question::Has(literal)),
                "is" => questions.push(Question::Is(literal)),
                "exclude" => questions.push(Question::Exclude(literal)),
                other => {
                    reading.error(entry.key_span, format!("`{other}` is not an operator of `{name}`"), operator_hint(other, &OPERATORS));
                    sound = false;
                }
            }
        }
        sound.then(|| match (questions.pop(), questions.is_empty()) {
            (Some(only), true) => Self::One(only),
            (last, _) => Self::All(questions.into_iter().chain(last).collect()),
        })
    }

    pub(crate) fn questions(&self) -> &[Question] {
        match self {
            Self::One(question) => std::slice::from_ref(question),
            Self::All(questions) => questions,
        }
    }

    #[inline]
    pub(crate) fn holds(&self, elements: &impl Elements) -> bool {
        let holds = |question: &Question| match question {
            Question::Has(literal) => elements.has(literal),
            Question::Is(literal) => elements.is_only(literal),
            Question::Exclude(literal) => !elements.has(literal),
        };
        match self {
            Self::One(question) => holds(question),
            Self::All(questions) => questions.iter().all(holds),
        }
    }

    /// `has` or `exclude` with the one value, else `matches` with the questions in words.
    pub(crate) fn condition(&self, has: &'static str, exclude: &'static str, matches: &'static str) -> Condition {
        match self.questions() {
            [Question::Has(literal)] => Condition::new(has).with("value", words(literal)),
            [Question::Exclude(literal)] => Condition::new(exclude).with("value", words(literal)),
            questions => {
                let one = |q: &Question| match q {
                    Question::Has(l) => format!("have “{}”", words(l)),
                    Question::Is(l) => format!("are only “{}”", words(l)),
                    Question::Exclude(l) => format!("do not have “{}”", words(l)),
                };
                let rule = if questions.is_empty() { "are anything".to_owned() } else { questions.iter().map(one).collect::<Vec<_>>().join(" and ") };
                Condition::new(matches).with("rule", rule)
            }
        }
    }
}

fn words(literal: &Literal) -> String {
    match literal {
        Literal::Null => "nothing".to_owned(),
        Literal::Bool(b) => b.to_string(),
        Literal::Int(n) => n.to_string(),
        Literal::Float(n) => format!("{n:?}"),
        Literal::Text(text) => text.to_string(),
        Literal::List(items) => format!("[{}]", items.iter().map(words).collect::<Vec<_>>().join(", ")),
        Literal::Map(entries) => format!("{{{}}}", entries.iter().map(|(k, v)| format!("{k}: {}", words(v))).collect::<Vec<_>>().join(", ")),
    }
}
