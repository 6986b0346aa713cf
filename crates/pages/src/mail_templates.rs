//! The templates of mails: ours, and those that an administrator put in their place.
//!
//! Why: a template that is somebody else's may fail; a person who waits for a link still gets it.

use crate::language::Language;
use crate::mail::{Facts, Mail};
use crate::mail_kind::MailKind;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use std::collections::BTreeSet;
use std::fmt;

const TEXT: &str = "mail.txt";
const HTML: &str = "mail.html";
/// Steps that a template may take; ours take some hundred.
const FUEL: u64 = 50_000;

/// Why an administrator's template is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadMailTemplate {
    pub name: String,
    pub line: Option<usize>,
    pub why: String,
}
impl fmt::Display for BadMailTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.name, self.why),
            None => write!(f, "{}: {}", self.name, self.why),
        }
    }
}

/// Every template by its name: `mail.txt` and `mail.html` for all, `KIND.txt` and `KIND.html` for one kind.
#[derive(Clone, Debug)]
pub struct MailTemplates {
    ours: Environment<'static>,
    theirs: Option<Environment<'static>>,
    names: BTreeSet<String>,
}
impl Default for MailTemplates {
    fn default() -> Self {
        let mut ours = environment();
        // Embedded, and parsed by a test.
        let _ = ours.add_template(TEXT, include_str!("../templates/mail.txt"));
        let _ = ours.add_template(HTML, include_str!("../templates/mail.html"));
        Self { ours, theirs: None, names: BTreeSet::new() }
    }
}
impl MailTemplates {
    /// Whether a file of that name would be read.
    pub fn knows(name: &str) -> bool {
        let stem = name.strip_suffix(".txt").or_else(|| name.strip_suffix(".html"));
        stem.is_some_and(|stem| stem == "mail" || MailKind::ALL.iter().any(|k| k.as_str() == stem))
    }
    /// With these in the place of ours.
    pub fn with(own: impl IntoIterator<Item = (String, String)>) -> Result<Self, BadMailTemplate> {
        let mut all = Self::default();
        let mut theirs = environment();
        for (name, source) in own {
            if !Self::knows(&name) {
                return Err(BadMailTemplate { name, line: None, why: "there is no mail of that name".to_owned() });
            }
            theirs.add_template_owned(name.clone(), source).map_err(|e| BadMailTemplate { name: name.clone(), line: e.line(), why: e.to_string() })?;
            all.names.insert(name);
        }
        for name in &all.names {
            try_out(&theirs, name)?;
        }
        all.theirs = Some(theirs);
        Ok(all)
    }
    pub(crate) fn render(&self, kind: &str, facts: &Facts<'_>) -> (String, Option<String>) {
        let facts = Value::from(Serde(facts));
        let form = |end: &str, common: &str| {
            let own = [format!("{kind}.{end}"), common.to_owned()].into_iter().find(|name| self.names.contains(name));
            let theirs = own.and_then(|name| self.theirs.as_ref()?.get_template(&name).ok()?.render(facts.clone()).ok());
            theirs.or_else(|| self.ours.get_template(common).ok()?.render(facts.clone()).ok())
        };
        (form("txt", TEXT).unwrap_or_default(), form("html", HTML))
    }
}

/// Renders a template for every mail that it is for: a fact that is misspelt is told now, and not by a mail that is not as it should be.
fn try_out(theirs: &Environment<'static>, name: &str) -> Result<(), BadMailTemplate> {
    let stem = name.split('.').next().unwrap_or_default();
    for kind in MailKind::ALL.iter().filter(|kind| stem == "mail" || kind.as_str() == stem) {
        let mail = Mail::sample(*kind);
        let facts = Value::from(Serde(&mail.facts(Language::english())));
        if let Err(e) = theirs.get_template(name).and_then(|template| template.render(facts)) {
            let why = format!("{e}, in the mail `{}`", kind.as_str());
            return Err(BadMailTemplate { name: name.to_owned(), line: e.line(), why });
        }
    }
    Ok(())
}

fn environment() -> Environment<'static> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_auto_escape_callback(|name| if name.ends_with(".txt") { AutoEscape::None } else { AutoEscape::Html });
    env.set_fuel(Some(FUEL));
    if let Ok(syntax) = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
        env.set_syntax(syntax);
    }
    env
}
