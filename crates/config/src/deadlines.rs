//! The deadlines of connections, each with its key, its default and its bounds.
//!
//! Why: the table, the check and the configuration as meant take them from one list, so that none of them knows another default.

use std::time::Duration;

/// How long clients may take. They hold on every listener (S21).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadlines {
    pub tls_handshake: Duration,
    pub request_head: Duration,
    /// For each KiB of a request's body.
    pub request_body: Duration,
    /// For each KiB of a response that waits for the client.
    pub response: Duration,
    pub keep_alive: Duration,
    pub http2_settings: Duration,
}
impl Default for Deadlines {
    fn default() -> Self {
        let of = |deadline: &Deadline| Duration::from_secs(deadline.default);
        Self {
            tls_handshake: of(&TLS_HANDSHAKE),
            request_head: of(&REQUEST_HEAD),
            request_body: of(&REQUEST_BODY),
            response: of(&RESPONSE),
            keep_alive: of(&KEEP_ALIVE),
            http2_settings: of(&HTTP2_SETTINGS),
        }
    }
}

/// One of them, in seconds.
pub(crate) struct Deadline {
    pub(crate) key: &'static str,
    pub(crate) default: u64,
    /// As the manual shows it.
    pub(crate) shown: &'static str,
    pub(crate) longest: u64,
}
/// The shortest that any of them may be: less would end people on slow lines.
pub(crate) const SHORTEST: u64 = 1;

pub(crate) const TLS_HANDSHAKE: Deadline = Deadline { key: "tls_handshake", default: 10, shown: "10s", longest: 120 };
pub(crate) const REQUEST_HEAD: Deadline = Deadline { key: "request_head", default: 15, shown: "15s", longest: 120 };
pub(crate) const REQUEST_BODY: Deadline = Deadline { key: "request_body", default: 30, shown: "30s", longest: 600 };
pub(crate) const RESPONSE: Deadline = Deadline { key: "response", default: 60, shown: "60s", longest: 600 };
pub(crate) const KEEP_ALIVE: Deadline = Deadline { key: "keep_alive", default: 75, shown: "75s", longest: 3600 };
pub(crate) const HTTP2_SETTINGS: Deadline = Deadline { key: "http2_settings", default: 15, shown: "15s", longest: 120 };

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_manual_shows_is_the_default_and_lies_within_the_bounds() {
        for d in [TLS_HANDSHAKE, REQUEST_HEAD, REQUEST_BODY, RESPONSE, KEEP_ALIVE, HTTP2_SETTINGS] {
            assert_eq!(crate::values::duration(d.shown), Ok(Duration::from_secs(d.default)), "{}", d.key);
            assert!((SHORTEST..=d.longest).contains(&d.default), "{}", d.key);
        }
    }
}
