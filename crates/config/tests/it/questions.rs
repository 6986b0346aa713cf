//! Questions and answers: `explain` and the policy tests.
//!
//! Why: what is said must be what happens, on every spelling of a URL (S1, S2).

use crate::{check_text, good, with};
use portcullis_config::{Asked, BadAsked, CheckedConfig, Question, evaluate};
use portcullis_model::{Aal, AmrSet, Timestamp};
use std::collections::BTreeMap;
use std::time::Duration;

fn ask(config: &CheckedConfig, user: Option<&str>, request: &str) -> portcullis_config::Answer {
    let question = Question {
        user: user.map(Into::into),
        email: None,
        known: None,
        groups: Some(vec!["admins".into()]),
        claims: BTreeMap::new(),
        aal: Aal::One,
        amr: AmrSet::default(),
        authenticated_ago: Duration::ZERO,
        ip: None,
        at: Timestamp::from_secs(1_800_000_000),
        asked: Asked::parse(&if request.contains(' ') { request.to_owned() } else { format!("GET {request}") }).unwrap(),
    };
    evaluate(config, &question)
}
const TWO_DOORS: &str = "
routes:
  - { name: site, from: https://app.example.com, to: http://b, policy: [ { allow: { and: [ { authenticated_user: true } ] } } ] }
  - { name: admin, from: https://app.example.com, prefix: /admin, to: http://b, policy: [ { allow: { and: [ { email: { is: root@example.com } } ] } } ] }
  - { name: public, from: https://app.example.com, prefix: /public, to: http://b, allow_public_unauthenticated_access: true }
  - { name: login, from: https://app.example.com, path: /login.html, to: http://b, allow_public_unauthenticated_access: true }
";

#[test]
fn answers_name_route_and_criterion() {
    let config = good(TWO_DOORS);
    let answer = ask(&config, Some("ada@example.com"), "GET https://app.example.com/admin/x");
    assert_eq!((answer.decision, answer.route.as_ref().map(|r| &*r.name)), ("deny", Some("admin")));
    let deciding = answer.deciding.unwrap();
    assert!(deciding.source.contains("root@example.com") && &*deciding.document == "route admin" && deciding.span.line == 8, "{deciding:?}");
    assert!(answer.trace.is_some());
    assert_eq!(ask(&config, Some("root@example.com"), "GET https://app.example.com/admin/x").decision, "permit");
    assert_eq!(ask(&config, None, "GET https://app.example.com/admin/x").decision, "challenge");
    assert_eq!(ask(&config, None, "GET https://app.example.com/public/x").decision, "permit");
    let nowhere = ask(&config, Some("ada@example.com"), "GET https://other.example.com/");
    assert_eq!(
        (nowhere.decision, nowhere.route.is_none(), nowhere.reasons.iter().map(|r| r.as_str()).collect::<Vec<_>>()),
        ("deny", true, vec!["route-not-found"])
    );
}

/// Rules may tell methods apart: whoever leaves it out has not said what they ask.
#[test]
fn a_request_without_a_method_is_no_question() {
    assert_eq!(Asked::parse("https://app.example.com/"), Err(BadAsked::NoMethod));
    assert_eq!(Asked::parse(" https://app.example.com/ "), Err(BadAsked::NoMethod));
    assert_eq!(Asked::parse("get https://app.example.com/"), Err(BadAsked::Method));
    assert!(Asked::parse("GET https://app.example.com/").is_ok());
}
/// Whatever is hung on a denied address, it does not become an allowed one.
#[test]
fn s02_no_suffix_opens_a_denied_url() {
    let config = good(TWO_DOORS);
    let denied = ["/admin", "/admin/", "/admin/users", "/%61dmin/users"];
    let tails = [
        "?x=/public",
        "?/public/",
        "?/login.html",
        "%23",
        "%23/public",
        "%3f",
        "%3F/login.html",
        "/public/",
        ";/public",
        ";x=1",
        ";x=1/public",
        "/%2e%2e/public",
        "/../public",
        "/..;/public",
        "/.",
        "//public",
        "/public/..",
        "%2fpublic",
        "%2f..%2fpublic",
        "%5cpublic",
        "/%252e%252e/public",
        "%00",
        "%0a",
        "/login.html",
        "%20",
        "?#/public",
        ".evil.example",
    ];
    for path in denied {
        for tail in tails {
            let url = format!("https://app.example.com{path}{tail}");
            // Refused by every server, on no route, or not permitted to anybody but root.
            let Ok(asked) = Asked::parse(&format!("GET {url}")) else { continue };
            let renamed = asked
                .target
                .path()
                .split('/')
                .nth(1)
                .is_some_and(|s| s != "admin" && !s.starts_with("admin;") && !s.starts_with("admin#") && !s.starts_with("admin?"));
            let answer = ask(&config, Some("ada@example.com"), &url);
            let public = ask(&config, None, &url);
            assert_ne!(public.decision, "permit", "{url}");
            // `/admin%20` and `/admin.evil.example` are other names, under the site's own rule; nothing else may pass.
            assert!(answer.decision != "permit" || renamed && answer.route.as_ref().is_some_and(|r| &*r.name == "site"), "{url} {answer:?}");
        }
    }
}

#[test]
fn s02_a_query_never_changes_the_route() {
    let config = good(TWO_DOORS);
    for path in ["/", "/admin", "/public/x", "/login.html", "/admin;x"] {
        let bare = ask(&config, None, &format!("https://app.example.com{path}"));
        for query in ["?", "?/admin", "?x=/public", "?a=..%2f..", "?//evil"] {
            let asked = ask(&config, None, &format!("https://app.example.com{path}{query}"));
            assert_eq!((asked.decision, asked.route.map(|r| r.name.clone())), (bare.decision, bare.route.as_ref().map(|r| r.name.clone())), "{path}{query}");
        }
    }
}

#[test]
fn the_facts_of_a_test_reach_the_judge() {
    let text = with(
        "administrators: ['group:bosses']
policies:
  strict: [ { allow: { and: [ { aal: 2 }, { amr: { has: otp } }, { authenticated_within: 10m }, { source_ip: 192.0.2.0/24 }, { groups: { has: admins } }, { claim/team: { has: a } } ] } } ]
routes:
  - { name: s, from: https://s.example.com, to: http://b, policy: strict }
  - { name: r, from: https://r.example.com, to: http://b, policy: [ { allow: { and: [ { role: administrator } ] } } ] }
policy_tests:
  - { user: ada, email: ada@example.com, groups: admins, claims: { team: a }, aal: 2, amr: [pwd, otp], ip: 192.0.2.9, authenticated_ago: 5m, request: GET https://s.example.com/, expect: permit }
  - { user: ada, email: ada@example.com, groups: admins, claims: { team: a }, aal: 2, amr: [pwd, otp], ip: 192.0.2.9, authenticated_ago: 11m, request: GET https://s.example.com/, expect: challenge }
  - { user: ada, email: ada@example.com, groups: admins, claims: { team: b }, aal: 2, amr: [pwd, otp], ip: 192.0.2.9, request: GET https://s.example.com/, expect: deny }
  - { user: ada, groups: [admins], claims: { team: [a] }, aal: 2, amr: [pwd, otp], ip: 198.51.100.9, request: GET https://s.example.com/, expect: deny }
  - { user: ada, groups: [bosses], request: GET https://r.example.com/, expect: permit }
  - { user: ada, request: GET https://r.example.com/, expect: deny }
  - { request: GET https://r.example.com/, expect: challenge }
",
    );
    assert_eq!(check_text(&text).unwrap_or_else(|f| panic!("{f}")).policy_tests.len(), 7);
}

/// A person of a users file has the groups there, under both names; `groups:` replaces them; bare is also internal.
#[test]
fn policy_tests_know_the_groups_of_the_users_file_as_the_gate_does() {
    let one = "directories: [ { file: { path: users.yml } } ]
routes:
  - { name: bare, from: https://a.example.com, to: http://b, policy: [ { allow: { and: [ { groups: { has: admins } } ] } } ] }
  - { name: whole, from: https://b.example.com, to: http://b, policy: [ { allow: { and: [ { groups: { has: file/admins } } ] } } ] }
  - { name: own, from: https://c.example.com, to: http://b, policy: [ { allow: { and: [ { groups: { has: internal/admins } } ] } } ] }
policy_tests:
";
    let test = |user: &str, groups: &str, host: &str, expect: &str| {
        format!("  - {{ user: {user}, {groups} request: 'GET https://{host}.example.com/', expect: {expect} }}\n")
    };
    let rows = [
        ("bob", "", "a", "permit"),
        ("bob@example.com", "", "b", "permit"),
        ("bob", "", "c", "deny"),
        ("eve", "", "a", "deny"),
        ("bob", "groups: [],", "a", "deny"),
        ("bob", "groups: staff,", "b", "deny"),
        ("eve", "groups: admins,", "a", "permit"),
        ("eve", "groups: admins,", "c", "permit"),
        ("eve", "groups: admins,", "b", "deny"),
        ("eve", "groups: file/admins,", "a", "permit"),
        ("eve", "groups: other/admins,", "a", "deny"),
    ];
    let tests: String = rows.iter().map(|(user, groups, host, expect)| test(user, groups, host, expect)).collect();
    let config = check_text(&with(&format!("{one}{tests}"))).unwrap_or_else(|f| panic!("{f}"));
    assert_eq!((config.policy_tests.len(), config.warnings.len()), (rows.len(), 0), "{:?}", config.warnings);
    // With two files a bare name means neither.
    let two = one.replace("[ { file: { path: users.yml } } ]", "[ { file: { path: users.yml } }, { file: { name: more, path: users.yml } } ]");
    let tests = test("bob", "", "a", "deny") + &test("bob", "", "b", "permit");
    check_text(&with(&format!("{two}{tests}"))).unwrap_or_else(|f| panic!("{f}"));
}

#[test]
fn a_policy_test_on_a_host_without_a_route_is_a_warning_at_its_line() {
    let warnings = |host: &str| {
        let tests = format!("policy_tests:\n  - {{ request: 'GET https://{host}/', expect: deny }}\n");
        good(&format!("{TWO_DOORS}{tests}")).warnings.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let [one] = &warnings("ap.example.com")[..] else { panic!() };
    assert!(one.starts_with("p.yaml:12:") && one.contains("no route has this host, `ap.example.com`") && one.contains("`app.example.com`"), "{one}");
    let [one] = &warnings("login.example.com")[..] else { panic!() };
    assert!(one.contains("portal's own host"), "{one}");
}

#[test]
fn a_mistyped_policy_is_told_once() {
    for (key, nobody) in [("polcy", false), ("allowed_user", false), ("colour", true)] {
        let route = format!("routes:\n  - {{ name: a, from: https://a.example.com, to: http://b, {key}: [x] }}\n");
        let told = check_text(&with(&route)).unwrap_err().to_string();
        assert!(told.contains(key) && told.contains("nobody can use") == nobody, "{told}");
    }
}

#[test]
fn policy_tests_see_what_is_computed_of_a_users_file() {
    let config = |expect: &str| {
        with(&format!(
            "directories: [ {{ file: {{ path: users.yml }} }} ]\ndefinitions: {{ user_attributes: {{ is_admin: {{ expression: \"'file/admins' in groups && username == 'bob'\" }} }} }}\nroutes:\n  - {{ name: site, from: https://app.example.com, to: http://b, policy: [ {{ allow: {{ and: [ {{ claim/is_admin: {{ has: true }} }} ] }} }} ] }}\npolicy_tests:\n  - {{ user: bob, request: 'GET https://app.example.com/', expect: {expect} }}\n  - {{ user: ada, request: 'GET https://app.example.com/', expect: deny }}\n"
        ))
    };
    assert!(check_text(&config("permit")).is_ok(), "{:?}", check_text(&config("permit")).err());
    assert!(check_text(&config("deny")).is_err());
}
