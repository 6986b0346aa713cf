//! The older route fields that say who may come, as rules.
//!
//! Why: routes are pasted from existing files; `allowed_users` and its kin mean there what they mean here.

use crate::criteria::{Check, Kind};
use crate::reading::Reading;
use crate::rules::{Effect, List, Operator, Rule, Rules, Written};
use crate::source;
use portcullis_document::{Entry, Fault, Node, Span, Value};

/// The fields of a route, where present.
#[derive(Clone, Copy, Debug, Default)]
pub struct LegacyFields<'a> {
    pub allow_public_unauthenticated_access: Option<&'a Node>,
    pub allow_any_authenticated_user: Option<&'a Node>,
    pub allowed_users: Option<&'a Node>,
    pub allowed_domains: Option<&'a Node>,
    pub allowed_idp_claims: Option<&'a Node>,
    pub cors_allow_preflight: Option<&'a Node>,
}
impl<'a> LegacyFields<'a> {
    /// The names of the fields.
    pub const NAMES: [&'static str; 6] = [
        "allow_public_unauthenticated_access",
        "allow_any_authenticated_user",
        "allowed_users",
        "allowed_domains",
        "allowed_idp_claims",
        "cors_allow_preflight",
    ];
    /// Picks them out of a route.
    pub fn of(route: &'a Node) -> Self {
        Self {
            allow_public_unauthenticated_access: route.get("allow_public_unauthenticated_access"),
            allow_any_authenticated_user: route.get("allow_any_authenticated_user"),
            allowed_users: route.get("allowed_users"),
            allowed_domains: route.get("allowed_domains"),
            allowed_idp_claims: route.get("allowed_idp_claims"),
            cors_allow_preflight: route.get("cors_allow_preflight"),
        }
    }
}

/// One leading allow-or list: everybody, pre-flights, anybody signed in, domains, claims (names sorted), then each user by
/// name and by e-mail. Fields that say nothing give no rules.
///
/// # Errors
/// All faults; one of them is a route that is open to all or to anybody signed in and names users or domains beside that,
/// for one of the two cannot be meant.
pub fn legacy(fields: LegacyFields<'_>) -> Result<Rules, Vec<Fault>> {
    let mut list = Building { reading: Reading::default(), criteria: Vec::new() };
    let public = list.flag("allow_public_unauthenticated_access", fields.allow_public_unauthenticated_access);
    let preflight = list.flag("cors_allow_preflight", fields.cors_allow_preflight);
    let anybody = list.flag("allow_any_authenticated_user", fields.allow_any_authenticated_user);
    for (open, words, others) in [
        (public, "open to everybody", [fields.allow_any_authenticated_user.filter(|_| anybody.is_some()), fields.allowed_users, fields.allowed_domains]),
        (anybody, "open to anybody who is signed in", [None, fields.allowed_users, fields.allowed_domains]),
    ] {
        if let (Some(_), Some(narrower)) = (open, others.into_iter().flatten().next()) {
            list.reading.error(narrower.span, format!("the route is {words}, and this narrows it"), "keep one of the two");
        }
    }
    for (on, kind, name) in
        [(public, Kind::Accept, "accept"), (preflight, Kind::CorsPreflight, "cors_preflight"), (anybody, Kind::AuthenticatedUser, "authenticated_user")]
    {
        if let Some(span) = on {
            list.push(kind, name, "", Node::new(Value::Bool(true), span));
        }
    }
    for domain in list.texts("allowed_domains", fields.allowed_domains, "example.com") {
        list.push(Kind::Domain, "domain", "", matcher("is", domain));
    }
    for (name, value) in list.claims(fields.allowed_idp_claims) {
        list.push(Kind::Claim, "claim", &name, matcher("has", value));
    }
    for user in list.texts("allowed_users", fields.allowed_users, "ada@example.com") {
        list.push(Kind::User, "user", "", matcher("is", user.clone()));
        let told = list.reading.warnings.len();
        let address = user.as_str().is_some_and(|text| text.contains('@'));
        list.push(Kind::Email, "email", "", matcher("is", user));
        if !address {
            // It is a user name, whose case counts.
            list.reading.warnings.truncate(told);
        }
    }
    let Building { reading, criteria } = list;
    let warnings = reading.done()?;
    let Some(span) = criteria.first().map(|c| c.span) else { return Ok(Rules::default()) };
    let lists = vec![List { operator: Operator::Or, span, criteria }];
    Ok(Rules { rules: vec![Rule { effect: Effect::Allow, span, lists, steps: None }], warnings })
}

struct Building {
    reading: Reading,
    criteria: Vec<Written>,
}
impl Building {
    fn push(&mut self, kind: Kind, name: &str, sub_path: &str, data: Node) {
        let span = data.span;
        let key = if sub_path.is_empty() { name.to_owned() } else { format!("{name}/{sub_path}") };
        if let Some(check) = Check::parse(kind, sub_path, &data, &mut self.reading) {
            let source = source::flow(&Entry { key, key_span: span, value: data }).into();
            self.criteria.push(Written { check, source, span });
        }
    }

    /// The place of the field, if it says true.
    fn flag(&mut self, name: &str, node: Option<&Node>) -> Option<Span> {
        let node = node.filter(|n| !n.is_null())?;
        match node.as_bool() {
            Some(on) => on.then_some(node.span),
            None => {
                self.reading.wrong_type(&format!("`{name}`"), node, "true or false");
                None
            }
        }
    }

    fn texts(&mut self, name: &str, node: Option<&Node>, example: &str) -> Vec<Node> {
        let Some(node) = node.filter(|n| !n.is_null()) else { return Vec::new() };
        // One text alone is a list of one.
        let items = match &node.value {
            Value::List(items) => items.as_slice(),
            Value::Text(_) => std::slice::from_ref(node),
            _ => {
                self.reading.wrong_type(&format!("`{name}`"), node, &format!("a list, like [{example}]"));
                return Vec::new();
            }
        };
        for item in items.iter().filter(|item| item.as_str().is_none()) {
            self.reading.wrong_type(&format!("an item of `{name}`"), item, &format!("text, like {example}"));
        }
        items.iter().filter(|item| item.as_str().is_some()).cloned().collect()
    }

    /// Names, sorted, with each of their values.
    fn claims(&mut self, node: Option<&Node>) -> Vec<(String, Node)> {
        let Some(node) = node.filter(|n| !n.is_null()) else { return Vec::new() };
        let Some(entries) = node.as_map() else {
            self.reading.wrong_type("`allowed_idp_claims`", node, "a map of names to lists, like {department: [sales]}");
            return Vec::new();
        };
        let mut entries: Vec<&Entry> = entries.iter().collect();
        entries.sort_by(|a, b| a.key.cmp(&b.key));
        let mut claims = Vec::new();
        for entry in entries {
            match &entry.value.value {
                Value::List(items) => claims.extend(items.iter().map(|item| (entry.key.clone(), item.clone()))),
                Value::Map(_) | Value::Null => self.reading.wrong_type(&format!("the claim `{}`", entry.key), &entry.value, "a list of values"),
                _ => claims.push((entry.key.clone(), entry.value.clone())),
            }
        }
        claims
    }
}

/// `{operator: value}`, at the value's place: spelt out, so that a value that is itself a map stays a value.
fn matcher(operator: &str, value: Node) -> Node {
    let span = value.span;
    Node::new(Value::Map(vec![Entry { key: operator.to_owned(), key_span: span, value }]), span)
}
