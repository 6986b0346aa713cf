//! Inline icons from the one icon file.
//!
//! Why: portal pages make no request for an icon, and an icon has one drawing.

use std::collections::BTreeMap;
use std::sync::LazyLock;

static DRAWINGS: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| read(include_str!("../assets/icons.svg")));

/// The icon as an inline `<svg>`; `class` adds a colour role (`ok`, `warn`, `bad`) or is empty.
pub(crate) fn icon(name: &str, class: &str) -> Option<String> {
    let drawing = DRAWINGS.get(name)?;
    let gap = if class.is_empty() { "" } else { " " };
    Some(format!("<svg class=\"i{gap}{class}\" viewBox=\"0 0 16 16\" aria-hidden=\"true\">{drawing}</svg>"))
}

fn read(file: &'static str) -> BTreeMap<&'static str, &'static str> {
    let symbol = |part: &'static str| {
        let (id, rest) = part.split_once('"')?;
        let (_, body) = rest.split_once('>')?;
        Some((id, body.split_once("</symbol>")?.0))
    };
    file.split("<symbol id=\"").skip(1).filter_map(symbol).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn icons_are_read_whole() {
        assert!(DRAWINGS.len() >= 30);
        assert_eq!(
            icon("check", "ok").as_deref(),
            Some("<svg class=\"i ok\" viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path d=\"m3 8.5 3.2 3.2L13 5\"/></svg>")
        );
        assert_eq!(icon("nothing", ""), None);
    }
}
