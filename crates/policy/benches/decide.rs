//! How long a verdict takes: 100 rules, a person, and a stranger.
//!
//! Why: the judge is on every request's path; its budget is one microsecond.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use criterion::{Criterion, criterion_group, criterion_main};
use portcullis_document::read_yaml;
use portcullis_model::{Aal, Action, Amr, AmrSet, AuthContext, Email, Groups, Resource, ResourceKind, RoleSet, SessionId, Subject, SubjectKind, Timestamp};
use portcullis_policy::{AccessRequest, HttpFacts, compile, decide, parse};
use std::hint::black_box;

const NOW: Timestamp = Timestamp::from_secs(1_795_000_000);

fn verdicts(bench: &mut Criterion) {
    let rule = |n: usize| match n % 5 {
        0 => format!("- allow: {{or: [groups: team-{n}]}}"),
        1 => format!("- allow: {{or: [email: person{n}@example.com]}}"),
        2 => format!("- deny: {{or: [http_path: {{starts_with: /private-{n}/}}]}}"),
        3 => format!("- allow: {{or: [domain: d{n}.example]}}"),
        _ => format!("- deny: {{or: [source_ip: 10.{n}.0.0/16]}}"),
    };
    let text = (0..100).map(rule).chain(["- allow: {and: [domain: example.com, aal: 2]}".to_owned()]).collect::<Vec<_>>().join("\n");
    let policy = compile(vec![parse(&read_yaml(&text).unwrap()).unwrap()], &());
    let groups = (0..10).map(|n| format!("internal/group-{n}").into()).collect();
    let ada = Subject {
        kind: SubjectKind::Person,
        id: "p-1".into(),
        user: "ada".into(),
        email: Email::parse("ada@example.com").ok(),
        display_name: "Ada".into(),
        groups: Groups::new(groups, vec!["group-1".into()]),
        roles: RoleSet::default(),
        claims: [].into(),
    };
    let auth = AuthContext {
        session: SessionId::new(NOW, [1; 10]),
        sid: "sid".into(),
        aal: Aal::Two,
        amr: AmrSet::default().with(Amr::Mfa),
        auth_time: NOW,
        expires: Timestamp::from_secs(1_900_000_000),
    };
    let nobody = Subject::anonymous();
    let request = |person: bool| AccessRequest {
        subject: if person { &ada } else { &nobody },
        auth: person.then_some(&auth),
        action: Action::HttpRequest,
        resource: Resource { kind: ResourceKind::Route, id: "wiki" },
        ip: "192.0.2.1".parse().ok(),
        http: Some(HttpFacts { method: "GET", host: "wiki.example.com", path: "/pages/Home", preflight: false }),
        opened: None,
    };
    let (known, unknown) = (request(true), request(false));
    assert_eq!(decide(&policy, &known, NOW).verdict.as_str(), "permit");
    bench.bench_function("decide, 101 rules, permit", |b| b.iter(|| decide(black_box(&policy), black_box(&known), NOW)));
    bench.bench_function("decide, 101 rules, challenge", |b| b.iter(|| decide(black_box(&policy), black_box(&unknown), NOW)));
}

criterion_group!(benches, verdicts);
criterion_main!(benches);
