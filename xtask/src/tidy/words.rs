//! Words that no file carries.
//!
//! Why: a forgotten note or a filler text is a promise nobody keeps.

use super::by_line;
use crate::fault::Fault;
use crate::files::TextFile;

const DATA: &str = include_str!("../../data/words.txt");

/// Locked dependency trees name packages of other people, whatever those are called.
const NOT_OURS: &[&str] = &["Cargo.lock", "package-lock.json"];

pub(super) struct Words(Vec<Word>);

struct Word {
    text: String,
    case: Case,
    reason: String,
}

/// A word that the list has in capitals is a note to oneself or a name; in small letters it may be another word.
#[derive(PartialEq, Eq)]
enum Case {
    Exact,
    Any,
}

impl Words {
    pub(super) fn from_data() -> Self {
        Self::parse(DATA)
    }

    fn parse(data: &str) -> Self {
        let lines = data.lines().filter(|line| !line.starts_with('#'));
        Self(lines.filter_map(|line| line.split_once('\t')).map(|(word, reason)| Word::new(word, reason)).collect())
    }

    pub(super) fn judge(&self, file: &TextFile) -> Vec<Fault> {
        if NOT_OURS.iter().any(|name| file.path.ends_with(name)) {
            return Vec::new();
        }
        by_line(file, |number, line| {
            let lower = line.to_lowercase();
            let word = self.0.iter().find(|word| stands_in(if word.case == Case::Any { &lower } else { line }, &word.text))?;
            Some(Fault::at(&file.path, number, format!("`{}`: {}", word.text, word.reason)))
        })
    }
}

impl Word {
    fn new(word: &str, reason: &str) -> Self {
        let capitals = word.chars().all(|c| c.is_ascii_uppercase());
        let (text, case) = if capitals { (word.to_owned(), Case::Exact) } else { (word.to_lowercase(), Case::Any) };
        Self { text, case, reason: reason.to_owned() }
    }
}

/// Whether `word` stands in `line`, whole at each end where it has a letter or digit.
fn stands_in(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        let after = line[start + word.len()..].chars().next();
        joins(before, word.chars().next()) && joins(after, word.chars().next_back())
    })
}

fn joins(outside: Option<char>, edge: Option<char>) -> bool {
    !(outside.is_some_and(char::is_alphanumeric) && edge.is_some_and(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(words: &Words, text: &str) -> usize {
        words.judge(&TextFile { path: "a.md".to_owned(), text: text.to_owned() }).len()
    }

    #[test]
    fn every_word_of_the_list_is_found_and_those_in_capitals_only_so() {
        let words = Words::from_data();
        assert!(words.0.len() > 20);
        for word in &words.0 {
            assert_eq!(faults(&words, &format!("a line with {} in it", word.text)), 1, "{}", word.text);
            assert_eq!(faults(&words, &word.text.to_uppercase()), 1, "{}", word.text);
            if word.case == Case::Exact {
                assert_eq!(faults(&words, &word.text.to_lowercase()), 0, "{}", word.text);
            }
        }
    }

    #[test]
    fn a_part_of_a_longer_word_is_not_that_word() {
        let words = Words::parse("cat\tdog");
        assert_eq!(faults(&words, "concatenate, cats"), 0);
        assert_eq!(faults(&words, "a Cat."), 1);
        assert_eq!(faults(&words, "cat_flap and cat"), 1);
    }

    #[test]
    fn the_lines_of_the_list_all_carry_a_reason() {
        for line in DATA.lines().filter(|line| !line.starts_with('#')) {
            assert!(line.split_once('\t').is_some_and(|(word, reason)| !word.is_empty() && !reason.is_empty()), "{line}");
        }
    }
}
