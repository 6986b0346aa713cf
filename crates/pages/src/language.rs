//! A language that pages can be drawn in.
//!
//! Why: everything of a language is built once, when configuration is read; drawing a page only fills in facts.

use crate::contract::{ENGLISH, parsed};
use crate::engine;
use crate::messages::Messages;
use minijinja::value::Value;
use minijinja::{Environment, Error};
use std::sync::{Arc, LazyLock};

pub struct Language {
    tag: Box<str>,
    name: Box<str>,
    messages: Arc<Messages>,
    engine: Option<Environment<'static>>,
}

/// What programs are told, and what stands in where no language was chosen.
static PLAIN_ENGLISH: LazyLock<Arc<Language>> = LazyLock::new(|| {
    let messages = Messages::new("en", vec![parsed(ENGLISH)], "Portcullis", None);
    Arc::new(Language::new("en", messages))
});

impl Language {
    pub(crate) fn new(tag: &str, messages: Messages) -> Self {
        let messages = Arc::new(messages);
        let name = messages.of_itself("language-name").unwrap_or_else(|| tag.to_owned());
        Self { tag: tag.into(), name: name.into(), engine: engine::speaking(&messages), messages }
    }
    /// English as it comes with the program.
    pub fn english() -> &'static Arc<Self> {
        &PLAIN_ENGLISH
    }
    /// Its BCP 47 tag: `en`.
    pub fn tag(&self) -> &str {
        &self.tag
    }
    /// Whether it is written from the right.
    pub fn is_right_to_left(&self) -> bool {
        let primary = self.tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        matches!(primary.as_str(), "ar" | "ckb" | "dv" | "fa" | "he" | "ps" | "sd" | "ug" | "ur" | "yi")
    }
    /// What it calls itself: `Deutsch`.
    pub fn name(&self) -> &str {
        &self.name
    }
    pub(crate) fn messages(&self) -> &Messages {
        &self.messages
    }
    pub(crate) fn plain(&self, key: &str, facts: &[(&'static str, &str)]) -> String {
        self.messages.plain(key, facts)
    }
    pub(crate) fn render(&self, template: &str, context: Value) -> Result<String, Error> {
        let Some(engine) = &self.engine else { return Err(engine::broken()) };
        engine.get_template(template)?.render(context)
    }
}
