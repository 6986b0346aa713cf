//! Attributes that are computed from others, in CEL (the Common Expression Language).
//!
//! Why: a rule wants one plain fact ("is staff abroad") where a directory states three. The expression is read with the
//! configuration; it is evaluated when a person is read, never for a request, and what cannot be evaluated is absent.

use cel::{Context, Env, Program, Value as Cel, extensions};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Longer ones are programs, not facts.
const LONGEST: usize = 1_000;
/// Brackets in brackets, and choices in choices.
const DEEPEST: usize = 16;
/// A chain of operators is read and evaluated by as many calls in each other.
const MOST_SIGNS: usize = 60;
/// Each runs over a list of the person, and they may stand in each other.
const MOST_LOOPS: usize = 2;
/// Four times what the longest chain needs without optimisation; memory is taken as it is touched.
const ROOM: usize = 32 * 1024 * 1024;
/// Lists and texts of a person beyond this are not looked through.
const MOST_ITEMS: usize = 500;

/// What is known of every person: absent, it is an empty text.
pub const STANDARD: [&str; 22] = [
    "username",
    "display_name",
    "email",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "gender",
    "birthdate",
    "website",
    "profile",
    "picture",
    "zoneinfo",
    "locale",
    "phone_number",
    "phone_extension",
    "street_address",
    "locality",
    "region",
    "postal_code",
    "country",
    "mail",
];

/// An expression that was read.
#[derive(Clone)]
pub struct Expression {
    text: Box<str>,
    program: Arc<Program>,
    env: Arc<Env>,
}
impl std::fmt::Debug for Expression {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Expression").field(&self.text).finish()
    }
}
impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}
impl Eq for Expression {}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadExpression {
    #[error("it is longer than {LONGEST} characters")]
    Long,
    #[error("it is nested more than {DEEPEST} times, or has more than {MOST_SIGNS} signs")]
    Deep,
    #[error("it runs over lists {0} times, and may {MOST_LOOPS} times")]
    Loops(usize),
    /// Line and column in the expression, both from 1.
    #[error("{what} (at {line}:{column} of the expression)")]
    Form { line: usize, column: usize, what: String },
}

impl Expression {
    pub fn read(text: &str) -> Result<Self, BadExpression> {
        if text.chars().count() > LONGEST {
            return Err(BadExpression::Long);
        }
        // The parser goes as deep as it is led, before it counts: brackets and choices are counted first (S21).
        if !is_flat(text) {
            return Err(BadExpression::Deep);
        }
        let unreadable = || BadExpression::Form { line: 1, column: 1, what: "it cannot be read".into() };
        let compiled = with_room(|| {
            let mut env = Env::stdlib();
            for library in [extensions::strings, extensions::lists] {
                env.add_extension(library).map_err(|_| unreadable())?;
            }
            let program = env.compile(text).map_err(|errors| {
                let first = errors.errors.first();
                let at = |n: isize| usize::try_from(n).unwrap_or(1).max(1);
                first.map_or_else(unreadable, |e| BadExpression::Form { line: at(e.pos.0), column: at(e.pos.1), what: one_line(&e.msg) })
            })?;
            let loops = loops(&program);
            Ok((program, env, loops))
        });
        let (program, env, loops) = compiled.ok_or_else(unreadable)??;
        if loops > MOST_LOOPS {
            return Err(BadExpression::Loops(loops));
        }
        Ok(Self { text: text.into(), program: Arc::new(program), env: Arc::new(env) })
    }
    /// Empty where it gives none or cannot be evaluated.
    fn evaluate(&self, facts: &Facts<'_>) -> Vec<Value> {
        self.program.execute(&self.context(facts)).map(|value| values(&value)).unwrap_or_default()
    }
    fn context(&self, facts: &Facts<'_>) -> Context<'static, 'static> {
        let Facts { standard, groups, claims } = facts;
        let mut context = Context::with_env(Arc::clone(&self.env));
        for name in STANDARD {
            context.add_variable_from_value(name, Cel::from(""));
        }
        for (name, values) in *claims {
            let value = match values.as_slice() {
                [one] => cel(one),
                many => Cel::from(many.iter().take(MOST_ITEMS).map(cel).collect::<Vec<_>>()),
            };
            context.add_variable_from_value(&**name, value);
        }
        // The parts of an address go by their own names too.
        if let Some([Value::Object(parts)]) = claims.get("address").map(Vec::as_slice) {
            parts.iter().for_each(|(name, value)| context.add_variable_from_value(name.as_str(), cel(value)));
        }
        let emails = claims.get("emails").map(|all| all.iter().map(cel).collect()).or_else(|| standard.get("email").map(|e| vec![Cel::from(*e)]));
        context.add_variable_from_value("emails", emails.unwrap_or_default());
        context.add_variable_from_value("groups", groups.iter().take(MOST_ITEMS).map(|g| Cel::from(*g)).collect::<Vec<_>>());
        for (name, value) in *standard {
            context.add_variable_from_value(*name, Cel::from(*value));
        }
        context
    }
}

/// Whatever stands in quotation marks counts as well: an expression that needs so many brackets in a text can do without.
fn is_flat(text: &str) -> bool {
    let mut depth = 0_usize;
    for c in text.chars() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return false;
        }
    }
    text.matches('?').count() <= DEEPEST && text.chars().filter(|c| "+-*/%!&|<>=".contains(*c)).count() <= MOST_SIGNS && text.matches('.').count() <= MOST_SIGNS
}

/// What is known of a person. `claims` never stand for what is standard.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    pub standard: &'a BTreeMap<&'a str, &'a str>,
    pub groups: &'a [&'a str],
    pub claims: &'a BTreeMap<Box<str>, Vec<Value>>,
}

/// The values of all attributes that have any, by name.
pub fn computed(attributes: &[(Box<str>, Expression)], facts: Facts<'_>) -> Vec<(Box<str>, Vec<Value>)> {
    if attributes.is_empty() {
        return Vec::new();
    }
    let all = with_room(|| attributes.iter().map(|(name, expression)| (name.clone(), expression.evaluate(&facts))).collect::<Vec<_>>());
    all.unwrap_or_default().into_iter().filter(|(_, values)| !values.is_empty()).collect()
}

/// Reading and evaluating go by calls in each other, some tens of kilobytes each: they get a stack of their own, whose end only ends
/// them. `None`: the library gave up, or there is no thread.
fn with_room<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    std::thread::scope(|scope| std::thread::Builder::new().stack_size(ROOM).spawn_scoped(scope, work).ok()?.join().ok())
}

/// In the tree as it prints itself every loop is a comprehension.
fn loops(program: &Program) -> usize {
    format!("{:?}", program.expression()).matches("Comprehension(").count()
}

fn one_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().chars().take(160).collect()
}

fn cel(value: &Value) -> Cel {
    match value {
        Value::Bool(b) => Cel::from(*b),
        Value::Number(n) => n.as_i64().map(Cel::from).or_else(|| n.as_f64().map(Cel::from)).unwrap_or(Cel::Null),
        Value::String(text) => Cel::from(text.as_str()),
        Value::Array(items) => Cel::from(items.iter().take(MOST_ITEMS).map(cel).collect::<Vec<_>>()),
        Value::Object(parts) => Cel::from(parts.iter().map(|(k, v)| (k.clone(), cel(v))).collect::<HashMap<String, Cel>>()),
        Value::Null => Cel::Null,
    }
}

/// One value, or those of a list; what is neither text, number nor truth is left out.
fn values(of: &Cel) -> Vec<Value> {
    let one = |value: &Cel| match value {
        Cel::Bool(b) => Some(Value::from(*b)),
        Cel::Int(n) => Some(Value::from(*n)),
        Cel::UInt(n) => Some(Value::from(*n)),
        Cel::Float(n) => Some(Value::from(*n)),
        Cel::String(text) if text.len() <= 2_048 => Some(Value::from(text.as_str())),
        _ => None,
    };
    match of {
        Cel::List(items) => items.iter().take(MOST_ITEMS).filter_map(one).collect(),
        single => one(single).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    fn of(text: &str) -> Vec<Value> {
        let claims = BTreeMap::from([
            ("department".into(), vec![Value::from("sales")]),
            ("number".into(), vec![Value::from(7)]),
            ("tags".into(), vec![Value::from("a"), Value::from("b")]),
            ("username".into(), vec![Value::from("somebody else")]),
        ]);
        let standard = BTreeMap::from([("username", "alice"), ("email", "alice@example.com"), ("display_name", "Alice")]);
        let attribute = ("it".into(), Expression::read(text).unwrap());
        let facts = Facts { standard: &standard, groups: &["corp/staff", "corp/admins"], claims: &claims };
        computed(&[attribute], facts).into_iter().flat_map(|(_, values)| values).collect()
    }

    #[test]
    fn facts_come_from_facts() {
        assert_eq!(of("'corp/staff' in groups && department == 'sales'"), [Value::from(true)]);
        assert_eq!(of("groups.filter(g, g.startsWith('corp/')).map(g, g.substring(5))"), [Value::from("staff"), Value::from("admins")]);
        assert_eq!(of("number + 1"), [Value::from(8)]);
        assert_eq!(of("tags"), [Value::from("a"), Value::from("b")]);
        assert_eq!(of("username + ':' + email.split('@')[1]"), [Value::from("alice:example.com")]);
        assert_eq!(of("nickname == '' ? 'none' : nickname"), [Value::from("none")]);
        assert_eq!(of("email.matches('^[a-z]+@example[.]com$')"), [Value::from(true)]);
    }
    #[test]
    fn what_cannot_be_evaluated_is_absent() {
        for text in ["nothing_of_that_name", "number + 'x'", "groups[99]", "1 / 0", "null", "{'a': 1}", "tags.nothing()"] {
            assert!(of(text).is_empty(), "{text}");
        }
    }
    #[test]
    fn s21_what_is_no_expression_is_told_with_its_place_and_nothing_is_too_deep() {
        assert!(matches!(Expression::read("1 +\n  * 2"), Err(BadExpression::Form { line: 2, .. })));
        for bad in ["", "1 +", "groups.map(g, )", "'open"] {
            assert!(matches!(Expression::read(bad), Err(BadExpression::Form { .. })), "{bad}");
        }
        for deep in ["(".repeat(900), "[".repeat(400), "{1:".repeat(300), "true?1:".repeat(140), "!(".repeat(400), "size(".repeat(190)] {
            assert_eq!(Expression::read(&deep), Err(BadExpression::Deep), "{deep}");
        }
        assert_eq!(Expression::read(&"1+".repeat(600)), Err(BadExpression::Long));
        let deep = "groups.all(a, groups.all(b, groups.all(c, a + b + c != '')))";
        assert_eq!(Expression::read(deep), Err(BadExpression::Loops(3)));
    }
    #[test]
    fn s21_the_longest_chains_fit_on_a_small_stack() {
        let all = || {
            for link in ["1+", "!", "-", "a.", "a&&", "a||", "1<", "a,", "'a'+", "a[0].", "a in ", "1-", "1*", "true?1:", "(", "[", "{1:", "size(", "-(", "[1+"]
            {
                for count in 1..=990 / link.len() {
                    for (end, close) in [("1", ""), ("true", ""), ("1", ")"), ("1", "]"), ("1", "}")] {
                        let text = format!("{}{end}{}", link.repeat(count), close.repeat(if close.is_empty() { 0 } else { count }));
                        match Expression::read(&text) {
                            Ok(expression) => {
                                let none = Facts { standard: &BTreeMap::new(), groups: &[], claims: &BTreeMap::new() };
                                drop(computed(&[("it".into(), expression)], none));
                            }
                            Err(BadExpression::Form { .. }) => {}
                            Err(_) => break,
                        }
                        if count > 3 && count % 16 != 0 {
                            break;
                        }
                    }
                }
            }
        };
        std::thread::Builder::new().stack_size(128 * 1024).spawn(all).unwrap().join().unwrap();
    }
    #[test]
    fn a_person_in_many_groups_costs_little() {
        let groups: Vec<String> = (0..5_000).map(|n| format!("corp/team-{n}")).collect();
        let groups: Vec<&str> = groups.iter().map(String::as_str).collect();
        let expression = Expression::read("groups.all(a, groups.all(b, a != 'x' || b != 'y'))").unwrap();
        let start = std::time::Instant::now();
        let facts = Facts { standard: &BTreeMap::new(), groups: &groups, claims: &BTreeMap::new() };
        assert_eq!(computed(&[("it".into(), expression)], facts), [("it".into(), vec![Value::from(true)])]);
        assert!(start.elapsed() < std::time::Duration::from_secs(10), "{:?}", start.elapsed());
    }
}
