//! The preferences page: language, theme, second factor.
//!
//! Why: three choices in one form that works without a script; each has "nothing in particular" first.

use crate::appearance::Theme;
use crate::page::{Draft, Page, Person, Site, finish, initials};
use crate::way::Way;
use serde::Serialize;

pub struct Preferences<'a> {
    pub person: Person<'a>,
    /// A tag, or empty.
    pub language: &'a str,
    pub theme: Option<Theme>,
    pub second_factor: Option<Way>,
    /// They were just kept.
    pub saved: bool,
    /// The form came too late or without its cookie: nothing was kept.
    pub stale: bool,
    pub csrf: &'a str,
}
impl Preferences<'_> {
    pub fn render(&self, site: &Site<'_>) -> Page {
        let languages = site.appearance.languages().iter().map(|l| Choice { value: l.tag(), name: l.name(), chosen: l.tag() == self.language });
        let facts = Facts {
            person: self.person,
            initials: initials(self.person.display_name),
            languages: languages.collect(),
            themes: Theme::ALL.map(|t| Choice { value: t.as_str(), name: theme(t), chosen: self.theme == Some(t) }).into(),
            ways: [Way::Key, Way::App, Way::Duo, Way::Recovery, Way::Password]
                .map(|w| Choice { value: w.as_str(), name: way(w), chosen: self.second_factor == Some(w) })
                .into(),
            saved: self.saved && !self.stale,
            stale: self.stale,
            csrf: self.csrf,
        };
        let status = if self.stale { 403 } else { 200 };
        finish(Draft { template: "preferences.html", status, title: site.language.plain("preferences-title", &[]), form_targets: &[] }, &facts, site)
    }
}

const fn theme(theme: Theme) -> &'static str {
    match theme {
        Theme::Auto => "preferences-theme-auto",
        Theme::Light => "preferences-theme-light",
        Theme::Dark => "preferences-theme-dark",
    }
}
const fn way(way: Way) -> &'static str {
    match way {
        Way::Key => "second-other-key",
        Way::App => "second-other-app",
        Way::Recovery => "second-recovery",
        Way::Password => "sign-in-password",
        Way::Duo => "second-other-duo",
    }
}

#[derive(Serialize)]
struct Facts<'a> {
    person: Person<'a>,
    initials: String,
    languages: Vec<Choice<'a>>,
    themes: Vec<Choice<'a>>,
    ways: Vec<Choice<'a>>,
    saved: bool,
    stale: bool,
    csrf: &'a str,
}
/// What is sent, and the words for it: a language's own name, or a message.
#[derive(Serialize)]
struct Choice<'a> {
    value: &'a str,
    name: &'a str,
    chosen: bool,
}
