//! Computed attributes.
//!
//! Why: an expression that cannot be read, or that takes the name of a fact, would be missed where a rule counts on it.

use super::desk::Desk;
use crate::LdapDirectory;
use crate::table::Section;
use portcullis_attributes::{Expression, STANDARD};

const TAKEN: [&str; 7] = ["groups", "emails", "address", "name", "preferred_username", "sub", "email_verified"];

pub(super) fn read(root: Section<'_>, ldap: &[LdapDirectory], desk: &mut Desk<'_>) -> Vec<(Box<str>, Expression)> {
    let Some(section) = root.inner("definitions") else { return Vec::new() };
    let mut all = Vec::new();
    for (name, span, attribute) in section.named("user_attributes") {
        let plain = name.starts_with(|c: char| c.is_ascii_lowercase()) && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        let stated = ldap.iter().flat_map(|d| &d.attributes.claims).any(|c| *c.claim == *name);
        if !plain || name.len() > 64 {
            desk.error(span, format!("`{name}` cannot name an attribute"), "write lower-case letters, digits and `_`, like is_staff");
        } else if stated || STANDARD.contains(&name) || TAKEN.contains(&name) {
            desk.error(span, format!("`{name}` is stated by directories"), "give the computed one a name of its own");
        }
        let Some((text, span)) = attribute.text("expression") else { continue };
        match Expression::read(text) {
            Ok(expression) => all.push((name.into(), expression)),
            Err(bad) => desk.error(span, format!("the expression of `{name}` cannot be used: {bad}"), "write it in CEL, like 'corp/staff' in groups"),
        }
    }
    all
}
