//! The messages of one language, filled with facts.
//!
//! Why: words are kept by Fluent in one file a language, where a translator has plurals; a language that lacks one says it in English.

use crate::contract::contract;
use crate::escape::escape;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::borrow::Cow;
use std::sync::Arc;
use unic_langid::LanguageIdentifier;

/// The fact that every message may use without being given it.
pub(crate) const PRODUCT: &str = "product";

pub(crate) struct Messages {
    bundle: FluentBundle<FluentResource>,
    product: Box<str>,
    product_html: Box<str>,
    fallback: Option<Arc<Self>>,
}

impl Messages {
    /// Later resources win over earlier ones.
    pub(crate) fn new(tag: &str, resources: Vec<FluentResource>, product: &str, fallback: Option<Arc<Self>>) -> Self {
        // Only the plural rules follow from it.
        let tag: LanguageIdentifier = tag.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // Isolation marks are for plain text; pages isolate names by elements.
        bundle.set_use_isolating(false);
        for resource in resources {
            bundle.add_resource_overriding(resource);
        }
        Self { bundle, product: product.into(), product_html: escape(product).into(), fallback }
    }
    /// The message of this language alone; `None` when it lacks it or cannot fill it.
    fn own<'a>(&'a self, key: &str, facts: &'a FluentArgs<'_>) -> Option<Cow<'a, str>> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut faults = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(facts), &mut faults);
        faults.is_empty().then_some(text)
    }
    /// A text without facts that no other language may stand in for.
    pub(crate) fn of_itself(&self, key: &str) -> Option<String> {
        self.own(key, &FluentArgs::new()).map(Cow::into_owned)
    }
    fn filled(&self, key: &str, facts: &FluentArgs<'_>) -> Option<String> {
        let own = self.own(key, facts).map(Cow::into_owned);
        own.or_else(|| self.fallback.as_ref().and_then(|f| f.filled(key, facts)))
    }
    /// The message as HTML: every fact is escaped already. What it needs and lacks is an error.
    pub(crate) fn html<'a>(&self, key: &str, fact: impl Fn(&str) -> Option<FluentValue<'a>>) -> Result<String, String> {
        let wanted = contract().get(key).ok_or_else(|| format!("no message {key}"))?;
        let mut facts = FluentArgs::with_capacity(wanted.len());
        for name in wanted {
            let value = if name == PRODUCT { Some((&*self.product_html).into()) } else { fact(name) };
            facts.set(name.as_str(), value.ok_or_else(|| format!("message {key} lacks the fact {name}"))?);
        }
        self.filled(key, &facts).ok_or_else(|| format!("message {key} cannot be filled"))
    }
    /// The text as plain text, facts as they are: for titles, which the template escapes once, and for mail. What can't be filled
    /// shows its key, which the page tests find.
    pub(crate) fn plain(&self, key: &str, facts: &[(&'static str, &str)]) -> String {
        self.with(key, facts.iter().map(|(name, value)| (*name, FluentValue::from(*value))))
    }
    /// A plain text with a number in it, `$n`.
    pub(crate) fn counted(&self, key: &str, n: u64) -> String {
        self.with(key, [("n", n.into())].into_iter())
    }
    fn with<'a>(&self, key: &str, facts: impl Iterator<Item = (&'static str, FluentValue<'a>)>) -> String {
        let mut all = FluentArgs::new();
        for (name, value) in facts {
            all.set(name, value);
        }
        all.set(PRODUCT, self.product.to_string());
        self.filled(key, &all).unwrap_or_else(|| format!("{{{key}}}"))
    }
}
