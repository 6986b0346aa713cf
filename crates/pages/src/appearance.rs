//! What a house makes its own: name, languages, theme, colours, mark, privacy notice.
//!
//! Why: all of it is settled when configuration is read; a page takes it as it is, and serves its files under their hashes.

use crate::asset::{Asset, CSS, ICON, JS};
use crate::languages::Languages;
use std::fmt::Write;
use std::sync::{Arc, LazyLock};

/// Light, dark, or as the system of the reader says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    Auto,
    Light,
    Dark,
}
impl Theme {
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.as_str() == text)
    }
}

/// The house's own mark.
#[derive(Clone, Debug)]
pub struct Logo {
    pub extension: &'static str,
    pub content_type: &'static str,
    pub body: Vec<u8>,
}

/// What configuration says.
#[derive(Clone, Debug, Default)]
pub struct AppearanceSettings {
    /// Empty: Portcullis.
    pub product: String,
    /// A tag; empty: English.
    pub language: String,
    /// The house's own catalogues by tag, without faults.
    pub catalogues: Vec<(String, String)>,
    pub theme: Theme,
    /// A token (`accent`), its light and its dark colour, `#rrggbb`.
    pub colors: Vec<(&'static str, String, String)>,
    pub logo: Option<Logo>,
    /// The house's own icon of a tab.
    pub icon: Option<Logo>,
    /// Where the privacy notice is.
    pub privacy: Option<String>,
}

pub struct Appearance {
    pub(crate) product: Box<str>,
    pub(crate) theme: Theme,
    pub(crate) privacy: Option<Box<str>>,
    pub(crate) css: Asset,
    pub(crate) js: Asset,
    pub(crate) icon: Asset,
    pub(crate) logo: Option<Asset>,
    languages: Languages,
}

static PLAIN: LazyLock<Arc<Appearance>> = LazyLock::new(|| Arc::new(Appearance::new(AppearanceSettings::default())));

impl Appearance {
    pub fn new(settings: AppearanceSettings) -> Self {
        let product = if settings.product.is_empty() { "Portcullis" } else { &settings.product };
        Self {
            languages: Languages::new(product, if settings.language.is_empty() { "en" } else { &settings.language }, &settings.catalogues),
            product: product.into(),
            theme: settings.theme,
            privacy: settings.privacy.map(Into::into),
            css: Asset::named("css", "text/css; charset=utf-8", styles(&settings.colors)),
            js: Asset::named("js", "text/javascript; charset=utf-8", JS),
            icon: settings.icon.map_or_else(|| Asset::named("svg", "image/svg+xml", ICON), |i| Asset::named(i.extension, i.content_type, i.body)),
            logo: settings.logo.map(|l| Asset::named(l.extension, l.content_type, l.body)),
        }
    }
    /// As it comes with the program.
    pub fn plain() -> &'static Arc<Self> {
        &PLAIN
    }
    pub fn languages(&self) -> &Languages {
        &self.languages
    }
    pub fn theme(&self) -> Theme {
        self.theme
    }
    pub fn assets(&self) -> impl Iterator<Item = &Asset> {
        [Some(&self.css), Some(&self.js), Some(&self.icon), self.logo.as_ref()].into_iter().flatten()
    }
    /// Finds an asset by its file name; any other name is nothing.
    pub fn asset(&self, name: &str) -> Option<&Asset> {
        self.assets().find(|a| a.name == name)
    }
}

/// The style sheet, with the house's colours after ours.
fn styles(colors: &[(&'static str, String, String)]) -> String {
    let mut css = CSS.to_owned();
    if !colors.is_empty() {
        css.push_str("\n:root {");
        for (token, light, dark) in colors {
            // Writing into a String does not fail.
            let _ = write!(css, " --{token}: light-dark({light}, {dark});");
        }
        css.push_str(" }\n");
    }
    css
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_asset_is_found_only_by_its_whole_name() {
        let plain = Appearance::plain();
        assert_eq!(plain.asset(&plain.css.name).unwrap().body, CSS);
        assert!(plain.asset("portcullis.css").is_none() && plain.asset(&format!("../{}", plain.css.name)).is_none() && plain.asset("").is_none());
    }
    #[test]
    fn colours_come_last_and_change_the_name() {
        let colors = vec![("accent", "#112233".to_owned(), "#445566".to_owned())];
        let own = Appearance::new(AppearanceSettings { colors, ..AppearanceSettings::default() });
        assert_ne!(own.css.name, Appearance::plain().css.name);
        assert!(std::str::from_utf8(&own.css.body).unwrap().ends_with(":root { --accent: light-dark(#112233, #445566); }\n"));
    }
    #[test]
    fn themes_have_names() {
        for theme in Theme::ALL {
            assert_eq!(Theme::parse(theme.as_str()), Some(theme));
        }
        assert_eq!(Theme::parse("oled"), None);
    }
}
