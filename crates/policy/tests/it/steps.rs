//! `first_match`: order, strangers, levels, hosts; and the criteria that came with it.
//!
//! Why: rules that were written in an order say something else in any other.

use crate::world::{NOW, World, policy, short};
use portcullis_document::read_yaml;
use portcullis_policy::{decide, explain, parse};

const OF_AN_EXAMPLE: &str = "
- first_match:
    - { name: 'rule 1', when: [ {http_host: status.example.org} ], then: allow }
    - { name: 'rule 2', when: [ {http_host: {under: example.org}}, {groups: {has: eng}} ], then: { and: [ {aal: 2} ] } }
    - { name: 'rule 3', when: [ {http_host: {under: example.org}}, {http_path: /public} ], then: { and: [ {aal: 1} ] } }
    - { name: 'rule 4', when: [ {http_host: {in: [blog.example.net, shop.example.net]}} ], then: deny }
    - { name: 'default', then: { and: [ {aal: 1} ] } }
";

fn on(host: &'static str, path: &'static str, who: World) -> World {
    World { host, path, ..who }
}
fn bob() -> World {
    let mut bob = World::ada();
    bob.subject.user = "bob".into();
    bob.subject.groups = portcullis_model::Groups::default();
    bob
}
fn strong(mut who: World) -> World {
    if let Some(auth) = &mut who.auth {
        auth.aal = portcullis_model::Aal::Two;
    }
    who
}

#[test]
fn the_first_step_that_matches_decides() {
    let rules = policy(OF_AN_EXAMPLE);
    for (host, path, who, said, step) in [
        ("status.example.org", "/", World::stranger(), "permit", "rule 1"),
        ("status.example.org", "/", World::ada(), "permit", "rule 1"),
        // A stranger does not walk past the rule for a group.
        ("wiki.example.org", "/public", World::stranger(), "sign-in", "rule 2"),
        ("wiki.example.org", "/public", World::ada(), "aal2", "rule 2"),
        ("wiki.example.org", "/public", strong(World::ada()), "permit", "rule 2"),
        ("wiki.example.org", "/public", bob(), "permit", "rule 3"),
        ("a.wiki.example.org", "/public", bob(), "permit", "rule 3"),
        ("example.org", "/public", bob(), "permit", "default"),
        ("example.org", "/public", World::stranger(), "sign-in", "default"),
        ("shop.example.net", "/", World::stranger(), "deny", "rule 4"),
        ("shop.example.net", "/", strong(World::ada()), "deny", "rule 4"),
        ("wiki.example.org", "/", World::host(), "deny", "rule 2"),
    ] {
        let who = on(host, path, who);
        let decision = who.decide(&rules, NOW);
        assert_eq!(short(&decision), said, "{host}{path} {}", who.subject.user);
        let trace = explain(&rules, &who.request(), NOW);
        assert_eq!(trace.deciding, decision.deciding, "{host}{path}");
        assert_eq!(rules.step(decision.deciding.unwrap()), Some(step), "{host}{path} {}", who.subject.user);
    }
}

#[test]
fn a_deny_rule_beside_the_steps_still_wins_and_an_allow_rule_is_one_more_way() {
    let beside = |more: &str| format!("{OF_AN_EXAMPLE}\n{more}");
    let ada = on("status.example.org", "/", World::ada());
    assert_eq!(ada.asks(&beside("- deny: {and: [{user: ada}]}")), "deny");
    let denied = on("shop.example.net", "/", World::ada());
    assert_eq!((denied.asks(OF_AN_EXAMPLE), denied.asks(&beside("- allow: {and: [{user: ada}]}"))), ("deny", "permit"));
}

#[test]
fn a_stranger_signs_in_where_a_step_for_people_would_deny() {
    let rules = "[{first_match: [{when: [{user: ada}], then: deny}, {then: allow}]}]";
    assert_eq!((World::stranger().asks(rules), World::ada().asks(rules), bob().asks(rules)), ("challenge", "deny", "permit"));
    // What is certain without a person is not asked about.
    let elsewhere = "[{first_match: [{when: [{user: ada}, {http_path: /x}], then: deny}, {then: allow}]}]";
    assert_eq!(World::stranger().asks(elsewhere), "permit");
}

#[test]
fn no_step_matches_no_one_comes_in() {
    for rules in ["[{first_match: []}]", "[{first_match: [{when: [{http_path: /x}], then: allow}]}]", "[{first_match: [{then: deny}, {then: allow}]}]"] {
        assert_eq!((World::ada().asks(rules), World::stranger().asks(rules)), ("deny", "deny"), "{rules}");
    }
    assert!(policy("[{first_match: [{then: deny}]}]").permits_nobody() && !policy("[{first_match: [{then: allow}]}]").permits_nobody());
}

/// A refusal names the step; steps for other hosts, and those behind it, are not told.
#[test]
fn a_trace_tells_the_steps_up_to_the_one_that_decides() {
    let who = on("wiki.example.org", "/x", World::ada());
    let trace = explain(&policy(OF_AN_EXAMPLE), &who.request(), NOW);
    let told: Vec<_> = trace.rules.iter().flat_map(|r| &r.lists).filter_map(|l| l.step.as_deref()).collect();
    assert_eq!(told, ["rule 2"]);
    let criteria: Vec<_> = trace.rules.iter().flat_map(|r| &r.lists).flat_map(|l| &l.criteria).map(|c| (c.source.as_str(), c.deciding)).collect();
    assert_eq!(criteria, [("http_host: {under: example.org}", false), ("groups: {has: eng}", false), ("aal: 2", true)]);
}

#[test]
fn hosts_are_judged_by_name_by_what_is_above_and_by_pattern() {
    for (data, host, said) in [
        ("app.example.org", "app.example.org", true),
        ("app.example.org", "xapp.example.org", false),
        ("[a.test, {under: b.test}, {matches: '^c[0-9]+[.]test$'}]", "a.test", true),
        ("[a.test, {under: b.test}, {matches: '^c[0-9]+[.]test$'}]", "x.y.b.test", true),
        ("[a.test, {under: b.test}, {matches: '^c[0-9]+[.]test$'}]", "b.test", false),
        ("[a.test, {under: b.test}, {matches: '^c[0-9]+[.]test$'}]", "xb.test", false),
        ("[a.test, {under: b.test}, {matches: '^c[0-9]+[.]test$'}]", "c12.test", true),
        ("{in: [a.test, b.test]}", "b.test", true),
        ("{under: [a.test, b.test]}", "x.b.test", true),
    ] {
        let rules =
            format!("[{{first_match: [{{when: [{{http_host: {data}}}], then: allow}}]}}, {{allow: {{and: [{{http_host: {data}}}, {{http_path: /x}}]}}}}]");
        let said = if said { "permit" } else { "deny" };
        assert_eq!(on(leak(host), "/", World::stranger()).asks(&rules), said, "{data} {host}");
    }
}
fn leak(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

#[test]
fn a_pattern_may_name_the_person() {
    let rules = "[{first_match: [{when: [{http_host: {matches: '^(?P<User>\\w+)[.]home[.]test$'}}], then: allow}, {when: [{http_resource: {matches: '^/of/(?P<Group>[^/]+)/'}}], then: allow}]}]";
    for (host, path, ada, stranger) in [
        ("ada.home.test", "/", "permit", "challenge"),
        ("bob.home.test", "/", "deny", "challenge"),
        ("ada.home.example", "/", "deny", "deny"),
        ("x.test", "/of/ENG/x", "permit", "challenge"),
        ("x.test", "/of/sales/x", "deny", "challenge"),
        ("x.test", "/of//x", "deny", "deny"),
    ] {
        let told = (on(host, path, World::ada()).asks(rules), on(host, path, World::stranger()).asks(rules));
        assert_eq!(told, (ada, stranger), "{host}{path}");
    }
    // `ExactUser` is the name letter for letter: hosts are in lower case, so it is nobody's who has a capital.
    let exact = "[{first_match: [{when: [{http_host: {matches: '^(?P<ExactUser>\\w+)[.]home[.]test$'}}], then: allow}]}]";
    let mut cased = World::ada();
    cased.subject.user = "Ada".into();
    assert_eq!(on("ada.home.test", "/", World::ada()).asks(exact), "permit");
    assert_eq!((on("ada.home.test", "/", cased.clone()).asks(exact), on("ada.home.test", "/", cased).asks(rules)), ("deny", "permit"));
    // A group that takes no part names nobody.
    let optional = "[{first_match: [{when: [{http_host: {matches: '^(?:(?P<User>[a-z]+)-)?portal$'}}], then: allow}]}]";
    assert_eq!(on("portal", "/", World::ada()).asks(optional), "deny");
    assert_eq!(on("ada-portal", "/", World::ada()).asks(optional), "permit");
    assert_eq!(World { http: false, ..World::ada() }.asks(optional), "deny");
    // Turned round, a pattern about a person still lets no stranger in.
    let turned = "[{allow: {not: [{http_host: {matches: '^(?P<User>[a-z]+)'}}]}}]";
    assert_eq!(on("bob.test", "/", World::stranger()).asks(turned), "challenge");
}

/// The path that is matched is the one that routes match, in every reading of it; the query is the one that was sent.
#[test]
fn s01_a_resource_is_judged_in_every_reading_of_the_path() {
    let open = "[{first_match: [{when: [{http_resource: {matches: ['^/admin(/|$)']}}], then: deny}, {then: allow}]}]";
    for (path, said) in [
        ("/", "permit"),
        ("/admin", "deny"),
        ("/admin;x", "deny"),
        ("/admin;x/y", "deny"),
        ("/admin#x", "deny"),
        ("/x%2Fadmin", "permit"),
        ("/%61dmin", "deny"),
    ] {
        assert_eq!(on("app.example.com", path, World::stranger()).asks(open), said, "{path}");
    }
    let query = "[{first_match: [{when: [{http_resource: {matches: '^/search[?]q=free$'}}], then: allow}]}]";
    for (path, query_of, said) in [("/search", "q=free", "permit"), ("/search", "", "deny"), ("/search", "q=free&x", "deny"), ("/search;x", "q=free", "deny")] {
        assert_eq!(World { query: query_of, ..on("h", path, World::stranger()) }.asks(query), said, "{path}?{query_of}");
    }
}

#[test]
fn s01_a_query_is_judged_in_every_reading_of_it() {
    let rules = "[{first_match: [{when: [{http_query: [[{key: mode, value: ro}]]}], then: allow}]}]";
    for (query, said) in [
        ("mode=ro", "permit"),
        ("a=1&mode=r%6f", "permit"),
        ("mode=rw", "deny"),
        ("Mode=ro", "deny"),
        ("mode=ro&mode=rw", "deny"),
        ("mode=rw&mode=ro", "deny"),
        ("x;mode=rw&mode=ro", "deny"),
        ("mode=ro;mode=rw", "deny"),
        ("mode=ro&mode=%zz", "deny"),
        ("mode=ro&x;y", "permit"),
    ] {
        assert_eq!(World { query: leak(query), ..World::stranger() }.asks(rules), said, "{query}");
    }
    // Told by the reading that turns it.
    let who = World { query: "mode=ro&mode=rw", ..World::stranger() };
    let target = who.target();
    let policy = policy(rules);
    let (trace, decision) = (explain(&policy, &who.request_to(&target), NOW), decide(&policy, &who.request_to(&target), NOW));
    assert_eq!((trace.verdict, decision.verdict.as_str()), ("deny", "deny"));
}

#[test]
fn queries_are_asked_with_six_operators() {
    for (item, query, said) in [
        ("{key: a}", "a", true),
        ("{key: a}", "b=1", false),
        ("{key: a, operator: absent}", "b=1", true),
        ("{key: a, operator: not equal, value: '1'}", "a=1", false),
        ("{key: a, operator: not equal, value: '1'}", "b", true),
        ("{key: a, operator: pattern, value: '^[0-9]+$'}", "a=12", true),
        // A name that is not there has the empty value.
        ("{key: a, operator: pattern, value: '^[0-9]*$'}", "", true),
        ("{key: a, operator: equal, value: ''}", "b", true),
        ("{key: a, operator: not equal, value: ''}", "a=", false),
        ("{key: a, operator: not pattern, value: '^[0-9]+$'}", "", true),
        ("[{key: a}, {key: b}]", "a", false),
        ("[{key: a}, {key: b}]", "b&a", true),
        ("{key: a}, {key: b}", "b", true),
    ] {
        let rules = format!("[{{first_match: [{{when: [{{http_query: [{item}]}}], then: allow}}]}}]");
        let said = if said { "permit" } else { "deny" };
        assert_eq!(World { query: leak(query), ..World::stranger() }.asks(&rules), said, "{item} on {query}");
    }
}

#[test]
fn what_cannot_be_meant_is_told_with_its_place() {
    for (rules, told) in [
        ("[{first_match: [{when: [{http_host: x}]}]}]", "this step has no `then`"),
        ("[{first_match: [{then: maybe}]}]", "`then` says neither `allow` nor `deny`"),
        ("[{first_match: [{then: {or: [{aal: 2}]}}]}]", "`then` has `and` and nothing else"),
        ("[{first_match: [{then: {and: []}}]}]", "this asks for nothing"),
        ("[{first_match: [{if: [], then: allow}]}]", "`if` is not known here"),
        ("[{first_match: {then: allow}}]", "`first_match` is a map"),
        ("[{allow: {and: [{http_host: {is: a, under: b}}]}}]", "a host has exactly one operator, this has 2"),
        ("[{allow: {and: [{http_host: []}]}}]", "`http_host` has no host, so nothing can fit"),
        (
            "[{allow: {and: [{http_host: {matches: '(?=x)'}}]}}]",
            "this pattern is not understood: look-around, including look-ahead and look-behind, is not supported",
        ),
        ("[{allow: {and: [{http_resource: {is: /x}}]}}]", "`is` is not an operator of `http_resource`"),
        ("[{allow: {and: [{http_query: [[{key: a, operator: EQUAL, value: b}]]}]}}]", "`EQUAL` is not an operator of `http_query`"),
        ("[{allow: {and: [{http_query: [[]]}]}}]", "an empty list asks nothing, so every query would do"),
        ("[{allow: {and: [{http_query: [[{key: a, operator: equal}]]}]}}]", "`equal` needs a `value`"),
        ("[{allow: {and: [{http_query: [[{operator: present}]]}]}}]", "this item has no `key`"),
    ] {
        let faults = parse(&read_yaml(rules).unwrap()).map(|_| ()).unwrap_err();
        assert!(faults.iter().any(|f| f.message == told), "{rules}: {faults:?}");
    }
    let warned = parse(&read_yaml("[{first_match: [{then: allow}, {when: [{http_host: A.test}], then: deny}]}]").unwrap()).unwrap();
    let said: Vec<_> = warned.warnings().iter().map(|f| f.message.as_str()).collect();
    assert_eq!(said.len(), 2, "{said:?}");
}
