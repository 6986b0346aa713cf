//! Why a factor was not added, changed or removed.
//!
//! Why: one list for every page about factors, so that one cause has one text and one status.

use crate::language::Language;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactorTrouble {
    /// This kind of factor is turned off here.
    Off,
    /// The page was open for too long, or was sent before.
    Stale,
    WrongCode,
    /// There is one already.
    There,
    BadName,
    Unknown,
    TooMany,
    KeyUnreadable,
    KeyMismatch,
    KeyNotVerified,
    KeyModel,
    KeySynced,
    /// It claims a model and does not prove it.
    KeyUnproven,
    /// What is known of models is too old to take a new key by.
    ModelsOutdated,
    WrongPassword,
    /// The directory that keeps the password said no.
    PasswordNotTaken,
    /// It is the only way in.
    LastWay,
    Unavailable,
}
impl FactorTrouble {
    pub const ALL: [Self; 18] = [
        Self::Off,
        Self::Stale,
        Self::WrongCode,
        Self::There,
        Self::BadName,
        Self::Unknown,
        Self::TooMany,
        Self::KeyUnreadable,
        Self::KeyMismatch,
        Self::KeyNotVerified,
        Self::KeyModel,
        Self::KeySynced,
        Self::KeyUnproven,
        Self::ModelsOutdated,
        Self::WrongPassword,
        Self::PasswordNotTaken,
        Self::LastWay,
        Self::Unavailable,
    ];
    pub(crate) const fn look(self) -> Look {
        let (status, tone, text) = match self {
            Self::Off => (403, "warn", "factor-off"),
            Self::Stale => (403, "warn", "factor-stale"),
            Self::WrongCode => (401, "bad", "factor-wrong-code"),
            Self::There => (409, "warn", "factor-there"),
            Self::BadName => (400, "bad", "factor-bad-name"),
            Self::Unknown => (409, "warn", "factor-unknown"),
            Self::TooMany => (409, "warn", "factor-too-many"),
            Self::KeyUnreadable => (400, "bad", "factor-key-unreadable"),
            Self::KeyMismatch => (400, "bad", "factor-key-mismatch"),
            Self::KeyNotVerified => (400, "bad", "factor-key-not-verified"),
            Self::KeyModel => (403, "bad", "factor-key-model"),
            Self::KeySynced => (403, "bad", "factor-key-synced"),
            Self::KeyUnproven => (403, "bad", "factor-key-unproven"),
            Self::ModelsOutdated => (503, "warn", "factor-models-outdated"),
            Self::WrongPassword => (401, "bad", "factor-wrong-password"),
            Self::PasswordNotTaken => (400, "bad", "factor-password-not-taken"),
            Self::LastWay => (409, "warn", "factor-last-way"),
            Self::Unavailable => (503, "warn", "factor-unavailable"),
        };
        Look { status, tone, text }
    }
}

/// What a page shows of a trouble.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    pub(crate) status: u16,
    pub(crate) tone: &'static str,
    pub(crate) text: &'static str,
}
impl Look {
    const NONE: Self = Self { status: 200, tone: "", text: "" };
    pub(crate) fn of(trouble: Option<FactorTrouble>) -> Self {
        trouble.map_or(Self::NONE, FactorTrouble::look)
    }
    /// "Not done · Add a passkey": a reader hears first that it went wrong.
    pub(crate) fn title(self, language: &Language, key: &str) -> String {
        let plain = language.plain(key, &[]);
        if self.text.is_empty() { plain } else { language.plain("factor-not-done-title", &[("page", &plain)]) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_trouble_has_words_of_its_own() {
        let mut texts: Vec<_> = FactorTrouble::ALL.into_iter().map(|t| Language::english().plain(t.look().text, &[])).collect();
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), FactorTrouble::ALL.len());
    }
}
