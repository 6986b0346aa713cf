//! How pages look and speak, as meant.
//!
//! Why: what is drawn for people was checked when the file was read: catalogues without faults, colours that can be read.

use std::path::{Path, PathBuf};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Appearance {
    /// Empty: the program's own.
    pub name: Box<str>,
    /// The tag of the house's language; empty: English.
    pub language: Box<str>,
    /// The folder of the house's own catalogues.
    pub messages: Option<PathBuf>,
    /// What is in it: tags and sources.
    pub catalogues: Vec<(String, String)>,
    pub theme: PageTheme,
    /// Tokens of the style sheet with a light and a dark colour, `#rrggbb`.
    pub colors: Vec<(&'static str, String, String)>,
    pub logo: Option<LogoFile>,
    /// On the browser's tab.
    pub icon: Option<LogoFile>,
    pub privacy: Option<Box<str>>,
    /// Whether it has to be accepted.
    pub must_accept: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PageTheme {
    #[default]
    Auto,
    Light,
    Dark,
}

/// A picture and its kind, as its own bytes say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogoFile {
    pub kind: Picture,
    pub body: Vec<u8>,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    Svg,
    Png,
    WebP,
}

/// The catalogues of a folder, and every language there is with them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalogues {
    pub own: Vec<(String, String)>,
    pub tags: Vec<String>,
}

/// Reads the catalogues of a folder, or says which there are without one; every fault of theirs at once.
pub type Reading = dyn Fn(Option<&Path>) -> Result<Catalogues, Vec<crate::LocatedFault>>;
