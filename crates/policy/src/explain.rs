//! The trace of a verdict: every rule and criterion with what it came to.
//!
//! Why: "why was I refused" is answered by the evaluator that refused, not by somebody's reading of the policy.

use crate::compile::{CriterionId, FlatList, Policy};
use crate::condition::Condition;
use crate::criteria::Truth;
use crate::decide::{Challenge, Decision, Verdict, decide_as_read, read_as, turned};
use crate::evaluate::{Side, Watch, evaluate};
use crate::facts::{AccessRequest, Facts, Veil};
use crate::query;
use crate::rules::{Effect, Operator};
use portcullis_document::Span;
use portcullis_model::{Reason, ReasonSet, Timestamp};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    True,
    False,
    /// It hangs on the sign-in that the challenge asks for.
    Unknown,
}
impl From<Truth> for Outcome {
    fn from(truth: Truth) -> Self {
        match truth {
            Truth::True => Self::True,
            Truth::False => Self::False,
            Truth::Unknown => Self::Unknown,
        }
    }
}

/// What `decide` said, and how it came to it. A trace permits nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// `permit`, `challenge` or `deny`.
    pub verdict: &'static str,
    pub challenge: Option<Challenge>,
    pub allow: Outcome,
    pub deny: Outcome,
    pub allow_reasons: ReasonSet,
    pub deny_reasons: ReasonSet,
    pub deciding: Option<CriterionId>,
    pub until: Option<Timestamp>,
    pub rules: Vec<RuleTrace>,
}
#[derive(Clone, Debug, PartialEq)]
pub struct RuleTrace {
    /// Which of the documents that were compiled together, from 0.
    pub document: usize,
    pub effect: Effect,
    pub span: Span,
    pub lists: Vec<ListTrace>,
}
#[derive(Clone, Debug, PartialEq)]
pub struct ListTrace {
    /// What the step is called, where this is one of `first_match`. Steps for other hosts are left out, and those behind the one that decides.
    pub step: Option<String>,
    pub operator: Operator,
    pub span: Span,
    pub outcome: Outcome,
    pub reasons: ReasonSet,
    pub criteria: Vec<CriterionTrace>,
}
#[derive(Clone, Debug, PartialEq)]
pub struct CriterionTrace {
    pub id: CriterionId,
    /// As written, on one line.
    pub source: String,
    pub span: Span,
    pub outcome: Outcome,
    pub reason: Reason,
    /// In plain words; negated where the operator turns it round.
    pub condition: Condition,
    pub deciding: bool,
}

/// Judges as [`decide`] does, and tells how.
pub fn explain(policy: &Policy, request: &AccessRequest<'_>, now: Timestamp) -> Trace {
    let first = decide_as_read(policy, request, query::Reading::First, now);
    // Where another reading of path or query turns the verdict, it is the one to tell about.
    if matches!(first.verdict, Verdict::Permit(_))
        && let Some(turned) = turned(policy, request, now)
    {
        let request = turned.path.as_ref().map_or(*request, |path| read_as(request, path));
        return trace(policy, &request, turned.query, now, turned.decision);
    }
    trace(policy, request, query::Reading::First, now, first)
}

fn trace(policy: &Policy, request: &AccessRequest<'_>, query: query::Reading, now: Timestamp, decision: Decision) -> Trace {
    let facts = Facts { query, ..Facts::of(request, now) };
    let mut recorder = Recorder::default();
    let judged = evaluate(policy, &facts, &mut recorder);
    let challenge = match &decision.verdict {
        Verdict::Challenge(challenge) => Some(*challenge),
        Verdict::Permit(_) | Verdict::Deny => None,
    };
    let veil = challenge.map(|c| if c.sign_in { Veil::Person } else { Veil::Session });
    let mut rules: Vec<RuleTrace> =
        policy.rules.iter().map(|rule| RuleTrace { document: rule.document as usize, effect: rule.effect, span: rule.span, lists: Vec::new() }).collect();
    for (list, outcome) in recorder.lists {
        let criteria = (list.first..list.end).filter_map(|at| criterion(policy, &facts, &recorder.criteria, veil, list, decision.deciding, CriterionId(at)));
        let step = policy.step(CriterionId(list.first)).map(str::to_owned);
        let trace =
            ListTrace { step, operator: list.operator, span: list.span, outcome: outcome.truth.into(), reasons: outcome.reasons, criteria: criteria.collect() };
        if let Some(rule) = rules.get_mut(list.rule as usize) {
            rule.lists.push(trace);
        }
    }
    Trace {
        verdict: decision.verdict.as_str(),
        challenge,
        allow: judged.allow.truth.into(),
        deny: judged.deny.truth.into(),
        allow_reasons: judged.allow.reasons,
        deny_reasons: judged.deny.reasons,
        deciding: decision.deciding,
        until: decision.until,
        rules,
    }
}

fn criterion(
    policy: &Policy,
    facts: &Facts<'_>,
    seen: &[(CriterionId, Truth, Reason)],
    veil: Option<Veil>,
    list: FlatList,
    deciding: Option<CriterionId>,
    id: CriterionId,
) -> Option<CriterionTrace> {
    let check = policy.checks.get(id.index())?;
    let note = policy.notes.get(id.index())?;
    let (_, truth, reason) = *seen.iter().find(|(seen, _, _)| *seen == id)?;
    let open = veil.is_some_and(|veil| check.hangs_on(&Facts { veil, ..*facts }));
    let mut condition = check.condition();
    condition.negated = list.operator.inverts();
    let outcome = if open { Outcome::Unknown } else { truth.into() };
    Some(CriterionTrace { id, source: note.source.to_string(), span: note.span, outcome, reason, condition, deciding: deciding == Some(id) })
}

#[derive(Default)]
struct Recorder {
    criteria: Vec<(CriterionId, Truth, Reason)>,
    lists: Vec<(FlatList, Side)>,
}
impl Watch for Recorder {
    fn criterion(&mut self, id: CriterionId, truth: Truth, reason: Reason) {
        self.criteria.push((id, truth, reason));
    }
    fn list(&mut self, list: &FlatList, outcome: Side) {
        self.lists.push((*list, outcome));
    }
}
