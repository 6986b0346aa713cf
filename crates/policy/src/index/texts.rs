//! Texts with the first criterion that asks for each.
//!
//! Why: texts of one length lie side by side in order, so a look-up is one short binary search, for the whole and for each start alike.

use std::collections::BTreeMap;

#[derive(Debug)]
pub(crate) struct Texts {
    /// Shortest first.
    lengths: Box<[SameLength]>,
}
#[derive(Debug)]
struct SameLength {
    length: usize,
    /// All texts in ascending order, one after the other.
    bytes: Box<[u8]>,
    ids: Box<[u32]>,
}

impl Texts {
    pub(crate) fn of<'a>(texts: impl Iterator<Item = (&'a str, u32)>) -> Self {
        let mut lengths: BTreeMap<usize, BTreeMap<&[u8], u32>> = BTreeMap::new();
        for (text, id) in texts {
            let first = lengths.entry(text.len()).or_default().entry(text.as_bytes()).or_insert(id);
            *first = id.min(*first);
        }
        let same_length = |(length, texts): (usize, BTreeMap<&[u8], u32>)| SameLength {
            length,
            bytes: texts.keys().flat_map(|t| t.iter().copied()).collect(),
            ids: texts.into_values().collect(),
        };
        Self { lengths: lengths.into_iter().map(same_length).collect() }
    }
    /// The first criterion that asks for exactly this text.
    pub(crate) fn first(&self, text: &str) -> Option<u32> {
        let at = self.lengths.binary_search_by_key(&text.len(), |same| same.length).ok()?;
        self.lengths.get(at)?.find(text.as_bytes())
    }
    /// The first criterion that asks for a start of it.
    pub(crate) fn first_start(&self, text: &str) -> Option<u32> {
        let starts = self.lengths.iter().map_while(|same| Some((same, text.as_bytes().get(..same.length)?)));
        starts.filter_map(|(same, start)| same.find(start)).min()
    }
}
impl SameLength {
    /// `text` has this length.
    fn find(&self, text: &[u8]) -> Option<u32> {
        let at = |i: usize| self.bytes.get(i * self.length..(i + 1) * self.length);
        let (mut low, mut high) = (0, self.ids.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if at(middle)? < text { low = middle + 1 } else { high = middle }
        }
        if at(low)? == text { self.ids.get(low).copied() } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn finds_what_a_walk_finds(texts in prop::collection::vec("[ab/]{0,4}", 0..40), sought in "[ab/]{0,6}") {
            let found = Texts::of(texts.iter().map(String::as_str).zip(0..));
            let walk = |holds: &dyn Fn(&str) -> bool| texts.iter().zip(0..).find(|(t, _)| holds(t)).map(|(_, id)| id);
            prop_assert_eq!(found.first(&sought), walk(&|t| t == sought));
            prop_assert_eq!(found.first_start(&sought), walk(&|t| sought.starts_with(t)));
        }
    }
}
