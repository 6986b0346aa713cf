//! The known word nearest to a mistyped one.
//!
//! Why: "did you mean" saves the trip to the manual.

/// The known word with the fewest edits (insertion, removal, change, swap of neighbours) from `word`, if they are few
/// enough to be a slip: one in up to four characters, two up to eight, else three. The first of equals wins.
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word: Vec<char> = word.chars().take(64).flat_map(char::to_lowercase).collect();
    let allowed = match word.len() {
        0..=1 => return None,
        2..=4 => 1,
        5..=8 => 2,
        _ => 3,
    };
    let mut best: Option<(usize, &str)> = None;
    for candidate in known {
        let letters: Vec<char> = candidate.chars().collect();
        if letters.len().abs_diff(word.len()) > allowed {
            continue;
        }
        let d = distance(&word, &letters);
        if d <= allowed && best.is_none_or(|(least, _)| d < least) {
            best = Some((d, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Optimal string alignment distance, three rows at a time.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX / 2);
    let mut previous_letter = None;
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let change = at(&last, j) + usize::from(x != y);
            let mut least = change.min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            let swapped = j > 0 && previous_letter == Some(y) && b.get(j.wrapping_sub(1)) == Some(x);
            if swapped {
                least = least.min(at(&before, j.wrapping_sub(1)) + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
        previous_letter = Some(x);
    }
    at(&last, b.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_seen_and_other_words_are_not() {
        let known = ["email", "groups", "http_path", "http_method", "accept", "aal"];
        for (word, expected) in [
            ("emial", Some("email")),
            ("Email", Some("email")),
            ("group", Some("groups")),
            ("http_pth", Some("http_path")),
            ("acept", Some("accept")),
            ("all", Some("aal")),
            ("zebra", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, known.into_iter()), expected, "{word}");
        }
    }
    #[test]
    fn distances_are_right() {
        let d = |a: &str, b: &str| distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        assert_eq!([d("", ""), d("", "ab"), d("ab", ""), d("ab", "ba"), d("kitten", "sitting"), d("same", "same")], [0, 2, 2, 1, 3, 0]);
    }
}
