//! What would help: the least stronger or fresher sign-in that turns a refusal.
//!
//! Why: a challenge that asks for too much drives people away, one that asks for too little sends them in circles.
//! First the policy is asked with the sign-in unknown: if it refuses even so, nothing helps. Then sign-ins are supposed,
//! the cheapest first, and the policy is asked about each; only what it answers is asked of the person.

use crate::compile::{CriterionId, Policy};
use crate::criteria::Check;
use crate::decide::Challenge;
use crate::evaluate::{Judgement, evaluate};
use crate::facts::{Facts, Standing, Veil};
use portcullis_model::{Aal, Amr, AmrSet, Reason};
use std::time::Duration;

/// For somebody signed in whom the policy refuses: the challenge, and the criterion that it would turn.
pub(crate) fn for_person(policy: &Policy, facts: &Facts<'_>, judged: &Judgement) -> Option<(Challenge, Option<CriterionId>)> {
    if !policy.session || !facts.person {
        return None;
    }
    let veiled = Facts { veil: Veil::Session, ..*facts };
    if !evaluate(policy, &veiled, &mut ()).might_permit() {
        return None;
    }
    let (standing, needs) = search(policy, facts, facts.standing)?;
    let helped = Facts { standing, ..*facts };
    Some((needs, first(policy, judged, |check| check.judge(facts).0 != check.judge(&helped).0)))
}

/// For a stranger: what the sign-in should bring, as far as it can be told before it is known who comes. A session
/// elsewhere may already have it.
pub(crate) fn for_stranger(policy: &Policy, facts: &Facts<'_>) -> Option<Challenge> {
    if !policy.session {
        return None;
    }
    let veiled = Facts { veil: Veil::Person, ..*facts };
    let weakest = Standing { aal: Some(Aal::One), ..Standing::none() };
    search(policy, &veiled, weakest).map(|(_, needs)| Challenge { sign_in: true, ..needs })
}

/// The first criterion that wants a person where there is none.
pub(crate) fn about_person(policy: &Policy, facts: &Facts<'_>, judged: &Judgement) -> Option<CriterionId> {
    first(policy, judged, |check| check.judge(facts).1 == Reason::UserUnauthenticated)
}

/// The first criterion that answers so. Where steps decide, only theirs were asked, and the one that decided is known.
fn first(policy: &Policy, judged: &Judgement, is: impl Fn(&Check) -> bool) -> Option<CriterionId> {
    let decided = [judged.allow.deciding, judged.deny.deciding].into_iter().flatten().filter(|_| !policy.chains.is_empty());
    let mut decided = decided.filter(|id| policy.checks.get(id.index()).is_some_and(&is));
    decided.next().or_else(|| policy.checks.iter().zip(0..).find(|(check, _)| is(check)).map(|(_, at)| CriterionId(at)))
}

/// The cheapest supposed standing that might permit: fresher before stronger, methods last.
fn search(policy: &Policy, facts: &Facts<'_>, base: Standing) -> Option<(Standing, Challenge)> {
    if let Some(found) = with_methods(policy, facts, base, base.amr) {
        return Some(found);
    }
    // All methods that are asked for; then without each one that turns out not to matter.
    let all = policy.methods.iter().fold(base.amr, AmrSet::with);
    if all != base.amr && with_methods(policy, facts, base, all).is_some() {
        let mut needed = all;
        for amr in policy.methods.iter().filter(|amr| !base.amr.has(*amr)) {
            let fewer = without(needed, amr);
            if with_methods(policy, facts, base, fewer).is_some() {
                needed = fewer;
            }
        }
        return with_methods(policy, facts, base, needed);
    }
    // A sign-in by one method alone.
    policy.methods.iter().find_map(|amr| with_methods(policy, facts, base, AmrSet::default().with(amr)))
}

fn with_methods(policy: &Policy, facts: &Facts<'_>, base: Standing, amr: AmrSet) -> Option<(Standing, Challenge)> {
    let as_it_is = with_level(policy, facts, Standing { amr, ..base }, None, base.amr);
    let stronger = || (base.aal < Some(Aal::Two)).then(|| with_level(policy, facts, Standing { aal: Some(Aal::Two), amr, ..base }, Some(Aal::Two), base.amr));
    as_it_is.or_else(|| stronger().flatten())
}

fn with_level(policy: &Policy, facts: &Facts<'_>, standing: Standing, aal: Option<Aal>, had: AmrSet) -> Option<(Standing, Challenge)> {
    let try_out = |fresh_within: Option<Duration>| {
        let auth_time = fresh_within.map_or(standing.auth_time, |length| facts.opened.minus(length));
        let standing = Standing { auth_time, ..standing };
        let amr = standing.amr.iter().filter(|amr| !had.has(*amr)).fold(AmrSet::default(), AmrSet::with);
        let permits = evaluate(policy, &Facts { standing, ..*facts }, &mut ()).might_permit();
        permits.then_some((standing, Challenge { sign_in: false, aal, fresh_within, amr }))
    };
    let lengths = policy.lengths.iter().filter(|length| facts.opened.since(standing.auth_time) > **length);
    try_out(None).or_else(|| lengths.copied().find_map(|length| try_out(Some(length))))
}

fn without(set: AmrSet, amr: Amr) -> AmrSet {
    set.iter().filter(|a| *a != amr).fold(AmrSet::default(), AmrSet::with)
}
