//! The evaluator: one walk over the policy, for verdicts, for step-up and for traces.
//!
//! Why: what explains is what enforces. Three-valued throughout; with all facts known nothing comes out unknown.

use crate::chain::Chain;
use crate::compile::{CriterionId, FlatList, Policy};
use crate::criteria::{Check, Truth};
use crate::facts::Facts;
use crate::index::{Batch, Index};
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
    /// Whether it sees every criterion and list, so that nothing may be left out.
    const SEES_ALL: bool = true;
    /// Whether it also sees the steps for other hosts. Nobody does but tests: there may be thousands.
    const EVERY_STEP: bool = false;
    fn criterion(&mut self, id: CriterionId, truth: Truth, reason: Reason);
    fn list(&mut self, list: &FlatList, outcome: Side);
}
impl Watch for () {
    const SEES_ALL: bool = false;
    #[inline]
    fn criterion(&mut self, _: CriterionId, _: Truth, _: Reason) {}
    #[inline]
    fn list(&mut self, _: &FlatList, _: Side) {}
}

/// Members of a list, or lists of a side, told apart by what they came to. Plain variables, not a table by outcome: a place in
/// memory that is read right after it was written costs more than the criterion itself.
#[derive(Clone, Copy)]
struct Tally {
    no: Outcome,
    yes: Outcome,
    unknown: Outcome,
}
/// Those with one outcome: their reasons, and the first criterion; `NONE` where nothing came to it.
#[derive(Clone, Copy)]
struct Outcome {
    reasons: ReasonSet,
    first: u32,
}
impl Outcome {
    const EMPTY: Self = Self { reasons: ReasonSet::EMPTY, first: NONE };
    #[inline]
    fn add_if(&mut self, is: bool, reasons: ReasonSet, id: u32) {
        self.reasons = self.reasons.union(if is { reasons } else { ReasonSet::EMPTY });
        self.first = self.first.min(if is { id } else { NONE });
    }
}
const NONE: u32 = u32::MAX;
impl Tally {
    const EMPTY: Self = Self { no: Outcome::EMPTY, yes: Outcome::EMPTY, unknown: Outcome::EMPTY };
    #[inline]
    fn add(&mut self, truth: Truth, reasons: ReasonSet, id: u32) {
        self.no.add_if(truth == Truth::False, reasons, id);
        self.yes.add_if(truth == Truth::True, reasons, id);
        self.unknown.add_if(truth == Truth::Unknown, reasons, id);
    }
    #[inline]
    fn side(&self, truth: Truth) -> Option<Side> {
        let Outcome { reasons, first } = match truth {
            Truth::False => self.no,
            Truth::True => self.yes,
            Truth::Unknown => self.unknown,
        };
        (first != NONE).then_some(Side { truth, reasons, deciding: Some(CriterionId(first)) })
    }
    /// One true is enough.
    #[inline]
    fn any(&self) -> Option<Side> {
        self.side(Truth::True).or_else(|| self.side(Truth::Unknown)).or_else(|| self.side(Truth::False))
    }
    /// One false is too many.
    #[inline]
    fn all(&self) -> Option<Side> {
        self.side(Truth::False).or_else(|| self.side(Truth::Unknown)).or_else(|| self.side(Truth::True))
    }
}
impl Side {
    /// No rules: nothing holds, for no reason.
    pub(crate) const EMPTY: Self = Self { truth: Truth::False, reasons: ReasonSet::EMPTY, deciding: None };
}

/// Walks the whole policy: reasons come from every member that shares the outcome, so there is no short way.
#[inline]
pub(crate) fn evaluate<W: Watch>(policy: &Policy, facts: &Facts<'_>, watch: &mut W) -> Judgement {
    let (allows, denies) = policy.sides();
    if W::SEES_ALL {
        let allow = side(policy, &[], allows, &policy.chains, facts, watch);
        return Judgement { allow, deny: side(policy, &[], denies, &[], facts, watch) };
    }
    let arranged = |index: &Index, chains: &[Chain], watch: &mut W| side(policy, &index.batches, &index.loose, chains, facts, watch);
    Judgement { allow: arranged(&policy.allow, &policy.chains, watch), deny: arranged(&policy.deny, &[], watch) }
}

/// The lists of one effect, and the steps: one that holds is enough.
#[inline]
fn side<W: Watch>(policy: &Policy, batches: &[Batch], lists: &[FlatList], chains: &[Chain], facts: &Facts<'_>, watch: &mut W) -> Side {
    let mut side = Tally::EMPTY;
    for batch in batches {
        alternatives(policy, batch, facts, &mut side);
    }
    for list in lists {
        let checks = policy.checks.get(list.first as usize..list.end as usize).unwrap_or_default();
        let outcome = match checks {
            // Most lists have one criterion; it is the list's outcome.
            [check] => member(check, list, list.first, facts, watch),
            _ => {
                let mut members = Tally::EMPTY;
                for (check, at) in checks.iter().zip(list.first..) {
                    let one = member(check, list, at, facts, watch);
                    members.add(one.truth, one.reasons, at);
                }
                if list.wants_all { members.all() } else { members.any() }.unwrap_or(Side::EMPTY)
            }
        };
        watch.list(list, outcome);
        side.add(outcome.truth, outcome.reasons, outcome.deciding.map_or(NONE, |id| id.0));
    }
    for chain in chains {
        let outcome = chain.judge(policy, facts, watch);
        side.add(outcome.truth, outcome.reasons, outcome.deciding.map_or(NONE, |id| id.0));
    }
    side.any().unwrap_or(Side::EMPTY)
}

/// All criteria of a batch, of which few need to be asked: what two of them share, such as the missing person, is one answer.
fn alternatives(policy: &Policy, batch: &Batch, facts: &Facts<'_>, side: &mut Tally) {
    let answers = |id: u32| policy.checks.get(id as usize).map(|check| (id, check.judge(facts)));
    let mut all = batch.ids.iter().filter_map(|id| answers(*id));
    let Some((first, (truth, reason))) = all.next() else { return };
    side.add(truth, ReasonSet::of(reason), first);
    if reason == Reason::UserUnauthenticated {
        return;
    }
    // One that holds, and one that does not, tell the reasons of all the others; the first of each decides.
    if truth == Truth::True { all.find(|(_, (truth, _))| *truth != Truth::True) } else { batch.first(facts).and_then(answers) }
        .into_iter()
        .for_each(|(id, (truth, reason))| side.add(truth, ReasonSet::of(reason), id));
}

#[inline]
fn member<W: Watch>(check: &Check, list: &FlatList, at: u32, facts: &Facts<'_>, watch: &mut W) -> Side {
    let (truth, reason) = check.judge(facts);
    watch.criterion(CriterionId(at), truth, reason);
    let truth = match truth {
        Truth::True if list.inverts => Truth::False,
        Truth::False if list.inverts => Truth::True,
        truth => truth,
    };
    // Turning a criterion round keeps its reason: a stranger who passes a `not` still passes as a stranger.
    Side { truth, reasons: ReasonSet::of(reason), deciding: Some(CriterionId(at)) }
}

#[cfg(test)]
mod tests;
