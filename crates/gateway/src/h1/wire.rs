//! One HTTP/1.1 connection's bytes, shared by its task and the body of the request being read.
//!
//! Why: a door may read the body on another runtime while the connection's task waits for the answer. Reading and
//! writing keep separate wakers, so the two sides never steal each other's.

use crate::body::BodyError;
use crate::failure::Failure;
use crate::framing::{Decoded, Decoder};
use crate::scratch;
use crate::stream::ClientIo;
use bytes::{Buf, Bytes, BytesMut};
use parking_lot::Mutex;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use tokio::io::AsyncWrite;

const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

/// A request's head as it came, or why there is none.
#[derive(Debug)]
pub(crate) enum HeadRead {
    Complete(Bytes),
    /// The client closed between two requests.
    Closed,
    Bad(Failure),
}

pub(crate) struct Wire(Mutex<Inner>);
struct Inner {
    io: ClientIo,
    buf: BytesMut,
    /// How far `buf` was searched for the end of a head.
    scanned: usize,
    /// One empty line before the request line is forgiven (RFC 9112 §2.2), not two.
    skipped_line: bool,
    body: Decoder,
    /// What is left to send of `100 Continue`.
    interim: &'static [u8],
    /// The client closed its side.
    eof: bool,
    /// Which exchange this is. A body that somebody still holds when its exchange is over reads nothing more, and never
    /// the body of the next one.
    turn: u64,
}

impl Wire {
    pub(crate) fn new(io: ClientIo) -> Arc<Self> {
        Arc::new(Self(Mutex::new(Inner {
            io,
            buf: BytesMut::new(),
            scanned: 0,
            skipped_line: false,
            body: Decoder::none(),
            interim: b"",
            eof: false,
            turn: 0,
        })))
    }
    /// Reads until a head is complete. Every line must end in CR LF: a bare LF is refused as soon as it is seen.
    pub(crate) fn poll_head(&self, cx: &mut Context<'_>, limit: usize) -> Poll<io::Result<HeadRead>> {
        let mut guard = self.0.lock();
        let w = &mut *guard;
        loop {
            match w.head_end() {
                Err(failure) => return Poll::Ready(Ok(HeadRead::Bad(failure))),
                Ok(Some(end)) if end > limit => return Poll::Ready(Ok(HeadRead::Bad(Failure::FieldsTooLarge))),
                Ok(Some(end)) => {
                    let head = w.buf.split_to(end).freeze();
                    if w.buf.is_empty() {
                        w.buf = BytesMut::new();
                    }
                    w.scanned = 0;
                    w.skipped_line = false;
                    return Poll::Ready(Ok(HeadRead::Complete(head)));
                }
                Ok(None) if w.buf.len() > limit => return Poll::Ready(Ok(HeadRead::Bad(Failure::FieldsTooLarge))),
                Ok(None) => {}
            }
            if w.eof || ready!(scratch::read_into(&mut w.io, cx, 16 * 1024, &mut w.buf))? == 0 {
                w.eof = true;
                let clean = w.buf.is_empty();
                return if clean { Poll::Ready(Ok(HeadRead::Closed)) } else { Poll::Ready(Err(io::ErrorKind::UnexpectedEof.into())) };
            }
        }
    }
    /// Whether bytes of a next head are here.
    pub(crate) fn head_started(&self) -> bool {
        let w = self.0.lock();
        w.skipped_line || !w.buf.is_empty()
    }
    /// Begins the body of the request whose head was just taken. Only who knows the number it returns can read it.
    pub(crate) fn begin_body(&self, body: Decoder, expect_continue: bool) -> u64 {
        let mut w = self.0.lock();
        w.interim = if expect_continue && !body.is_done() && w.buf.is_empty() { CONTINUE } else { b"" };
        w.body = body;
        w.turn += 1;
        w.turn
    }
    pub(crate) fn body_done(&self) -> bool {
        self.0.lock().body.is_done()
    }
    pub(crate) fn body_remaining(&self) -> Option<u64> {
        self.0.lock().body.remaining()
    }
    /// As seen by the holder of the body of exchange `turn`: nothing is left of one that is over.
    pub(crate) fn remaining_of(&self, turn: u64) -> Option<u64> {
        let w = self.0.lock();
        if w.turn == turn { w.body.remaining() } else { Some(0) }
    }
    pub(crate) fn poll_body(&self, turn: u64, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, BodyError>>> {
        let mut guard = self.0.lock();
        let w = &mut *guard;
        loop {
            if w.turn != turn {
                return Poll::Ready(Some(Err(BodyError::Gone)));
            }
            match w.body.decode(&mut w.buf) {
                Ok(Decoded::Data(data)) => return Poll::Ready(Some(Ok(data))),
                Ok(Decoded::End) => return Poll::Ready(None),
                Ok(Decoded::More) => {}
                Err(_) => return Poll::Ready(Some(Err(BodyError::Malformed))),
            }
            if w.eof {
                return Poll::Ready(Some(Err(BodyError::Gone)));
            }
            while !w.interim.is_empty() {
                match ready!(Pin::new(&mut w.io).poll_write(cx, w.interim)) {
                    Ok(n) if n > 0 => w.interim = w.interim.get(n..).unwrap_or_default(),
                    _ => return Poll::Ready(Some(Err(BodyError::Gone))),
                }
                if w.interim.is_empty() && Pin::new(&mut w.io).poll_flush(cx).is_pending() {
                    tracing::trace!("100 Continue waits for room");
                }
            }
            let want = w.body.want();
            w.buf.reserve(want);
            match ready!(tokio_util::io::poll_read_buf(Pin::new(&mut w.io), cx, &mut w.buf)) {
                Ok(0) => w.eof = true,
                Ok(_) => {}
                Err(_) => return Poll::Ready(Some(Err(BodyError::Gone))),
            }
        }
    }
    /// A final response begins: `100 Continue` is no longer sent, except for a rest that was begun.
    pub(crate) fn begin_response(&self) -> &'static [u8] {
        let mut w = self.0.lock();
        let rest = std::mem::take(&mut w.interim);
        if rest.len() == CONTINUE.len() { b"" } else { rest }
    }
    /// Ready when the client hung up while its answer was being made. Bytes of a next request are kept, up to a bound.
    pub(crate) fn poll_gone(&self, cx: &mut Context<'_>) -> Poll<()> {
        let mut guard = self.0.lock();
        let w = &mut *guard;
        loop {
            if !w.body.is_done() || !w.buf.is_empty() {
                return Poll::Pending;
            }
            if w.eof {
                return Poll::Ready(());
            }
            match ready!(scratch::read_into(&mut w.io, cx, 16 * 1024, &mut w.buf)) {
                Ok(0) | Err(_) => w.eof = true,
                Ok(_) => {}
            }
        }
    }
    /// Whether the client still waits for `100 Continue`: nobody knows whether its body will ever come.
    pub(crate) fn awaits_continue(&self) -> bool {
        !self.0.lock().interim.is_empty()
    }
    /// Reads an unread body away; ready with whether it ended well.
    pub(crate) fn poll_drain(&self, cx: &mut Context<'_>) -> Poll<bool> {
        let mut guard = self.0.lock();
        let w = &mut *guard;
        loop {
            match w.body.decode(&mut w.buf) {
                Ok(Decoded::Data(_)) => continue,
                Ok(Decoded::End) => return Poll::Ready(true),
                Ok(Decoded::More) => {}
                Err(_) => return Poll::Ready(false),
            }
            match ready!(scratch::read_into(&mut w.io, cx, 16 * 1024, &mut w.buf)) {
                Ok(n) if n > 0 => {}
                _ => return Poll::Ready(false),
            }
        }
    }
    /// Ends the exchange: nobody reads the body after this. Says whether the next head may follow.
    pub(crate) fn end_exchange(&self) -> bool {
        let mut w = self.0.lock();
        w.turn += 1;
        w.body.is_done() && !w.eof
    }
    pub(crate) fn poll_write(&self, cx: &mut Context<'_>, first: &[u8], second: &[u8], third: &[u8]) -> Poll<io::Result<usize>> {
        let mut w = self.0.lock();
        if second.is_empty() && third.is_empty() {
            return Pin::new(&mut w.io).poll_write(cx, first);
        }
        let slices = [IoSlice::new(first), IoSlice::new(second), IoSlice::new(third)];
        Pin::new(&mut w.io).poll_write_vectored(cx, &slices)
    }
    pub(crate) fn poll_flush(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0.lock().io).poll_flush(cx)
    }
    pub(crate) fn poll_shutdown(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0.lock().io).poll_shutdown(cx)
    }
    /// Reads and throws away; the count is what came. For a lingering close.
    pub(crate) fn poll_discard(&self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let mut w = self.0.lock();
        w.buf.clear();
        scratch::read(&mut w.io, cx, scratch::READ, |_| {})
    }
    /// The stream itself and bytes already read, when nobody else holds it.
    pub(crate) fn into_stream(self: Arc<Self>) -> Option<(ClientIo, BytesMut)> {
        let inner = Arc::into_inner(self)?.0.into_inner();
        Some((inner.io, inner.buf))
    }
}

impl Inner {
    fn head_end(&mut self) -> Result<Option<usize>, Failure> {
        if self.buf.starts_with(b"\r\n") {
            if self.skipped_line {
                return Err(Failure::BadRequest);
            }
            self.skipped_line = true;
            self.buf.advance(2);
            self.scanned = 0;
        }
        let buf = &self.buf[..];
        for at in memchr::memchr_iter(b'\n', buf.get(self.scanned..).unwrap_or_default()) {
            let at = self.scanned + at;
            let before = buf.get(..at).unwrap_or_default();
            if before.last() != Some(&b'\r') {
                return Err(Failure::BadRequest);
            }
            if before.ends_with(b"\r\n\r") {
                return Ok(Some(at + 1));
            }
            if before.len() == 1 {
                return Err(Failure::BadRequest);
            }
        }
        self.scanned = buf.len();
        Ok(None)
    }
}
