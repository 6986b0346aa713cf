//! One rule of `access_control`, checked as Authelia checks it and written as steps.
//!
//! Why: alternatives of people are steps of their own with one name, since criteria do not nest; everything else fits into one.

use super::networks::Networks;
use super::out::Out;
use super::report::Report;
use super::source::{Source, scalar, texts};
use portcullis_document::{Entry, Node, Span, Value};

/// What a rule asks for, in Authelia's words.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    Bypass,
    OneFactor,
    TwoFactor,
    Deny,
}
impl Level {
    pub(super) fn parse(word: &str) -> Option<Self> {
        match word {
            "bypass" => Some(Self::Bypass),
            "one_factor" => Some(Self::OneFactor),
            "two_factor" => Some(Self::TwoFactor),
            "deny" => Some(Self::Deny),
            _ => None,
        }
    }
    pub(super) fn then(self) -> Out {
        let level = |aal: u8| Out::map([("and", Out::List(vec![criterion("aal", Out::raw(aal))]))]);
        match self {
            Self::Bypass => Out::text("allow"),
            Self::OneFactor => level(1),
            Self::TwoFactor => level(2),
            Self::Deny => Out::text("deny"),
        }
    }
}

/// Whom a rule names.
#[derive(PartialEq, Eq)]
enum Subject {
    User(String),
    Group(String),
    /// A client of OpenID Connect, which no person is.
    Program,
}
impl Subject {
    fn criterion(&self) -> Out {
        match self {
            Self::User(name) => criterion("user", Out::map([("is", Out::text(name))])),
            Self::Group(name) => criterion("groups", Out::map([("has", Out::text(name))])),
            // Nobody is among none, but who asks has to be known to say so: a stranger signs in, as at every rule about somebody.
            Self::Program => criterion("user", Out::map([("in", Out::List(Vec::new()))])),
        }
    }
}

const METHODS: [&str; 16] =
    ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "COPY", "LOCK", "MKCOL", "MOVE", "PROPFIND", "PROPPATCH", "UNLOCK"];

/// Turns one rule into steps.
pub(super) struct Rule<'a, 'r> {
    pub(super) source: &'r Source<'a>,
    pub(super) networks: &'r Networks,
    pub(super) number: usize,
    pub(super) report: &'r mut Report,
    /// Something that narrows the rule could not be carried over.
    broken: bool,
}

impl<'a, 'r> Rule<'a, 'r> {
    pub(super) fn new(source: &'r Source<'a>, networks: &'r Networks, number: usize, report: &'r mut Report) -> Self {
        Self { source, networks, number, report, broken: false }
    }

    pub(super) fn steps(mut self, node: &'a Node) -> Vec<Out> {
        let Some(entries) = node.as_map() else {
            self.report.refuse(node.span, format!("rule {} is not a map", self.number), "");
            return Vec::new();
        };
        const KEYS: [&str; 8] = ["domain", "domain_regex", "policy", "subject", "networks", "resources", "methods", "query"];
        for entry in entries.iter().filter(|e| !KEYS.contains(&e.key.as_str())) {
            self.source.see_all(node);
            self.report.refuse(entry.key_span, format!("`{}` is not a key of a rule", entry.key), "");
        }
        let level = self.level(node);
        let mut when: Vec<Out> = Vec::new();
        let named = self.hosts(node, &mut when);
        self.methods(node, &mut when);
        self.addresses(node, &mut when);
        self.resources(node, &mut when);
        self.query(node, &mut when);
        let people = self.people(node, level);
        let Some(level) = level else { return Vec::new() };
        if level == Level::Bypass && named {
            let hint = "say who may come without signing in by other means, or `one_factor`";
            self.report.changed(
                node.span,
                format!("rule {}: `bypass` for the host or path of a person lets strangers in under any name there; here they sign in first", self.number),
                hint,
            );
        }
        let then = if self.broken { Level::Deny } else { level }.then();
        let name = format!("rule {} of access_control", self.number);
        let step = |people: &Vec<Out>| {
            let all: Vec<Out> = when.iter().chain(people).cloned().collect();
            let mut step = vec![("name".to_owned(), Out::text(name.clone()))];
            if !all.is_empty() {
                step.push(("when".to_owned(), Out::List(all)));
            }
            step.push(("then".to_owned(), then.clone()));
            Out::Line(Box::new(Out::Map(step)))
        };
        people.iter().map(step).collect()
    }

    fn level(&mut self, node: &'a Node) -> Option<Level> {
        let Some(policy) = self.source.get(node, "policy") else {
            self.report.refuse(node.span, format!("rule {} has no `policy`", self.number), "");
            return None;
        };
        let level = policy.as_str().and_then(Level::parse);
        if level.is_none() {
            self.report.refuse(policy.span, format!("the `policy` of rule {} is none of bypass, one_factor, two_factor and deny", self.number), "");
        }
        level
    }

    /// Whether a host names a person or a group.
    fn hosts(&mut self, node: &'a Node, when: &mut Vec<Out>) -> bool {
        let domains = self.list(node, "domain");
        let patterns = self.list(node, "domain_regex");
        let (Some(domains), Some(patterns)) = (domains, patterns) else { return false };
        if domains.is_empty() && patterns.is_empty() {
            self.report.refuse(node.span, format!("rule {} has neither `domain` nor `domain_regex`", self.number), "");
            return false;
        }
        let (mut exact, mut under, mut matches, mut named) = (Vec::new(), Vec::new(), Vec::new(), false);
        for (domain, span) in domains {
            let domain = domain.to_lowercase();
            if let Some(suffix) = domain.strip_prefix("{user}") {
                matches.push(format!("^(?P<ExactUser>.*){}$", escaped(suffix)));
                named = true;
            } else if let Some(suffix) = domain.strip_prefix("{group}") {
                // Authelia compares what stands before the first dot, so that such a host is nobody's.
                let group = if suffix.starts_with('.') { "(?P<Group>.*)" } else { "(?P<Group>).*" };
                matches.push(format!("^{group}{}$", escaped(suffix)));
                named = true;
            } else if let Some(parent) = domain.strip_prefix("*.").filter(|p| !p.is_empty()) {
                under.push(parent.to_owned());
            } else {
                if domain.contains('*') || domain.contains(['/', ':']) {
                    self.report.changed(
                        span,
                        format!("`{domain}` in rule {} matches no host, there and here", self.number),
                        "a wildcard is `*.` before a name; a port or a scheme never matches",
                    );
                }
                exact.push(domain);
            }
        }
        for (pattern, span) in patterns {
            let groups = names_a_person(&pattern);
            named |= groups;
            if groups && self.source.get(node, "policy").and_then(Node::as_str) == Some("bypass") {
                self.report.refuse(span, format!("rule {} has the policy `bypass` and a `domain_regex` that names a person or group", self.number), "");
            }
            if self.pattern(&pattern, span) {
                matches.push(pattern);
            }
        }
        let mut hosts: Vec<Out> = Vec::new();
        let one_or = |key: &str, mut list: Vec<String>| {
            let only = if list.len() == 1 { list.pop() } else { None };
            Out::Map(vec![(key.to_owned(), only.map_or_else(|| Out::texts(list), Out::Text))])
        };
        let plain = under.is_empty() && matches.is_empty();
        if plain && exact.len() > 1 {
            hosts.push(one_or("in", exact));
        } else {
            hosts.extend(exact.into_iter().map(Out::Text));
        }
        if !under.is_empty() {
            hosts.push(one_or("under", under));
        }
        if !matches.is_empty() {
            hosts.push(one_or("matches", matches));
        }
        let only = if hosts.len() == 1 { hosts.pop() } else { None };
        match only {
            Some(only) => when.push(criterion("http_host", only)),
            None if hosts.is_empty() => {}
            None => when.push(criterion("http_host", Out::List(hosts))),
        }
        named
    }

    fn methods(&mut self, node: &'a Node, when: &mut Vec<Out>) {
        let Some(methods) = self.list(node, "methods") else { return };
        let mut known: Vec<String> = Vec::new();
        for (method, span) in methods {
            if !METHODS.contains(&method.as_str()) {
                self.report.refuse(span, format!("`{method}` in rule {} is not a method", self.number), "methods are in upper case");
            } else if known.contains(&method) {
                self.report.refuse(span, format!("`{method}` stands twice in rule {}", self.number), "");
            } else {
                known.push(method);
            }
        }
        match known.as_slice() {
            [] => {}
            [one] => when.push(criterion("http_method", Out::text(one))),
            _ => when.push(criterion("http_method", Out::map([("in", Out::texts(known))]))),
        }
    }

    fn addresses(&mut self, node: &'a Node, when: &mut Vec<Out>) {
        let Some(written) = self.source.get(node, "networks") else { return };
        let Some(networks) = self.networks.of_rule(written, self.report) else { return };
        let said = networks.iter().map(|n| if n.prefix_len() == n.max_prefix_len() { n.addr().to_string() } else { n.to_string() });
        if !networks.is_empty() {
            when.push(criterion("source_ip", Out::texts(said)));
        }
    }

    fn resources(&mut self, node: &'a Node, when: &mut Vec<Out>) {
        let Some(patterns) = self.list(node, "resources") else { return };
        let mut sound: Vec<String> = Vec::new();
        for (pattern, span) in patterns {
            if self.pattern(&pattern, span) {
                sound.push(pattern);
            }
        }
        if !sound.is_empty() {
            when.push(criterion("http_resource", Out::map([("matches", Out::texts(sound))])));
        }
    }

    /// Whether the pattern can be used here. One that Authelia refuses too is a fault of the file.
    fn pattern(&mut self, pattern: &str, span: Span) -> bool {
        let document = Node::new(Value::Map(vec![entry("matches", Node::new(Value::Text(pattern.to_owned()), span))]), span);
        let host = Node::new(Value::List(vec![Node::new(Value::Map(vec![entry("http_host", document)]), span)]), span);
        let rules = Node::new(Value::Map(vec![entry("allow", Node::new(Value::Map(vec![entry("and", host)]), span))]), span);
        let Err(faults) = portcullis_policy::parse(&rules) else { return true };
        let why = faults.first().map_or_else(String::new, |f| f.message.clone());
        if !portcullis_policy::is_re2(pattern) {
            self.report.refuse(span, format!("in rule {}: {why}", self.number), "");
        } else {
            self.broken = true;
            self.report.guard(
                span,
                format!("rule {}: {why}; the rule denies until you write the pattern otherwise", self.number),
                "patterns are RE2's, up to a mebibyte compiled",
            );
        }
        false
    }

    fn query(&mut self, node: &'a Node, when: &mut Vec<Out>) {
        let Some(written) = self.source.get(node, "query") else { return };
        self.source.see_all(written);
        let outer: &[Node] = match &written.value {
            Value::List(items) => items,
            Value::Map(_) => std::slice::from_ref(written),
            _ => {
                self.report.refuse(written.span, format!("`query` of rule {} is not a list", self.number), "");
                return;
            }
        };
        let mut lists = Vec::new();
        let mut anything = outer.is_empty();
        for inner in outer {
            let members = inner.as_list().unwrap_or(std::slice::from_ref(inner));
            let items: Vec<Out> = members.iter().filter_map(|member| self.query_item(member)).collect();
            // Nothing is left that it asks for: every query will do.
            anything |= items.is_empty();
            lists.push(Out::List(items));
        }
        if !anything {
            when.push(criterion("http_query", Out::List(lists)));
        }
    }

    fn query_item(&mut self, node: &Node) -> Option<Out> {
        let refuse = |report: &mut Report, why: String| report.refuse(node.span, why, "");
        let number = self.number;
        let Some(entries) = node.as_map() else {
            refuse(self.report, format!("an item of `query` in rule {number} is not a map"));
            return None;
        };
        if let Some(entry) = entries.iter().find(|e| !matches!(e.key.as_str(), "operator" | "key" | "value")) {
            refuse(self.report, format!("`{}` is not a key of a `query` item", entry.key));
        }
        let Some(key) = node.get("key").and_then(scalar).filter(|k| !k.is_empty()) else {
            refuse(self.report, format!("an item of `query` in rule {number} has no `key`"));
            return None;
        };
        let value = node.get("value").filter(|v| !v.is_null());
        if value.is_some_and(|v| v.as_str().is_none()) {
            refuse(self.report, format!("the `value` of `{key}` in rule {number} is not text"));
            return None;
        }
        let value = value.and_then(Node::as_str);
        let operator = match node.get("operator").and_then(scalar) {
            Some(operator) if !operator.is_empty() => operator,
            _ => if value.is_none_or(str::is_empty) { "present" } else { "equal" }.to_owned(),
        };
        let lower = operator.to_lowercase();
        let wanted = match (lower.as_str(), value) {
            ("present" | "absent", None | Some("")) => None,
            ("present" | "absent", Some(_)) => {
                refuse(self.report, format!("`{operator}` of `{key}` in rule {number} takes no value"));
                return None;
            }
            ("equal" | "not equal" | "pattern" | "not pattern", Some(value)) => Some(value),
            ("equal" | "not equal" | "pattern" | "not pattern", None) => {
                refuse(self.report, format!("`{operator}` of `{key}` in rule {number} has no value"));
                return None;
            }
            _ => {
                refuse(self.report, format!("`{operator}` in rule {number} is not an operator"));
                return None;
            }
        };
        if lower != operator {
            let what =
                format!("rule {number}: Authelia drops an item whose operator is in upper case (`{operator}`), so that every query will do; this is kept");
            self.report.changed(node.span, what, "write the operator in lower case, there or here, if the item was meant");
            return None;
        }
        if lower.ends_with("pattern") && !self.pattern(wanted.unwrap_or_default(), node.span) {
            return None;
        }
        let mut item = vec![("key".to_owned(), Out::text(key)), ("operator".to_owned(), Out::text(lower))];
        item.extend(wanted.map(|value| ("value".to_owned(), Out::text(value))));
        Some(Out::Map(item))
    }

    /// The alternatives: each a list of criteria that must all hold.
    fn people(&mut self, node: &'a Node, level: Option<Level>) -> Vec<Vec<Out>> {
        let everybody = vec![Vec::new()];
        let Some(written) = self.source.get(node, "subject") else { return everybody };
        let outer: Vec<&Node> = match &written.value {
            Value::List(items) => items.iter().collect(),
            Value::Text(_) => vec![written],
            _ => {
                self.report.refuse(written.span, format!("`subject` of rule {} is not text or a list", self.number), "");
                return everybody;
            }
        };
        if outer.is_empty() {
            return everybody;
        }
        if level == Some(Level::Bypass) {
            self.report.refuse(written.span, format!("rule {} has the policy `bypass` and a `subject`", self.number), "");
        }
        let (mut names, mut all, mut empty, mut programs) = (Vec::new(), Vec::new(), 0, false);
        let alternatives = outer.len();
        for alternative in outer {
            let members: Vec<&Node> = match &alternative.value {
                Value::List(items) => items.iter().collect(),
                _ => vec![alternative],
            };
            if members.is_empty() {
                empty += 1;
                continue;
            }
            let subjects: Vec<Option<Subject>> = members.into_iter().map(|member| self.subject(member)).collect();
            let Some(subjects) = subjects.into_iter().collect::<Option<Vec<_>>>() else { continue };
            match subjects.as_slice() {
                // People by name can share a step.
                [Subject::User(name)] => names.push(name.clone()),
                some if some.contains(&Subject::Program) => programs = true,
                some => all.push(some.iter().map(Subject::criterion).collect()),
            }
        }
        // `[[]]` restricts nothing; an empty list among others counts nothing.
        if empty == alternatives {
            return everybody;
        }
        if !names.is_empty() {
            let test = if names.len() == 1 { ("is", Out::text(names.concat())) } else { ("in", Out::texts(names)) };
            all.insert(0, vec![criterion("user", Out::map([test]))]);
        }
        if programs {
            all.push(vec![Subject::Program.criterion()]);
        }
        all
    }

    /// None: Authelia refuses it, and that was told.
    fn subject(&mut self, node: &Node) -> Option<Subject> {
        let Some(text) = scalar(node) else {
            self.report.refuse(node.span, format!("a `subject` of rule {} is not text", self.number), "");
            return None;
        };
        let text = text.trim();
        if let Some(name) = text.strip_prefix("user:") {
            return Some(Subject::User(name.trim().to_owned()));
        }
        if let Some(name) = text.strip_prefix("group:") {
            let name = name.trim();
            // A name with a slash in it is no bare name here.
            let source = if self.source.at("authentication_backend.ldap").is_some() { "ldap" } else { "file" };
            return Some(Subject::Group(if name.contains('/') { format!("{source}/{name}") } else { name.to_owned() }));
        }
        if let Some(client) = text.strip_prefix("oauth2:client:") {
            let clients = self.source.at("identity_providers.oidc.clients").and_then(|e| e.value.as_list()).unwrap_or_default();
            if !clients.iter().any(|c| c.get("client_id").or(c.get("id")).and_then(Node::as_str) == Some(client.trim())) {
                self.report.refuse(node.span, format!("rule {} names the client `{client}`, which there is not", self.number), "");
                return None;
            }
            let what =
                format!("rule {}: `{text}` names a program, which gets in nowhere here; strangers sign in and people do not match it, as there", self.number);
            self.report.guard(node.span, what, "programs of OpenID Connect are not supported yet");
            return Some(Subject::Program);
        }
        self.report.refuse(node.span, format!("`{text}` in rule {} is not `user:NAME` or `group:NAME`", self.number), "");
        None
    }

    fn list(&mut self, node: &'a Node, key: &str) -> Option<Vec<(String, Span)>> {
        let Some(written) = self.source.get(node, key) else { return Some(Vec::new()) };
        let list = texts(written);
        if list.is_none() {
            self.report.refuse(written.span, format!("`{key}` of rule {} is not text or a list of texts", self.number), "");
        }
        list
    }
}

pub(super) fn criterion(name: &str, data: Out) -> Out {
    Out::Map(vec![(name.to_owned(), data)])
}

fn entry(key: &str, value: Node) -> Entry {
    Entry { key: key.to_owned(), key_span: value.span, value }
}

/// Whether a pattern has a group `User` or `Group`.
fn names_a_person(pattern: &str) -> bool {
    ["(?P<User>", "(?P<Group>", "(?<User>", "(?<Group>"].iter().any(|group| pattern.contains(group))
}

fn escaped(text: &str) -> String {
    let special = |c: char| "\\.+*?()|[]{}^$#&-~".contains(c);
    text.chars().flat_map(|c| special(c).then_some('\\').into_iter().chain([c])).collect()
}
