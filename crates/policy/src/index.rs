//! Criteria of one shape, found by what they ask for instead of one after the other.
//!
//! Why: a verdict must not cost more with every rule. A policy with a hundred addresses is asked about one, and looks for that one.
//!
//! Lists that hold as soon as one member holds are alternatives like the lists of a side themselves, so their members may be
//! taken out of them: truth, reasons and the deciding criterion come out the same. Members of one shape become a batch. A batch
//! finds its first criterion that holds; every answer still comes from the criterion itself.

mod networks;
mod texts;

use crate::compile::FlatList;
use crate::criteria::{Check, Kind};
use crate::facts::Facts;
use crate::text_matcher::{Test, TextMatcher};
use networks::Networks;
use texts::Texts;

/// Fewer of one shape are asked one by one: that is quicker, and most policies are short.
const AT_LEAST: usize = 6;

/// One side of a policy, arranged for the judge.
#[derive(Debug)]
pub(crate) struct Index {
    pub(crate) batches: Box<[Batch]>,
    /// What no batch took.
    pub(crate) loose: Box<[FlatList]>,
}

/// Criteria that ask the same question about different values, each an alternative by itself.
#[derive(Debug)]
pub(crate) struct Batch {
    wanted: Wanted,
    /// In ascending order, never empty.
    pub(crate) ids: Box<[u32]>,
}

#[derive(Debug)]
enum Wanted {
    User(Texts),
    Email(Texts),
    Domain(Texts),
    Method(Texts),
    Path(Texts),
    PathStart(Texts),
    Groups(Texts),
    SourceIp(Networks),
}

/// The shapes that can be looked for; each is a kind with one test in it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Is(Kind),
    PathStart,
    Groups,
    SourceIp,
}
impl Shape {
    const ALL: [Self; 8] = [
        Self::Is(Kind::User),
        Self::Is(Kind::Email),
        Self::Is(Kind::Domain),
        Self::Is(Kind::HttpMethod),
        Self::Is(Kind::HttpPath),
        Self::PathStart,
        Self::Groups,
        Self::SourceIp,
    ];
    fn of(check: &Check) -> Option<Self> {
        let is = |matcher: &TextMatcher, kind| matches!(matcher, TextMatcher::One(Test::Is(_))).then_some(Self::Is(kind));
        match check {
            Check::User(c) => is(&c.0, Kind::User),
            Check::Email(c) => is(&c.0, Kind::Email),
            Check::Domain(c) => is(&c.0, Kind::Domain),
            Check::HttpMethod(c) => is(&c.0, Kind::HttpMethod),
            Check::HttpPath(c) if matches!(c.0, TextMatcher::One(Test::StartsWith(_))) => Some(Self::PathStart),
            Check::HttpPath(c) => is(&c.0, Kind::HttpPath),
            Check::Groups(c) => c.only_has().map(|_| Self::Groups),
            Check::SourceIp(_) => Some(Self::SourceIp),
            _ => None,
        }
    }
}

impl Index {
    pub(crate) fn of(checks: &[Check], lists: &[FlatList]) -> Self {
        // A list with one member is that member, whatever its operator asks of the others.
        let alternatives = |list: &&FlatList| !list.inverts && (!list.wants_all || list.end == list.first + 1);
        let (open, mut loose): (Vec<&FlatList>, Vec<&FlatList>) = lists.iter().partition(alternatives);
        let mut batches = Vec::new();
        let mut batched = vec![false; checks.len()];
        for shape in Shape::ALL {
            let members = open.iter().flat_map(|list| list.first..list.end);
            let ids: Vec<(u32, &Check)> =
                members.filter_map(|id| checks.get(id as usize).map(|check| (id, check))).filter(|(_, check)| Shape::of(check) == Some(shape)).collect();
            if ids.len() >= AT_LEAST {
                for (id, _) in &ids {
                    if let Some(one) = batched.get_mut(*id as usize) {
                        *one = true;
                    }
                }
                batches.push(Batch::of(shape, ids));
            }
        }
        let is_batched = |id: u32| batched.get(id as usize).copied().unwrap_or(false);
        let mut left = Vec::new();
        for list in open {
            if (list.first..list.end).any(is_batched) {
                left.extend((list.first..list.end).filter(|id| !is_batched(*id)).map(|id| FlatList { first: id, end: id + 1, ..*list }));
            } else {
                loose.push(list);
            }
        }
        Self { batches: batches.into(), loose: loose.into_iter().copied().chain(left).collect() }
    }
}

impl Batch {
    fn of(shape: Shape, mut members: Vec<(u32, &Check)>) -> Self {
        members.sort_unstable_by_key(|(id, _)| *id);
        let ids = members.iter().map(|(id, _)| *id).collect();
        let texts = || Texts::of(members.iter().filter_map(|(id, check)| Some((text_of(check)?, *id))));
        let wanted = match shape {
            Shape::Is(Kind::User) => Wanted::User(texts()),
            Shape::Is(Kind::Email) => Wanted::Email(texts()),
            Shape::Is(Kind::Domain) => Wanted::Domain(texts()),
            Shape::Is(Kind::HttpMethod) => Wanted::Method(texts()),
            Shape::Is(_) => Wanted::Path(texts()),
            Shape::PathStart => Wanted::PathStart(texts()),
            Shape::Groups => Wanted::Groups(texts()),
            Shape::SourceIp => Wanted::SourceIp(Networks::of(
                members.iter().filter_map(|(id, check)| if let Check::SourceIp(c) = check { Some((*id, c.ranges())) } else { None }),
            )),
        };
        Self { wanted, ids }
    }

    /// The first criterion that these facts may fulfil. No other one before it can hold.
    pub(crate) fn first(&self, facts: &Facts<'_>) -> Option<u32> {
        match &self.wanted {
            Wanted::User(texts) => texts.first(&facts.subject.user),
            Wanted::Email(texts) => texts.first(facts.email),
            Wanted::Domain(texts) => texts.first(facts.domain?),
            Wanted::Method(texts) => texts.first(facts.http?.method),
            Wanted::Path(texts) => texts.first(facts.http?.path),
            Wanted::PathStart(texts) => texts.first_start(facts.http?.path),
            Wanted::Groups(texts) => facts.subject.groups.names().filter_map(|name| texts.first(name)).min(),
            Wanted::SourceIp(networks) => networks.first(facts.ip?),
        }
    }
}

/// The one text that a criterion of these shapes asks for.
fn text_of(check: &Check) -> Option<&str> {
    let matcher = match check {
        Check::User(c) => &c.0,
        Check::Email(c) => &c.0,
        Check::Domain(c) => &c.0,
        Check::HttpMethod(c) => &c.0,
        Check::HttpPath(c) => &c.0,
        Check::Groups(c) => return c.only_has(),
        _ => return None,
    };
    match matcher {
        TextMatcher::One(Test::Is(text) | Test::StartsWith(text)) => Some(text),
        _ => None,
    }
}
