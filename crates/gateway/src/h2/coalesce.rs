//! Gathers what HTTP/2 writes during one poll of a connection into one write.
//!
//! Why: the h2 crate flushes after every DATA frame above 256 bytes; without this each response would be a TLS record
//! and a system call of its own. The buffer belongs to the thread: an idle connection holds none.

use super::frames::AckWatch;
use crate::scratch;
use crate::stream::ClientIo;
use parking_lot::Mutex;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

const CAP: usize = 16 * 1024;

struct Inner {
    io: ClientIo,
    buf: Vec<u8>,
    at: usize,
    dirty: bool,
    acks: AckWatch,
    /// Bytes taken by the client's socket, ever.
    taken: u64,
    /// Bytes that came from the client, ever.
    came: u64,
}
/// What the h2 crate reads from and writes to.
pub(super) struct Gathering(Arc<Mutex<Inner>>);
/// What the connection's task keeps, to write at the end of each poll.
#[derive(Clone)]
pub(super) struct Flusher(Arc<Mutex<Inner>>);

pub(super) fn wrap(io: ClientIo) -> (Gathering, Flusher) {
    let inner = Arc::new(Mutex::new(Inner { io, buf: Vec::new(), at: 0, dirty: false, acks: AckWatch::new(), taken: 0, came: 0 }));
    (Gathering(inner.clone()), Flusher(inner))
}

impl Flusher {
    /// Writes out what was gathered. Pending: the client's socket is full. An error shows up again at the next read.
    pub(super) fn poll_flush(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut inner = self.0.lock();
        if inner.dirty { inner.flush(cx) } else { Poll::Ready(Ok(())) }
    }
    /// Closes our side and reads what still comes until the client closes too. A socket closed over unread bytes is
    /// reset, and could take the last response with it.
    pub(super) fn poll_linger(&self, cx: &mut Context<'_>) -> Poll<()> {
        let mut inner = self.0.lock();
        if Pin::new(&mut inner.io).poll_shutdown(cx).is_pending() {
            return Poll::Pending;
        }
        while let Ok(1..) = ready!(scratch::read(&mut inner.io, cx, scratch::READ, |_| {})) {}
        Poll::Ready(())
    }
    pub(super) fn settings_acknowledged(&self) -> bool {
        self.0.lock().acks.seen()
    }
    /// Bytes given and taken so far.
    pub(super) fn traffic(&self) -> (u64, u64) {
        let inner = self.0.lock();
        (inner.taken, inner.came)
    }
}
impl Inner {
    fn drain(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while let Some(rest @ [_, ..]) = self.buf.get(self.at..) {
            let n = ready!(Pin::new(&mut self.io).poll_write(cx, rest))?;
            if n == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.at += n;
            self.taken += n as u64;
        }
        self.at = 0;
        self.buf.clear();
        Poll::Ready(Ok(()))
    }
    fn flush(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.drain(cx))?;
        scratch::give(std::mem::take(&mut self.buf));
        ready!(Pin::new(&mut self.io).poll_flush(cx))?;
        self.dirty = false;
        Poll::Ready(Ok(()))
    }
    /// Makes room for `n` bytes in the buffer.
    fn room(&mut self, n: usize, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.at > 0 || self.buf.len() + n > CAP {
            ready!(self.drain(cx))?;
        }
        if self.buf.capacity() == 0 {
            self.buf = scratch::lend();
        }
        self.dirty = true;
        Poll::Ready(Ok(()))
    }
}
impl AsyncRead for Gathering {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let mut inner = self.0.lock();
        let before = buf.filled().len();
        ready!(Pin::new(&mut inner.io).poll_read(cx, buf))?;
        let new = buf.filled().get(before..).unwrap_or_default();
        inner.came += new.len() as u64;
        if !inner.acks.seen() {
            inner.acks.feed(new);
        }
        Poll::Ready(Ok(()))
    }
}
impl AsyncWrite for Gathering {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, data: &[u8]) -> Poll<io::Result<usize>> {
        let mut inner = self.0.lock();
        ready!(inner.room(data.len(), cx))?;
        if data.len() >= CAP {
            let n = ready!(Pin::new(&mut inner.io).poll_write(cx, data))?;
            inner.taken += n as u64;
            return Poll::Ready(Ok(n));
        }
        inner.buf.extend_from_slice(data);
        Poll::Ready(Ok(data.len()))
    }
    fn poll_write_vectored(self: Pin<&mut Self>, cx: &mut Context<'_>, data: &[IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let mut inner = self.0.lock();
        let total: usize = data.iter().map(|d| d.len()).sum();
        ready!(inner.room(total, cx))?;
        if total >= CAP {
            let n = ready!(Pin::new(&mut inner.io).poll_write_vectored(cx, data))?;
            inner.taken += n as u64;
            return Poll::Ready(Ok(n));
        }
        for d in data {
            inner.buf.extend_from_slice(d);
        }
        Poll::Ready(Ok(total))
    }
    fn is_write_vectored(&self) -> bool {
        true
    }
    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(())) // Done by the flusher, at the end of the connection's poll.
    }
    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut inner = self.0.lock();
        ready!(inner.flush(cx))?;
        Pin::new(&mut inner.io).poll_shutdown(cx)
    }
}
