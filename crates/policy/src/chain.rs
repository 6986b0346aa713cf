//! Steps in order, of which the first that matches decides.
//!
//! Why: rules that were written to be read from the top keep their meaning. Steps are found by host, so that a list may hold ten
//! thousand of them.
//!
//! A stranger does not walk past a step that asks about a person and whose other criteria hold: whether it is theirs is not known, so
//! they sign in first.

mod bucket;
mod hosts;

use crate::compile::{CriterionId, FlatList, Policy};
use crate::criteria::{Check, Truth};
use crate::evaluate::{Side, Watch};
use crate::facts::Facts;
use crate::rules::{Effect, Operator};
use hosts::Hosts;
use portcullis_document::Span;
use portcullis_model::{Reason, ReasonSet};

#[derive(Debug)]
pub(crate) struct Chain {
    pub(crate) rule: u32,
    pub(crate) steps: Box<[Step]>,
    hosts: Hosts,
}
/// The criteria from `first` must hold for it to match, those from `then` for it to permit.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) name: Box<str>,
    pub(crate) first: u32,
    pub(crate) then: u32,
    pub(crate) end: u32,
    pub(crate) span: Span,
}

impl Chain {
    pub(crate) fn new(rule: u32, steps: Vec<Step>, checks: &[Check]) -> Self {
        let hosts = Hosts::of(steps.iter().map(|step| checks.get(step.first as usize..step.then as usize).unwrap_or_default()));
        Self { rule, steps: steps.into(), hosts }
    }
    /// The step that a criterion belongs to.
    pub(crate) fn step_of(&self, id: CriterionId) -> Option<&Step> {
        let at = self.steps.partition_point(|step| step.end <= id.0);
        self.steps.get(at).filter(|step| step.first <= id.0)
    }
    /// Whether a step may permit.
    pub(crate) fn may_permit(&self, checks: &[Check]) -> bool {
        self.steps.iter().any(|step| checks.get(step.then as usize..step.end as usize).is_some_and(|then| !then.iter().any(|c| matches!(c, Check::Reject(_)))))
    }

    /// What the first step that matches comes to.
    pub(crate) fn judge<W: Watch>(&self, policy: &Policy, facts: &Facts<'_>, watch: &mut W) -> Side {
        // What the steps come to that match for some and not for others; the first of them is named.
        let mut maybe: Option<Side> = None;
        let mut visit = |step: &Step| -> Option<Side> {
            let met = self.when(policy, step, facts, watch);
            let outcome = match met {
                Met::No => return None,
                Met::Yes(reasons) => self.then(policy, step, reasons, facts, watch),
                Met::Asks(id) => {
                    if W::SEES_ALL {
                        // What it asks for beyond a person is worth telling.
                        self.members(policy, step.then..step.end, facts, watch);
                    }
                    let outcome = Side { truth: Truth::False, reasons: ReasonSet::of(Reason::UserUnauthenticated), deciding: Some(id) };
                    watch.list(&self.list(step), outcome);
                    outcome
                }
                Met::Maybe(id) => {
                    let then = self.then(policy, step, ReasonSet::EMPTY, facts, watch);
                    maybe = Some(either(maybe, Side { deciding: Some(id), ..then }));
                    return None;
                }
            };
            Some(either(maybe, outcome))
        };
        let found = match (W::EVERY_STEP, facts.http.and_then(|http| self.hosts.find(http.host, &http.resource()))) {
            (false, Some(mut candidates)) => candidates.find_map(|at| visit(self.steps.get(at as usize)?)),
            _ => self.steps.iter().find_map(visit),
        };
        // The last step always matches: see `compile`.
        found.or(maybe).unwrap_or(Side::EMPTY)
    }

    fn when<W: Watch>(&self, policy: &Policy, step: &Step, facts: &Facts<'_>, watch: &mut W) -> Met {
        let (mut asks, mut maybe, mut no, mut elsewhere, mut reasons) = (None, None, None, false, ReasonSet::EMPTY);
        let checks = policy.checks.get(step.first as usize..step.then as usize).unwrap_or_default();
        for (check, at) in checks.iter().zip(step.first..) {
            let (truth, reason) = check.judge(facts);
            watch.criterion(CriterionId(at), truth, reason);
            reasons = reasons.with(reason);
            match truth {
                Truth::True => {}
                Truth::Unknown => maybe = maybe.or(Some(CriterionId(at))),
                Truth::False if reason == Reason::UserUnauthenticated => asks = asks.or(Some(CriterionId(at))),
                Truth::False if !W::SEES_ALL => return Met::No,
                Truth::False => {
                    no = no.or(Some((CriterionId(at), reason)));
                    elsewhere |= matches!(check, Check::HttpHost(_));
                }
            }
        }
        match (no, asks, maybe) {
            (Some((id, reason)), ..) => {
                // Of steps for other hosts nobody wants to read.
                if !elsewhere {
                    watch.list(&self.list(step), Side { truth: Truth::False, reasons: ReasonSet::of(reason), deciding: Some(id) });
                }
                Met::No
            }
            (None, Some(id), _) => Met::Asks(id),
            (None, None, Some(id)) => Met::Maybe(id),
            (None, None, None) => Met::Yes(reasons),
        }
    }

    fn then<W: Watch>(&self, policy: &Policy, step: &Step, when: ReasonSet, facts: &Facts<'_>, watch: &mut W) -> Side {
        let mut outcome = self.members(policy, step.then..step.end, facts, watch);
        if outcome.truth == Truth::True {
            outcome.reasons = outcome.reasons.union(when);
        }
        watch.list(&self.list(step), outcome);
        outcome
    }

    /// All must hold; the first that does not decides.
    fn members<W: Watch>(&self, policy: &Policy, range: std::ops::Range<u32>, facts: &Facts<'_>, watch: &mut W) -> Side {
        let mut all = Side { truth: Truth::True, reasons: ReasonSet::EMPTY, deciding: Some(CriterionId(range.start)) };
        let checks = policy.checks.get(range.start as usize..range.end as usize).unwrap_or_default();
        for (check, at) in checks.iter().zip(range) {
            let (truth, reason) = check.judge(facts);
            watch.criterion(CriterionId(at), truth, reason);
            let worse = matches!((all.truth, truth), (Truth::True, Truth::False | Truth::Unknown) | (Truth::Unknown, Truth::False));
            if worse {
                all = Side { truth, reasons: ReasonSet::of(reason), deciding: Some(CriterionId(at)) };
            } else if all.truth == truth {
                all.reasons = all.reasons.with(reason);
            }
        }
        all
    }

    /// A step as a trace shows it.
    fn list(&self, step: &Step) -> FlatList {
        FlatList {
            effect: Effect::Allow,
            operator: Operator::And,
            inverts: false,
            wants_all: true,
            first: step.first,
            end: step.end,
            rule: self.rule,
            span: step.span,
        }
    }
}

enum Met {
    No,
    Yes(ReasonSet),
    /// All else holds, and this wants a person where there is none.
    Asks(CriterionId),
    /// It depends on what a sign-in would show.
    Maybe(CriterionId),
}

/// One of two steps decides, and it is not known which.
fn either(first: Option<Side>, second: Side) -> Side {
    match first {
        None => second,
        Some(first) if first.truth == second.truth && first.truth != Truth::Unknown => second,
        Some(first) => Side { truth: Truth::Unknown, reasons: ReasonSet::of(Reason::UserUnauthenticated), ..first },
    }
}
