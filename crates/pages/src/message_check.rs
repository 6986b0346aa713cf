//! Whether a language file may speak for us: every fault with its line.
//!
//! Why: a person's own translation is checked when it is read, so no page finds out first; texts hold `<b>` only (S24).

use crate::contract::contract;
use crate::messages::PRODUCT;
use fluent_bundle::FluentResource;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use std::collections::{BTreeMap, BTreeSet};

/// What is wrong in a language file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageFault {
    /// From 1.
    pub line: usize,
    pub text: String,
}

/// Every fault of a language file; none where it may be used.
pub fn message_faults(source: &str) -> Vec<MessageFault> {
    checked(source).err().unwrap_or_default()
}

/// Parses and checks. Keys may be missing: they are said in English.
pub(crate) fn checked(source: &str) -> Result<FluentResource, Vec<MessageFault>> {
    let (resource, broken) = match FluentResource::try_new(source.to_owned()) {
        Ok(resource) => (resource, Vec::new()),
        Err((partial, errors)) => (partial, errors),
    };
    let at = |pos: usize| source.get(..pos).unwrap_or(source).matches('\n').count() + 1;
    let mut faults: Vec<MessageFault> = broken.iter().map(|e| MessageFault { line: at(e.pos.start), text: format!("not a message: {}", e.kind) }).collect();
    let mut seen = BTreeMap::new();
    for entry in resource.entries() {
        let (id, pattern, term, attributes) = match entry {
            Entry::Message(m) => (m.id.name, m.value.as_ref(), false, !m.attributes.is_empty()),
            Entry::Term(t) => (t.id.name, Some(&t.value), true, !t.attributes.is_empty()),
            _ => continue,
        };
        let shown = if term { format!("-{id}") } else { id.to_owned() };
        let line = line_of(source, &shown, seen.get(&shown).copied().unwrap_or(0));
        let mut add = |text: String| faults.push(MessageFault { line, text });
        if seen.insert(shown.clone(), line).is_some() {
            add(format!("{shown} stands twice"));
        }
        if attributes {
            add(format!("{shown}: attributes are not used here"));
        }
        let Some(pattern) = pattern else {
            add(format!("{shown} has no text"));
            continue;
        };
        for text in faults_of(pattern) {
            add(format!("{shown}: {text}"));
        }
        let used = variables(pattern);
        match contract().get(id) {
            _ if term => used.iter().for_each(|name| add(format!("{shown}: a term takes no facts, and this one uses ${name}"))),
            None => add(format!("there is no message {id}{}", nearest(id))),
            Some(wanted) => {
                used.difference(wanted).filter(|n| *n != PRODUCT).for_each(|name| add(format!("{id}: there is no fact ${name}{}", offers(wanted))));
                wanted.difference(&used).filter(|n| *n != PRODUCT).for_each(|name| add(format!("{id}: the fact ${name} is missing")));
            }
        }
    }
    faults.sort_by_key(|f| f.line);
    if faults.is_empty() { Ok(resource) } else { Err(faults) }
}

/// The line on which a key begins, after `after`.
fn line_of(source: &str, key: &str, after: usize) -> usize {
    let begins = |line: &str| line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='));
    source.lines().enumerate().skip(after).find(|(_, line)| begins(line)).map_or(after.max(1), |(at, _)| at + 1)
}

fn offers(wanted: &BTreeSet<String>) -> String {
    let names: Vec<String> = wanted.iter().map(|n| format!("${n}")).collect();
    if names.is_empty() { String::from("; it takes none") } else { format!("; it takes {}", names.join(", ")) }
}

/// "; is sign-in-title meant?": the key that shares the longest beginning.
fn nearest(id: &str) -> String {
    let shared = |key: &str| key.bytes().zip(id.bytes()).take_while(|(a, b)| a == b).count();
    let best = contract().keys().max_by_key(|k| (shared(k), std::cmp::Reverse((*k).len())));
    best.filter(|k| shared(k) >= 4).map_or_else(String::new, |k| format!("; is {k} meant?"))
}

/// The facts that a text uses, in every form of it.
pub(crate) fn variables(pattern: &Pattern<&str>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    walk(pattern, &mut |part| {
        if let Part::Fact(name) = part {
            found.insert(name.to_owned());
        }
    });
    found
}

fn faults_of(pattern: &Pattern<&str>) -> Vec<String> {
    let mut faults = Vec::new();
    walk(pattern, &mut |part| match part {
        Part::Text(text) => {
            let bare = text.replace("<b>", "").replace("</b>", "");
            if let Some(bad) = bare.chars().find(|c| "<>&\"".contains(*c) || c.is_control() && *c != '\n' || is_direction(*c)) {
                faults.push(format!("{bad:?} can't stand in a text; <b> and </b> are the only markup"));
            }
        }
        Part::Whole(text) => {
            if text.matches("<b>").count() != text.matches("</b>").count() {
                faults.push(String::from("<b> and </b> don't match"));
            }
        }
        Part::Other(what) => faults.push(format!("{what} can't be used here")),
        Part::Fact(_) => {}
    });
    faults
}

/// Marks that turn the order of what follows round.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

enum Part<'a> {
    Text(&'a str),
    /// All text of one form, without its facts.
    Whole(String),
    Fact(&'a str),
    Other(&'static str),
}

fn walk<'a>(pattern: &Pattern<&'a str>, see: &mut impl FnMut(Part<'a>)) {
    let mut whole = String::new();
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => {
                whole.push_str(value);
                see(Part::Text(value));
            }
            PatternElement::Placeable { expression } => walk_expression(expression, see),
        }
    }
    see(Part::Whole(whole));
}
fn walk_expression<'a>(expression: &Expression<&'a str>, see: &mut impl FnMut(Part<'a>)) {
    match expression {
        Expression::Inline(inline) => walk_inline(inline, see),
        Expression::Select { selector, variants } => {
            walk_inline(selector, see);
            for variant in variants {
                walk(&variant.value, see);
            }
        }
    }
}
fn walk_inline<'a>(inline: &InlineExpression<&'a str>, see: &mut impl FnMut(Part<'a>)) {
    match inline {
        InlineExpression::StringLiteral { value } => {
            see(Part::Text(value));
            // An escape could spell what no text may hold.
            if value.contains('\\') {
                see(Part::Other("an escape in quotes"));
            }
        }
        InlineExpression::VariableReference { id } => see(Part::Fact(id.name)),
        InlineExpression::NumberLiteral { .. } => {}
        InlineExpression::TermReference { attribute: None, arguments: None, .. } => {}
        InlineExpression::Placeable { expression } => walk_expression(expression, see),
        InlineExpression::TermReference { .. } => see(Part::Other("a term with arguments")),
        InlineExpression::FunctionReference { .. } => see(Part::Other("a function")),
        InlineExpression::MessageReference { .. } => see(Part::Other("another message")),
    }
}
