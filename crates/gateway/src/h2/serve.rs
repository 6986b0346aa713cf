//! One HTTP/2 connection: preface, streams, pings, the end.
//!
//! Why: the library answers frames; deadlines, floods and draining are decided here (S11, S21).

use super::coalesce::{self, Flusher, Gathering};
use super::stream;
use crate::connection::Connection;
use crate::door::Door;
use crate::stream::ClientIo;
use crate::watchdog::{Progress, Watchdog};
use crate::worker::Worker;
use bytes::Bytes;
use h2::server::{self, Builder};
use h2::{Ping, PingPong, Reason};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::Instant;

/// How long a connection that was told to go may take to leave when nothing runs on it.
const FAREWELL: Duration = Duration::from_secs(5);
/// How long a finished connection is listened to.
const LINGER: Duration = Duration::from_secs(2);
/// Streams that a client may take back before it must have let as many finish (CVE-2023-44487).
const RESETS: u64 = 256;

/// The server side of the protocol, with every limit set.
fn builder(streams: u32, head_bytes: usize) -> Builder {
    let mut builder = Builder::new();
    builder
        .max_concurrent_streams(streams)
        .max_header_list_size(u32::try_from(head_bytes).unwrap_or(u32::MAX))
        .max_frame_size(16 * 1024)
        .initial_window_size(512 * 1024)
        .initial_connection_window_size(1024 * 1024)
        .max_send_buffer_size(256 * 1024)
        .max_concurrent_reset_streams(64)
        .max_pending_accept_reset_streams(20)
        .max_local_error_reset_streams(Some(256))
        .reset_stream_duration(Duration::from_secs(10))
        .enable_connect_protocol();
    builder
}

/// Serves until the connection ends.
pub(crate) async fn serve<D: Door>(worker: Arc<Worker<D>>, io: ClientIo, conn: Arc<Connection>) {
    let settings = worker.settings.clone();
    let (gathering, flusher) = coalesce::wrap(io);
    let opened = Instant::now();
    let mut watchdog = Watchdog::new();
    let mut handshake = pin!(builder(settings.limits.streams, settings.limits.head_bytes).handshake::<_, Bytes>(gathering));
    let ready = poll_fn(|cx| {
        let ready = handshake.as_mut().poll(cx).map(Result::ok);
        if matches!(flusher.poll_flush(cx), Poll::Ready(Err(_))) {
            return Poll::Ready(None);
        }
        if ready.is_ready() {
            return ready;
        }
        watchdog.poll(cx, opened + settings.deadlines.settings).map(|()| None)
    })
    .await;
    let Some(mut connection) = ready else { return };
    let pings = connection.ping_pong();
    let take = Progress::new(settings.deadlines.take);
    let now = Instant::now();
    let mut live = Live {
        worker,
        conn,
        connection,
        flusher,
        pings,
        opened,
        came: (0, now),
        taken: 0,
        take,
        asked: None,
        quiet_since: None,
        leaving: None,
        streams: 0,
        resets: Arc::default(),
    };
    let token = live.worker.drain.clone();
    let mut drained = pin!(token.cancelled());
    let end = poll_fn(|cx| {
        if live.leaving.is_none() && drained.as_mut().poll(cx).is_ready() {
            live.leave();
        }
        live.poll(cx, &mut watchdog)
    })
    .await;
    if end == End::Closed {
        let flusher = live.flusher.clone();
        drop(live);
        let deadline = Instant::now() + LINGER;
        poll_fn(|cx| if flusher.poll_linger(cx).is_ready() { Poll::Ready(()) } else { watchdog.poll(cx, deadline) }).await;
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// The protocol ended, from whichever side.
    Closed,
    /// A deadline passed or the socket failed: nothing more is said.
    Dropped,
}

struct Live<D: Door> {
    worker: Arc<Worker<D>>,
    conn: Arc<Connection>,
    connection: server::Connection<Gathering, Bytes>,
    flusher: Flusher,
    pings: Option<PingPong>,
    opened: Instant,
    /// Bytes that came, and when the last did.
    came: (u64, Instant),
    taken: u64,
    take: Progress,
    /// When a ping went out that is not answered yet.
    asked: Option<Instant>,
    quiet_since: Option<Instant>,
    /// When the client was told to go.
    leaving: Option<Instant>,
    streams: u64,
    resets: Arc<AtomicU64>,
}
impl<D: Door> Live<D> {
    fn leave(&mut self) {
        self.leaving = Some(Instant::now());
        self.connection.graceful_shutdown();
    }
    fn poll(&mut self, cx: &mut Context<'_>, watchdog: &mut Watchdog) -> Poll<End> {
        loop {
            match self.connection.poll_accept(cx) {
                Poll::Ready(Some(Ok((request, respond)))) => {
                    self.streams += 1;
                    let begun = stream::begin(&self.worker, &self.conn, request, respond);
                    let resets = self.resets.clone();
                    // In a box: a task is moved when it is spawned, and its place cleared when it ends, all of its size.
                    self.worker.tasks.spawn(Box::pin(async move {
                        if stream::run(begun).await == stream::End::Reset {
                            resets.fetch_add(1, Ordering::Relaxed);
                        }
                    }));
                }
                Poll::Ready(_) => {
                    if self.flusher.poll_flush(cx).is_ready() {
                        return Poll::Ready(End::Closed);
                    }
                    let since = *self.leaving.get_or_insert_with(Instant::now);
                    return watchdog.poll(cx, since + FAREWELL).map(|()| End::Dropped);
                }
                Poll::Pending => break,
            }
        }
        let resets = self.resets.load(Ordering::Relaxed);
        if resets > RESETS && resets * 2 > self.streams {
            tracing::debug!(peer = %self.conn.peer, resets, "a client keeps taking its requests back");
            self.resets.store(0, Ordering::Relaxed);
            self.leaving.get_or_insert_with(Instant::now);
            self.connection.abrupt_shutdown(Reason::ENHANCE_YOUR_CALM);
            cx.waker().wake_by_ref();
        }
        let flushed = match self.flusher.poll_flush(cx) {
            Poll::Ready(Ok(())) => true,
            Poll::Ready(Err(_)) => return Poll::Ready(End::Dropped),
            Poll::Pending => false,
        };
        self.poll_deadlines(cx, watchdog, flushed)
    }
    fn poll_deadlines(&mut self, cx: &mut Context<'_>, watchdog: &mut Watchdog, flushed: bool) -> Poll<End> {
        let deadlines = self.worker.settings.deadlines;
        let (taken, came) = self.flusher.traffic();
        if came != self.came.0 {
            self.came = (came, Instant::now());
        }
        self.take.made(taken - self.taken);
        self.taken = taken;
        if let (Some(pings), Some(_)) = (&mut self.pings, self.asked) {
            match pings.poll_pong(cx) {
                Poll::Ready(Ok(_)) => self.asked = None,
                Poll::Ready(Err(_)) => return Poll::Ready(End::Dropped),
                Poll::Pending => {}
            }
        }
        loop {
            // Every rule says when it would be broken; the nearest is waited for.
            let mut nearest = self.opened + Duration::from_secs(86_400 * 365);
            let mut broken = false;
            let now = Instant::now();
            let mut by = |deadline: Instant| {
                nearest = nearest.min(deadline);
                broken |= deadline <= now;
            };
            if !self.flusher.settings_acknowledged() {
                by(self.opened + deadlines.settings);
            }
            if flushed {
                self.take.pause();
            } else {
                by(self.take.waiting());
            }
            if let Some(asked) = self.asked {
                by(asked + deadlines.settings);
            }
            let busy = self.connection.has_streams();
            if let (Some(since), false) = (self.leaving, busy) {
                by(since + FAREWELL);
            }
            if broken {
                return Poll::Ready(End::Dropped);
            }
            if busy {
                self.quiet_since = None;
            }
            let mut wake = nearest;
            if self.leaving.is_none() {
                if busy {
                    // Looked at again from time to time: the end of the last stream need not wake us.
                    wake = wake.min(now + deadlines.idle);
                } else {
                    let idle = *self.quiet_since.get_or_insert(now) + deadlines.idle;
                    if idle <= now {
                        self.leave();
                        cx.waker().wake_by_ref();
                        continue;
                    }
                    wake = wake.min(idle);
                }
            }
            if self.asked.is_none() && busy {
                let due = self.came.1 + deadlines.ping;
                if due <= now {
                    if let Some(pings) = &mut self.pings {
                        if pings.send_ping(Ping::opaque()).is_err() {
                            return Poll::Ready(End::Dropped);
                        }
                        self.asked = Some(now);
                        cx.waker().wake_by_ref();
                        continue;
                    }
                } else {
                    wake = wake.min(due);
                }
            }
            if watchdog.poll(cx, wake).is_pending() {
                return Poll::Pending;
            }
        }
    }
}
