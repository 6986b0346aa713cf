//! A finished page, and what every page needs to know of its surroundings.
//!
//! Why: status, fields and bytes leave together, so no door can send a page without its content security policy.

use crate::appearance::{Appearance, Theme};
use crate::headers::{Nonce, security_headers};
use crate::language::Language;
use minijinja::context;
use minijinja::value::{Serde, Value};
use portcullis_model::{RequestId, Timestamp};
use serde::Serialize;

/// The surroundings. All of it comes from configuration and the clock; the request only chooses among the languages there are (S13).
pub struct Site<'a> {
    /// Where assets are on the host that serves the page: `/assets` on the portal, `/.portcullis/assets` elsewhere.
    pub assets: &'a str,
    /// The portal's origin as configured, e.g. `https://login.example.com`.
    pub portal: &'a str,
    pub nonce: &'a Nonce,
    pub appearance: &'a Appearance,
    pub language: &'a Language,
    pub theme: Theme,
    /// The address of this page on its own host, to come back to after another language was chosen; empty where none can be.
    pub here: &'a str,
    pub now: Timestamp,
}

/// Who is signed in, as pages call them.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Person<'a> {
    pub display_name: &'a str,
    /// The name or e-mail that says which account this is.
    pub account: &'a str,
}

/// Which request a page is about: for the person who reads the number out, and the one who looks it up.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    pub method: &'a str,
    /// A host that is configured; empty when the request named another (S13).
    pub host: &'a str,
    /// The path without its query, which may hold secrets (S17).
    pub path: &'a str,
    pub request: RequestId,
}

/// A page, ready to send.
#[derive(Clone, Debug)]
pub struct Page {
    pub status: u16,
    pub title: String,
    pub html: String,
    /// `content-type` and everything of [`security_headers`].
    pub headers: Vec<(&'static str, String)>,
}

impl Page {
    /// Lets its script ask the host that it came from; scripts of other pages ask nobody.
    pub(crate) fn asking_back(mut self) -> Self {
        for (_, policy) in self.headers.iter_mut().filter(|(name, _)| *name == "content-security-policy") {
            policy.push_str("; connect-src 'self'");
        }
        self
    }
}

pub(crate) struct Draft<'a> {
    pub(crate) template: &'static str,
    pub(crate) status: u16,
    pub(crate) title: String,
    pub(crate) form_targets: &'a [&'a str],
}

/// Renders a draft. A template that fails is a plain 500 and never half a page.
pub(crate) fn finish(draft: Draft<'_>, facts: &impl Serialize, site: &Site<'_>) -> Page {
    let house = site.appearance;
    let facts = Value::from(Serde(facts));
    let surroundings = context! {
        assets => site.assets,
        css => house.css.name.as_str(),
        js => house.js.name.as_str(),
        icon => house.icon.name.as_str(),
        icon_type => house.icon.content_type,
        logo => house.logo.as_ref().map(|l| l.name.as_str()),
        product => &*house.product,
        privacy => house.privacy.as_deref(),
        theme => if site.theme == Theme::Auto { "" } else { site.theme.as_str() },
        here => site.here,
        language_name => site.language.name(),
        languages => if site.here.is_empty() { Vec::new() } else { house.languages().iter().map(|l| context! { tag => l.tag(), name => l.name() }).collect() },
        language => site.language.tag(),
        rtl => site.language.is_right_to_left(),
        portal => site.portal,
        portal_host => host_of(site.portal),
        nonce => site.nonce.as_str(),
        now => site.now.micros(),
    };
    let rendered =
        site.language.render(draft.template, context! { page => facts, site => surroundings, title => draft.title.as_str(), status => draft.status });
    let (status, title, html) = match rendered {
        Ok(html) => (draft.status, draft.title, html),
        Err(_) => (500, String::from("Error"), String::from("<!doctype html><html lang=\"en\"><title>Error</title><h1>This page could not be drawn</h1>")),
    };
    let mut headers = security_headers(Some(site.nonce), draft.form_targets);
    headers.push(("content-type", "text/html; charset=utf-8".into()));
    headers.push(("content-language", site.language.tag().into()));
    headers.push(("vary", "accept-language, cookie".into()));
    Page { status, title, html, headers }
}

/// `https://login.example.com:8443` → `login.example.com:8443`
pub(crate) fn host_of(origin: &str) -> &str {
    origin.split_once("://").map_or(origin, |(_, host)| host)
}

/// The first letters of the first and last word: what an avatar shows.
pub(crate) fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|w| w.chars().find(|c| c.is_alphanumeric()));
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

/// The monogram's colour class, by the name: the same name is the same colour everywhere (FNV-1a).
pub(crate) fn hue(name: &str) -> &'static str {
    let hash = name.bytes().fold(0x811c_9dc5_u32, |h, b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193));
    ["c1", "c2", "c3", "c4", "c5", "c6"].get(((hash ^ hash >> 15) % 6) as usize).copied().unwrap_or("c5")
}

/// The letter on a monogram.
pub(crate) fn monogram(name: &str) -> String {
    name.chars().find(|c| c.is_alphanumeric()).map(|c| c.to_uppercase().collect()).unwrap_or_default()
}

/// A place as the template shows it: address, method, number.
#[derive(Serialize)]
pub(crate) struct Shown {
    address: String,
    method: String,
    request: String,
}
impl From<Place<'_>> for Shown {
    fn from(place: Place<'_>) -> Self {
        let address = if place.host.is_empty() { String::new() } else { format!("{}{}", place.host, if place.path == "/" { "" } else { place.path }) };
        Self { address, method: place.method.into(), request: place.request.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn monograms_and_initials() {
        assert_eq!(initials("Ada Okafor"), "AO");
        assert_eq!(initials("ada"), "A");
        assert_eq!(initials("  "), "");
        assert_eq!(monogram("経費"), "経");
        assert_eq!(hue("Wiki"), hue("Wiki"));
        assert_eq!(host_of("http://login.localhost:8080"), "login.localhost:8080");
    }
}
