//! A response onto an HTTP/1.1 connection: head, framing, body.
//!
//! Why: head and a small body leave in one write; a large body leaves as it comes, at the client's pace, within bounds.

use super::wire::Wire;
use crate::access::Recorder;
use crate::date;
use crate::door::Door;
use crate::fields;
use crate::origin::{Broken, Piece};
use crate::outgoing::{OutBody, Outgoing};
use crate::scratch;
use crate::settings::Pace;
use crate::watchdog::{Progress, Watchdog};
use crate::worker::REQUEST_ID;
use bytes::{Buf, Bytes};
use http::header::{self, HeaderMap, HeaderName};
use http::{StatusCode, Version};
use portcullis_model::{RequestId, Timestamp};
use std::future::poll_fn;
use std::io::Write;
use std::task::{Context, Poll, ready};

/// Pieces up to this size are copied behind the head, to leave in the same write.
const COPY: usize = 8 * 1024;
/// So much is gathered before it is written.
const GATHER: usize = 16 * 1024;

/// How a response must be framed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reply {
    pub(super) head_only: bool,
    pub(super) version: Version,
    pub(super) close: bool,
    pub(super) id: RequestId,
    pub(super) now: Timestamp,
    pub(super) pace: Pace,
}

/// Why a response was not sent to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unsent {
    ClientGone,
    /// The client took too little in its time.
    TooSlow,
    Broken(Broken),
    /// Broken before a byte of it left: something else can still be said.
    Unbegun(Broken),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Framing {
    None,
    Length,
    Chunked,
    UntilClose,
}

/// Sends it. `Ok` says whether the response itself ends the connection.
pub(super) async fn send<D: Door>(wire: &Wire, outgoing: Outgoing, reply: Reply, recorder: &mut Recorder<D>, watchdog: &mut Watchdog) -> Result<bool, Unsent> {
    let Outgoing { status, fields, body } = outgoing;
    let bodiless = reply.head_only || status == StatusCode::NO_CONTENT || status == StatusCode::NOT_MODIFIED;
    let framing = match body.remaining() {
        _ if bodiless => Framing::None,
        Some(_) => Framing::Length,
        None if reply.version == Version::HTTP_11 => Framing::Chunked,
        None => Framing::UntilClose,
    };
    let close = reply.close || framing == Framing::UntilClose;
    let mut lead = scratch::lend();
    let rest = wire.begin_response();
    lead.extend_from_slice(rest);
    write_head(&mut lead, status, &fields, framing, body.remaining(), close, reply);
    let body = if bodiless { OutBody::Whole(Bytes::new()) } else { body };
    let mut sending = Sending {
        wire,
        body,
        framing,
        lead,
        written: 0,
        data: Bytes::new(),
        tail: b"",
        ended: false,
        progress: Progress::new(reply.pace),
        given: 0,
        begun: !rest.is_empty(),
    };
    let sent = poll_fn(|cx| sending.poll(cx, watchdog)).await;
    recorder.edit(|r| r.bytes_out = sending.given);
    scratch::give(std::mem::take(&mut sending.lead));
    sent.map(|()| close)
}

fn write_head(out: &mut Vec<u8>, status: StatusCode, fields: &HeaderMap, framing: Framing, length: Option<u64>, close: bool, reply: Reply) {
    out.extend_from_slice(b"HTTP/1.1 ");
    out.extend_from_slice(status.as_str().as_bytes());
    out.push(b' ');
    out.extend_from_slice(status.canonical_reason().unwrap_or("").as_bytes());
    out.extend_from_slice(b"\r\n");
    let mut dated = false;
    // Of a response without a body its length may still be told: HEAD and 304 (RFC 9110 §8.6).
    let tells_length = framing == Framing::None && status != StatusCode::NO_CONTENT;
    let mut told = false;
    for (name, value) in fields {
        if *name == header::CONTENT_LENGTH {
            if !tells_length || told {
                continue;
            }
            told = true;
        // An answer of ours may ask for it; of origins it was taken out before.
        } else if *name == REQUEST_ID || (fields::is_hop(name) && *name != header::PROXY_AUTHENTICATE) {
            continue;
        }
        dated |= *name == header::DATE;
        field(out, name.as_str(), value.as_bytes());
    }
    if let Some(date) = if dated { None } else { date::value(reply.now) } {
        field(out, "date", date.as_bytes());
    }
    field(out, REQUEST_ID.as_str(), reply.id.as_str().as_bytes());
    match (framing, length) {
        (Framing::Length, Some(n)) => number(out, n),
        (Framing::None, Some(n)) if tells_length && !told && n > 0 => number(out, n),
        (Framing::Chunked, _) => out.extend_from_slice(b"transfer-encoding: chunked\r\n"),
        _ => {}
    }
    if close {
        out.extend_from_slice(b"connection: close\r\n");
    }
    out.extend_from_slice(b"\r\n");
}

/// The head of a 101: the origin's fields and the handshake's own.
pub(super) fn write_switch(out: &mut Vec<u8>, fields: &HeaderMap, id: RequestId) {
    out.extend_from_slice(b"HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\n");
    let ours = |name: &HeaderName| *name == header::CONTENT_LENGTH || *name == REQUEST_ID || fields::is_hop(name);
    for (name, value) in fields.iter().filter(|(name, _)| !ours(name)) {
        field(out, name.as_str(), value.as_bytes());
    }
    field(out, REQUEST_ID.as_str(), id.as_str().as_bytes());
    out.extend_from_slice(b"\r\n");
}

fn field(out: &mut Vec<u8>, name: &str, value: &[u8]) {
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b": ");
    out.extend_from_slice(value);
    out.extend_from_slice(b"\r\n");
}
fn number(out: &mut Vec<u8>, n: u64) {
    field(out, "content-length", itoa::Buffer::new().format(n).as_bytes());
}

struct Sending<'a> {
    wire: &'a Wire,
    body: OutBody,
    framing: Framing,
    lead: Vec<u8>,
    written: usize,
    data: Bytes,
    tail: &'static [u8],
    ended: bool,
    progress: Progress,
    /// Body bytes handed over.
    given: u64,
    /// Something was written.
    begun: bool,
}
impl Sending<'_> {
    fn poll(&mut self, cx: &mut Context<'_>, watchdog: &mut Watchdog) -> Poll<Result<(), Unsent>> {
        loop {
            let body_waits = self.gather(cx)?;
            if self.has_output() {
                let lead = self.lead.get(self.written..).unwrap_or_default();
                match self.wire.poll_write(cx, lead, &self.data, self.tail) {
                    Poll::Ready(Ok(n)) if n > 0 => {
                        self.begun = true;
                        self.progress.made(n as u64);
                        self.advance(n);
                    }
                    Poll::Ready(_) => return Poll::Ready(Err(Unsent::ClientGone)),
                    Poll::Pending => return self.blocked(cx, watchdog),
                }
                continue;
            }
            match self.wire.poll_flush(cx) {
                Poll::Ready(Ok(())) => {}
                Poll::Ready(Err(_)) => return Poll::Ready(Err(Unsent::ClientGone)),
                Poll::Pending => return self.blocked(cx, watchdog),
            }
            if self.ended {
                return Poll::Ready(Ok(()));
            }
            if body_waits {
                // Now the origin is waited for, not the client.
                self.progress.pause();
                ready!(self.wire.poll_gone(cx));
                return Poll::Ready(Err(Unsent::ClientGone));
            }
        }
    }
    /// The client takes no more for now.
    fn blocked(&mut self, cx: &mut Context<'_>, watchdog: &mut Watchdog) -> Poll<Result<(), Unsent>> {
        if let Poll::Ready(broken) = self.body.watch(cx) {
            return Poll::Ready(Err(Unsent::Broken(broken)));
        }
        watchdog.poll(cx, self.progress.waiting()).map(|()| Err(Unsent::TooSlow))
    }
    /// Takes what the body has, as far as it is worth one write. Says whether the body must be waited for.
    fn gather(&mut self, cx: &mut Context<'_>) -> Result<bool, Unsent> {
        if self.lead.len() == self.written {
            self.lead.clear();
            self.written = 0;
        }
        while !self.ended && self.data.is_empty() && self.tail.is_empty() && self.lead.len() < GATHER {
            match self.body.poll(cx) {
                Poll::Ready(Some(Ok(Piece::Data(data)))) => self.queue(data),
                Poll::Ready(Some(Ok(Piece::Trailers(trailers)))) => {
                    self.ended = true;
                    if self.framing == Framing::Chunked {
                        self.lead.extend_from_slice(b"0\r\n");
                        for (name, value) in trailers.iter().filter(|(name, _)| may_trail(name)) {
                            field(&mut self.lead, name.as_str(), value.as_bytes());
                        }
                        self.lead.extend_from_slice(b"\r\n");
                    }
                }
                Poll::Ready(Some(Err(broken))) => return Err(if self.begun { Unsent::Broken(broken) } else { Unsent::Unbegun(broken) }),
                Poll::Ready(None) => {
                    self.ended = true;
                    if self.framing == Framing::Chunked {
                        self.lead.extend_from_slice(b"0\r\n\r\n");
                    }
                }
                Poll::Pending => return Ok(true),
            }
        }
        Ok(false)
    }
    fn queue(&mut self, data: Bytes) {
        self.given += data.len() as u64;
        let chunked = self.framing == Framing::Chunked;
        if chunked {
            // Writing to a Vec cannot fail.
            let _ = write!(self.lead, "{:x}\r\n", data.len());
        }
        if data.len() <= COPY {
            self.lead.extend_from_slice(&data);
            if chunked {
                self.lead.extend_from_slice(b"\r\n");
            }
        } else {
            self.data = data;
            self.tail = if chunked { b"\r\n" } else { b"" };
        }
    }
    fn has_output(&self) -> bool {
        self.written < self.lead.len() || !self.data.is_empty() || !self.tail.is_empty()
    }
    fn advance(&mut self, mut n: usize) {
        let lead = n.min(self.lead.len() - self.written);
        self.written += lead;
        n -= lead;
        let data = n.min(self.data.len());
        self.data.advance(data);
        n -= data;
        self.tail = self.tail.get(n..).unwrap_or_default();
    }
}

/// Trailers that may travel: never framing, routing, authentication or cookies (RFC 9110 §6.5.1).
pub(crate) fn may_trail(name: &http::HeaderName) -> bool {
    let reserved = [
        header::CONTENT_LENGTH,
        header::HOST,
        header::SET_COOKIE,
        header::COOKIE,
        header::AUTHORIZATION,
        header::CONTENT_TYPE,
        header::CONTENT_ENCODING,
        header::CONTENT_RANGE,
        header::CACHE_CONTROL,
        header::LOCATION,
        header::DATE,
        header::VARY,
        header::STRICT_TRANSPORT_SECURITY,
        header::WWW_AUTHENTICATE,
    ];
    let ours = ["x-request-id", "clear-site-data"].contains(&name.as_str()) || name.as_str().starts_with("x-portcullis-");
    !fields::is_hop(name) && !reserved.contains(name) && !ours
}
