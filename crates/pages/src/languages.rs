//! The languages there are, and which of them a reader gets.
//!
//! Why: the request only chooses among what configuration built: the person's own choice, then the browser's, then the house's.

use crate::contract::{ENGLISH, parsed};
use crate::language::Language;
use crate::messages::Messages;
use std::collections::BTreeMap;
use std::sync::Arc;
use unic_langid::LanguageIdentifier;

/// Every catalogue that comes with the program, by its tag.
pub(crate) const BUILT_IN: [(&str, &str); 7] = [
    ("de", include_str!("../messages/de.ftl")),
    ("en", ENGLISH),
    ("es", include_str!("../messages/es.ftl")),
    ("fr", include_str!("../messages/fr.ftl")),
    ("ja", include_str!("../messages/ja.ftl")),
    ("pt", include_str!("../messages/pt.ftl")),
    ("zh", include_str!("../messages/zh.ftl")),
];

pub struct Languages {
    /// By tag.
    all: Vec<Arc<Language>>,
    default: Arc<Language>,
}

/// A language's tag as files and cookies name it (BCP 47): `de`, `pt-BR`. `None` for what is no tag.
pub fn language_tag(text: &str) -> Option<String> {
    let plain = text.len() <= 32 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let tag: LanguageIdentifier = text.parse().ok().filter(|_| plain)?;
    Some(tag.to_string()).filter(|t| t != "und")
}

impl Languages {
    /// `own` are files of the house, already without faults: a tag and what it says more, or otherwise.
    pub fn new(product: &str, default: &str, own: &[(String, String)]) -> Self {
        let mut sources: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (tag, source) in BUILT_IN.into_iter().chain(own.iter().map(|(tag, source)| (&**tag, &**source))) {
            sources.entry(tag).or_default().push(source);
        }
        let read = |tag: &str| sources.get(tag).into_iter().flatten().map(|s| parsed(s)).collect::<Vec<_>>();
        let english = Arc::new(Messages::new("en", read("en"), product, None));
        let all: Vec<Arc<Language>> =
            sources.keys().map(|tag| Arc::new(Language::new(tag, Messages::new(tag, read(tag), product, Some(Arc::clone(&english)))))).collect();
        let found = all.iter().find(|l| l.tag() == default).or_else(|| all.iter().find(|l| l.tag() == "en"));
        let default = found.map_or_else(|| Arc::clone(Language::english()), Arc::clone);
        Self { all, default }
    }
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Language>> {
        self.all.iter()
    }
    pub fn find(&self, tag: &str) -> Option<&Arc<Language>> {
        self.all.iter().find(|l| l.tag() == tag)
    }
    pub fn default_language(&self) -> &Arc<Language> {
        &self.default
    }
    /// The first of these that is there, then what the browser takes, then the house's own.
    pub fn choose(&self, chosen: &[Option<&str>], accept_language: Option<&str>) -> &Arc<Language> {
        let by_hand = chosen.iter().flatten().find_map(|tag| self.find(tag));
        by_hand.or_else(|| self.accepted(accept_language?)).unwrap_or(&self.default)
    }
    /// Lookup of RFC 4647 §3.4 over the ranges of `Accept-Language`, best quality first.
    fn accepted(&self, field: &str) -> Option<&Arc<Language>> {
        let mut ranges: Vec<(u16, &str)> = field.split(',').take(MOST_RANGES).filter_map(range).collect();
        ranges.sort_by_key(|(quality, _)| std::cmp::Reverse(*quality));
        ranges.iter().find_map(|(_, range)| self.lookup(range))
    }
    fn lookup(&self, range: &str) -> Option<&Arc<Language>> {
        let mut range = range;
        loop {
            if let Some(found) = self.all.iter().find(|l| l.tag().eq_ignore_ascii_case(range)) {
                return Some(found);
            }
            range = range.rsplit_once('-')?.0;
        }
    }
}

/// More languages than anybody speaks: a longer list is not read on.
const MOST_RANGES: usize = 32;

/// `de-CH;q=0.8` → its quality in thousandths and the range. `*` says nothing that the house's own language doesn't.
fn range(item: &str) -> Option<(u16, &str)> {
    let mut parts = item.split(';').map(str::trim);
    let range = parts.next().filter(|r| !r.is_empty() && *r != "*")?;
    let quality = match parts.find_map(|p| p.strip_prefix("q=")) {
        None => 1000,
        Some(text) => text.parse::<f32>().ok().filter(|q| (0.0..=1.0).contains(q)).map(thousandths)?,
    };
    (quality > 0).then_some((quality, range))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
fn thousandths(quality: f32) -> u16 {
    (quality * 1000.0).round() as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag<'a>(languages: &'a Languages, chosen: &[Option<&str>], accept: Option<&str>) -> &'a str {
        languages.choose(chosen, accept).tag()
    }

    #[test]
    fn the_persons_choice_comes_first_then_the_browsers_then_the_houses() {
        let all = Languages::new("Portcullis", "fr", &[]);
        assert_eq!(tag(&all, &[Some("de"), Some("ja")], Some("es")), "de");
        assert_eq!(tag(&all, &[None, Some("ja")], Some("es")), "ja");
        assert_eq!(tag(&all, &[Some("xx"), None], Some("es")), "es");
        assert_eq!(tag(&all, &[], None), "fr");
        assert_eq!(tag(&all, &[], Some("*")), "fr");
        assert_eq!(Languages::new("Portcullis", "xx", &[]).default_language().tag(), "en");
    }
    #[test]
    fn accept_language_is_read_by_quality_and_cut_from_the_right() {
        let all = Languages::new("Portcullis", "en", &[]);
        for (field, wanted) in [
            ("de", "de"),
            ("de-CH, de;q=0.9, en;q=0.8", "de"),
            ("DE-at", "de"),
            ("nl, fr;q=0.5, ja;q=0.9", "ja"),
            ("zh-TW", "zh"),
            ("zh-Hant-HK;q=0.9, en;q=0.1", "zh"),
            ("pt-BR", "pt"),
            ("de;q=0, fr;q=0.1", "fr"),
            ("de;q=2, fr", "fr"),
            ("de;q=x, es", "es"),
            ("nl", "en"),
            ("", "en"),
            (";;,,q=1", "en"),
            ("../../etc/passwd", "en"),
        ] {
            assert_eq!(tag(&all, &[], Some(field)), wanted, "{field}");
        }
        let long = "nl,".repeat(50_000) + "de";
        assert_eq!(tag(&all, &[], Some(&long)), "en");
    }
    #[test]
    fn a_house_adds_a_language_and_changes_words_of_another() {
        let own = [("nl".into(), "language-name = Nederlands\nsign-in-title = Aanmelden\n".into()), ("en".into(), "sign-in-title = Enter\n".into())];
        let all = Languages::new("Tor", "nl", &own);
        let title = |tag: &str, key: &str| all.find(tag).map(|l| l.plain(key, &[])).unwrap_or_default();
        assert_eq!((title("nl", "sign-in-title"), title("en", "sign-in-title")), ("Aanmelden".into(), "Enter".into()));
        // What the house's language lacks is said in English, as the house has it.
        assert_eq!((title("nl", "sign-in-button"), title("nl", "error-busy-title")), ("Sign in".into(), "Tor is full at this moment".into()));
        assert_eq!(title("de", "sign-in-title"), "Anmelden");
        assert_eq!(all.default_language().name(), "Nederlands");
    }
    #[test]
    fn tags_are_letters_and_digits() {
        assert_eq!(language_tag("pt-BR").as_deref(), Some("pt-BR"));
        assert_eq!(language_tag("zh-hans").as_deref(), Some("zh-Hans"));
        for bad in ["", "und", "..", "de/x", "de_DE", "x", "de-", "\u{202e}de", &"a".repeat(40)] {
            assert_eq!(language_tag(bad), None, "{bad}");
        }
    }
}
