//! The evaluator: one walk over the policy, for verdicts, for step-up and for traces.
//!
//! Why: what explains is what enforces. Three-valued throughout; with all facts known nothing comes out unknown.

use crate::compile::{CriterionId, FlatList, Policy};
use crate::criteria::Truth;
use crate::facts::Facts;
use crate::rules::Effect;
use portcullis_model::{Reason, ReasonSet};

/// What one side (allow or deny), or one list, comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Side {
    pub(crate) truth: Truth,
    pub(crate) reasons: ReasonSet,
    /// The first criterion that made it so. None where there are no rules.
    pub(crate) deciding: Option<CriterionId>,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Judgement {
    pub(crate) allow: Side,
    pub(crate) deny: Side,
}
impl Judgement {
    pub(crate) fn permits(&self) -> bool {
        self.allow.truth == Truth::True && self.deny.truth == Truth::False
    }
    /// Whether it permits or, for what is unknown, might.
    pub(crate) fn might_permit(&self) -> bool {
        self.allow.truth != Truth::False && self.deny.truth != Truth::True
    }
    pub(crate) fn has(&self, reason: Reason) -> bool {
        self.allow.reasons.union(self.deny.reasons).has(reason)
    }
}

/// Somebody who looks on.
pub(crate) trait Watch {
    fn criterion(&mut self, id: CriterionId, truth: Truth, reason: Reason);
    fn list(&mut self, list: &FlatList, outcome: Side);
}
impl Watch for () {
    #[inline]
    fn criterion(&mut self, _: CriterionId, _: Truth, _: Reason) {}
    #[inline]
    fn list(&mut self, _: &FlatList, _: Side) {}
}

/// Members of a list, or lists of a side, counted by what they came to.
#[derive(Clone, Copy)]
struct Tally {
    falses: Count,
    trues: Count,
    unknowns: Count,
}
#[derive(Clone, Copy)]
struct Count {
    reasons: ReasonSet,
    first: Option<CriterionId>,
    any: bool,
}
impl Tally {
    const EMPTY: Self = {
        let none = Count { reasons: ReasonSet::EMPTY, first: None, any: false };
        Self { falses: none, trues: none, unknowns: none }
    };
    #[inline]
    fn add(&mut self, truth: Truth, reasons: ReasonSet, id: Option<CriterionId>) {
        let count = match truth {
            Truth::False => &mut self.falses,
            Truth::True => &mut self.trues,
            Truth::Unknown => &mut self.unknowns,
        };
        count.reasons = count.reasons.union(reasons);
        if !count.any {
            count.first = id;
            count.any = true;
        }
    }
    fn side(truth: Truth, count: Count) -> Side {
        Side { truth, reasons: count.reasons, deciding: count.first }
    }
    /// One true is enough.
    #[inline]
    fn any(self) -> Side {
        if self.trues.any {
            Self::side(Truth::True, self.trues)
        } else if self.unknowns.any {
            Self::side(Truth::Unknown, self.unknowns)
        } else {
            Self::side(Truth::False, self.falses)
        }
    }
    /// One false is too many.
    #[inline]
    fn all(self) -> Side {
        if self.falses.any {
            Self::side(Truth::False, self.falses)
        } else if self.unknowns.any {
            Self::side(Truth::Unknown, self.unknowns)
        } else {
            Self::side(Truth::True, self.trues)
        }
    }
}

/// Walks the whole policy: reasons come from every member that shares the outcome, so there is no short way.
#[inline]
pub(crate) fn evaluate<W: Watch>(policy: &Policy, facts: &Facts<'_>, watch: &mut W) -> Judgement {
    let mut allow = Tally::EMPTY;
    let mut deny = Tally::EMPTY;
    for list in &policy.lists {
        let mut members = Tally::EMPTY;
        let checks = policy.checks.get(list.first as usize..list.end as usize).unwrap_or_default();
        for (check, at) in checks.iter().zip(list.first..) {
            let (truth, reason) = check.judge(facts);
            watch.criterion(CriterionId(at), truth, reason);
            let counted = match (list.operator.inverts(), truth) {
                (true, Truth::True) => Truth::False,
                (true, Truth::False) => Truth::True,
                (_, truth) => truth,
            };
            // Turning a criterion round keeps its reason: a stranger who passes a `not` still passes as a stranger.
            members.add(counted, ReasonSet::of(reason), Some(CriterionId(at)));
        }
        let outcome = if list.operator.wants_all() { members.all() } else { members.any() };
        watch.list(list, outcome);
        match list.effect {
            Effect::Allow => allow.add(outcome.truth, outcome.reasons, outcome.deciding),
            Effect::Deny => deny.add(outcome.truth, outcome.reasons, outcome.deciding),
        }
    }
    Judgement { allow: allow.any(), deny: deny.any() }
}
