//! The keys of `deadlines`.
//!
//! Why: see the table.

use super::{Key, Kind, MapSpec};
use crate::deadlines::{Deadline, HTTP2_SETTINGS, KEEP_ALIVE, REQUEST_BODY, REQUEST_HEAD, RESPONSE, TLS_HANDSHAKE};

pub(crate) static DEADLINES: MapSpec = MapSpec {
    place: "deadlines",
    doc: "How long clients may take, on every listener. Each is at least 1s. A change takes effect at the next start.",
    keys: &[
        key(&TLS_HANDSHAKE, "From a connection's beginning to the end of its TLS handshake. At most 2m."),
        key(&REQUEST_HEAD, "From the first byte of a request's head to its last. At most 2m."),
        key(&REQUEST_BODY, "The time in which at least 1 KiB of a request's body must come, again and again. At most 10m."),
        key(
            &RESPONSE,
            "The time in which the client must take at least 1 KiB of a response that is ready, again and again. Waiting for the origin does not count. At most 10m.",
        ),
        key(&KEEP_ALIVE, "How long a connection stays open with nothing asked on it. At most 1h."),
        key(&HTTP2_SETTINGS, "The time in which an HTTP/2 client must acknowledge our SETTINGS, and later a PING. At most 2m."),
    ],
};

const fn key(of: &Deadline, doc: &'static str) -> Key {
    Key::new(of.key, Kind::Duration, of.shown, of.shown, doc).live()
}
