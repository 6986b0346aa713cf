//! Policies by name, and the policy of each route.
//!
//! Why: a named policy is compiled once, however many routes it guards.

use super::desk::Desk;
use crate::table::Section;
use portcullis_document::{Node, Value, nearest};
use portcullis_policy::{LegacyFields, Policy, Rules, compile, legacy, parse};
use std::sync::Arc;

type Documents = Vec<Box<[Box<str>]>>;

pub(super) struct Policies {
    /// Name, rules (none where they have faults), position among the compiled.
    named: Vec<(Box<str>, Option<Rules>, usize)>,
    compiled: Vec<Arc<Policy>>,
    documents: Documents,
}

/// The policies of the file.
pub(super) fn named(root: Section<'_>, desk: &mut Desk<'_>) -> Policies {
    let mut all = Policies { named: Vec::new(), compiled: Vec::new(), documents: Vec::new() };
    for entry in root.get("policies").and_then(Node::as_map).unwrap_or_default() {
        if entry.key.trim().is_empty() || entry.key.chars().any(char::is_control) {
            desk.error(entry.key_span, "a policy needs a name", "write one before the colon");
        }
        // A value of the wrong type was told already.
        let rules = matches!(entry.value.value, Value::List(_) | Value::Map(_)).then(|| read(&entry.value, desk)).flatten();
        let at = all.add(vec![(format!("policy {}", entry.key).into(), rules.clone().unwrap_or_default())]);
        all.named.push((entry.key.as_str().into(), rules, at));
    }
    all
}

impl Policies {
    /// The policy of a route: its older fields, the policies it names, and what it says itself; their `allow` rules are
    /// alternatives. The position, and whom it keeps out.
    pub(super) fn of_route(&mut self, name: &str, route: Section<'_>, desk: &mut Desk<'_>) -> (usize, Guard) {
        let fields = LegacyFields {
            allow_public_unauthenticated_access: route.get("allow_public_unauthenticated_access"),
            allow_any_authenticated_user: route.get("allow_any_authenticated_user"),
            allowed_users: route.get("allowed_users"),
            allowed_domains: route.get("allowed_domains"),
            allowed_idp_claims: route.get("allowed_idp_claims"),
            cors_allow_preflight: route.get("cors_allow_preflight"),
        };
        let own: Box<str> = format!("route {name}").into();
        let mut parts: Vec<(Box<str>, Rules)> = Vec::new();
        let mut broken = false;
        match desk.all_told(legacy(fields)) {
            Some(rules) if !rules.is_empty() => parts.push((own.clone(), rules)),
            Some(_) => {}
            None => broken = true,
        }
        let older = parts.len();
        let (names, inline) = split(route.get("policy"));
        let mut only_named = None;
        for node in names {
            let Some((rules, at)) = self.look_up(node, desk) else {
                broken = true;
                continue;
            };
            only_named = Some(at);
            broken |= rules.is_none();
            parts.push((format!("policy {}", node.as_str().unwrap_or_default()).into(), rules.unwrap_or_default()));
        }
        if let Some(doc) = inline {
            match read(&doc, desk) {
                Some(rules) => parts.push((own, rules)),
                None => broken = true,
            }
        }
        let public = route.flag("allow_public_unauthenticated_access");
        // A policy that only denies does keep somebody out.
        let idle = public && route.get("policy").is_some() && !broken && {
            let written = parts.iter().skip(older).map(|(_, rules)| rules.clone()).collect();
            !compile(written, &()).permits_nobody()
        };
        let at = match (only_named, parts.len()) {
            (Some(at), 1) => at,
            _ => self.add(parts),
        };
        let nobody = self.compiled.get(at).is_none_or(|p| p.permits_nobody());
        let guard = match (nobody && !broken, idle) {
            (true, _) => Guard::PermitsNobody,
            (_, true) => Guard::WithoutEffect,
            _ => Guard::PermitsSomebody,
        };
        (at, guard)
    }

    /// The compiled policies, and what the documents of each are called.
    pub(super) fn finish(self) -> (Vec<Arc<Policy>>, Documents) {
        (self.compiled, self.documents)
    }

    fn look_up(&self, node: &Node, desk: &mut Desk<'_>) -> Option<(Option<Rules>, usize)> {
        let name = node.as_str().unwrap_or_default();
        let found = self.named.iter().find(|(n, ..)| &**n == name);
        if found.is_none() {
            let hint = match nearest(name, self.named.iter().map(|(n, ..)| &**n)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "define it under `policies:`, or write the policy itself here".to_owned(),
            };
            desk.error(node.span, format!("there is no policy `{name}`"), hint);
        }
        found.map(|(_, rules, at)| (rules.clone(), *at))
    }

    fn add(&mut self, parts: Vec<(Box<str>, Rules)>) -> usize {
        let (names, rules): (Vec<Box<str>>, Vec<Rules>) = parts.into_iter().unzip();
        self.compiled.push(Arc::new(compile(rules, &())));
        self.documents.push(names.into());
        self.compiled.len() - 1
    }
}

/// Whom a route's policy keeps out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Guard {
    PermitsSomebody,
    PermitsNobody,
    /// The route is public, and its `policy` allows some of those who come anyway.
    WithoutEffect,
}

/// The names in a route's `policy`, and the rest as a document of its own.
fn split(policy: Option<&Node>) -> (Vec<&Node>, Option<Node>) {
    let Some(policy) = policy else { return (Vec::new(), None) };
    match &policy.value {
        Value::Text(_) => (vec![policy], None),
        Value::List(items) => {
            let (names, rules): (Vec<&Node>, Vec<&Node>) = items.iter().partition(|n| n.as_str().is_some());
            let only_names = rules.is_empty() && !names.is_empty();
            let inline = (!only_names).then(|| Node::new(Value::List(rules.into_iter().cloned().collect()), policy.span));
            (names, inline)
        }
        _ => (Vec::new(), Some(policy.clone())),
    }
}

fn read(doc: &Node, desk: &mut Desk<'_>) -> Option<Rules> {
    let rules = desk.all_told(parse(doc))?;
    desk.take(rules.warnings().iter().cloned());
    Some(rules)
}
