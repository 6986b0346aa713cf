//! The deadlines of connections.
//!
//! Why: one that is too short shuts everybody out, and one without an end lets the slow hold everything (S21).

use super::desk::Desk;
use crate::deadlines::{Deadline, HTTP2_SETTINGS, KEEP_ALIVE, REQUEST_BODY, REQUEST_HEAD, RESPONSE, SHORTEST, TLS_HANDSHAKE};
use crate::table::Section;
use crate::{Deadlines, values};
use portcullis_document::Node;
use std::time::Duration;

pub(super) fn read(root: Section<'_>, desk: &mut Desk<'_>) -> Deadlines {
    let mut all = Deadlines::default();
    let Some(section) = root.inner("deadlines") else { return all };
    let slots: [(&Deadline, &mut Duration); 6] = [
        (&TLS_HANDSHAKE, &mut all.tls_handshake),
        (&REQUEST_HEAD, &mut all.request_head),
        (&REQUEST_BODY, &mut all.request_body),
        (&RESPONSE, &mut all.response),
        (&KEEP_ALIVE, &mut all.keep_alive),
        (&HTTP2_SETTINGS, &mut all.http2_settings),
    ];
    for (deadline, slot) in slots {
        let Some(length) = section.duration(deadline.key) else { continue };
        let (shortest, longest) = (Duration::from_secs(SHORTEST), Duration::from_secs(deadline.longest));
        let what = match length {
            Duration::ZERO => "is 0, and these deadlines cannot be turned off",
            l if l < shortest => "is too short for anybody",
            l if l > longest => "is so long that slow clients could hold every connection",
            l => {
                *slot = l;
                continue;
            }
        };
        let span = section.get(deadline.key).map_or(section.span(), |node: &Node| node.span);
        desk.error(span, format!("`{}` {what}", deadline.key), format!("write {} to {}", values::shown(shortest), values::shown(longest)));
    }
    all
}
