//! What is added to a permitted request, as lines: the fields of forwarding, our mark, and what the route sets.
//!
//! Why: no name is both among the fields that came and among ours, and none of a route stands in the place of what only we set (S4).

use crate::forwarding;
use crate::hops::HOP;
use crate::prepared::Prepared;
use http::header::{HeaderMap, HeaderName, HeaderValue};
use portcullis_model::{BadField, FieldEdits, FieldLines};

/// Room for the lines of one request.
const ROOM: usize = 192;

/// Edits the head as the route says; what is added to it for this request comes back.
pub(crate) fn lines(
    headers: &mut HeaderMap,
    told: forwarding::Fields,
    mark: &HeaderValue,
    edits: &FieldEdits,
    prepared: &Prepared,
) -> Result<FieldLines, BadField> {
    let mut lines = FieldLines::with_capacity(ROOM);
    if edits.is_empty() {
        for (name, value) in &told {
            lines.push(name.as_str(), value.as_bytes())?;
        }
    } else {
        headers.extend(told);
        edit(headers, edits);
        headers.remove(&HOP);
        for (name, _) in &prepared.fields {
            headers.remove(name);
        }
    }
    lines.push(HOP.as_str(), mark.as_bytes())?;
    Ok(lines)
}

fn edit(headers: &mut HeaderMap, edits: &FieldEdits) {
    for name in &edits.remove {
        headers.remove(&**name);
    }
    for (name, value) in &edits.set {
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            headers.insert(name, value);
        }
    }
}
