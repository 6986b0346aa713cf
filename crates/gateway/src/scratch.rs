//! Buffers that belong to a thread and are lent for the length of one poll.
//!
//! Why: an idle connection then holds no buffer at all.

use bytes::BytesMut;
use std::cell::RefCell;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, ReadBuf};

/// What one read may bring in.
pub(crate) const READ: usize = 64 * 1024;

thread_local! {
    static READER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static WRITERS: RefCell<Vec<Vec<u8>>> = const { RefCell::new(Vec::new()) };
}

/// Reads once through the thread's buffer and hands what came to `with`; the count is what was read.
pub(crate) fn read<R: AsyncRead + Unpin>(io: &mut R, cx: &mut Context<'_>, most: usize, with: impl FnOnce(&[u8])) -> Poll<io::Result<usize>> {
    let mut space = READER.take();
    if space.len() < READ {
        space.resize(READ, 0);
    }
    let most = most.min(READ);
    let mut buf = ReadBuf::new(space.get_mut(..most).unwrap_or_default());
    let read = Pin::new(io).poll_read(cx, &mut buf).map_ok(|()| {
        with(buf.filled());
        buf.filled().len()
    });
    READER.set(space);
    read
}
/// As [`read`], with the context handed on, for writing from within.
pub(crate) fn read_with<R: AsyncRead + Unpin>(io: &mut R, cx: &mut Context<'_>, with: impl FnOnce(&[u8], &mut Context<'_>)) -> Poll<io::Result<usize>> {
    let mut space = READER.take();
    if space.len() < READ {
        space.resize(READ, 0);
    }
    let mut buf = ReadBuf::new(&mut space);
    let read = Pin::new(io).poll_read(cx, &mut buf).map_ok(|()| buf.filled().len());
    if let Poll::Ready(Ok(n)) = read {
        with(space.get(..n).unwrap_or_default(), cx);
    }
    READER.set(space);
    read
}
/// As [`read`], appending to `into`.
pub(crate) fn read_into<R: AsyncRead + Unpin>(io: &mut R, cx: &mut Context<'_>, most: usize, into: &mut BytesMut) -> Poll<io::Result<usize>> {
    let n = ready!(read(io, cx, most, |data| into.extend_from_slice(data)))?;
    Poll::Ready(Ok(n))
}

/// An empty buffer to write into; give it back with [`give`].
pub(crate) fn lend() -> Vec<u8> {
    WRITERS.with_borrow_mut(Vec::pop).unwrap_or_default()
}
/// Takes a buffer back, unless it grew large or there are enough.
pub(crate) fn give(mut buffer: Vec<u8>) {
    if buffer.capacity() == 0 || buffer.capacity() > READ {
        return;
    }
    buffer.clear();
    WRITERS.with_borrow_mut(|all| {
        if all.len() < 16 {
            all.push(buffer);
        }
    });
}
