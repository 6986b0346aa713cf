//! What a new password must be like.
//!
//! Why: everything that sets a password, by whatever door, asks these rules and no others.

use portcullis_crypto::password::{MAX_PASSWORD_BYTES, MIN_PASSWORD_CHARS};

/// Without settings: a length and nothing about the make-up (NIST SP 800-63B §5.1.1.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordRules {
    /// Characters, [`MIN_PASSWORD_CHARS`] or more.
    pub min_length: usize,
    /// Characters; `None`: what fits [`MAX_PASSWORD_BYTES`].
    pub max_length: Option<usize>,
    /// In the order in which they are told.
    pub classes: Vec<CharacterClass>,
    /// How hard to guess it must be, 0 (anything) to 4, as zxcvbn counts.
    pub min_score: u8,
}
impl Default for PasswordRules {
    fn default() -> Self {
        Self { min_length: MIN_PASSWORD_CHARS, max_length: None, classes: Vec::new(), min_score: 0 }
    }
}

/// A kind of character that a password may have to have. By Unicode, so `Ä` is an uppercase letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CharacterClass {
    Uppercase,
    Lowercase,
    Number,
    /// Neither a letter nor a number.
    Special,
}
impl CharacterClass {
    pub const ALL: [Self; 4] = [Self::Uppercase, Self::Lowercase, Self::Number, Self::Special];
    fn has(self, c: char) -> bool {
        match self {
            Self::Uppercase => c.is_uppercase(),
            Self::Lowercase => c.is_lowercase(),
            Self::Number => c.is_numeric(),
            Self::Special => !c.is_alphanumeric(),
        }
    }
}

/// Why a new password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRefused {
    #[error("the password needs at least {0} characters")]
    TooShort(usize),
    #[error("the password has more than {0} characters")]
    TooLong(usize),
    #[error("the password is longer than {MAX_PASSWORD_BYTES} bytes")]
    TooLarge,
    #[error("the password has a character that cannot be typed")]
    Control,
    #[error("the password needs {}", match .0 {
        CharacterClass::Uppercase => "an uppercase letter",
        CharacterClass::Lowercase => "a lowercase letter",
        CharacterClass::Number => "a number",
        CharacterClass::Special => "a character that is neither a letter nor a number",
    })]
    Lacks(CharacterClass),
    #[error("the password is too easy to guess")]
    Guessable,
}

/// So many characters are rated at a time: the estimator tries every reading of `4`, `$` and the like, which takes seconds for a
/// hundred characters that are chosen for it (S21). A longer password counts by the better of its two ends.
const RATED_CHARS: usize = 24;
/// Half as many where it has more than three signs that may stand for letters: each doubles the readings.
const RATED_ODD: usize = 12;
const FOR_LETTERS: &str = "4@8({[<369!1|0$57+%2";

impl PasswordRules {
    /// Whether a password may be set. `about` is what others know of the person, such as the name: it makes guessing easier.
    ///
    /// # Errors
    /// The first rule that it breaks.
    ///
    /// Rating takes up to a tenth of a second of a processor: not for a thread that serves others.
    pub fn check(&self, new: &str, about: &[&str]) -> Result<(), PasswordRefused> {
        self.check_form(new)?;
        if self.min_score > 0 && score(new, about) < self.min_score {
            return Err(PasswordRefused::Guessable);
        }
        Ok(())
    }
    /// The rules that are told at a glance: all but how hard it is to guess.
    pub fn check_form(&self, new: &str) -> Result<(), PasswordRefused> {
        if new.len() > MAX_PASSWORD_BYTES {
            return Err(PasswordRefused::TooLarge);
        }
        let length = new.chars().count();
        if length < self.min_length {
            return Err(PasswordRefused::TooShort(self.min_length));
        }
        if let Some(most) = self.max_length.filter(|most| length > *most) {
            return Err(PasswordRefused::TooLong(most));
        }
        if new.chars().any(char::is_control) {
            return Err(PasswordRefused::Control);
        }
        if let Some(class) = self.classes.iter().find(|class| !new.chars().any(|c| class.has(c))) {
            return Err(PasswordRefused::Lacks(*class));
        }
        Ok(())
    }
}

/// 0 (guessed at once) to 4.
pub fn score(new: &str, about: &[&str]) -> u8 {
    let rate = |part: &str| u8::from(zxcvbn::zxcvbn(part, about).score());
    match rated(new) {
        (all, None) => rate(all),
        (begin, Some(end)) => rate(begin).max(rate(end)),
    }
}

/// What of a password is rated: all of it, or its two ends.
fn rated(new: &str) -> (&str, Option<&str>) {
    let odd = FOR_LETTERS.chars().filter(|c| new.contains(*c)).count() > 3;
    let most = if odd { RATED_ODD } else { RATED_CHARS };
    let Some((at, _)) = new.char_indices().nth(most) else { return (new, None) };
    let end = new.char_indices().rev().nth(most - 1).map_or(0, |(at, _)| at);
    (new.get(..at).unwrap_or_default(), Some(new.get(end..).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use CharacterClass::{Lowercase, Number, Special, Uppercase};
    use PasswordRefused::{Control, Guessable, Lacks, TooLarge, TooLong, TooShort};

    #[test]
    fn length_is_counted_in_characters_and_capped_in_bytes() {
        let rules = PasswordRules::default();
        for (new, expected) in [
            ("1234567", Err(TooShort(8))),
            ("12345678", Ok(())),
            ("äöüäöü", Err(TooShort(8))),
            ("äöüäöüäö", Ok(())),
            (&*"x".repeat(1_000), Ok(())),
            (&*"x".repeat(1_001), Err(TooLarge)),
            ("12345678\n", Err(Control)),
        ] {
            assert_eq!(rules.check(new, &[]), expected, "{new}");
        }
        let narrow = PasswordRules { min_length: 10, max_length: Some(12), ..rules };
        assert_eq!(narrow.check("äöüäöüäöü", &[]), Err(TooShort(10)));
        assert_eq!(narrow.check("äöüäöüäöüäöü", &[]), Ok(()));
        assert_eq!(narrow.check("äöüäöüäöüäöü1", &[]), Err(TooLong(12)));
    }
    #[test]
    fn every_class_is_asked_for_by_itself() {
        let of = |classes: &[CharacterClass]| PasswordRules { classes: classes.to_vec(), ..PasswordRules::default() };
        for (class, without, with) in
            [(Uppercase, "lower 123", "lower 12Ä"), (Lowercase, "UPPER 123", "UPPER 12ß"), (Number, "letters-", "letters5"), (Special, "Letters5", "Letter 5")]
        {
            assert_eq!(of(&[class]).check(without, &[]), Err(Lacks(class)), "{without}");
            assert_eq!(of(&[class]).check(with, &[]), Ok(()), "{with}");
        }
        assert_eq!(of(&CharacterClass::ALL).check("lowercase", &[]), Err(Lacks(Uppercase)));
        assert_eq!(of(&CharacterClass::ALL).check("Low-case1", &[]), Ok(()));
    }
    #[test]
    fn what_is_known_of_the_person_is_easy_to_guess() {
        let rules = PasswordRules { min_score: 3, ..PasswordRules::default() };
        assert_eq!(rules.check("password1", &[]), Err(Guessable));
        assert_eq!(rules.check("correct horse battery", &[]), Ok(()));
        assert_eq!(rules.check("adalovelace1815", &["adalovelace1815"]), Err(Guessable));
        assert!(score("adalovelace1815", &[]) > score("adalovelace1815", &["adalovelace1815"]));
        // However long: rated by its better end.
        assert_eq!(rules.check(&format!("{}x9!kQ-herons", "a".repeat(900)), &[]), Ok(()));
        assert_eq!(rules.check(&"a".repeat(900), &[]), Err(Guessable));
    }
    #[test]
    fn s21_what_may_stand_for_letters_is_rated_in_shorter_pieces() {
        let plain = "abcdefghijklmnopqrstuvwxyzäbcdefghijklmnopqrstuvwxyz";
        assert_eq!(rated(plain), ("abcdefghijklmnopqrstuvwx", Some("cdefghijklmnopqrstuvwxyz")));
        assert_eq!(rated("4@8 short"), ("4@8 short", None));
        let odd = "4@8({[<369!1|0$57+%2 and more";
        assert_eq!(rated(odd), ("4@8({[<369!1", Some("+%2 and more")));
    }
    #[test]
    fn s21_no_password_takes_long_to_rate() {
        let spiteful = "4@8({[<3&69&#!1|70$5+7%2".repeat(40);
        let took = (0..3).map(|_| {
            let began = std::time::Instant::now();
            let _ = score(&spiteful, &[]);
            began.elapsed()
        });
        // Without the cut it takes minutes.
        assert!(took.min() < Some(std::time::Duration::from_secs(5)));
    }
}
