//! Bytes both ways between a client and an origin, after a verified upgrade.
//!
//! Why: no HTTP layer stays in a tunnel; it ends when either side does, when both are silent for too long, or the
//! moment its permit is withdrawn. A cut closes the sockets without a WebSocket close frame: where one frame ends is not
//! known here, and a frame inside a frame would be worse than none.

use crate::access::Recorder;
use crate::door::Door;
use crate::origin::OriginIo;
use crate::scratch;
use crate::watchdog::{Watchdog, after};
use bytes::BytesMut;
use portcullis_guard::LivePermit;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::Instant;

/// The two ends, and what is already on its way to each.
pub(crate) struct Ends<C> {
    pub(crate) client: C,
    /// What the client sent behind its handshake.
    pub(crate) to_origin: Vec<u8>,
    pub(crate) origin: OriginIo,
    /// The head that switches protocols, where it is still to be written.
    pub(crate) switch: Vec<u8>,
    /// What the origin sent behind its 101.
    pub(crate) early: BytesMut,
}

/// Runs until the tunnel is over.
pub(crate) async fn run<C: AsyncRead + AsyncWrite + Unpin, D: Door>(ends: Ends<C>, mut permit: LivePermit, idle: Duration, recorder: &mut Recorder<D>) {
    let Ends { mut client, to_origin, mut origin, switch, early } = ends;
    permit.hold();
    let mut up = Way { moved: to_origin.len() as u64, ..Way::new(to_origin) };
    let mut down = Way { moved: early.len() as u64, ..Way::new([switch.as_slice(), &early].concat()) };
    let mut watchdog = Watchdog::new();
    let mut moved_at = Instant::now();
    let end = poll_fn(|cx| {
        if permit.poll_cut(cx).is_ready() {
            return Poll::Ready(End::Cut);
        }
        let before = up.moved + down.moved;
        let down_over = down.poll(&mut origin, &mut client, cx).is_ready();
        let up_over = up.poll(&mut client, &mut origin, cx).is_ready();
        if down_over || up_over {
            return Poll::Ready(End::Closed);
        }
        if idle.is_zero() {
            return Poll::Pending;
        }
        if up.moved + down.moved != before {
            moved_at = Instant::now();
        }
        watchdog.poll(cx, after(moved_at, idle)).map(|()| End::Idle)
    })
    .await;
    recorder.edit(|r| {
        r.bytes_in = up.moved;
        r.bytes_out = down.moved;
        r.cut |= end == End::Cut;
    });
    match end {
        End::Closed => recorder.finish(),
        End::Idle => recorder.error("idle_timeout"),
        // Dropped, not shut down: nothing more is said to either side.
        End::Cut => return recorder.error("cut"),
    }
    let goodbye = poll_fn(|cx| {
        let a = Pin::new(&mut client).poll_shutdown(cx);
        let b = Pin::new(&mut origin).poll_shutdown(cx);
        if a.is_ready() && b.is_ready() { Poll::Ready(()) } else { Poll::Pending }
    });
    if tokio::time::timeout(Duration::from_secs(2), goodbye).await.is_err() {
        tracing::debug!("a tunnel's end did not take our goodbye");
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Closed,
    Idle,
    Cut,
}

/// One direction. It holds a buffer only while its reader is slower than its writer.
struct Way {
    rest: Vec<u8>,
    at: usize,
    moved: u64,
    unflushed: bool,
}
impl Way {
    fn new(rest: Vec<u8>) -> Self {
        Self { rest, at: 0, moved: 0, unflushed: false }
    }
    /// Ready when this direction is over.
    fn poll<R: AsyncRead + Unpin, W: AsyncWrite + Unpin>(&mut self, from: &mut R, to: &mut W, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            while let Some(rest @ [_, ..]) = self.rest.get(self.at..) {
                let n = ready!(Pin::new(&mut *to).poll_write(cx, rest))?;
                if n == 0 {
                    return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
                }
                self.at += n;
                self.unflushed = true;
            }
            self.at = 0;
            if self.rest.capacity() > 0 {
                self.rest = Vec::new();
            }
            // Straight through the thread's buffer; what the other end does not take at once is kept.
            let mut outcome = Ok(0);
            let (rest, unflushed) = (&mut self.rest, &mut self.unflushed);
            let read = scratch::read_with(from, cx, |data, cx| {
                let mut at = 0;
                while let Some(left @ [_, ..]) = data.get(at..) {
                    match Pin::new(&mut *to).poll_write(cx, left) {
                        Poll::Ready(Ok(n)) if n > 0 => {
                            at += n;
                            *unflushed = true;
                        }
                        Poll::Ready(Ok(_)) => return outcome = Err(io::ErrorKind::WriteZero.into()),
                        Poll::Ready(Err(error)) => return outcome = Err(error),
                        Poll::Pending => return rest.extend_from_slice(left),
                    }
                }
            });
            outcome?;
            match read {
                Poll::Ready(Ok(0)) => {
                    ready!(Pin::new(&mut *to).poll_flush(cx))?;
                    return Poll::Ready(Ok(()));
                }
                Poll::Ready(Ok(n)) => self.moved += n as u64,
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending => {
                    if self.unflushed {
                        ready!(Pin::new(&mut *to).poll_flush(cx))?;
                        self.unflushed = false;
                    }
                    return Poll::Pending;
                }
            }
        }
    }
}
