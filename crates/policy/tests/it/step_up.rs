//! Step-up: what a challenge asks of whom.
//!
//! Why: too little sends people in circles, too much drives them away, and nothing must be asked that cannot help.

use crate::world::{NOW, World, policy, short};
use portcullis_model::{Aal, Amr};
use portcullis_policy::{Outcome, explain};
use std::time::Duration;

/// Ada signed in an hour ago by password: aal 1, amr pwd.
#[test]
fn a_challenge_asks_for_exactly_what_would_help() {
    let table = [
        // (policy, to Ada, to a stranger)
        ("allow: {and: [domain: example.com, aal: 2]}", "aal2", "sign-in aal2"),
        ("allow: {and: [domain: evil.test, aal: 2]}", "deny", "sign-in aal2"),
        ("allow: {and: [user: ada, aal: 1]}", "permit", "sign-in"),
        ("allow: {and: [user: ada, authenticated_within: 10m]}", "fresh600", "sign-in fresh600"),
        ("allow: {and: [user: ada, authenticated_within: 2h]}", "permit", "sign-in fresh7200"),
        ("allow: {and: [user: ada, aal: 2, authenticated_within: 10m]}", "aal2 fresh600", "sign-in aal2 fresh600"),
        ("allow: {and: [user: ada, amr: hwk]}", "amr:hwk", "sign-in amr:hwk"),
        ("allow: {and: [user: ada, amr: {has: hwk}, amr: {has: pin}]}", "amr:hwk amr:pin", "sign-in amr:hwk amr:pin"),
        ("allow: {and: [user: ada, amr: {is: hwk}]}", "amr:hwk", "sign-in amr:hwk"),
        ("allow: {and: [user: ada], or: [amr: hwk]}", "permit", "sign-in"),
        // The cheapest of several ways: fresher before stronger before another method.
        ("allow: {or: [aal: 2, authenticated_within: 10m, amr: hwk]}", "fresh600", "sign-in fresh600"),
        ("allow: {or: [aal: 2, amr: hwk]}", "aal2", "sign-in aal2"),
        // The longest length that is enough.
        ("allow: {or: [authenticated_within: 5m, authenticated_within: 30m]}", "fresh1800", "sign-in fresh1800"),
        ("allow: {and: [authenticated_within: 5m, authenticated_within: 30m]}", "fresh300", "sign-in fresh300"),
        // Somebody else's way in does not concern Ada; a stranger may be that somebody.
        ("[{allow: {and: [user: bob]}}, {allow: {and: [user: ada, aal: 2]}}]", "aal2", "sign-in"),
        // Deny rules that hang on the sign-in.
        ("{allow: {or: [user: ada]}, deny: {not: [aal: 2]}}", "aal2", "sign-in aal2"),
        ("{allow: {or: [user: ada]}, deny: {nor: [aal: 2, authenticated_within: 10m]}}", "aal2 fresh600", "sign-in aal2 fresh600"),
        ("{allow: {or: [aal: 2]}, deny: {or: [user: ada]}}", "deny", "sign-in aal2"),
        ("{allow: {or: [aal: 2]}, deny: {or: [accept: 1]}}", "deny", "sign-in"),
        // A weaker sign-in cannot be asked for.
        ("allow: {not: [amr: pwd]}", "deny", "sign-in"),
        ("{allow: {or: [accept: 1]}, deny: {or: [aal: 1]}}", "deny", "sign-in"),
        // What signing in cannot change is final.
        ("allow: {and: [http_method: POST, source_ip: 10.0.0.0/8]}", "deny", "deny"),
        ("allow: {and: [aal: 2, http_method: POST]}", "deny", "sign-in"),
        ("allow: {or: [accept: 1, aal: 2]}", "permit", "permit"),
    ];
    for (yaml, to_ada, to_stranger) in table {
        let rule = policy(yaml);
        assert_eq!(short(&World::ada().decide(&rule, NOW)), to_ada, "Ada: {yaml}");
        assert_eq!(short(&World::stranger().decide(&rule, NOW)), to_stranger, "stranger: {yaml}");
    }
}

/// Whoever does what a challenge asks is permitted: no circles.
#[test]
fn doing_what_is_asked_helps() {
    for yaml in [
        "allow: {and: [user: ada, aal: 2, authenticated_within: 10m, amr: hwk]}",
        "{allow: {or: [amr: {is: otp}]}, deny: {nor: [aal: 2, authenticated_within: 1m]}}",
        "{allow: {or: [user: ada]}, deny: {not: [amr: hwk, amr: pin]}}",
    ] {
        let rule = policy(yaml);
        let mut world = World::ada();
        let decision = world.decide(&rule, NOW);
        let portcullis_policy::Verdict::Challenge(challenge) = decision.verdict else { panic!("no challenge: {yaml}") };
        let auth = world.auth.as_mut().unwrap();
        auth.aal = challenge.aal.unwrap_or(auth.aal);
        if challenge.fresh_within.is_some() {
            auth.auth_time = NOW;
        }
        let only = yaml.contains("is: otp");
        auth.amr = challenge.amr.iter().fold(if only { Default::default() } else { auth.amr }, |set, amr| set.with(amr));
        assert_eq!(world.decide(&rule, NOW).verdict.as_str(), "permit", "{yaml}");
    }
}

/// A stream was fresh when it opened, and stays so.
#[test]
fn freshness_is_judged_when_a_stream_opens() {
    let rule = policy("allow: {and: [user: ada, authenticated_within: 10m]}");
    let mut world = World::ada();
    let signed_in = world.auth.as_ref().unwrap().auth_time;
    world.opened = Some(signed_in.plus(Duration::from_secs(600)));
    let decision = world.decide(&rule, NOW);
    assert_eq!(decision.verdict.as_str(), "permit");
    assert_eq!(decision.until, Some(world.auth.as_ref().unwrap().expires), "the session's end, not the length");
    world.opened = Some(signed_in.plus(Duration::from_secs(601)));
    assert_eq!(short(&world.decide(&rule, NOW)), "fresh600");
}

#[test]
fn a_stronger_session_is_enough() {
    let mut world = World::ada();
    let auth = world.auth.as_mut().unwrap();
    auth.aal = Aal::Two;
    auth.amr = auth.amr.with(Amr::Hwk);
    assert_eq!(world.asks("allow: {and: [aal: 2, amr: hwk, amr: {exclude: sms}]}"), "permit");
    // A person without a session record has no level at all.
    world.auth = None;
    assert_eq!(short(&world.decide(&policy("allow: {and: [user: ada, aal: 2]}"), NOW)), "aal2");
}

#[test]
fn a_trace_shows_what_is_open() {
    let rule = policy("allow: {and: [user: ada, aal: 2]}");
    let trace = explain(&rule, &World::ada().request(), NOW);
    assert_eq!(trace.verdict, "challenge");
    let outcomes: Vec<_> = trace.rules[0].lists[0].criteria.iter().map(|c| (c.outcome, c.deciding)).collect();
    assert_eq!(outcomes, [(Outcome::True, false), (Outcome::Unknown, true)]);
    assert_eq!(trace.challenge.unwrap().aal, Some(Aal::Two));
}
