//! The keys of `portal`: its address, and how its pages look and speak.
//!
//! Why: see the table.

use super::{Key, Kind, MapSpec};
use Kind::{Bool, FilePath, List, Map, Text, WebOrigin, Word};

pub(crate) static PORTAL: MapSpec = MapSpec {
    place: "portal",
    doc: "The portal, and how the pages that people see look and speak.",
    keys: &[
        Key::new(
            "origin",
            WebOrigin,
            "",
            "https://login.example.com",
            "Its address: https and a host without a path, or http on localhost. No route may use its host.",
        )
        .required(),
        Key::new("name", Text, "Portcullis", "Example", "What pages call this installation: 1 to 40 characters."),
        Key::new("language", Text, "en", "de", "The language of pages for people who chose none and whose browser asks for none of those there are."),
        Key::new(
            "messages",
            FilePath,
            "",
            "/etc/portcullis/messages",
            "A folder of your own catalogues, one a language: `nl.ftl` adds a language, `de.ftl` changes words of the one that is there.",
        ),
        Key::new("theme", Word(&["auto", "light", "dark"]), "auto", "dark", "Light, dark, or as the reader's system says. People may choose another one."),
        Key::new("colors", Map(&COLORS), "", "", "Colours of your own, each a light and a dark one. A pair that cannot be read well is refused."),
        Key::new("logo", FilePath, "", "/etc/portcullis/logo.svg", "Your mark beside the name: SVG, PNG or WebP of at most 64 KiB. It stands 24 pixels high."),
        Key::new("icon", FilePath, "", "/etc/portcullis/icon.svg", "Your icon on the browser's tab: SVG, PNG or WebP of at most 64 KiB."),
        Key::new(
            "require_acceptance",
            Bool,
            "false",
            "true",
            "Whether people have to accept the notice at `privacy` before a sign-in goes on: once, and again when its address changes.",
        ),
        Key::new("privacy", Text, "", "https://example.com/privacy", "Where your privacy notice is. Pages link to it in their foot."),
    ],
};

pub(crate) static COLORS: MapSpec = MapSpec {
    place: "portal.colors",
    doc: "Colours, each a pair: on light pages and on dark ones.",
    keys: &[
        Key::new("accent", List(&Text), "[\"#0b5d78\", \"#1f7897\"]", "[\"#5b2a86\", \"#8559bd\"]", "The main button. White text stands on it."),
        Key::new("accent_press", List(&Text), "[\"#084a60\", \"#1a6883\"]", "[\"#46206a\", \"#6b3f98\"]", "The main button while it is pressed."),
        Key::new(
            "accent_soft",
            List(&Text),
            "[\"#e4f0f4\", \"#10262f\"]",
            "[\"#f1eaf7\", \"#251a30\"]",
            "Behind notices and chosen things. Text stands on it.",
        ),
        Key::new("link", List(&Text), "[\"#0b5d78\", \"#7cc7e2\"]", "[\"#5b2a86\", \"#c9a8ea\"]", "Links."),
        Key::new("focus", List(&Text), "[\"#0a7599\", \"#8fd3ec\"]", "[\"#7a3fb0\", \"#d6bdf0\"]", "The ring around what the keyboard is on."),
    ],
};
