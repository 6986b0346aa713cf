//! A request on its way to an origin: head first, then the body as the client gives it.
//!
//! Why: it is polled beside the response, so an origin that answers early, or both sides talking at once, just works.

use super::io::OriginIo;
use super::request::Framing;
use crate::body::{BodyError, RequestBody};
use crate::scratch;
use bytes::{Buf, Bytes};
use std::io::{self, IoSlice, Write};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::AsyncWrite;

/// Why an upload stopped.
#[derive(Debug)]
pub(super) enum Stopped {
    /// The client's fault.
    Client(BodyError),
    /// The origin takes no more; it may have answered.
    Origin,
}

pub(super) struct Upload {
    body: RequestBody,
    framing: Framing,
    /// The head, then chunk sizes.
    lead: Vec<u8>,
    written: usize,
    data: Bytes,
    tail: &'static [u8],
    ended: bool,
    started: bool,
    waits: u8,
    moved: bool,
}

impl Upload {
    /// `head` comes from [`scratch::lend`] and goes back there.
    pub(super) fn new(head: Vec<u8>, body: RequestBody, framing: Framing) -> Self {
        let ended = framing == Framing::None;
        Self { body, framing, lead: head, written: 0, data: Bytes::new(), tail: b"", ended, started: false, waits: 0, moved: false }
    }
    pub(super) fn is_done(&self) -> bool {
        self.ended && !self.has_output()
    }
    /// Whether a byte of the body was taken from the client: after that the request cannot be sent again.
    pub(super) fn started(&self) -> bool {
        self.started
    }
    /// Whether the body had to wait for the client more than once: the exchange is a long one.
    pub(super) fn waited(&self) -> bool {
        self.waits > 1
    }
    /// Whether bytes moved since the last call.
    pub(super) fn take_moved(&mut self) -> bool {
        std::mem::take(&mut self.moved)
    }
    /// Takes the body back, for a second try.
    pub(super) fn into_body(mut self) -> RequestBody {
        std::mem::replace(&mut self.body, RequestBody::empty())
    }
    fn has_output(&self) -> bool {
        self.written < self.lead.len() || !self.data.is_empty() || !self.tail.is_empty()
    }
    pub(super) fn poll(&mut self, io: &mut OriginIo, cx: &mut Context<'_>) -> Poll<Result<(), Stopped>> {
        loop {
            // The head waits for a first piece of body, so that both leave in one write; never longer than one poll.
            let mut body_waits = false;
            if !self.ended && self.data.is_empty() && self.tail.is_empty() {
                match self.body.poll_data(cx) {
                    Poll::Ready(Some(Ok(data))) => {
                        self.queue(data)?;
                    }
                    Poll::Ready(Some(Err(error))) => return Poll::Ready(Err(Stopped::Client(error))),
                    Poll::Ready(None) => {
                        self.ended = true;
                        match self.framing {
                            Framing::Chunked => self.tail = b"0\r\n\r\n",
                            Framing::Length(n) if n > 0 => return Poll::Ready(Err(Stopped::Client(BodyError::Malformed))),
                            _ => {}
                        }
                    }
                    Poll::Pending => {
                        self.waits = self.waits.saturating_add(1);
                        body_waits = true;
                    }
                }
            }
            while self.has_output() {
                match self.poll_output(io, cx) {
                    Poll::Ready(Ok(n)) if n > 0 => {
                        self.moved = true;
                        self.advance(n);
                    }
                    Poll::Ready(_) => return Poll::Ready(Err(Stopped::Origin)),
                    Poll::Pending => {
                        self.body.pause();
                        return Poll::Pending;
                    }
                }
            }
            if self.lead.capacity() > 0 {
                self.written = 0;
                scratch::give(std::mem::take(&mut self.lead));
            }
            if self.ended || body_waits {
                ready!(Pin::new(&mut *io).poll_flush(cx)).map_err(|_| Stopped::Origin)?;
                return if self.ended { Poll::Ready(Ok(())) } else { Poll::Pending };
            }
        }
    }
    fn queue(&mut self, data: Bytes) -> Result<(), Stopped> {
        self.started = true;
        match &mut self.framing {
            Framing::Chunked => {
                if self.lead.capacity() == 0 {
                    self.lead = scratch::lend();
                }
                // Writing to a Vec cannot fail.
                let _ = write!(self.lead, "{:x}\r\n", data.len());
                self.tail = b"\r\n";
            }
            Framing::Length(left) => {
                let n = data.len() as u64;
                // More than was announced would be read as a second request (S10).
                *left = left.checked_sub(n).ok_or(Stopped::Client(BodyError::Malformed))?;
            }
            Framing::None => return Err(Stopped::Client(BodyError::Malformed)),
        }
        self.data = data;
        Ok(())
    }
    fn poll_output(&mut self, io: &mut OriginIo, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let lead = self.lead.get(self.written..).unwrap_or_default();
        if self.data.is_empty() && self.tail.is_empty() {
            return Pin::new(io).poll_write(cx, lead);
        }
        let slices = [IoSlice::new(lead), IoSlice::new(&self.data), IoSlice::new(self.tail)];
        Pin::new(io).poll_write_vectored(cx, &slices)
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
impl Drop for Upload {
    fn drop(&mut self) {
        scratch::give(std::mem::take(&mut self.lead));
    }
}
