//! The launcher: the applications this person may open.
//!
//! Why: the portal's first page is a list of doors that will open, and finding one needs no script.

use crate::page::{Draft, Page, Person, Site, finish, hue, initials, monogram};
use portcullis_model::{AmrSet, Timestamp};
use serde::Serialize;

/// One application.
#[derive(Clone, Copy, Debug)]
pub struct Tile<'a> {
    pub name: &'a str,
    pub host: &'a str,
    /// Where it opens. Anything but `https:` and `http:` is shown without a link (S24).
    pub url: &'a str,
    pub description: &'a str,
    /// It asks for more than this sign-in has shown.
    pub second_factor: bool,
}

pub struct Launcher<'a> {
    pub person: Person<'a>,
    pub tiles: &'a [Tile<'a>],
    /// What was searched for; tiles are filtered here.
    pub query: &'a str,
    pub amr: AmrSet,
    pub signed_in: Timestamp,
    pub ends: Timestamp,
}
impl Launcher<'_> {
    pub fn render(&self, site: &Site<'_>) -> Page {
        let words: Vec<String> = self.query.split_whitespace().map(str::to_lowercase).collect();
        let found = |t: &&Tile<'_>| {
            let text = format!("{} {} {}", t.name, t.host, t.description).to_lowercase();
            words.iter().all(|w| text.contains(w.as_str()))
        };
        let tiles: Vec<ShownTile<'_>> = self.tiles.iter().filter(found).map(ShownTile::from).collect();
        let facts = Facts {
            person: self.person,
            initials: initials(self.person.display_name),
            total: self.tiles.len(),
            tiles,
            query: self.query,
            how: crate::account::how(self.amr),
            signed_in: self.signed_in.micros(),
            ends: self.ends.micros(),
        };
        finish(Draft { template: "launcher.html", status: 200, title: site.language.plain("launcher-title", &[]), form_targets: &[] }, &facts, site)
    }
}

#[derive(Serialize)]
struct Facts<'a> {
    person: Person<'a>,
    initials: String,
    total: usize,
    tiles: Vec<ShownTile<'a>>,
    query: &'a str,
    how: &'static str,
    signed_in: i64,
    ends: i64,
}
#[derive(Serialize)]
struct ShownTile<'a> {
    name: &'a str,
    host: &'a str,
    url: &'a str,
    description: &'a str,
    second_factor: bool,
    letter: String,
    hue: &'static str,
}
impl<'a> From<&'a Tile<'a>> for ShownTile<'a> {
    fn from(tile: &'a Tile<'a>) -> Self {
        let url = if tile.url.starts_with("https://") || tile.url.starts_with("http://") { tile.url } else { "" };
        let (letter, hue) = (monogram(tile.name), hue(tile.name));
        Self { name: tile.name, host: tile.host, url, description: tile.description, second_factor: tile.second_factor, letter, hue }
    }
}
