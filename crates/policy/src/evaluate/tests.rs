//! The judge's short way against the whole walk.
//!
//! Why: what a trace tells and what is enforced are one thing only as long as nothing differs between them.

#![allow(clippy::unwrap_used)]
use super::*;
use crate::facts::{AccessRequest, HttpFacts, Veil};
use crate::{compile, parse};
use portcullis_document::read_yaml;
use portcullis_model::{Aal, Action, AmrSet, AuthContext, Email, Groups, Resource, ResourceKind, RoleSet, SessionId, Subject, SubjectKind, Timestamp};
use proptest::prelude::*;

/// Sees all, so nothing is left out.
struct Witness;
impl Watch for Witness {
    const EVERY_STEP: bool = true;
    fn criterion(&mut self, _: CriterionId, _: Truth, _: Reason) {}
    fn list(&mut self, _: &FlatList, _: Side) {}
}

/// Few values, so that they meet; shapes that are looked for beside shapes that are not.
fn criterion() -> impl Strategy<Value = String> {
    let short = "[ab]{0,2}";
    prop_oneof![
        4 => short.prop_map(|v| format!("{{user: '{v}'}}")),
        4 => short.prop_map(|v| format!("{{email: '{v}@{v}.test'}}")),
        4 => short.prop_map(|v| format!("{{domain: '{v}.test'}}")),
        4 => short.prop_map(|v| format!("{{groups: '{v}'}}")),
        4 => short.prop_map(|v| format!("{{http_path: '/{v}'}}")),
        4 => short.prop_map(|v| format!("{{http_path: {{starts_with: '/{v}'}}}}")),
        4 => (0..4_u8, 8..=32_u8).prop_map(|(n, size)| format!("{{source_ip: [10.{n}.0.0/{size}, 2001:db8:{n}::/48]}}")),
        2 => short.prop_map(|v| format!("{{http_method: '{v}'}}")),
        1 => short.prop_map(|v| format!("{{email: {{not: '{v}@{v}.test'}}}}")),
        1 => short.prop_map(|v| format!("{{groups: {{exclude: '{v}'}}}}")),
        1 => Just("{aal: 2}".to_owned()),
        1 => Just("{accept: 1}".to_owned()),
    ]
}
fn rule() -> impl Strategy<Value = String> {
    let operator = prop_oneof![6 => Just("or"), 3 => Just("and"), 1 => Just("not"), 1 => Just("nor")];
    let criteria = prop_oneof![3 => prop::collection::vec(criterion(), 1..2), 1 => prop::collection::vec(criterion(), 0..6)];
    (any::<bool>(), operator, criteria)
        .prop_map(|(allow, operator, criteria)| format!("- {}: {{{operator}: [{}]}}", if allow { "allow" } else { "deny" }, criteria.join(", ")))
}

/// Steps with hosts that can be looked up, that cannot, and none.
fn steps() -> impl Strategy<Value = String> {
    let host = prop_oneof![
        3 => "[ab]{1,2}".prop_map(|v| format!("{{http_host: '{v}.h'}}")),
        2 => "[ab]{1}".prop_map(|v| format!("{{http_host: {{under: '{v}.h'}}}}")),
        2 => Just("{http_host: {under: h}}".to_owned()),
        1 => "[ab]{1}".prop_map(|v| format!("{{http_host: [{{matches: '^{v}'}}, '{v}.h']}}")),
        2 => "[ab]{1}".prop_map(|v| format!("{{http_host: {{matches: ['^[ab]+[.]{v}[.]h$', '^{v}{v}[.]h$']}}}}")),
        1 => "[ab]{1}".prop_map(|v| format!("{{http_host: [{{matches: '{v}[.](a|b)?[.]?h$'}}, {{under: '{v}.h'}}]}}")),
        1 => Just("{http_host: {matches: '^(?P<ExactUser>.*)[.]h$'}}".to_owned()),
        1 => Just("{http_host: {matches: '^(?P<User>[ab]+)'}}".to_owned()),
        1 => Just("{accept: 1}".to_owned()),
    ];
    let when = (host, prop::collection::vec(criterion(), 0..2)).prop_map(|(host, more)| [vec![host], more].concat().join(", "));
    let then = prop_oneof![Just("allow".to_owned()), Just("deny".to_owned()), criterion().prop_map(|c| format!("{{and: [{c}]}}"))];
    let step = (when, then).prop_map(|(when, then)| format!("{{when: [{when}], then: {then}}}"));
    prop::collection::vec(step, 0..12).prop_map(|steps| format!("- first_match: [{}]", steps.join(", ")))
}

/// How often the short way was there to be taken, over all cases.
static BATCHES: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);

fn agree(rules: &[String], name: &str, host: &str, groups: &[String], address: u8, kind: u8) -> Result<(), TestCaseError> {
    let policy = compile(vec![parse(&read_yaml(&rules.join("\n")).unwrap()).unwrap()], &());
    BATCHES.fetch_add(policy.allow.batches.len() + policy.deny.batches.len(), std::sync::atomic::Ordering::Relaxed);
    let now = Timestamp::from_secs(1_795_000_000);
    let person = Subject {
        kind: SubjectKind::Person,
        id: "p".into(),
        user: name.into(),
        email: Email::parse(&format!("{name}@{name}.test")).ok(),
        display_name: name.into(),
        groups: Groups::of_sources(groups.iter().map(|g| ("internal", g.as_str())), None),
        roles: RoleSet::default(),
        claims: [].into(),
    };
    let anonymous = Subject::anonymous();
    let auth = AuthContext {
        session: SessionId::new(now, [1; 10]),
        sid: "sid".into(),
        aal: if kind == 1 { Aal::Two } else { Aal::One },
        amr: AmrSet::default(),
        auth_time: now,
        expires: now.plus(std::time::Duration::from_secs(60)),
    };
    let path = format!("/{name}");
    let request = AccessRequest {
        subject: if kind == 0 { &anonymous } else { &person },
        auth: (kind > 0).then_some(&auth),
        action: Action::HttpRequest,
        resource: Resource { kind: ResourceKind::Route, id: "r" },
        ip: if address < 4 { Some([10, address, 0, 0].into()) } else { Some([0x2001, 0xdb8, u16::from(address - 4), 0, 0, 0, 0, 1].into()) },
        http: (kind < 3).then_some(HttpFacts { method: name, host, path: &path, target: &path, preflight: false }),
        opened: None,
    };
    let facts = Facts::of(&request, now);
    for veil in [Veil::Nothing, Veil::Session, Veil::Person] {
        let facts = Facts { veil, ..facts };
        prop_assert_eq!(evaluate(&policy, &facts, &mut ()), evaluate(&policy, &facts, &mut Witness), "{:?} of {}", veil, name);
    }
    Ok(())
}

#[test]
fn the_short_way_and_the_whole_walk_agree() {
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig { cases: 900, failure_persistence: None, ..ProptestConfig::default() });
    let rules = (prop::collection::vec(rule(), 1..90), prop::option::of(steps()));
    let rules = prop_oneof![rules.prop_map(|(rules, steps)| rules.into_iter().chain(steps).collect()), steps().prop_map(|steps| vec![steps])];
    let cases = (rules, "[ab]{0,2}", "([ab]{1,2}\\.){0,3}h", prop::collection::vec("[ab]{1,2}", 0..4), 0..8_u8, 0..4_u8);
    runner.run(&cases, |(rules, name, host, groups, address, kind)| agree(&rules, &name, &host, &groups, address, kind)).unwrap();
    let batches = BATCHES.load(std::sync::atomic::Ordering::Relaxed);
    assert!(batches > 200, "only {batches} batches: the short way was hardly taken");
}

/// Counts what is asked, and is told no more than the judge.
#[derive(Default)]
struct Counting(usize);
impl Watch for Counting {
    const SEES_ALL: bool = false;
    fn criterion(&mut self, _: CriterionId, _: Truth, _: Reason) {
        self.0 += 1;
    }
    fn list(&mut self, _: &FlatList, _: Side) {}
}

#[test]
fn ten_thousand_steps_ask_no_more_than_ten() {
    let asked = |steps: usize, host: &str| {
        let step = |n: usize| format!("  - {{when: [{{http_host: [app{n}.h, {{under: site{n}.h}}]}}], then: deny}}");
        let steps: Vec<String> = (0..steps).map(step).collect();
        let policy = compile(
            vec![
                parse(&read_yaml(&format!("- first_match:\n{}\n  - {{when: [{{http_host: {{under: h}}}}], then: allow}}", steps.join("\n"))).unwrap()).unwrap(),
            ],
            &(),
        );
        let nobody = Subject::anonymous();
        let request = AccessRequest {
            subject: &nobody,
            auth: None,
            action: Action::HttpRequest,
            resource: Resource { kind: ResourceKind::Route, id: "r" },
            ip: None,
            http: Some(HttpFacts { method: "GET", host, path: "/", target: "/", preflight: false }),
            opened: None,
        };
        let mut counting = Counting::default();
        let judged = evaluate(&policy, &Facts::of(&request, Timestamp::from_secs(1_795_000_000)), &mut counting);
        (judged.allow.truth, counting.0)
    };
    for host in ["app3.h", "x.y.site7.h", "other.h", "elsewhere"] {
        assert_eq!(asked(10, host), asked(10_000, host), "{host}");
    }
    assert_eq!((asked(10_000, "app3.h"), asked(10_000, "other.h")), ((Truth::False, 2), (Truth::True, 2)));
}
