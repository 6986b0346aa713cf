//! Every verdict recorded from Authelia, judged by the policy that its configuration becomes.
//!
//! Why: people move when nothing changes for them. Where we answer otherwise, it is counted here with its reason.

use portcullis_config::{Asked, import_authelia};
use portcullis_document::read_yaml;
use portcullis_model::{Aal, Action, AmrSet, AuthContext, Groups, Resource, ResourceKind, RoleSet, SessionId, Subject, SubjectKind, Timestamp};
use portcullis_policy::{AccessRequest, HttpFacts, Policy, compile, decide, parse};
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;

const NOW: Timestamp = Timestamp::from_secs(1_795_000_000);

fn fixtures() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/authelia")
}
fn lines(name: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(fixtures().join(name)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
pub(crate) fn steps_of(yaml: &str) -> Policy {
    let tree = read_yaml(yaml).unwrap();
    let document = tree.get("policies").and_then(|p| p.get("access-control")).unwrap();
    compile(vec![parse(document).unwrap_or_else(|faults| panic!("{faults:?}\n{yaml}"))], &())
}
fn imported(config: &str) -> Policy {
    let text = std::fs::read_to_string(fixtures().join("configs").join(format!("{config}.yml"))).unwrap();
    let imported = import_authelia(&text, None).unwrap_or_else(|told| panic!("{config}: {told:?}"));
    assert!(imported.whole, "{config}: {:?}", imported.report);
    steps_of(&imported.yaml)
}

/// Somebody who asks: without a name, nobody.
#[derive(Clone, Copy)]
pub(crate) struct Asker<'a> {
    pub(crate) user: &'a str,
    pub(crate) groups: &'a [&'a str],
    pub(crate) aal: u64,
}

/// `permit`, `challenge` or `deny`, and the step that decides.
fn judged(policy: &Policy, who: &Asker<'_>, ip: &str, asked: &Asked) -> (&'static str, String) {
    let subject = match who.user {
        "" => Subject::anonymous(),
        user => Subject {
            kind: SubjectKind::Person,
            id: "p".into(),
            user: user.into(),
            email: None,
            display_name: user.into(),
            groups: Groups::of_sources(who.groups.iter().map(|g| ("file", *g)), Some("file")),
            roles: RoleSet::default(),
            claims: [].into(),
        },
    };
    let auth = AuthContext {
        session: SessionId::new(NOW, [1; 10]),
        sid: "sid".into(),
        aal: if who.aal == 2 { Aal::Two } else { Aal::One },
        amr: AmrSet::default(),
        auth_time: NOW,
        expires: NOW.plus(Duration::from_secs(600)),
    };
    let request = AccessRequest {
        subject: &subject,
        auth: (!subject.is_anonymous()).then_some(&auth),
        action: Action::HttpRequest,
        resource: Resource { kind: ResourceKind::Route, id: "any" },
        ip: ip.parse().ok(),
        http: Some(HttpFacts { method: &asked.method, host: asked.target.host(), path: asked.target.path(), target: asked.target.raw(), preflight: false }),
        opened: None,
    };
    let decision = decide(policy, &request, NOW);
    (decision.verdict.as_str(), decision.deciding.and_then(|id| policy.step(id)).unwrap_or_default().to_owned())
}
pub(crate) fn verdict(policy: &Policy, who: &Asker<'_>, ip: &str, request: &str) -> &'static str {
    judged(policy, who, ip, &Asked::parse(request).unwrap()).0
}

/// Why we answer otherwise, where we may.
fn excuse(case: &Value, asked: &Asked, ours: &str, expected: &str) -> Option<&'static str> {
    let url = case["url"].as_str().unwrap();
    let after = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (host, path) = after.split_at(after.find(['/', '?', '#']).unwrap_or(after.len()));
    let query = asked.target.query().unwrap_or_default();
    let names: Vec<&str> = query.split('&').map(|pair| pair.split('=').next().unwrap()).collect();
    let twice = names.iter().enumerate().any(|(at, name)| !name.is_empty() && names[..at].contains(name));
    match () {
        () if host.bytes().any(|b| b.is_ascii_uppercase()) => {
            Some("a host has no letter case: Authelia's patterns and {user} see what was sent, ours its lower case")
        }
        () if !path.starts_with('/') => Some("an empty path is the root; Authelia judges it as `.`"),
        () if asked.target.has_encoded_slash() => Some("an encoded slash stays one, and is judged in both readings; the gate refuses it besides"),
        () if (twice || query.contains(';') || query.contains("%zz")) && ours != "permit" => {
            Some("a query that is read in two ways is permitted in both, or not (S1)")
        }
        () if case["verdict"] == "bypass" && case["user"].is_null() && (expected, ours) == ("permit", "challenge") => {
            Some("a host or path of a person is open to nobody before it is known who asks")
        }
        () => None,
    }
}

/// (what is recorded, what we say, why, how many)
const DIFFERENCES: &[(&str, &str, &str, usize)] = &[
    ("400", "400", "every server refuses it: the host is not a name or an address", 14),
    ("400", "400", "the address does not begin with https:// or http://", 13),
    ("400", "400", "the method is not one", 6),
    ("400", "judged", "refused there before any rule; here by the door or by the lack of a route", 36),
    ("challenge", "400", "a blank in the address", 3),
    ("challenge", "400", "every server refuses it: the host carries user information", 1),
    ("challenge", "400", "every server refuses it: the host is not a name or an address", 11),
    ("challenge", "400", "every server refuses it: the path does not begin with one slash", 49),
    ("challenge", "400", "every server refuses it: the path has a control character or is not text", 8),
    ("challenge", "400", "every server refuses it: the path has a dot segment", 42),
    ("challenge", "400", "the address does not begin with https:// or http://", 2),
    ("challenge", "challenge", "a host has no letter case: Authelia's patterns and {user} see what was sent, ours its lower case", 12),
    ("challenge", "deny", "a host has no letter case: Authelia's patterns and {user} see what was sent, ours its lower case", 7),
    ("challenge", "permit", "a host has no letter case: Authelia's patterns and {user} see what was sent, ours its lower case", 2),
    ("deny", "400", "a blank in the address", 4),
    ("deny", "400", "every server refuses it: the host is not a name or an address", 17),
    ("deny", "400", "every server refuses it: the path does not begin with one slash", 23),
    ("deny", "400", "every server refuses it: the path has a control character or is not text", 9),
    ("deny", "400", "every server refuses it: the path has a dot segment", 46),
    ("deny", "400", "every server refuses it: the path has an encoded slash or backslash", 4),
    ("deny", "challenge", "a host has no letter case: Authelia's patterns and {user} see what was sent, ours its lower case", 15),
    ("deny", "permit", "a host has no letter case: Authelia's patterns and {user} see what was sent, ours its lower case", 24),
    ("deny", "permit", "an empty path is the root; Authelia judges it as `.`", 2),
    ("permit", "400", "every server refuses it: the host carries user information", 2),
    ("permit", "400", "every server refuses it: the host is not a name or an address", 13),
    ("permit", "400", "every server refuses it: the path does not begin with one slash", 44),
    ("permit", "400", "every server refuses it: the path has a control character or is not text", 6),
    ("permit", "400", "every server refuses it: the path has a dot segment", 74),
    ("permit", "400", "the address does not begin with https:// or http://", 16),
    ("permit", "challenge", "a host has no letter case: Authelia's patterns and {user} see what was sent, ours its lower case", 2),
    ("permit", "challenge", "a host or path of a person is open to nobody before it is known who asks", 15),
    ("permit", "challenge", "a query that is read in two ways is permitted in both, or not (S1)", 2),
    ("permit", "deny", "a host has no letter case: Authelia's patterns and {user} see what was sent, ours its lower case", 13),
    ("permit", "deny", "a query that is read in two ways is permitted in both, or not (S1)", 5),
    ("permit", "deny", "an encoded slash stays one, and is judged in both readings; the gate refuses it besides", 3),
    ("permit", "permit", "a host has no letter case: Authelia's patterns and {user} see what was sent, ours its lower case", 8),
];

#[test]
fn recorded_verdicts_of_authelia() {
    let mut policies: BTreeMap<String, Policy> = BTreeMap::new();
    let mut counted: BTreeMap<(String, String, String), usize> = BTreeMap::new();
    let (mut same, mut wrong) = (0, Vec::new());
    for case in lines("cases.jsonl") {
        let text = |key: &str| case[key].as_str().unwrap_or_default();
        let expected = match case["status"].as_u64().unwrap() {
            200 => "permit",
            401 => "challenge",
            403 => "deny",
            _ => "400",
        };
        let asked = match Asked::parse(&format!("{} {}", text("method"), text("url"))) {
            Ok(asked) => asked,
            Err(why) => {
                let why = if text("url").contains(' ') { "a blank in the address".to_owned() } else { why.to_string() };
                *counted.entry((expected.into(), "400".into(), why)).or_default() += 1;
                continue;
            }
        };
        let policy = policies.entry(text("config").to_owned()).or_insert_with(|| imported(text("config")));
        let groups: Vec<&str> = case["groups"].as_array().unwrap().iter().map(|g| g.as_str().unwrap()).collect();
        let who = Asker { user: text("user"), groups: &groups, aal: case["level"].as_u64().unwrap() };
        let (ours, step) = judged(policy, &who, text("ip"), &asked);
        if expected == "400" {
            let why = "refused there before any rule; here by the door or by the lack of a route";
            *counted.entry((expected.into(), "judged".into(), why.to_owned())).or_default() += 1;
            continue;
        }
        // Not only the verdict: the rule that decides is the same, too.
        let rule = match case["rule"].as_u64().unwrap() {
            0 => "default_policy of access_control".to_owned(),
            n => format!("rule {n} of access_control"),
        };
        if ours == expected && step == rule {
            same += 1;
        } else if let Some(why) = excuse(&case, &asked, ours, expected) {
            *counted.entry((expected.into(), ours.into(), why.to_owned())).or_default() += 1;
        } else {
            wrong.push(format!("{}: {expected} by {rule}, ours {ours} by {step}: {case}", text("id")));
        }
    }
    assert!(wrong.is_empty(), "{} of them:\n{}", wrong.len(), wrong.join("\n"));
    let counted: Vec<(&str, &str, &str, usize)> = counted.iter().map(|((a, b, why), n)| (&**a, &**b, &**why, *n)).collect();
    assert_eq!(counted, DIFFERENCES);
    assert_eq!(same + counted.iter().map(|c| c.3).sum::<usize>(), 4588);
}

/// What stops Authelia stops the import, and nothing else does.
#[test]
fn what_authelia_refuses_is_refused_and_what_it_takes_is_taken() {
    let mut seen = 0;
    for case in &lines("access_control_validity.jsonl") {
        seen += 1;
        let whole = format!(
            "{}\nsession: {{cookies: [{{domain: example.com, authelia_url: 'https://auth.example.com'}}]}}\nauthentication_backend: {{file: {{path: users.yml}}}}\n",
            case["yaml"].as_str().unwrap()
        );
        match (import_authelia(&whole, None), case["starts"].as_bool().unwrap()) {
            (Ok(imported), true) => {
                assert!(imported.whole, "{case}: {:?}", imported.report);
                steps_of(&imported.yaml);
            }
            (Err(told), false) => assert!(told.iter().all(|t| t.grade == portcullis_config::Grade::Refused), "{case}: {told:?}"),
            (Ok(imported), false) => panic!("{} is taken: {}", case["note"], imported.yaml),
            (Err(told), true) => panic!("{} is refused: {told:?}", case["note"]),
        }
    }
    assert_eq!(seen, 80);
}
