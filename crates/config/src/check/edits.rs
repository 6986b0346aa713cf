//! The fields a route sets and removes.
//!
//! Why: names and values are settled here, so that the gateway only applies them (S4).

use super::desk::Desk;
use crate::table::Section;
use crate::values::{self, BadField};
use portcullis_document::{Node, Span};
use portcullis_model::FieldEdits;

pub(super) fn request(section: Section<'_>, desk: &mut Desk<'_>) -> FieldEdits {
    let set = set(section.get("set_request_headers"), values::request_field, desk);
    FieldEdits { remove: remove(section.texts("remove_request_headers"), desk), set }
}

pub(super) fn response(section: Section<'_>, desk: &mut Desk<'_>) -> FieldEdits {
    let set = set(section.get("set_response_headers"), values::response_field, desk);
    FieldEdits { remove: remove(section.texts("remove_response_headers"), desk), set }
}

type Name = fn(&str) -> Result<Box<str>, BadField>;

fn set(map: Option<&Node>, name: Name, desk: &mut Desk<'_>) -> Vec<(Box<str>, Box<str>)> {
    let mut all: Vec<(Box<str>, Box<str>)> = Vec::new();
    for entry in map.and_then(Node::as_map).unwrap_or_default() {
        let Some(value) = entry.value.as_str() else { continue };
        match (name(&entry.key), values::field_value(value)) {
            (Ok(name), Ok(_)) if all.iter().any(|(n, _)| *n == name) => {
                desk.error(entry.key_span, format!("`{}` is set twice", entry.key), "case does not count in field names; keep one");
            }
            (Ok(name), Ok(value)) => all.push((name, value)),
            (name, value) => {
                if let Err(e) = name {
                    tell(&entry.key, e, entry.key_span, desk);
                }
                if let Err(e) = value {
                    tell(&entry.key, e, entry.value.span, desk);
                }
            }
        }
    }
    all
}

fn remove<'a>(names: impl Iterator<Item = (&'a str, Span)>, desk: &mut Desk<'_>) -> Vec<Box<str>> {
    let mut all = Vec::new();
    for (text, span) in names {
        match values::removable(text) {
            Ok(name) => all.push(name),
            Err(e) => tell(text, e, span, desk),
        }
    }
    all
}

fn tell(name: &str, fault: BadField, span: Span, desk: &mut Desk<'_>) {
    let hint = match fault {
        BadField::Name => "field names are letters, digits and hyphens",
        BadField::Ours => "choose another name; `pass_identity_headers` and `identity_headers` send who asks",
        BadField::Connection => "remove it",
        BadField::Value => "write visible ASCII, without blanks at the ends",
        BadField::Template => "write the value itself",
    };
    desk.error(span, format!("`{name}` {fault}"), hint);
}
