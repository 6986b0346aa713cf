//! How long a verdict takes: 100 rules, a person, and a stranger; and steps in order, ten of them and ten thousand.
//!
//! Why: the judge is on every request's path; its budget is one microsecond.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use criterion::{Criterion, criterion_group, criterion_main};
use portcullis_document::read_yaml;
use portcullis_model::{Aal, Action, Amr, AmrSet, AuthContext, Email, Groups, Resource, ResourceKind, RoleSet, SessionId, Subject, SubjectKind, Timestamp};
use portcullis_policy::{AccessRequest, HttpFacts, compile, decide, explain, parse};
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
        http: Some(HttpFacts { method: "GET", host: "wiki.example.com", path: "/pages/Home", target: "/pages/Home", preflight: false }),
        opened: None,
    };
    let (known, unknown) = (request(true), request(false));
    assert_eq!(decide(&policy, &known, NOW).verdict.as_str(), "permit");
    bench.bench_function("decide, 101 rules, permit", |b| b.iter(|| decide(black_box(&policy), black_box(&known), NOW)));
    bench.bench_function("decide, 101 rules, challenge", |b| b.iter(|| decide(black_box(&policy), black_box(&unknown), NOW)));
}

/// Two steps for each host, and some above them: what it costs must not grow with their number.
fn steps(bench: &mut Criterion) {
    let step = |n: usize| {
        format!(
            "    - {{ when: [ {{http_host: app{n}.example.com}}, {{groups: {{has: team-{n}}}}} ], then: {{ and: [ {{aal: 2}} ] }} }}\n    - {{ when: [ {{http_host: app{n}.example.com}}, {{http_resource: {{matches: '^/public(/|$)'}}}} ], then: allow }}"
        )
    };
    let (nobody, now) = (Subject::anonymous(), NOW);
    for hosts in [5, 5_000] {
        let all: Vec<String> = (0..hosts).map(step).collect();
        let last = "    - { when: [ {http_host: {under: example.com}} ], then: { and: [ {aal: 1} ] } }";
        let text = format!("- first_match:\n{}\n{last}\n", all.join("\n"));
        let policy = compile(vec![parse(&read_yaml(&text).unwrap()).unwrap()], &());
        let ada = Subject { kind: SubjectKind::Person, id: "p-1".into(), user: "ada".into(), display_name: "Ada".into(), ..Subject::anonymous() };
        let auth = AuthContext {
            session: SessionId::new(NOW, [1; 10]),
            sid: "sid".into(),
            aal: Aal::One,
            amr: AmrSet::default(),
            auth_time: NOW,
            expires: Timestamp::from_secs(1_900_000_000),
        };
        let request = |person: bool| AccessRequest {
            subject: if person { &ada } else { &nobody },
            auth: person.then_some(&auth),
            action: Action::HttpRequest,
            resource: Resource { kind: ResourceKind::Route, id: "any" },
            ip: "192.0.2.1".parse().ok(),
            http: Some(HttpFacts { method: "GET", host: "app3.example.com", path: "/pages/Home", target: "/pages/Home", preflight: false }),
            opened: None,
        };
        let (known, unknown) = (request(true), request(false));
        assert_eq!(decide(&policy, &known, now).verdict.as_str(), "permit");
        assert_eq!(decide(&policy, &unknown, now).verdict.as_str(), "challenge");
        bench.bench_function(&format!("explain, {} steps, challenge", hosts * 2 + 1), |b| b.iter(|| explain(black_box(&policy), black_box(&unknown), now)));
        bench.bench_function(&format!("decide, {} steps, permit", hosts * 2 + 1), |b| b.iter(|| decide(black_box(&policy), black_box(&known), now)));
        bench.bench_function(&format!("decide, {} steps, challenge", hosts * 2 + 1), |b| b.iter(|| decide(black_box(&policy), black_box(&unknown), now)));
    }
}

criterion_group!(benches, verdicts, steps);
criterion_main!(benches);
