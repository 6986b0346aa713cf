//! One request to an origin, up to the head of its response.
//!
//! Why: here is decided whether a request may be tried again: once, and only when none of it can have been acted on.

use super::body::OriginBody;
use super::io::Socket;
use super::request::{Framing, write_head};
use super::response::{self, ResponseHead};
use super::upload::{Stopped, Upload};
use super::{connect, pool, rules};
use crate::body::{BodyError, RequestBody};
use crate::door::{Permitted, Upgrade};
use crate::failure::Failure;
use crate::outgoing::{OutBody, Outgoing};
use crate::settings::Settings;
use crate::watchdog::{Watchdog, after};
use crate::{scratch, websocket};
use bytes::BytesMut;
use data_encoding::BASE64;
use http::header::{self, HeaderMap, HeaderValue};
use http::{Method, StatusCode};
use portcullis_guard::LivePermit;
use std::future::poll_fn;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::Instant;

/// Interim responses that one request may get (RFC 9110 §15.2).
const MAX_INTERIM: u32 = 8;
/// A wait for a response longer than this holds its permit.
const HOLD_AFTER: Duration = Duration::from_secs(1);

/// What came of forwarding.
pub(crate) enum Forwarded {
    Response(Outgoing),
    Tunnel(Box<TunnelStart>),
}
/// A verified 101: both ends agreed to speak WebSocket.
pub(crate) struct TunnelStart {
    pub(crate) socket: super::OriginIo,
    /// What the origin sent behind its 101.
    pub(crate) early: BytesMut,
    pub(crate) fields: HeaderMap,
    pub(crate) permit: LivePermit,
    pub(crate) idle: Duration,
    pub(crate) body: RequestBody,
}

/// Forwards what was permitted. The watchdog is the caller's, so that a connection keeps one timer.
pub(crate) async fn forward(settings: &Settings, mut permitted: Box<Permitted>, started: Instant, watchdog: &mut Watchdog) -> Result<Forwarded, Failure> {
    let deadlines = &settings.deadlines;
    let upgrade = permitted.received.upgrade == Upgrade::WebSocket;
    if upgrade && !permitted.websocket {
        return Err(Failure::WebSocketRefused);
    }
    let key = if upgrade { Some(websocket_key(&mut permitted.received.head.headers)?) } else { None };
    let mut body = std::mem::replace(&mut permitted.received.body, RequestBody::empty());
    let framing = match body.remaining() {
        _ if upgrade => Framing::None,
        Some(0) => Framing::None,
        Some(n) => Framing::Length(n),
        None => Framing::Chunked,
    };
    let timeout = permitted.timeout.unwrap_or(deadlines.response);
    let origin = permitted.origin.clone();
    let pooled = if upgrade { None } else { pool::take(&origin) };
    let (mut socket, mut reused) = match pooled {
        Some(socket) => (socket, true),
        // Boxed: a connection is made rarely, and its state (TLS above all) would be carried by every request.
        None => (Box::pin(connect::connect(&origin, deadlines.connect)).await?, false),
    };
    let mut waiting = body;
    loop {
        // A tunnel's body is what flows after the 101; nothing of it goes up before.
        body = if upgrade { RequestBody::empty() } else { std::mem::replace(&mut waiting, RequestBody::empty()) };
        let mut head = scratch::lend();
        write_head(&mut head, &permitted, framing)?;
        let mut upload = Upload::new(head, body, framing);
        let mut talk = Talk { settings, permit: &mut permitted.permit, held: false, timeout, started, method: &permitted.received.head.method };
        match talk.run(&mut socket, &mut upload, watchdog).await {
            Ok(response) => {
                let held = talk.held;
                return finish(settings, permitted, socket, upload, response, held, key, waiting);
            }
            Err(Lost::Stale) if reused && !upload.started() && is_idempotent(&permitted.received.head.method) => {
                // The origin closed an unused socket just as we took it: it saw nothing of this request.
                waiting = upload.into_body();
                reused = false;
                socket = Box::pin(connect::connect(&origin, deadlines.connect)).await?;
            }
            Err(Lost::Stale) => return Err(Failure::OriginClosed),
            Err(Lost::Failed(failure)) => return Err(failure),
        }
    }
}

fn is_idempotent(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS | Method::PUT | Method::DELETE)
}

/// The handshake's key; made here where the client spoke HTTP/2, which has none (RFC 8441 §5).
fn websocket_key(fields: &mut HeaderMap) -> Result<HeaderValue, Failure> {
    if let Some(key) = fields.get(header::SEC_WEBSOCKET_KEY) {
        return Ok(key.clone());
    }
    let mut nonce = [0u8; 16];
    aws_lc_rs::rand::fill(&mut nonce).map_err(|_| Failure::Unforwardable)?;
    let key = HeaderValue::from_str(&BASE64.encode(&nonce)).map_err(|_| Failure::Unforwardable)?;
    fields.insert(header::SEC_WEBSOCKET_KEY, key.clone());
    Ok(key)
}

enum Lost {
    /// Closed before a byte of the response came.
    Stale,
    Failed(Failure),
}
struct Talk<'a> {
    settings: &'a Settings,
    permit: &'a mut LivePermit,
    held: bool,
    timeout: Duration,
    /// When forwarding began.
    started: Instant,
    method: &'a Method,
}
impl Talk<'_> {
    async fn run(&mut self, socket: &mut Socket, upload: &mut Upload, watchdog: &mut Watchdog) -> Result<ResponseHead, Lost> {
        let start = self.started;
        let mut since = start;
        let (mut scanned, mut interim, mut answered) = (0, 0, false);
        let mut refused = false;
        poll_fn(|cx| {
            if self.held && self.permit.poll_cut(cx).is_ready() {
                return Poll::Ready(Err(Lost::Failed(Failure::Cut)));
            }
            if !refused && !upload.is_done() {
                match upload.poll(&mut socket.io, cx) {
                    Poll::Ready(Err(Stopped::Client(error))) => return Poll::Ready(Err(Lost::Failed(client_fault(error)))),
                    // It may have answered before it closed.
                    Poll::Ready(Err(Stopped::Origin)) => refused = true,
                    _ => {}
                }
                // While the client still sends, the origin owes nothing.
                if upload.take_moved() && !upload.is_done() {
                    since = Instant::now();
                }
                if upload.waited() {
                    self.hold();
                }
            }
            loop {
                match response::head_end(&socket.buf, &mut scanned, self.settings.limits.head_bytes) {
                    Err(_) => return Poll::Ready(Err(Lost::Failed(Failure::OriginMalformed))),
                    Ok(Some(end)) => {
                        let Ok(head) = response::parse(&mut socket.buf, end, self.method, self.settings.limits.fields) else {
                            return Poll::Ready(Err(Lost::Failed(Failure::OriginMalformed)));
                        };
                        scanned = 0;
                        if !head.status.is_informational() || head.status == StatusCode::SWITCHING_PROTOCOLS {
                            let keeps = head.keeps && !refused;
                            return Poll::Ready(Ok(ResponseHead { keeps, ..head }));
                        }
                        interim += 1;
                        if interim > MAX_INTERIM {
                            return Poll::Ready(Err(Lost::Failed(Failure::OriginMalformed)));
                        }
                        continue;
                    }
                    Ok(None) => {}
                }
                match socket.poll_fill(cx, 8192) {
                    Poll::Ready(Ok(n)) if n > 0 => answered = true,
                    Poll::Ready(_) => return Poll::Ready(Err(if answered { Lost::Failed(Failure::OriginClosed) } else { Lost::Stale })),
                    Poll::Pending => break,
                }
            }
            self.poll_deadline(cx, watchdog, start, since)
        })
        .await
    }
    fn hold(&mut self) {
        if !self.held {
            self.held = true;
            self.permit.hold();
        }
    }
    fn poll_deadline(&mut self, cx: &mut Context<'_>, watchdog: &mut Watchdog, start: Instant, since: Instant) -> Poll<Result<ResponseHead, Lost>> {
        let deadline = after(since, self.timeout);
        if !self.held {
            let hold_at = start + HOLD_AFTER;
            if hold_at < deadline {
                if watchdog.poll(cx, hold_at).is_pending() {
                    return Poll::Pending;
                }
                self.hold();
                if self.permit.poll_cut(cx).is_ready() {
                    return Poll::Ready(Err(Lost::Failed(Failure::Cut)));
                }
            }
        }
        watchdog.poll(cx, deadline).map(|()| Err(Lost::Failed(Failure::OriginTimeout)))
    }
}

fn client_fault(error: BodyError) -> Failure {
    match error {
        BodyError::TooSlow => Failure::BodyTimeout,
        BodyError::Malformed => Failure::BadBody,
        BodyError::Gone => Failure::ClientGone,
    }
}

#[allow(clippy::too_many_arguments)]
fn finish(
    settings: &Settings,
    permitted: Box<Permitted>,
    socket: Socket,
    upload: Upload,
    mut response: ResponseHead,
    held: bool,
    key: Option<HeaderValue>,
    waiting: RequestBody,
) -> Result<Forwarded, Failure> {
    let Permitted { permit, origin, response: rules, idle_timeout, .. } = *permitted;
    rules::apply(&mut response, &rules);
    if response.status == StatusCode::SWITCHING_PROTOCOLS {
        let accepted = key.is_some_and(|key| response.upgrades && websocket::is_accepted(&response.fields, key.as_bytes()));
        if !accepted {
            return Err(Failure::OriginUpgrade);
        }
        let start =
            TunnelStart { early: socket.buf, socket: socket.io, fields: response.fields, permit, idle: idle_timeout.unwrap_or_default(), body: waiting };
        return Ok(Forwarded::Tunnel(Box::new(start)));
    }
    let kind = response.fields.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    let is_type = |prefix: &[u8]| kind.get(..prefix.len()).is_some_and(|p| p.eq_ignore_ascii_case(prefix));
    let events = is_type(b"text/event-stream");
    let wants_trailers = is_type(b"application/grpc");
    let mut body = OriginBody {
        socket: Some(socket),
        decoder: response.body,
        upload: if upload.is_done() { None } else { Some(upload) },
        // An origin that answered an upgrade with something else may think what it likes of the next bytes.
        keeps: response.keeps && key.is_none(),
        wants_trailers,
        permit,
        held,
        origin,
        pooled: settings.limits.pooled_per_origin,
    };
    if events && !body.held {
        body.held = true;
        body.permit.hold();
    }
    let body = match body.whole() {
        Some(data) => OutBody::Whole(data),
        None => OutBody::Origin(Box::new(body)),
    };
    Ok(Forwarded::Response(Outgoing { status: response.status, fields: response.fields, body }))
}
