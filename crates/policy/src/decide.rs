//! The verdict: permit, challenge or deny.
//!
//! Why: this is the only place where a permit is made; whoever holds one was judged here, by these facts, at that time.

use crate::compile::{CriterionId, Policy};
use crate::criteria::Truth;
use crate::evaluate::{Judgement, evaluate};
use crate::facts::{AccessRequest, Facts, HttpFacts};
use crate::query;
use crate::step_up;
use portcullis_model::{Aal, AmrSet, Reason, ReasonSet, Timestamp, other_readings};
use std::time::Duration;

/// A verdict with its grounds.
#[derive(Debug)]
pub struct Decision {
    pub verdict: Verdict,
    pub allow_reasons: ReasonSet,
    pub deny_reasons: ReasonSet,
    /// The criterion that decides; none where there are no rules.
    pub deciding: Option<CriterionId>,
    /// The earliest instant after now at which time alone may change the verdict: a date, a day, an hour, the session's
    /// end.
    pub until: Option<Timestamp>,
}

#[derive(Debug)]
pub enum Verdict {
    Permit(Permit),
    Challenge(Challenge),
    Deny,
}
impl Verdict {
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Permit(_) => "permit",
            Self::Challenge(_) => "challenge",
            Self::Deny => "deny",
        }
    }
}

/// Proof of a favourable verdict. It cannot be copied, and nothing else can make one.
#[derive(Debug)]
pub struct Permit {
    until: Option<Timestamp>,
    reasons: ReasonSet,
}
impl Permit {
    /// When it must be judged again at the latest.
    pub fn until(&self) -> Option<Timestamp> {
        self.until
    }
    pub fn reasons(&self) -> ReasonSet {
        self.reasons
    }
}

/// What would help: exactly that, and nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// Nobody is signed in here.
    pub sign_in: bool,
    /// At least this level. `None` where any sign-in will do.
    pub aal: Option<Aal>,
    /// The sign-in must be at most so old.
    pub fresh_within: Option<Duration>,
    /// These methods, beside those already used.
    pub amr: AmrSet,
}
impl Challenge {
    pub(crate) fn sign_in() -> Self {
        Self { sign_in: true, aal: None, fresh_within: None, amr: AmrSet::default() }
    }
}

/// Judges a request. Pure and total, without allocation; where no rule permits, it is denied.
///
/// A stranger is challenged where the answer, on either side, hangs on who they are (see `docs/adr/0002`): a criterion
/// about a person never holds without one, and no negation turns that into a permit. Somebody signed in is challenged
/// where a stronger or fresher sign-in would turn the verdict.
///
/// A path may be read in more than one way by who is behind us: parameters (`/admin;x`) dropped, an escape that was left in it
/// (`/admin%2Fx`) decoded; and a query with one name twice is read in more than one way. What is permitted must be permitted under
/// every reading (S1); only such paths and queries cost an allocation.
pub fn decide(policy: &Policy, request: &AccessRequest<'_>, now: Timestamp) -> Decision {
    let decision = decide_as_read(policy, request, query::Reading::First, now);
    if !matches!(decision.verdict, Verdict::Permit(_)) {
        return decision;
    }
    turned(policy, request, now).map_or(decision, |turned| turned.decision)
}

/// Another reading, under which the request is not permitted.
pub(crate) struct Turned {
    /// Absent: the path is read as it was.
    pub(crate) path: Option<String>,
    pub(crate) query: query::Reading,
    pub(crate) decision: Decision,
}

/// The first reading of path and query under which the request is not permitted.
pub(crate) fn turned(policy: &Policy, request: &AccessRequest<'_>, now: Timestamp) -> Option<Turned> {
    let http = request.http?;
    let paths = other_readings(http.path, true);
    let queries: &[query::Reading] = if policy.queries && http.query().is_some_and(query::ambiguous) { &query::Reading::OTHERS } else { &[] };
    let refused = |path: Option<&str>, query: query::Reading| {
        let read = path.map_or(*request, |path| read_as(request, path));
        let decision = decide_as_read(policy, &read, query, now);
        (!matches!(decision.verdict, Verdict::Permit(_))).then(|| Turned { path: path.map(str::to_owned), query, decision })
    };
    let of_path = |path: &String| [query::Reading::First].iter().chain(queries).find_map(|query| refused(Some(path), *query));
    queries.iter().find_map(|query| refused(None, *query)).or_else(|| paths.iter().find_map(of_path))
}

/// The same request with another path.
pub(crate) fn read_as<'a>(request: &AccessRequest<'a>, path: &'a str) -> AccessRequest<'a> {
    AccessRequest { http: request.http.map(|http| HttpFacts { path, ..http }), ..*request }
}

pub(crate) fn decide_as_read(policy: &Policy, request: &AccessRequest<'_>, query: query::Reading, now: Timestamp) -> Decision {
    let facts = Facts { query, ..Facts::of(request, now) };
    let judged = evaluate(policy, &facts, &mut ());
    let until = until(policy, request, &facts);
    let (verdict, deciding) = verdict(policy, &facts, &judged, until);
    Decision { verdict, allow_reasons: judged.allow.reasons, deny_reasons: judged.deny.reasons, deciding, until }
}

fn verdict(policy: &Policy, facts: &Facts<'_>, judged: &Judgement, until: Option<Timestamp>) -> (Verdict, Option<CriterionId>) {
    let denial = || (Verdict::Deny, if judged.deny.truth == Truth::True { judged.deny.deciding } else { judged.allow.deciding });
    if judged.has(Reason::UserUnauthenticated) {
        if !facts.anonymous() {
            // A process of the host: there is no person, and signing in cannot make it one.
            return denial();
        }
        let challenge = step_up::for_stranger(policy, facts).unwrap_or(Challenge::sign_in());
        return (Verdict::Challenge(challenge), step_up::about_person(policy, facts, judged));
    }
    if judged.permits() {
        return (Verdict::Permit(Permit { until, reasons: judged.allow.reasons }), judged.allow.deciding);
    }
    match step_up::for_person(policy, facts, judged) {
        Some((challenge, deciding)) => (Verdict::Challenge(challenge), deciding),
        None => denial(),
    }
}

fn until(policy: &Policy, request: &AccessRequest<'_>, facts: &Facts<'_>) -> Option<Timestamp> {
    let clock = policy.clocked.iter().filter_map(|id| policy.checks.get(id.index())?.next_change(facts.now)).min();
    let session = request.auth.filter(|_| facts.known).map(|auth| auth.expires);
    [clock, session].into_iter().flatten().min()
}
