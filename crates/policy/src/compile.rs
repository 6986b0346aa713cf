//! Rules become a policy: flat arrays, read front to back.
//!
//! Why: the judge is on every request's path; what can be worked out beforehand is.

use crate::chain::{Chain, Step};
use crate::criteria::{About, Check};
use crate::index::Index;
use crate::rules::{Effect, Operator, Rules, Written};
use portcullis_document::{Fault, Span};
use portcullis_model::AmrSet;
use std::fmt;
use std::time::Duration;

/// Says whether a group exists, where that can be known.
pub trait GroupNames {
    /// `None`: it cannot be known (another source may have it).
    fn knows(&self, name: &str) -> Option<bool>;
}
/// Knows of no group whether it exists.
impl GroupNames for () {
    fn knows(&self, _: &str) -> Option<bool> {
        None
    }
}

/// A criterion's place in its policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CriterionId(pub(crate) u32);
impl CriterionId {
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}
impl fmt::Display for CriterionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A compiled policy. Nothing in it changes.
#[derive(Debug)]
pub struct Policy {
    pub(crate) checks: Box<[Check]>,
    /// Those that allow, then those that deny; within each as written.
    lists: Box<[FlatList]>,
    allows: usize,
    /// The same two sides, arranged for the judge.
    pub(crate) allow: Index,
    pub(crate) deny: Index,
    /// Steps in order, each list of them one more way to be allowed.
    pub(crate) chains: Box<[Chain]>,
    /// Whether a criterion reads the query.
    pub(crate) queries: bool,
    /// Criteria whose answer the clock changes.
    pub(crate) clocked: Box<[CriterionId]>,
    /// Whether any criterion is about the sign-in itself.
    pub(crate) session: bool,
    /// The lengths of `authenticated_within`, longest first, each once.
    pub(crate) lengths: Box<[Duration]>,
    /// The methods that `amr` criteria ask for.
    pub(crate) methods: AmrSet,
    pub(crate) notes: Box<[Note]>,
    pub(crate) rules: Box<[RuleNote]>,
    warnings: Vec<Fault>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct FlatList {
    pub(crate) effect: Effect,
    pub(crate) operator: Operator,
    pub(crate) inverts: bool,
    pub(crate) wants_all: bool,
    pub(crate) first: u32,
    pub(crate) end: u32,
    pub(crate) rule: u32,
    pub(crate) span: Span,
}
#[derive(Debug)]
pub(crate) struct Note {
    pub(crate) source: Box<str>,
    pub(crate) span: Span,
}
#[derive(Clone, Copy, Debug)]
pub(crate) struct RuleNote {
    pub(crate) document: u32,
    pub(crate) effect: Effect,
    pub(crate) span: Span,
}

impl Policy {
    /// What was written for a criterion, and where.
    pub fn criterion(&self, id: CriterionId) -> Option<(&str, Span)> {
        self.notes.get(id.index()).map(|note| (&*note.source, note.span))
    }
    /// What the documents warn of, and groups that are not known.
    pub fn warnings(&self) -> &[Fault] {
        &self.warnings
    }
    /// Whom the lists that allow name, in words: each list's criteria as written, with `not` where it turns them round.
    pub fn allows(&self) -> Vec<String> {
        let said = |list: &FlatList| {
            let (first, end) = (list.first as usize, list.end as usize);
            let criteria: Vec<&str> = self.notes.get(first..end).unwrap_or_default().iter().map(|n| &*n.source).collect();
            let joined = criteria.join(if list.wants_all != list.inverts { " and " } else { " or " });
            if list.inverts { format!("not ({joined})") } else { joined }
        };
        let steps = |chain: &Chain| format!("the first of {} steps", chain.steps.len());
        self.sides().0.iter().map(said).chain(self.chains.iter().map(steps)).collect()
    }
    /// The lists that allow, and those that deny.
    #[inline]
    pub(crate) fn sides(&self) -> (&[FlatList], &[FlatList]) {
        self.lists.split_at_checked(self.allows).unwrap_or_default()
    }
    /// Whether nobody can ever be permitted by it, because no `allow` list exists, and no step that allows.
    pub fn permits_nobody(&self) -> bool {
        self.allows == 0 && !self.chains.iter().any(|chain| chain.may_permit(&self.checks))
    }
    /// The name of the step that a criterion belongs to, where it belongs to one.
    pub fn step(&self, id: CriterionId) -> Option<&str> {
        self.chains.iter().find_map(|chain| chain.step_of(id)).map(|step| &*step.name)
    }
}

fn put(criteria: Vec<Written>, checks: &mut Vec<Check>, notes: &mut Vec<Note>) {
    for criterion in criteria {
        checks.push(criterion.check);
        notes.push(Note { source: criterion.source, span: criterion.span });
    }
}

/// Joins documents into one policy: all allow lists are alternatives, and so are all deny lists. No rules at all permit
/// nobody.
pub fn compile(documents: Vec<Rules>, groups: &dyn GroupNames) -> Policy {
    let (mut checks, mut notes, mut lists, mut chains, mut rules, mut warnings) = (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let position = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    for (document, written) in documents.into_iter().enumerate() {
        warnings.extend(written.warnings);
        for rule in written.rules {
            for list in rule.lists {
                let first = position(checks.len());
                put(list.criteria, &mut checks, &mut notes);
                let end = position(checks.len());
                let operator = list.operator;
                lists.push(FlatList {
                    effect: rule.effect,
                    operator,
                    inverts: operator.inverts(),
                    wants_all: operator.wants_all(),
                    first,
                    end,
                    rule: position(rules.len()),
                    span: list.span,
                });
            }
            if let Some(written) = rule.steps {
                let mut steps = Vec::new();
                for step in written.steps {
                    let first = position(checks.len());
                    put(step.when, &mut checks, &mut notes);
                    let then = position(checks.len());
                    put(step.then, &mut checks, &mut notes);
                    steps.push(Step { name: step.name, first, then, end: position(checks.len()), span: step.span });
                }
                chains.push((position(rules.len()), steps));
            }
            rules.push(RuleNote { document: position(document), effect: rule.effect, span: rule.span });
        }
    }
    let mut lengths: Vec<Duration> = checks.iter().filter_map(|c| if let Check::AuthenticatedWithin(within) = c { Some(within.0) } else { None }).collect();
    lengths.sort_unstable_by(|a, b| b.cmp(a));
    lengths.dedup();
    let methods = checks.iter().filter_map(|c| if let Check::Amr(methods) = c { Some(methods) } else { None }).flat_map(|m| m.wanted());
    let methods = methods.fold(AmrSet::default(), AmrSet::with);
    for (name, span) in checks.iter().filter_map(|c| if let Check::Groups(groups) = c { Some(groups) } else { None }).flat_map(|g| g.names()) {
        if groups.knows(name) == Some(false) {
            warnings.push(Fault::warning(span, format!("no group `{name}` is known")).with_hint("check the name, or add the group"));
        }
    }
    lists.sort_by_key(|list: &FlatList| list.effect == Effect::Deny);
    let allows = lists.iter().filter(|list: &&FlatList| list.effect == Effect::Allow).count();
    let (allowing, denying) = lists.split_at_checked(allows).unwrap_or_default();
    let (allow, deny) = (Index::of(&checks, allowing), Index::of(&checks, denying));
    let chains: Vec<Chain> = chains.into_iter().map(|(rule, steps)| Chain::new(rule, steps, &checks)).collect();
    let clocked = checks.iter().zip(0..).filter(|(c, _)| matches!(c, Check::Date(_) | Check::DayOfWeek(_) | Check::TimeOfDay(_)));
    Policy {
        clocked: clocked.map(|(_, at)| CriterionId(at)).collect(),
        session: checks.iter().any(|c| c.about() == About::Session),
        lengths: lengths.into(),
        methods,
        queries: checks.iter().any(|c| matches!(c, Check::HttpQuery(_))),
        chains: chains.into(),
        checks: checks.into(),
        allows,
        allow,
        deny,
        lists: lists.into(),
        notes: notes.into(),
        rules: rules.into(),
        warnings,
    }
}
