//! Verdicts: default deny, strangers, hosts, domains, paths, dead sessions.
//!
//! Why: these are the doors that must not open by accident (S2, S9, S18).

use crate::world::{NOW, World, policy};
use portcullis_document::{read_json, read_yaml};
use portcullis_model::{Email, Groups, Reason, Role, RoleSet, Timestamp};
use portcullis_policy::{GroupNames, LegacyFields, Verdict, compile, explain, legacy, parse};
use std::time::Duration;

#[test]
fn nothing_permits_by_default() {
    for yaml in ["{}", "[]", "[{}, {}]", "allow: {}", "allow: {or: []}", "deny: {or: [reject: 1]}", "allow: {or: [reject: 1]}"] {
        for world in [World::stranger(), World::ada(), World::host()] {
            assert_eq!(world.asks(yaml), "deny", "{yaml}");
        }
    }
    let none = compile(Vec::new(), &());
    assert!(none.permits_nobody());
    assert!(matches!(World::ada().decide(&none, NOW).verdict, Verdict::Deny));
    let public = legacy(LegacyFields::of(&read_json("{}").unwrap())).unwrap();
    assert!(public.is_empty());
}

#[test]
fn deny_beats_allow() {
    assert_eq!(World::ada().asks("{allow: {or: [accept: 1]}, deny: {or: [user: ada]}}"), "deny");
    assert_eq!(World::ada().asks("{allow: {or: [accept: 1]}, deny: {or: [user: bob]}}"), "permit");
}

#[test]
fn s02_a_path_prefix_is_what_it_says() {
    let rule = "allow: {or: [http_path: {starts_with: /public/}]}";
    for (path, verdict) in [("/public/a", "permit"), ("/public", "deny"), ("/publicity", "deny"), ("/PUBLIC/a", "deny"), ("/x/public/", "deny")] {
        assert_eq!(World { path, ..World::stranger() }.asks(rule), verdict, "{path}");
    }
    // What is not HTTP has no path, and a negation does not give it one.
    let stream = World { http: false, ..World::ada() };
    for yaml in ["allow: {or: [http_path: {not: /admin}]}", "allow: {or: [http_method: {not: POST}]}", "allow: {or: [http_path: {}]}"] {
        assert_eq!(stream.asks(yaml), "deny", "{yaml}");
    }
}

#[test]
fn s09_a_domain_is_the_part_after_the_at_of_a_parsed_address() {
    let with = |email: &str| {
        let mut world = World::ada();
        world.subject.email = Email::parse(email).ok();
        world.asks("allow: {or: [domain: example.com]}")
    };
    assert_eq!(with("ada@example.com"), "permit");
    for email in ["ada@evil.test@example.com", "ada@example.com.evil.test", "ada@notexample.com", "ada@example.com ", "\"ada@example.com\"@evil.test", "ada"] {
        assert_eq!(with(email), "deny", "{email}");
    }
    // Bytes are compared as they are, as existing policies expect.
    assert_eq!(with("ada@Example.com"), "deny");
    // Somebody without an address has no domain, whatever is asked of it.
    for yaml in ["{not: evil.test}", "{not_in: [evil.test]}", "{}", "''"] {
        let mut world = World::ada();
        world.subject.email = None;
        assert_eq!(world.asks(&format!("allow: {{or: [domain: {yaml}]}}")), "deny", "{yaml}");
    }
}

#[test]
fn s18_a_criterion_about_a_person_never_holds_without_one() {
    let criteria = [
        "authenticated_user: 1",
        "user: {not: bob}",
        "user: {}",
        "email: {not: bob@example.com}",
        "email: ''",
        "email: {}",
        "domain: {not: evil.test}",
        "groups: {exclude: contractors}",
        "groups: {}",
        "claim/level: {exclude: 7}",
        "claim/level: {}",
        "role: {exclude: auditor}",
        "aal: 1",
        "amr: {exclude: sms}",
        "authenticated_within: 10m",
    ];
    for criterion in criteria {
        for operator in ["and", "or", "not", "nor"] {
            let yaml = format!("allow: {{{operator}: [{criterion}]}}");
            assert_eq!(World::stranger().asks(&yaml), "challenge", "{yaml}");
            let yaml = format!("{{allow: {{or: [accept: 1]}}, deny: {{{operator}: [{criterion}]}}}}");
            assert_eq!(World::stranger().asks(&yaml), "challenge", "{yaml}");
        }
    }
}

#[test]
fn a_dead_session_is_nobodys() {
    let mut world = World::ada();
    let rule = policy("allow: {or: [user: ada]}");
    let end = NOW.plus(Duration::from_secs(60));
    world.auth.as_mut().unwrap().expires = end;
    let decision = world.decide(&rule, NOW);
    assert_eq!((decision.verdict.as_str(), decision.until), ("permit", Some(end)));
    for late in [end, end.plus(Duration::from_secs(1))] {
        assert!(matches!(world.decide(&rule, late).verdict, Verdict::Challenge(c) if c.sign_in));
    }
}

#[test]
fn a_process_of_the_host_is_no_person() {
    let mut host = World::host();
    host.subject.roles = RoleSet::default().with(Role::Administrator);
    assert_eq!(host.asks("allow: {or: [role: administrator]}"), "permit");
    assert_eq!(host.asks("allow: {or: [user: 'host:0']}"), "permit");
    for yaml in ["email: {not: x}", "groups: {exclude: x}", "aal: 1", "domain: x", "claim/x: {}"] {
        for operator in ["and", "or", "not", "nor"] {
            assert_eq!(host.asks(&format!("allow: {{{operator}: [{yaml}]}}")), "deny", "{operator} {yaml}");
        }
    }
}

#[test]
fn groups_answer_to_both_names() {
    let ada = World::ada();
    for (rule, verdict) in [
        ("eng", "permit"),
        ("internal/eng", "permit"),
        ("{exclude: eng}", "deny"),
        ("{exclude: sales}", "permit"),
        ("{is: eng}", "deny"),
        ("other/eng", "deny"),
    ] {
        assert_eq!(ada.asks(&format!("allow: {{or: [groups: {rule}]}}")), verdict, "{rule}");
    }
    let mut loner = World::ada();
    loner.subject.groups = Groups::new(vec!["internal/eng".into()], vec!["eng".into()]);
    assert_eq!(loner.asks("allow: {or: [groups: {is: eng}]}"), "permit");
}

#[test]
fn addresses_inside_ipv6_are_ipv4() {
    let rule = "allow: {or: [source_ip: [192.0.2.0/24]]}";
    for (ip, verdict) in [("192.0.2.9", "permit"), ("::ffff:192.0.2.9", "permit"), ("192.0.3.1", "deny"), ("2001:db8::1", "deny"), ("", "deny")] {
        assert_eq!(World { ip, ..World::stranger() }.asks(rule), verdict, "{ip}");
    }
}

#[test]
fn a_trace_tells_what_decided() {
    let rule =
        policy("- allow:\n    and:\n    - groups: admins\n    - aal: 2\n    not:\n    - domain: example.com\n- deny:\n    or:\n    - source_ip: 10.0.0.0/8\n");
    let trace = explain(&rule, &World::ada().request(), NOW);
    assert_eq!(trace.verdict, "deny");
    let criteria: Vec<_> = trace.rules.iter().flat_map(|r| &r.lists).flat_map(|l| &l.criteria).collect();
    let told: Vec<_> = criteria.iter().map(|c| (c.source.as_str(), c.condition.to_string(), c.deciding, c.span.line, c.span.column)).collect();
    assert_eq!(
        told,
        [
            ("groups: admins", "Member of the group admins".to_owned(), true, 3, 7),
            ("aal: 2", "Two factors".to_owned(), false, 4, 7),
            ("domain: example.com", "Not: Signed in with an account of example.com".to_owned(), false, 6, 7),
            ("source_ip: 10.0.0.0/8", "From the network 10.0.0.0/8".to_owned(), false, 9, 7),
        ]
    );
    assert!(trace.allow_reasons.has(Reason::GroupsUnauthorized) && !trace.deny_reasons.has(Reason::UserUnauthenticated));
    assert_eq!(rule.criterion(trace.deciding.unwrap()).unwrap().0, "groups: admins");
}

#[test]
fn all_faults_are_told_at_once() {
    let yaml = "- alow: {}\n- allow:\n    xor: []\n    and:\n    - emial: x\n    - device: {}\n    - aal: 3\n    - time_of_day: {after: 9:00}\n    - email: {start_with: x}\n";
    let faults = parse(&read_yaml(yaml).unwrap()).unwrap_err();
    let told: Vec<_> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "1:3: error: `alow` is not known here (a rule has only `allow`, `deny` and `first_match`)",
            "3:5: error: `xor` is not an operator (use `and`, `or`, `not` or `nor`)",
            "5:7: error: the criterion `emial` is not known (did you mean `email`?)",
            "6:7: error: the criterion `device` is not supported yet (remove the rule or say it otherwise; ignoring it would open a door)",
            "7:12: error: an assurance level is 1 or 2 (write `aal: 2` for two factors)",
            "8:20: error: `time_of_day` names no time zone (add `timezone`, like Europe/Oslo or UTC)",
            "9:15: error: `start_with` is not an operator of `email` (did you mean `starts_with`?)",
        ]
    );
}

#[test]
fn warnings_reach_the_policy() {
    struct Only;
    impl GroupNames for Only {
        fn knows(&self, name: &str) -> Option<bool> {
            Some(name == "eng")
        }
    }
    let rules = parse(&read_yaml("allow: {nor: [groups: eng, groups: egn, user: 5]}").unwrap()).unwrap();
    let told: Vec<_> = compile(vec![rules], &Only).warnings().iter().map(ToString::to_string).collect();
    assert!(told[0].contains("NAND") && told[1].contains("never equals a number") && told[2].contains("no group `egn`"), "{told:?}");
    assert_eq!(told.len(), 3);
}

#[test]
fn a_spelling_that_matches_nobody_is_told() {
    let told = |yaml: &str| parse(&read_yaml(yaml).unwrap()).unwrap().warnings().iter().map(ToString::to_string).collect::<Vec<_>>();
    for (criterion, column, hint) in [
        ("email: Ada@Example.com", 22, "write `ada@example.com`"),
        ("email: {in: [ada@example.com, Bob@example.com]}", 45, "write `bob@example.com`"),
        ("email: {not: EVE@evil.test}", 28, "write `eve@evil.test`"),
        ("domain: Example.com", 23, "write `example.com`"),
        ("domain: {is: '@example.com'}", 28, "write `example.com`"),
        ("domain: {ends_with: .Example.com}", 35, "write `.example.com`"),
    ] {
        let said = told(&format!("allow: {{and: [{criterion}]}}"));
        assert!(said.len() == 1 && said[0].starts_with(&format!("1:{column}: warning: ")) && said[0].contains(hint), "{criterion}: {said:?}");
    }
    assert!(told("allow: {and: [email: ada@example.com, domain: example.com, user: Ada, groups: Staff]}").is_empty());
    let older = |json: &str| legacy(LegacyFields::of(&read_json(json).unwrap())).unwrap().warnings().len();
    assert_eq!(older(r#"{"allowed_users": ["Ada", "ada@example.com"], "allowed_domains": ["example.com"]}"#), 0);
    assert_eq!(older(r#"{"allowed_users": ["Ada@example.com"], "allowed_domains": ["@example.com", "B.test"]}"#), 3);
}

#[test]
fn warnings_stand_beside_faults() {
    let faults = parse(&read_yaml("allow: {nor: [user: ada], xor: []}").unwrap()).unwrap_err();
    assert!(faults.iter().any(|f| f.message.contains("NAND")) && faults.iter().any(|f| f.message.contains("xor")), "{faults:?}");
}

#[test]
fn open_routes_are_not_narrowed() {
    for json in [
        r#"{"allow_public_unauthenticated_access": true, "allowed_users": []}"#,
        r#"{"allow_public_unauthenticated_access": true, "allow_any_authenticated_user": true}"#,
        r#"{"allow_any_authenticated_user": true, "allowed_domains": ["example.com"]}"#,
        r#"{"allowed_users": {"a": 1}, "allowed_domains": 5, "allowed_idp_claims": []}"#,
    ] {
        assert!(legacy(LegacyFields::of(&read_json(json).unwrap())).is_err(), "{json}");
    }
    let fine = r#"{"allow_public_unauthenticated_access": true, "allowed_idp_claims": {"x": [1]}}"#;
    assert!(legacy(LegacyFields::of(&read_json(fine).unwrap())).is_ok());
}

#[test]
fn far_times_are_judged_too() {
    let rule =
        policy("allow: {or: [time_of_day: {timezone: Europe/Oslo, after: 9:00}, date: {after: 2027-01-01}, day_of_week: mon, authenticated_within: 1s]}");
    for micros in [i64::MIN, i64::MIN + 1, 0, i64::MAX] {
        let decision = World::ada().decide(&rule, Timestamp::from_micros(micros));
        assert!(!decision.allow_reasons.is_empty());
    }
}

/// Origins that drop path parameters, or take an encoded `#` for a fragment, read another path: both must be permitted.
#[test]
fn s01_an_escape_left_in_a_path_is_judged_decoded_as_well() {
    let closed = "{allow: {or: [authenticated_user: 1]}, deny: {or: [http_path: {starts_with: /admin/}]}}";
    let denied = ["/admin/x", "/admin%2Fx", "/admin%252fx", "/admin%5Cx", "/;%2fadmin/x", "/;a%5cadmin%2fx", "/;%2Fadmin%2F"];
    let permitted = ["/files/a%2Fb", "/group%2Fproject/-/tree", "/100%25", "/adminx%2Fy"];
    for (path, verdict) in denied.map(|p| (p, "deny")).into_iter().chain(permitted.map(|p| (p, "permit"))) {
        let world = World { path, ..World::ada() };
        assert_eq!(world.asks(closed), verdict, "{path}");
        assert_eq!(explain(&policy(closed), &world.request(), NOW).verdict, verdict, "{path}");
    }
}

#[test]
fn s01_a_path_with_parameters_is_judged_as_both_readers_read_it() {
    let closed = "{allow: {or: [authenticated_user: 1]}, deny: {or: [http_path: {is: /admin}, http_path: {starts_with: /admin/}]}}";
    for (path, verdict) in [
        ("/admin", "deny"),
        ("/admin;x", "deny"),
        ("/admin;x=/y", "deny"),
        ("/;/admin", "deny"),
        ("/;a/admin;b/c", "deny"),
        ("/admin#x", "deny"),
        ("/wiki;x", "permit"),
        ("/wiki/a;v=1/b", "permit"),
        ("/;", "permit"),
    ] {
        let world = World { path, ..World::ada() };
        assert_eq!(world.asks(closed), verdict, "{path}");
        assert_eq!(explain(&policy(closed), &world.request(), NOW).verdict, verdict, "{path}");
    }
    // Nor does a parameter open what only another path may.
    let open = "allow: {or: [http_path: {ends_with: /public}]}";
    for (path, verdict) in [("/x/public", "permit"), ("/admin?/public", "deny"), ("/admin;x/public", "permit"), ("/admin#/public", "deny")] {
        assert_eq!(World { path, ..World::stranger() }.asks(open), verdict, "{path}");
    }
}
