//! The door: what the gateway asks of whoever decides, and the types that pass between them.
//!
//! Why: the gateway knows neither people nor rules; it forwards a [`Permitted`] and nothing else.

use crate::{AccessRecord, Connection, RequestBody, failure};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode};
use portcullis_guard::LivePermit;
use portcullis_model::{FieldEdits, FieldLines, Origin, ReasonSet, RequestId, TargetUri, Timestamp};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

/// Whoever answers requests. Polled on the gateway's workers: work that waits for a store or a page belongs elsewhere.
pub trait Door: Send + Sync + 'static {
    /// Decides one request. A panic in here becomes a 500.
    fn answer(&self, request: Box<Received>) -> impl Future<Output = Answer> + Send;
    /// Called exactly once for every request, when its last byte is gone or its connection is; on any worker thread.
    fn done(&self, record: &AccessRecord);
    /// Renders an answer that the gateway itself gives. The default is a problem document (RFC 9457).
    fn failure(&self, context: &FailureContext<'_>) -> http::Response<Bytes> {
        failure::problem(context)
    }
}

/// What the client asks to turn the connection into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Upgrade {
    None,
    /// A complete WebSocket opening handshake (RFC 6455 §4.2.1, or RFC 8441 over HTTP/2).
    WebSocket,
}

/// A request that has one meaning. It travels in a box: every future it passes through would else carry its own copy.
#[derive(Debug)]
pub struct Received {
    pub target: Arc<TargetUri>,
    /// Method and fields. Hop-by-hop fields, and those that `Connection` named, are already gone (S12); `Host` is not.
    pub head: http::request::Parts,
    pub body: RequestBody,
    pub conn: Arc<Connection>,
    pub id: RequestId,
    pub now: Timestamp,
    pub upgrade: Upgrade,
}

/// What a door says.
#[derive(Debug)]
pub enum Answer {
    Reply(Reply),
    Forward(Box<Permitted>),
}

/// An answer of our own.
#[derive(Debug)]
pub struct Reply {
    pub response: http::Response<Bytes>,
    pub log: LogFacts,
}

/// A request that may go to an origin, and how.
#[derive(Debug)]
pub struct Permitted {
    pub permit: LivePermit,
    /// The request; its head and the lines below carry exactly the fields that the origin gets, but for framing, `Host` and
    /// `Connection`. No name is in two of them.
    pub received: Box<Received>,
    /// What is added for this request.
    pub lines: FieldLines,
    /// What is added for every request of this person on this route.
    pub shared_lines: Arc<FieldLines>,
    pub origin: Arc<Origin>,
    /// The request target as the origin gets it (origin form), where it is another than was asked for.
    pub rewritten: Option<Box<str>>,
    /// The `Host` field as the origin gets it.
    pub host: HeaderValue,
    pub response: ResponseRules,
    /// Whether the route lets WebSockets through.
    pub websocket: bool,
    /// How long the origin may take to its response's head; the gateway's default when absent. Zero means no limit.
    pub timeout: Option<Duration>,
    /// How long a tunnel may stay silent in both directions. Zero or absent means no limit.
    pub idle_timeout: Option<Duration>,
    pub log: LogFacts,
}

/// What happens to the origin's response head.
#[derive(Clone, Debug, Default)]
pub struct ResponseRules {
    pub edits: Arc<FieldEdits>,
    /// Take `public` and `s-maxage` out of `Cache-Control`: a shared cache must not keep what one person was permitted.
    pub private: bool,
    /// Fields to set last.
    pub add: Vec<(HeaderName, HeaderValue)>,
}

/// What the access log says of the decision.
#[derive(Clone, Debug, Default)]
pub struct LogFacts {
    pub route: Option<Arc<str>>,
    pub subject: Option<Arc<str>>,
    /// `permit`, `challenge`, `deny`, or what else answered; empty when nothing was decided.
    pub decision: &'static str,
    pub reasons: ReasonSet,
}

/// An answer that the gateway gives by itself.
#[derive(Clone, Copy, Debug)]
pub struct FailureContext<'a> {
    pub status: StatusCode,
    /// Which failure, for logs: `origin_timeout`, `bad_request`, …
    pub reason: &'static str,
    /// Whether the client would show a page (`Accept` names `text/html`).
    pub accept_html: bool,
    /// Host and path, where the request had one meaning.
    pub host: Option<&'a str>,
    /// Where it is not the scheme's own.
    pub port: Option<u16>,
    pub path: Option<&'a str>,
    pub id: RequestId,
    pub route: Option<&'a str>,
}
