//! What can be set: deadlines, limits, workers, the clock.
//!
//! Why: every deadline of the house is in one place, with its default.

use crate::ListenerKind;
use portcullis_model::Timestamp;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// An address to listen on, and what is spoken there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listen {
    pub address: SocketAddr,
    pub kind: ListenerKind,
}

/// How time is told. A parameter, so that tests decide what hour it is.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// At least `bytes` in any `window`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    pub bytes: u64,
    pub window: Duration,
}

/// Deadlines. Every one holds on every listener (S21).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadlines {
    /// A TLS handshake, from accept to finish: 10 s.
    pub handshake: Duration,
    /// A request's head, from its first byte: 15 s.
    pub head: Duration,
    /// A request's body, while we wait for the client: 1 KiB in any 30 s.
    pub body: Pace,
    /// A response, while we wait for the client to take it: 1 KiB in any 60 s. Waiting for the origin does not count.
    pub take: Pace,
    /// A connection on which nothing is asked: 75 s.
    pub idle: Duration,
    /// HTTP/2 preface and acknowledgement of our SETTINGS: 15 s.
    pub settings: Duration,
    /// HTTP/2: after this much silence a PING goes out (30 s), which must be answered within `settings`.
    pub ping: Duration,
    /// Connecting to an origin, its TLS included: 10 s.
    pub connect: Duration,
    /// From the request to the head of the origin's response, where the route says nothing: 30 s.
    pub response: Duration,
    /// How long a socket to an origin is kept unused: 55 s.
    pub pooled: Duration,
}
impl Default for Deadlines {
    fn default() -> Self {
        Self {
            handshake: Duration::from_secs(10),
            head: Duration::from_secs(15),
            body: Pace { bytes: 1024, window: Duration::from_secs(30) },
            take: Pace { bytes: 1024, window: Duration::from_secs(60) },
            idle: Duration::from_secs(75),
            settings: Duration::from_secs(15),
            ping: Duration::from_secs(30),
            connect: Duration::from_secs(10),
            response: Duration::from_secs(30),
            pooled: Duration::from_secs(55),
        }
    }
}

/// Limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Client connections at once, over all listeners: 20,000. More are closed at accept.
    pub connections: usize,
    /// Client connections at once on one worker; `connections` by default.
    pub connections_per_worker: usize,
    /// Streams at once on one HTTP/2 connection: 256.
    pub streams: u32,
    /// A head, request or response: 64 KiB.
    pub head_bytes: usize,
    /// Fields in a head, request or response: 100.
    pub fields: usize,
    /// Unused sockets kept per worker and origin: 256.
    pub pooled_per_origin: usize,
}
impl Default for Limits {
    fn default() -> Self {
        Self { connections: 20_000, connections_per_worker: 20_000, streams: 256, head_bytes: 64 * 1024, fields: 100, pooled_per_origin: 256 }
    }
}

/// How the gateway runs.
#[derive(Clone)]
pub struct Settings {
    pub listen: Vec<Listen>,
    /// Worker threads, each with its own runtime; one per core when 0.
    pub workers: usize,
    pub deadlines: Deadlines,
    pub limits: Limits,
    pub clock: Clock,
}
impl Settings {
    /// Defaults, with a clock and without listeners.
    pub fn new(clock: Clock) -> Self {
        Self { listen: Vec::new(), workers: 0, deadlines: Deadlines::default(), limits: Limits::default(), clock }
    }
}
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("listen", &self.listen)
            .field("workers", &self.workers)
            .field("deadlines", &self.deadlines)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
