//! The brake on failed sign-ins.
//!
//! Why: a ban shorter than the time of counting would slow guessing less than it seems to (S22).

use super::desk::Desk;
use crate::table::Section;
use crate::{Regulation, values};
use portcullis_document::{Node, Span};
use std::time::Duration;

/// More is no brake.
const MOST: i64 = 1000;

pub(super) fn read(root: Section<'_>, desk: &mut Desk<'_>) -> Regulation {
    let mut all = Regulation::default();
    let Some(section) = root.inner("regulation") else { return all };
    all.person = retries(&section, "max_retries", desk).unwrap_or(all.person);
    all.address = retries(&section, "max_retries_address", desk).unwrap_or(all.address);
    if let Some(node) = section.get("modes") {
        let has = |mode| section.texts("modes").any(|(word, _)| word == mode);
        if node.as_list().is_some_and(<[Node]>::is_empty) {
            desk.error(node.span, "`modes` is empty", "write user, ip or both; `max_retries: 0` and `max_retries_address: 0` switch the brake off");
        }
        if !has("user") {
            all.person = 0;
        }
        if !has("ip") {
            all.address = 0;
        }
    }
    let mut sound = true;
    for (name, slot) in [("find_time", &mut all.find_time), ("ban_time", &mut all.ban_time)] {
        let Some(length) = section.duration(name) else { continue };
        *slot = length;
        if length < Duration::from_secs(1) {
            sound = false;
            desk.error(span_of(&section, name), format!("`{name}` is shorter than a second"), "write 1s or longer; `max_retries: 0` switches the brake off");
        }
    }
    if sound && all.find_time > all.ban_time {
        let (at, other) = match section.get("find_time") {
            Some(_) => ("find_time", format!("make it {} or shorter, or `ban_time` longer", values::shown(all.ban_time))),
            None => ("ban_time", format!("make it {} or longer, or `find_time` shorter", values::shown(all.find_time))),
        };
        desk.error(span_of(&section, at), format!("`find_time` is {} and longer than `ban_time`", values::shown(all.find_time)), other);
    }
    all
}

fn retries(section: &Section<'_>, name: &'static str, desk: &mut Desk<'_>) -> Option<u32> {
    let n = section.get(name)?.as_int()?;
    let read = u32::try_from(n).ok().filter(|_| n <= MOST);
    if read.is_none() {
        desk.error(span_of(section, name), format!("`{name}` cannot be {n}"), format!("write 1 to {MOST}, or 0 for no bans"));
    }
    read
}

fn span_of(section: &Section<'_>, name: &'static str) -> Span {
    section.get(name).map_or(section.span(), |node| node.span)
}
