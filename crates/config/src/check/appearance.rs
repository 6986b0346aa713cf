//! How pages look and speak: name, language, catalogues, colours, mark, privacy notice.
//!
//! Why: people meet these on the one page that nobody can skip, so what can't be read, or could harm, is refused here.

use super::desk::Desk;
use super::secret;
use crate::table::Section;
use crate::values::{Rgb, color};
use crate::{Appearance, Catalogues, LogoFile, PageTheme, Picture};
use portcullis_document::{Node, Span};

pub(super) fn read(root: Section<'_>, desk: &mut Desk<'_>) -> Appearance {
    let Some(section) = root.inner("portal") else { return Appearance::default() };
    let mut all = Appearance {
        privacy: privacy(section, desk),
        logo: picture(section, "logo", desk),
        icon: picture(section, "icon", desk),
        colors: colors(section, desk),
        ..Appearance::default()
    };
    if let Some((name, span)) = section.text("name") {
        if name.trim().is_empty() || name.chars().count() > 40 || name.chars().any(|c| c.is_control() || is_direction(c)) {
            desk.error(span, "a name has 1 to 40 characters, all of them visible", "write what people call this installation");
        }
        all.name = name.trim().into();
    }
    all.must_accept = section.flag("require_acceptance");
    if all.must_accept && section.node().get("privacy").is_none() {
        desk.error(section.key_span("require_acceptance"), "there is no notice to accept", "add `privacy:` with its address, or remove `require_acceptance`");
    }
    all.theme = match section.text("theme") {
        Some(("light", _)) => PageTheme::Light,
        Some(("dark", _)) => PageTheme::Dark,
        _ => PageTheme::Auto,
    };
    all.messages = section.text("messages").map(|(path, _)| desk.input.base.join(path));
    let read = (desk.input.catalogues)(all.messages.as_deref());
    let found: Catalogues = desk.told_of_another(read.map(Some)).unwrap_or_default();
    if let Some((tag, span)) = section.text("language") {
        // Where the catalogues have faults, which languages there are is not known.
        if !found.tags.is_empty() && !found.tags.iter().any(|t| t == tag) {
            desk.error(
                span,
                format!("there is no language `{tag}`"),
                format!("write one of {}, or put `{tag}.ftl` into the folder `messages`", found.tags.join(", ")),
            );
        }
        all.language = tag.into();
    }
    all.catalogues = found.own;
    all
}

/// Marks that turn the order of the text round.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn privacy(section: Section<'_>, desk: &mut Desk<'_>) -> Option<Box<str>> {
    let (url, span) = section.text("privacy")?;
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or_default();
    let sound = !rest.is_empty() && !rest.starts_with('/') && url.bytes().all(|b| b.is_ascii_graphic() && !b"\"'<>\\`{}|^".contains(&b)) && !rest.contains('@');
    if !sound {
        desk.error(span, format!("`{url}` is not the address of a page"), "write it like https://example.com/privacy");
    }
    sound.then(|| url.into())
}

/// A name in the file, the token of the style sheet, and the colours where nothing else is written.
const TOKENS: [(&str, &str, [&str; 2]); 5] = [
    ("accent", "accent", ["#0b5d78", "#1f7897"]),
    ("accent_press", "accent-press", ["#084a60", "#1a6883"]),
    ("accent_soft", "accent-soft", ["#e4f0f4", "#10262f"]),
    ("link", "link", ["#0b5d78", "#7cc7e2"]),
    ("focus", "focus", ["#0a7599", "#8fd3ec"]),
];
/// What they stand beside: ours, and not the house's to change.
const BEHIND: [(&str, [&str; 2]); 5] = [
    ("canvas", ["#f5f6f7", "#0d1012"]),
    ("surface", ["#ffffff", "#15191c"]),
    ("raised", ["#ffffff", "#1c2125"]),
    ("sunken", ["#eef0f2", "#0a0d0e"]),
    ("hover", ["#f0f2f4", "#1f2529"]),
];
const INK: [(&str, [&str; 2]); 3] = [("ink", ["#14181b", "#e9ecee"]), ("ink-2", ["#434b52", "#b4bdc3"]), ("ink-3", ["#5b646b", "#939da4"])];
const SOFT: [(&str, [&str; 2]); 3] = [("ok-soft", ["#e6f3eb", "#11261a"]), ("warn-soft", ["#fbf0da", "#2a2010"]), ("bad-soft", ["#fcebe9", "#321816"])];
const SIDES: [&str; 2] = ["light", "dark"];

fn colors(section: Section<'_>, desk: &mut Desk<'_>) -> Vec<(&'static str, String, String)> {
    let Some(section) = section.inner("colors") else { return Vec::new() };
    let mut written = Vec::new();
    for (key, token, _) in TOKENS {
        let Some(node) = section.get(key) else { continue };
        let texts: Vec<&str> = node.as_list().unwrap_or_default().iter().filter_map(Node::as_str).collect();
        match texts.as_slice() {
            [light, dark] => match (color(light), color(dark)) {
                (Some(light), Some(dark)) => written.push((token, [light, dark], node.span)),
                _ => desk.error(node.span, format!("`{key}` holds something that is no colour"), "write two like [\"#0b5d78\", \"#1f7897\"]"),
            },
            _ => desk.error(node.span, format!("`{key}` is two colours: on light pages and on dark ones"), "write them like [\"#0b5d78\", \"#1f7897\"]"),
        }
    }
    for (token, pair, span) in &written {
        legible(token, *pair, *span, &written, desk);
    }
    written.into_iter().map(|(token, [light, dark], _)| (token, light.to_string(), dark.to_string())).collect()
}

/// What a colour is seen beside, on light pages and on dark ones.
type Beside = (&'static str, [Option<Rgb>; 2]);

/// Every pair that this colour is part of; the ratios of WCAG 2.2 (1.4.3, 1.4.11).
fn legible(token: &str, pair: [Rgb; 2], span: Span, written: &[(&'static str, [Rgb; 2], Span)], desk: &mut Desk<'_>) {
    let ours = |all: &[(&'static str, [&str; 2])]| -> Vec<Beside> { all.iter().map(|(n, c)| (*n, c.map(color))).collect() };
    let soft = written.iter().find(|(t, ..)| *t == "accent-soft").map_or(["#e4f0f4", "#10262f"].map(color), |(_, c, _)| c.map(Some));
    let white = [color("#ffffff"); 2];
    let (beside, least): (Vec<Beside>, f64) = match token {
        "accent" | "accent-press" => (vec![("the white text on it", white)], 4.5),
        "accent-soft" => (ours(&INK), 4.5),
        "link" => (ours(&BEHIND).into_iter().chain(ours(&SOFT)).chain([("accent-soft", soft)]).collect(), 4.5),
        _ => (ours(&BEHIND), 3.0),
    };
    let also = if token == "accent" { ours(&BEHIND) } else { Vec::new() };
    let pairs = beside.into_iter().map(|b| (b, least)).chain(also.into_iter().map(|b| (b, 3.0)));
    let ratios = pairs.flat_map(|((name, others), least)| {
        let sides = pair.into_iter().zip(others).zip(SIDES);
        sides.filter_map(move |((mine, other), side)| other.map(|other| (mine, name, other, side, mine.contrast(other), least)))
    });
    // The worst of them: what mends it mends the others, or they are told next.
    let worst = ratios.filter(|(.., ratio, least)| ratio < least).min_by(|a, b| (a.4 / a.5).total_cmp(&(b.4 / b.5)));
    if let Some((mine, name, other, side, ratio, least)) = worst {
        let what = format!("{mine} and {name} ({other}) on {side} pages are too alike: {ratio:.1} to 1 where {least} is needed");
        desk.error(span, what, "choose one that is further from it in brightness");
    }
}

/// More is no mark.
const LOGO_LIMIT: usize = 64 * 1024;

fn picture(section: Section<'_>, name: &'static str, desk: &mut Desk<'_>) -> Option<LogoFile> {
    let node = section.get(name)?;
    let body = secret::file(node.as_str()?, node, desk)?;
    if body.len() > LOGO_LIMIT {
        desk.error(node.span, format!("this picture has {} bytes, and 65,536 are taken", body.len()), "make it smaller");
        return None;
    }
    let kind = match body.as_slice() {
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some(Picture::Png),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Picture::WebP),
        _ => std::str::from_utf8(&body).ok().filter(|t| is_svg(t)).map(|_| Picture::Svg),
    };
    let Some(kind) = kind else {
        desk.error(node.span, "this is no SVG, PNG or WebP", "give a picture of one of these kinds");
        return None;
    };
    if kind == Picture::Svg
        && let Some(active) = std::str::from_utf8(&body).ok().and_then(active_part)
    {
        desk.error(
            node.span,
            format!("this SVG holds `{active}`: it could do more than show itself"),
            "export it as a plain picture, without scripts and links",
        );
        return None;
    }
    Some(LogoFile { kind, body })
}

fn is_svg(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    text.starts_with("<svg") || text.starts_with("<?xml") && text.contains("<svg")
}

/// What makes a picture more than one. It is shown as an image, where none of it runs; opened by itself it must not either.
fn active_part(svg: &str) -> Option<&'static str> {
    let small = svg.to_ascii_lowercase();
    let handler = small.match_indices(" on").any(|(at, _)| {
        small.get(at + 3..).is_some_and(|rest| {
            let name = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
            name > 2 && rest.get(name..).is_some_and(|r| r.trim_start().starts_with('='))
        })
    });
    let found =
        ["<script", "<foreignobject", "<!doctype", "<!entity", "<?xml-stylesheet", "javascript:", "<iframe", "<animate", "<set", "http-equiv", "@import"]
            .into_iter()
            .find(|part| small.contains(part));
    found.or(handler.then_some("on…="))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_that_could_act_is_known() {
        assert_eq!(active_part("<svg><path d='M0 0'/></svg>"), None);
        assert_eq!(active_part("<svg><text>on top = good</text></svg>"), None);
        for bad in [
            "<svg><SCRIPT>",
            "<svg onload=x()>",
            "<svg\nonload = 'x'>".replace('\n', " ").as_str(),
            "<a href='javascript:x'>",
            "<!DOCTYPE svg>",
            "<foreignObject/>",
        ] {
            assert!(active_part(bad).is_some(), "{bad}");
        }
    }
    /// The numbers here are those of the style sheet.
    #[test]
    fn the_colours_are_those_of_the_style_sheet() {
        let css = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../pages/assets/tokens.css")).unwrap_or_default();
        let all = TOKENS.iter().map(|(_, t, c)| (*t, *c)).chain(BEHIND).chain(INK).chain(SOFT);
        for (token, [light, dark]) in all {
            let [light, dark] = [light, dark].map(|c| if c == "#ffffff" { "#fff" } else { c });
            assert!(css.contains(&format!("--{token}: light-dark({light}, {dark});")), "{token}");
        }
        assert!(css.contains("--accent-on: light-dark(#fff, #fff);"));
    }
}
