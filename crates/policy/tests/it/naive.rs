//! The evaluator against a naive interpreter that follows the language's description word for word.
//!
//! Why: the compiled form is clever; this one is not, and they must agree on every policy and request.

use crate::world::{NOW, World, policy};
use portcullis_model::ReasonSet;
use portcullis_policy::{Outcome, explain};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// (text, holds of Ada, its reason for Ada, holds of a stranger, its reason for a stranger)
const CRITERIA: [(&str, bool, &str, bool, &str); 14] = [
    ("accept: 1", true, "accept", true, "accept"),
    ("reject: 1", false, "reject", false, "reject"),
    ("authenticated_user: 1", true, "user-ok", false, "user-unauthenticated"),
    ("user: ada", true, "user-ok", false, "user-unauthenticated"),
    ("user: bob", false, "user-unauthorized", false, "user-unauthenticated"),
    ("email: {not: ada@example.com}", false, "email-unauthorized", false, "user-unauthenticated"),
    ("domain: example.com", true, "domain-ok", false, "user-unauthenticated"),
    ("groups: eng", true, "groups-ok", false, "user-unauthenticated"),
    ("groups: {exclude: eng}", false, "groups-unauthorized", false, "user-unauthenticated"),
    ("claim/level: 5", true, "claim-ok", false, "user-unauthenticated"),
    ("http_method: GET", true, "http-method-ok", true, "http-method-ok"),
    ("http_path: /admin", false, "http-path-unauthorized", false, "http-path-unauthorized"),
    ("source_ip: 192.0.2.0/24", true, "source-ip-ok", true, "source-ip-ok"),
    ("cors_preflight: 1", false, "non-cors-request", false, "non-cors-request"),
];
const OPERATORS: [&str; 4] = ["and", "or", "not", "nor"];

/// Rules: allow or deny, then an operator with criteria, by number.
type Rules = Vec<(bool, Vec<(usize, Vec<usize>)>)>;

fn rules() -> impl Strategy<Value = Rules> {
    let list = (0..OPERATORS.len(), prop::collection::vec(0..CRITERIA.len(), 0..4));
    let body = prop::collection::vec(list, 0..4).prop_map(|mut lists| {
        lists.sort_by_key(|(operator, _)| *operator);
        lists.dedup_by_key(|(operator, _)| *operator);
        lists
    });
    prop::collection::vec((any::<bool>(), body), 0..5)
}

fn text(rules: &Rules) -> String {
    let rule = |(allow, lists): &(bool, Vec<(usize, Vec<usize>)>)| {
        let lists: Vec<_> = lists
            .iter()
            .map(|(o, c)| format!("{}: [{}]", OPERATORS[*o], c.iter().map(|c| format!("{{{}}}", CRITERIA[*c].0)).collect::<Vec<_>>().join(", ")))
            .collect();
        format!("{{{}: {{{}}}}}", if *allow { "allow" } else { "deny" }, lists.join(", "))
    };
    format!("[{}]", rules.iter().map(rule).collect::<Vec<_>>().join(", "))
}

type Term = (bool, BTreeSet<&'static str>);

fn any_of(terms: &[Term]) -> Term {
    let holds = terms.iter().any(|(holds, _)| *holds);
    (holds, terms.iter().filter(|(h, _)| *h == holds).flat_map(|(_, reasons)| reasons.iter().copied()).collect())
}
fn all_of(terms: &[Term]) -> Term {
    let holds = terms.iter().all(|(holds, _)| *holds);
    (holds, terms.iter().filter(|(h, _)| *h == holds).flat_map(|(_, reasons)| reasons.iter().copied()).collect())
}

fn side(rules: &Rules, allow: bool, stranger: bool) -> Term {
    let mut terms = Vec::new();
    for (_, lists) in rules.iter().filter(|(a, _)| *a == allow) {
        for (operator, criteria) in lists.iter().filter(|(_, criteria)| !criteria.is_empty()) {
            let members: Vec<Term> = criteria
                .iter()
                .map(|c| {
                    let (_, of_ada, ada_reason, of_stranger, stranger_reason) = CRITERIA[*c];
                    let (holds, reason) = if stranger { (of_stranger, stranger_reason) } else { (of_ada, ada_reason) };
                    (holds != (OPERATORS[*operator] == "not" || OPERATORS[*operator] == "nor"), BTreeSet::from([reason]))
                })
                .collect();
            terms.push(match OPERATORS[*operator] {
                "and" | "not" => all_of(&members),
                _ => any_of(&members),
            });
        }
    }
    any_of(&terms)
}

fn names(set: ReasonSet) -> BTreeSet<&'static str> {
    set.iter().map(|r| r.as_str()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn agrees_with_the_naive_interpreter(rules in rules(), stranger in any::<bool>()) {
        let compiled = policy(&text(&rules));
        let world = if stranger { World::stranger() } else { World::ada() };
        let (allow, deny) = (side(&rules, true, stranger), side(&rules, false, stranger));
        let unauthenticated = allow.1.contains("user-unauthenticated") || deny.1.contains("user-unauthenticated");
        let expected = if unauthenticated { "challenge" } else if deny.0 { "deny" } else if allow.0 { "permit" } else { "deny" };

        let decision = world.decide(&compiled, NOW);
        prop_assert_eq!(decision.verdict.as_str(), expected);
        prop_assert_eq!(names(decision.allow_reasons), allow.1);
        prop_assert_eq!(names(decision.deny_reasons), deny.1);
        // The trace is the same evaluation told: each list's outcome follows from its criteria as told.
        let trace = explain(&compiled, &world.request(), NOW);
        prop_assert_eq!(trace.verdict, expected);
        prop_assert_eq!((trace.allow == Outcome::True, trace.deny == Outcome::True), (allow.0, deny.0));
        let flagged: Vec<_> = trace.rules.iter().flat_map(|r| &r.lists).flat_map(|l| &l.criteria).filter(|c| c.deciding).map(|c| c.id).collect();
        prop_assert_eq!(flagged, trace.deciding.into_iter().collect::<Vec<_>>());
        // Permits never rest on a stranger's missing person.
        if let portcullis_policy::Verdict::Permit(permit) = &decision.verdict {
            prop_assert!(!names(permit.reasons()).contains("user-unauthenticated"));
        }
    }

    /// Whatever is written, reading it ends in rules or in faults, and rules can be judged.
    #[test]
    fn any_document_is_read_or_refused(text in "[a-z_/:{}\\[\\], 0-9'\n-]{0,80}") {
        if let Ok(node) = portcullis_document::read_yaml(&text) && let Ok(rules) = portcullis_policy::parse(&node) {
            let compiled = portcullis_policy::compile(vec![rules], &());
            World::ada().decide(&compiled, NOW);
        }
    }
}
