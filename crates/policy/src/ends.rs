//! How everything ends that a pattern for a host fits.
//!
//! Why: most patterns end in the name of a domain. By that name they can be looked up, like names that are written out.

use regex_syntax::hir::Look;
use regex_syntax::hir::literal::{ExtractKind, Extractor};

/// More ends than these are no help.
const MOST: usize = 16;

/// One way in which a host that fits may end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// It is this.
    Exact(Box<str>),
    /// It is below this name.
    Under(Box<str>),
}

/// All ends there are; none where a host that fits may end in anything, or in a part of a label.
pub(crate) fn of(translated: &str) -> Option<Box<[End]>> {
    let hir = regex_syntax::Parser::new().parse(translated).ok()?;
    let looks = hir.properties();
    if !looks.look_set_suffix().contains(Look::End) {
        return None;
    }
    let from_start = looks.look_set_prefix().contains(Look::Start);
    let found = Extractor::new().kind(ExtractKind::Suffix).limit_total(MOST).extract(&hir);
    let literals = found.literals().filter(|all| !all.is_empty())?;
    let end = |literal: &regex_syntax::hir::literal::Literal| {
        let text = std::str::from_utf8(literal.as_bytes()).ok()?;
        if from_start && literal.is_exact() {
            return Some(End::Exact(text.into()));
        }
        let (_, name) = text.split_once('.')?;
        (!name.is_empty()).then(|| End::Under(name.into()))
    };
    literals.iter().map(end).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_found_where_every_fit_has_one() {
        let under = |names: &[&str]| Some(names.iter().map(|n| End::Under((*n).into())).collect::<Box<[End]>>());
        for (pattern, ends) in [
            (r"^(?P<User>.*)\.home\.example\.org$", under(&["home.example.org"])),
            (r"^[a-z]+-hub\.example\.com$", under(&["example.com"])),
            (r"\.example\.com$", under(&["example.com"])),
            (r"\.example\.(com|org)$", under(&["example.com", "example.org"])),
            (r"^ci\.example\.org$", Some(Box::from([End::Exact("ci.example.org".into())]))),
            (r"^ci\.example\.org", None),
            (r"ci$", None),
            (r"^a|b\.c$", None),
            (r"^[0-9]+\.[a-z]+$", None),
            (r"^a\.x\.y$|^.*\.z\.w$", Some(Box::from([End::Exact("a.x.y".into()), End::Under("z.w".into())]))),
            (r"", None),
            (r"$", None),
        ] {
            assert_eq!(of(pattern), ends, "{pattern}");
        }
    }
}
