//! Everybody's names in memory, in their order and by what stands in them.
//!
//! Why: records are sealed, so no database can sort or search them, and reading all of them for each page takes seconds in a large
//! house. Made when people are first listed, kept by what is heard of changes.

use portcullis_model::PersonId;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Bound;
use uuid::Uuid;

/// After more changes than that it is made anew when it is needed.
const MOST_STALE: usize = 20_000;

/// A name, the directory that states the person (empty for the internal one), and the id: who left a directory may have had the
/// name of somebody who is there now. No id for someone of a file who has never been seen.
type Key = (Box<str>, Box<str>, Uuid);

/// Somebody on a page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    /// None for someone of a file who has never been seen.
    pub(crate) id: Option<PersonId>,
    pub(crate) username: Box<str>,
    pub(crate) source: Box<str>,
}

struct Slot {
    id: Option<PersonId>,
    key: Key,
    /// What is searched, in lower case: parts with a NUL between them.
    text: Box<str>,
}

#[derive(Default)]
pub(crate) struct Roster {
    /// Who changed gets a new one, and the old one stays empty.
    slots: Vec<Option<Slot>>,
    order: BTreeMap<Key, u32>,
    of: HashMap<PersonId, u32>,
    /// The slots in whose text three bytes stand together.
    having: HashMap<[u8; 3], Vec<u32>>,
}
impl Roster {
    /// Takes somebody in, in the place of what was known of the same id, or of the name while it had none.
    pub(crate) fn put(&mut self, id: Option<PersonId>, username: &str, source: &str, display_name: &str, email: Option<&str>) {
        if let Some(id) = id {
            self.remove(id);
        }
        let unseen: Key = (username.into(), source.into(), Uuid::nil());
        if let Some(old) = self.order.get(&unseen).copied() {
            self.empty(old);
        }
        let key: Key = (unseen.0, unseen.1, id.map_or(Uuid::nil(), PersonId::uuid));
        let text = [username, display_name, email.unwrap_or_default()].join("\0").to_lowercase().into_boxed_str();
        let Ok(at) = u32::try_from(self.slots.len()) else { return };
        for three in threes(&text) {
            self.having.entry(three).or_default().push(at);
        }
        self.order.insert(key.clone(), at);
        if let Some(id) = id {
            self.of.insert(id, at);
        }
        self.slots.push(Some(Slot { id, key, text }));
    }
    pub(crate) fn remove(&mut self, id: PersonId) {
        if let Some(at) = self.of.get(&id).copied() {
            self.empty(at);
        }
    }
    fn empty(&mut self, at: u32) {
        let Some(slot) = self.slots.get_mut(at as usize).and_then(Option::take) else { return };
        self.order.remove(&slot.key);
        if let Some(id) = slot.id {
            self.of.remove(&id);
        }
    }
    /// Whether most of it is empty slots.
    fn is_worn(&self) -> bool {
        self.slots.len() > 1_000 + 2 * self.order.len()
    }
    /// At most `most` people after a name, in the order of names, whose text has `query` in it; and whether there are more.
    pub(crate) fn page(&self, query: Option<&str>, after: Option<&str>, most: usize) -> (Vec<Listed>, bool) {
        let query = query.unwrap_or_default().to_lowercase();
        let wanted = |slot: &&Slot| slot.text.contains(&*query);
        let mut found: Vec<&Slot> = match self.rarest(&query) {
            Some(few) => {
                let slots = few.iter().filter_map(|at| self.slot(*at)).filter(|slot| after.is_none_or(|a| &*slot.key.0 > a));
                let mut found: Vec<&Slot> = slots.filter(wanted).collect();
                found.sort_unstable_by(|a, b| a.key.cmp(&b.key));
                found
            }
            None => {
                let from: Bound<Key> = after.map_or(Bound::Unbounded, |a| Bound::Included((a.into(), "".into(), Uuid::nil())));
                let slots = self.order.range((from, Bound::Unbounded)).filter_map(|(_, at)| self.slot(*at));
                slots.filter(|slot| after.is_none_or(|a| &*slot.key.0 > a)).filter(wanted).take(most.saturating_add(1)).collect()
            }
        };
        let more = found.len() > most;
        found.truncate(most);
        let listed = |slot: &Slot| Listed { id: slot.id, username: slot.key.0.clone(), source: slot.key.1.clone() };
        (found.into_iter().map(listed).collect(), more)
    }
    fn slot(&self, at: u32) -> Option<&Slot> {
        self.slots.get(at as usize)?.as_ref()
    }
    /// The slots that alone can have the query in them, where these are few; else looking in order ends sooner.
    fn rarest(&self, query: &str) -> Option<&[u32]> {
        let of = |three: [u8; 3]| self.having.get(&three).map_or(&[][..], Vec::as_slice);
        threes(query).into_iter().map(of).min_by_key(|slots| slots.len()).filter(|slots| slots.len() <= self.slots.len() / 8)
    }
}

/// Every three bytes that stand together, each once.
fn threes(text: &str) -> HashSet<[u8; 3]> {
    text.as_bytes().windows(3).filter_map(|w| w.try_into().ok()).collect()
}

/// What is known of the roster, and what was heard since.
#[derive(Default)]
pub(crate) struct Known {
    pub(crate) roster: Option<Roster>,
    stale: HashSet<PersonId>,
    /// Whether what is heard matters: there is a roster, or one is being made.
    heeds: bool,
    /// Grows when all is forgotten, so that what was read before does not come in afterwards.
    pub(crate) era: u64,
}
impl Known {
    /// Somebody was added, changed or deleted.
    pub(crate) fn heard(&mut self, id: PersonId) {
        if self.heeds {
            self.stale.insert(id);
        }
        if self.stale.len() > MOST_STALE {
            self.forget();
        }
    }
    pub(crate) fn forget(&mut self) {
        *self = Self { era: self.era.wrapping_add(1), ..Self::default() };
    }
    /// Whom to read again before the roster is right; `None` where it has to be made.
    pub(crate) fn begin(&mut self) -> Option<Vec<PersonId>> {
        if self.roster.as_ref().is_some_and(Roster::is_worn) {
            self.forget();
        }
        self.heeds = true;
        self.roster.as_ref()?;
        Some(self.stale.drain().collect())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn id(n: u128) -> PersonId {
        PersonId::from_uuid(uuid::Uuid::from_u128(n))
    }
    fn names((found, more): (Vec<Listed>, bool)) -> (Vec<String>, bool) {
        (found.into_iter().map(|l| if l.source.is_empty() { l.username.into() } else { format!("{}@{}", l.username, l.source) }).collect(), more)
    }
    fn some() -> Roster {
        let mut roster = Roster::default();
        for n in 0..40_u128 {
            roster.put(Some(id(n)), &format!("user{n:02}"), "", "Somebody", Some(&format!("u{n}@example.com")));
        }
        roster.put(Some(id(100)), "Zoë", "", "Zoë Quill", Some("zoe@elsewhere.test"));
        roster.put(None, "user07", "file", "Another Seven", None);
        roster
    }

    #[test]
    fn pages_are_in_the_order_of_names_and_say_whether_there_is_more() {
        let roster = some();
        assert_eq!(names(roster.page(None, None, 3)), (vec!["Zoë".into(), "user00".into(), "user01".into()], true));
        assert_eq!(names(roster.page(None, Some("user06"), 3)), (vec!["user07".into(), "user07@file".into(), "user08".into()], true));
        assert_eq!(names(roster.page(None, Some("user38"), 3)), (vec!["user39".into()], false));
        assert_eq!(names(roster.page(None, Some("user39"), 3)), (vec![], false));
        assert_eq!(roster.page(None, None, 1000).0.len(), 42);
    }
    #[test]
    fn a_search_finds_what_a_look_at_each_would_find() {
        let roster = some();
        for query in ["user1", "USER1", "quill", "zoë", "oë q", "u3", "3@e", "example.com", "elsewhere", "seven", "e", "", "nobody", "user999", "ody\0u1"] {
            let each: Vec<String> = {
                let all = roster.order.values().filter_map(|at| roster.slot(*at)).filter(|s| s.text.contains(&query.to_lowercase()));
                all.map(|s| s.key.0.to_string()).collect()
            };
            let (found, more) = roster.page(Some(query), None, 1000);
            assert_eq!((found.iter().map(|l| l.username.to_string()).collect::<Vec<_>>(), more), (each.clone(), false), "{query}");
            let (found, more) = roster.page(Some(query), Some("user1"), 2);
            let after: Vec<String> = each.into_iter().filter(|n| &**n > "user1").collect();
            assert_eq!((found.len(), more), (after.len().min(2), after.len() > 2), "{query}");
        }
        assert!(roster.rarest("quill").is_some() && roster.rarest("example").is_none() && roster.rarest("qu").is_none());
    }
    #[test]
    fn who_is_renamed_or_removed_is_found_by_the_new_name_alone() {
        let mut roster = some();
        roster.put(Some(id(3)), "cleo", "", "Cleo", None);
        assert_eq!(names(roster.page(Some("user03"), None, 9)), (vec![], false));
        assert_eq!(names(roster.page(Some("cle"), None, 9)), (vec!["cleo".into()], false));
        roster.remove(id(3));
        roster.remove(id(3));
        assert_eq!(names(roster.page(Some("cle"), None, 9)), (vec![], false));
        // A person of a file is seen for the first time.
        roster.put(Some(id(200)), "user07", "file", "Another Seven", None);
        assert_eq!(roster.page(Some("another"), None, 9).0, [Listed { id: Some(id(200)), username: "user07".into(), source: "file".into() }]);
        assert_eq!(roster.page(None, None, 1000).0.len(), 41);
        // Who left the directory, and who has the name now.
        roster.put(Some(id(201)), "user07", "file", "A Third Seven", None);
        assert_eq!(names(roster.page(Some("seven"), None, 9)), (vec!["user07@file".into(), "user07@file".into()], false));
    }
    #[test]
    fn s21_what_is_heard_is_bounded_and_counts_only_where_there_is_a_list() {
        let mut known = Known::default();
        known.heard(id(1));
        assert!(known.begin().is_none());
        known.roster = Some(some());
        known.heard(id(2));
        assert_eq!(known.begin(), Some(vec![id(2)]));
        let era = known.era;
        for n in 0..=MOST_STALE as u128 {
            known.heard(id(n));
        }
        assert!(known.roster.is_none() && known.stale.is_empty() && known.era != era);
        let mut worn = some();
        for _ in 0..2_000 {
            worn.put(Some(id(1)), "user01", "", "", None);
        }
        known.roster = Some(worn);
        assert!(known.begin().is_none());
    }
}
