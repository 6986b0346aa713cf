//! S31: the golden corpus. Every recorded verdict of `fixtures/ppl` whose criteria we have, replayed.
//!
//! Why: existing policies must go on answering as they did. What we answer otherwise, and what we leave out, is counted,
//! so that neither list grows unseen.

use portcullis_document::{Node, Value as Doc, read_json, read_yaml};
use portcullis_model::{
    Aal, Action, AmrSet, AuthContext, Email, Groups, Reason, ReasonSet, Resource, ResourceKind, RoleSet, SessionId, Subject, SubjectKind, Timestamp,
};
use portcullis_policy::{AccessRequest, HttpFacts, LegacyFields, Outcome, Rules, Verdict, compile, decide, explain, legacy, parse};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const NOW: Timestamp = Timestamp::from_secs(1_795_000_000);

/// Criteria that are not judged yet.
const LATER: [&str; 9] = [
    "client_certificate",
    "invalid_client_certificate",
    "device",
    "mcp_tool",
    "ssh_publickey",
    "ssh_ca",
    "ssh_username",
    "ssh_username_matches_email",
    "ssh_username_matches_claim",
];

/// Criteria that the recorded evaluator did not have.
const OURS: [&str; 3] = ["date", "day_of_week", "time_of_day"];

#[test]
fn s31_recorded_verdicts() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/ppl/cases.jsonl");
    let text = std::fs::read_to_string(path).unwrap();
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    let mut ran: BTreeMap<String, usize> = BTreeMap::new();
    for line in text.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let (class, fault) = match Case::read(&case) {
            Read::LeftOut(why) => (why, None),
            Read::Replayed(class, fault) => {
                *ran.entry(case["kind"].as_str().unwrap().to_owned()).or_default() += 1;
                (class, fault)
            }
        };
        *counts.entry(class).or_default() += 1;
        if let Some(fault) = fault {
            wrong.push(format!("{} {}: {fault}", case["id"].as_str().unwrap(), case["policy"]));
        }
    }
    assert!(wrong.is_empty(), "{} of the corpus differ:\n{}", wrong.len(), wrong.iter().take(30).cloned().collect::<Vec<_>>().join("\n"));
    let expected = BTreeMap::from([
        ("left out: a criterion that was an error there and is known here", 6),
        ("left out: a second YAML document is a fault here, not ignored", 1),
        ("left out: client certificates, devices, SSH and MCP are not judged yet", 572),
        ("left out: here a person without groups is known to be in none; there, nothing was known", 31),
        ("left out: the recorded e-mail is not an address, and a subject here has only parsed ones (S9)", 149),
        ("replayed", 2516),
        ("replayed: errors", 248),
        ("stricter: a path with parameters or a fragment is judged as both readers read it", 3),
        ("stricter: an e-mail or claim criterion that would hold of nobody", 54),
        ("stricter: passed without a session, now asked to sign in", 109),
    ]);
    assert_eq!(counts, expected);
    let kinds = [("combo", 566), ("edge", 805), ("file", 41), ("invalid", 272), ("legacy", 175), ("single", 1071)];
    assert_eq!(ran, kinds.map(|(kind, n)| (kind.to_owned(), n)).into());
}

enum Read {
    LeftOut(&'static str),
    Replayed(&'static str, Option<String>),
}

struct Case;
impl Case {
    fn read(case: &Value) -> Read {
        let expect = case.get("intended").unwrap_or(&case["expect"]);
        let quirk = case["quirk"].as_str();
        let lower = case["kind"] == "file";
        let documents = documents(case, lower);
        let wants_error = expect["error"].as_bool() == Some(true);
        if case["default_deny_invalid_certificate"].as_bool() == Some(true) || uses_later(case, &documents) {
            return Read::LeftOut("left out: client certificates, devices, SSH and MCP are not judged yet");
        }
        if wants_error && criteria_of(&documents, case).iter().any(|(name, _)| OURS.contains(&name.as_str())) {
            return Read::LeftOut("left out: a criterion that was an error there and is known here");
        }
        if wants_error {
            let fault = read_rules(case, &documents).is_ok().then(|| "an error was expected".to_owned());
            return Read::Replayed("replayed: errors", fault);
        }
        if case["policy"].as_str().is_some_and(|p| case["format"] == "yaml" && p.contains("\n---\n") && !p.starts_with('#')) {
            return Read::LeftOut("left out: a second YAML document is a fault here, not ignored");
        }
        let (subject, auth, odd) = subject(case);
        let subject_is_known = auth.is_some();
        let criteria = criteria_of(&documents, case);
        if odd == Odd::Email && criteria.iter().any(|(name, _)| name == "email" || name == "domain") {
            return Read::LeftOut("left out: the recorded e-mail is not an address, and a subject here has only parsed ones (S9)");
        }
        let no_directory = auth.is_some() && case.get("directory_user").is_none_or(Value::is_null);
        if no_directory && criteria.iter().any(|(name, data)| name == "groups" && asks_for_absence(data)) {
            return Read::LeftOut("left out: here a person without groups is known to be in none; there, nothing was known");
        }
        let rules = match read_rules(case, &documents) {
            Ok(rules) => rules,
            Err(why) => return Read::Replayed("replayed", Some(format!("not read: {why}"))),
        };
        let policy = compile(rules, &());
        let request = &case["request"];
        let path = path(request["url"].as_str().unwrap());
        let headers: BTreeMap<String, &Value> =
            request["headers"].as_object().into_iter().flatten().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect();
        let method = request["method"].as_str().unwrap_or_default();
        let filled = |name: &str| headers.get(name).is_some_and(|v| v.as_str() != Some(""));
        let preflight = method == "OPTIONS" && filled("origin") && filled("access-control-request-method");
        let access = AccessRequest {
            subject: &subject,
            auth: auth.as_ref(),
            action: Action::HttpRequest,
            resource: Resource { kind: ResourceKind::Route, id: "app" },
            ip: request["ip"].as_str().and_then(|ip| ip.parse().ok()),
            http: Some(HttpFacts { method, host: "app.example.com", path: &path, target: &path, preflight }),
            opened: None,
        };
        let decision = decide(&policy, &access, NOW);
        let said = match &decision.verdict {
            Verdict::Permit(_) => "permit",
            Verdict::Challenge(c) if c.sign_in => "login",
            Verdict::Challenge(_) => "step-up",
            Verdict::Deny => "deny",
        };
        if expect["final"] == "permit" && said == "deny" && path.contains([';', '?', '#']) {
            // There one reading counts; here both must be permitted (S1). Only ever stricter.
            return Read::Replayed("stricter: a path with parameters or a fragment is judged as both readers read it", None);
        }
        if quirk == Some("passes-without-session") {
            // A criterion about a person never holds without one: the recorded verdict is not followed. What we say
            // instead must not rest on such a criterion.
            let held = decision.allow_reasons.union(decision.deny_reasons);
            let leans = held.has(Reason::ClaimOk) || held.has(Reason::EmailOk);
            let class = match said {
                "login" => "stricter: passed without a session, now asked to sign in",
                "permit" => "stricter: passed without a session, still permitted for another reason",
                _ => "stricter: passed without a session, denied",
            };
            return Read::Replayed(class, leans.then(|| "rests on a person who is not there".to_owned()));
        }
        if !subject_is_known && criteria.iter().any(|(name, data)| (name == "email" || name == "claim") && holds_of_nothing(name, data)) {
            // The same, where the recorded verdict does not rest on it alone: reasons differ, and what is permitted here
            // was permitted there.
            let sound = said != "permit" || expect["final"] == "permit";
            return Read::Replayed("stricter: an e-mail or claim criterion that would hold of nobody", (!sound).then(|| format!("got {said}")));
        }
        let got = (said, names(decision.allow_reasons), names(decision.deny_reasons));
        let reasons = |key: &str| expect[key].as_array().unwrap().iter().map(|r| r.as_str().unwrap().to_owned()).collect::<BTreeSet<_>>();
        let wanted = (expect["final"].as_str().unwrap(), reasons("allow_reasons"), reasons("deny_reasons"));
        let trace = explain(&policy, &access, NOW);
        let sides = (trace.allow == Outcome::True, trace.deny == Outcome::True);
        let wanted_sides = (expect["allow"].as_bool().unwrap(), expect["deny"].as_bool().unwrap());
        let fault = (got != wanted || sides != wanted_sides).then(|| format!("got {got:?} {sides:?}, wanted {wanted:?} {wanted_sides:?}"));
        Read::Replayed("replayed", fault)
    }
}

fn names(set: ReasonSet) -> BTreeSet<String> {
    set.iter().map(|r| r.as_str().to_owned()).collect()
}

/// The inline policy (text or value), read; an unreadable one is `Err`.
fn documents(case: &Value, lower: bool) -> Vec<Result<Node, String>> {
    let mut out = Vec::new();
    if let Some(text) = case["policy"].as_str() {
        let node = if case["format"] == "json" { read_json(text) } else { read_yaml(text) };
        out.push(node.map_err(|f| f.to_string()));
    }
    if let Some(value) = case["route"].get("policy") {
        let mut node = read_json(&value.to_string()).unwrap();
        if lower {
            lower_keys(&mut node);
        }
        out.push(Ok(node));
    }
    out
}

/// What the other program's file loader did before it read a policy; an import has to do the same.
fn lower_keys(node: &mut Node) {
    match &mut node.value {
        Doc::List(items) => items.iter_mut().for_each(lower_keys),
        Doc::Map(entries) => {
            for entry in entries {
                entry.key = entry.key.to_lowercase();
                lower_keys(&mut entry.value);
            }
        }
        _ => {}
    }
}

fn read_rules(case: &Value, documents: &[Result<Node, String>]) -> Result<Vec<Rules>, String> {
    let mut route = read_json(&case.get("route").cloned().unwrap_or_else(|| serde_json::json!({})).to_string()).unwrap();
    if case["quirk"] == "keys-lower-cased" {
        lower_keys(&mut route);
    }
    let told = |faults: Vec<portcullis_document::Fault>| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    let mut rules = vec![legacy(LegacyFields::of(&route)).map_err(told)?];
    for document in documents {
        rules.push(parse(document.as_ref().map_err(Clone::clone)?).map_err(told)?);
    }
    Ok(rules)
}

/// Names and data of the criteria, from the documents and the older fields.
fn criteria_of(documents: &[Result<Node, String>], case: &Value) -> Vec<(String, Node)> {
    let mut out = Vec::new();
    fn walk(node: &Node, depth: usize, out: &mut Vec<(String, Node)>) {
        match &node.value {
            Doc::List(items) => items.iter().for_each(|item| walk(item, depth, out)),
            Doc::Map(entries) if depth == 2 => {
                out.extend(entries.iter().map(|e| (e.key.split('/').next().unwrap_or_default().to_owned(), e.value.clone())));
            }
            Doc::Map(entries) => entries.iter().for_each(|e| walk(&e.value, depth + 1, out)),
            _ => {}
        }
    }
    documents.iter().flatten().for_each(|doc| walk(doc, 0, &mut out));
    for (field, name) in [("allowed_users", "email"), ("allowed_domains", "domain")] {
        if case["route"][field].as_array().is_some_and(|list| !list.is_empty()) {
            out.push((name.to_owned(), Node::new(Doc::Null, portcullis_document::Span::START)));
        }
    }
    out
}

fn uses_later(case: &Value, documents: &[Result<Node, String>]) -> bool {
    case["request"].get("ssh").is_some_and(|ssh| !ssh.is_null()) || criteria_of(documents, case).iter().any(|(name, _)| LATER.contains(&name.as_str()))
}

/// `exclude`, or a matcher without conditions: what holds of somebody in no group.
fn asks_for_absence(data: &Node) -> bool {
    data.as_map().is_some_and(|entries| entries.iter().all(|e| e.key == "exclude"))
}

/// Whether the matcher holds of the empty text (an e-mail that is not there) or of no values at all (a claim).
fn holds_of_nothing(name: &str, data: &Node) -> bool {
    let Some(entries) = data.as_map() else { return name == "email" && data.as_str() == Some("") };
    entries.iter().all(|e| match (name, e.key.as_str()) {
        ("claim", key) => key == "exclude",
        (_, "not") => e.value.as_str() != Some(""),
        (_, "in") => e.value.as_list().is_some_and(|list| list.iter().any(|i| i.as_str() == Some(""))),
        (_, "not_in") => !e.value.as_list().is_some_and(|list| list.iter().any(|i| i.as_str() == Some(""))),
        _ => e.value.as_str() == Some(""),
    })
}

#[derive(PartialEq)]
enum Odd {
    No,
    /// The e-mail is not an address.
    Email,
}

fn subject(case: &Value) -> (Subject, Option<AuthContext>, Odd) {
    let nobody = || (Subject::anonymous(), None, Odd::No);
    let Some(id) = case["session_id"].as_str() else { return nobody() };
    let dead = |record: &Value| record["expires_at"].as_str().is_some_and(|t| t < "2026");
    let account = case.get("service_account").filter(|a| a["id"] == id && !dead(a));
    let find = |id: &str| case["sessions"].as_array().and_then(|list| list.iter().find(|s| s["id"] == id && !dead(s)));
    let record = match account {
        Some(account) => account,
        None => {
            let Some(mut session) = find(id) else { return nobody() };
            if let Some(other) = session["impersonate_session_id"].as_str() {
                let Some(target) = find(other) else { return nobody() };
                session = target;
            }
            session
        }
    };
    let user_id = record["user_id"].as_str().unwrap_or_default();
    // A record is found by an id, and the empty text is none.
    let of = |name: &str| case.get(name).filter(|r| !user_id.is_empty() && r["id"] == user_id);
    let (user, directory) = (of("user"), of("directory_user"));
    let email = [directory, user].into_iter().flatten().filter_map(|r| r["email"].as_str()).find(|e| !e.is_empty());
    let parsed = email.and_then(|e| Email::parse(e).ok());
    let odd = if email.is_some() && parsed.is_none() { Odd::Email } else { Odd::No };
    let mut claims: BTreeMap<Box<str>, Vec<Value>> = BTreeMap::new();
    for source in [Some(record), user].into_iter().flatten() {
        for (name, list) in source["claims"].as_object().into_iter().flatten() {
            claims.insert(name.as_str().into(), list.as_array().unwrap().iter().map(as_doubles).collect());
        }
    }
    let groups: Vec<Box<str>> = directory.and_then(|d| d["group_ids"].as_array()).into_iter().flatten().map(|g| g.as_str().unwrap().into()).collect();
    let subject = Subject {
        kind: SubjectKind::Person,
        id: user_id.into(),
        user: user_id.into(),
        email: parsed,
        display_name: "".into(),
        groups: Groups::new(groups, Vec::new()),
        roles: RoleSet::default(),
        claims,
    };
    let auth = AuthContext {
        session: SessionId::new(NOW, [7; 10]),
        sid: "sid".into(),
        aal: Aal::One,
        amr: AmrSet::default(),
        auth_time: NOW,
        expires: Timestamp::from_secs(4_000_000_000),
    };
    (subject, Some(auth), odd)
}

/// Numbers of records were stored as doubles.
fn as_doubles(value: &Value) -> Value {
    match value {
        Value::Number(n) => n.as_f64().and_then(serde_json::Number::from_f64).map_or(Value::Null, Value::Number),
        Value::Array(items) => items.iter().map(as_doubles).collect(),
        Value::Object(map) => map.iter().map(|(k, v)| (k.clone(), as_doubles(v))).collect(),
        other => other.clone(),
    }
}

/// The path as recorded: unescaped once, nothing normalised; a wrong escape makes it empty.
fn path(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, r)| r);
    let path = rest.find('/').map_or("/", |at| &rest[at..]);
    let path = path.split('?').next().unwrap_or_default();
    let mut out = Vec::new();
    let mut bytes = path.bytes();
    while let Some(b) = bytes.next() {
        if b != b'%' {
            out.push(b);
            continue;
        }
        let mut hex = || bytes.next().and_then(|c| (c as char).to_digit(16));
        let (Some(high), Some(low)) = (hex(), hex()) else { return String::new() };
        out.push(u8::try_from(high * 16 + low).unwrap());
    }
    String::from_utf8_lossy(&out).into_owned()
}
