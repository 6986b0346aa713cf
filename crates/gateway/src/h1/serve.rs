//! One HTTP/1.1 connection from its first byte to its last.
//!
//! Why: every wait in here has a deadline (S21), and every request that began leaves a record.

use super::head::{self, RequestHead};
use super::respond::{self, Reply, Unsent};
use super::wire::{HeadRead, Wire};
use crate::access::Recorder;
use crate::body::RequestBody;
use crate::connection::Connection;
use crate::door::{Door, Received};
use crate::failure::Failure;
use crate::fields;
use crate::origin::TunnelStart;
use crate::stream::ClientIo;
use crate::tunnel;
use crate::watchdog::Watchdog;
use crate::worker::{Outcome, Worker};
use bytes::Bytes;
use http::{Method, Version};
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::WaitForCancellationFuture;

/// A request body nobody read is read away up to this size, so that the connection can go on.
const DRAIN: u64 = 64 * 1024;
/// How long a rest is read away, or a refused client listened to, before the socket closes.
const LINGER: Duration = Duration::from_secs(2);

/// Serves until the connection ends.
pub(crate) async fn serve<D: Door>(worker: Arc<Worker<D>>, io: ClientIo, conn: Arc<Connection>) {
    let token = worker.drain.clone();
    let mut drained = pin!(token.cancelled());
    let mut wire = Wire::new(io);
    let mut watchdog = Watchdog::new();
    // Before the first request a connection has to prove itself as fast as a head does.
    let mut idle = worker.settings.deadlines.head;
    loop {
        let head = match next_head(&worker, &wire, &mut watchdog, drained.as_mut(), idle).await {
            Next::Head(head) => head,
            Next::Refused(failure) => return refuse(&worker, &conn, &wire, &mut watchdog, failure).await,
            Next::Over => return,
        };
        idle = worker.settings.deadlines.idle;
        match exchange(&worker, &conn, wire, &mut watchdog, head).await {
            Some(same) => wire = same,
            None => return,
        }
    }
}

enum Next {
    Head(Bytes),
    Refused(Failure),
    Over,
}

async fn next_head<D: Door>(
    worker: &Worker<D>,
    wire: &Wire,
    watchdog: &mut Watchdog,
    mut drained: Pin<&mut WaitForCancellationFuture<'_>>,
    idle: Duration,
) -> Next {
    let mut quiet_since = None;
    let mut begun = None;
    poll_fn(|cx| {
        match wire.poll_head(cx, worker.settings.limits.head_bytes) {
            Poll::Ready(Ok(HeadRead::Complete(head))) => return Poll::Ready(Next::Head(head)),
            Poll::Ready(Ok(HeadRead::Bad(failure))) => return Poll::Ready(Next::Refused(failure)),
            Poll::Ready(Ok(HeadRead::Closed) | Err(_)) => return Poll::Ready(Next::Over),
            Poll::Pending => {}
        }
        if wire.head_started() {
            let since = *begun.get_or_insert_with(Instant::now);
            return watchdog.poll(cx, since + worker.settings.deadlines.head).map(|()| Next::Refused(Failure::HeadTimeout));
        }
        if drained.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Next::Over);
        }
        let since = *quiet_since.get_or_insert_with(Instant::now);
        watchdog.poll(cx, since + idle).map(|()| Next::Over)
    })
    .await
}

/// One request. Gives the wire back when another may follow.
async fn exchange<D: Door>(worker: &Arc<Worker<D>>, conn: &Arc<Connection>, wire: Arc<Wire>, watchdog: &mut Watchdog, head: Bytes) -> Option<Arc<Wire>> {
    let request = match head::parse(&head, conn.listener, worker.settings.limits.fields) {
        Ok(request) => request,
        Err(failure) => {
            refuse(worker, conn, &wire, watchdog, failure).await;
            return None;
        }
    };
    drop(head);
    let RequestHead { parts, target, body, keep_alive, expect_continue, upgrade } = request;
    let now = worker.now();
    let id = worker.request_id(now);
    let mut recorder = Recorder::new(worker.clone(), conn, id, now, parts.method.clone(), parts.version);
    recorder.edit(|r| r.target = Some(target.clone()));
    let (version, head_only) = (parts.version, parts.method == Method::HEAD);
    let accept_html = fields::accepts_html(&parts.headers);
    let has_body = !body.is_done();
    let turn = wire.begin_body(body, expect_continue);
    let body = if has_body { RequestBody::http1(wire.clone(), turn, worker.settings.deadlines.body) } else { RequestBody::empty() };
    recorder.count_body(body.taken());

    let received = Box::new(Received { target, head: parts, body, conn: conn.clone(), id, now, upgrade });
    let outcome = {
        let mut answer = pin!(worker.answer(received, accept_html, &mut recorder, watchdog));
        poll_fn(|cx| match answer.as_mut().poll(cx) {
            Poll::Ready(outcome) => Poll::Ready(Some(outcome)),
            Poll::Pending => wire.poll_gone(cx).map(|()| None),
        })
        .await
    };
    let outgoing = match outcome {
        // The client hung up: whatever was being done for it is dropped with the future.
        None => return None,
        Some(Outcome::Tunnel(start)) => {
            Box::pin(tunnel(wire, *start, recorder)).await;
            return None;
        }
        Some(Outcome::Respond(outgoing)) => outgoing,
    };
    recorder.answered(outgoing.status);
    let unread = has_body && !wire.body_done();
    let drainable = wire.body_remaining().is_some_and(|n| n <= DRAIN) && !wire.awaits_continue();
    let close = !keep_alive || worker.drain.is_cancelled() || (unread && !outgoing.body.uploads() && !drainable);
    let reply = Reply { head_only, version, close, id, now, pace: worker.settings.deadlines.take };
    let mut sent = respond::send(&wire, outgoing, reply, &mut recorder, watchdog).await;
    if let Err(Unsent::Unbegun(broken)) = sent {
        let outgoing = worker.fail(broken.failure(), accept_html, &mut recorder);
        recorder.answered(outgoing.status);
        sent = respond::send(&wire, outgoing, Reply { close: true, ..reply }, &mut recorder, watchdog).await;
    }
    match sent {
        Ok(close) => {
            recorder.finish();
            drop(recorder);
            let same = wire.end_exchange();
            if !close && (same || (drainable && drain(&wire, watchdog).await)) {
                return Some(wire);
            }
            linger(&wire, watchdog, !wire.body_done()).await;
        }
        Err(unsent) => {
            match unsent {
                Unsent::ClientGone => recorder.error("client_gone"),
                Unsent::TooSlow => recorder.error("take_timeout"),
                Unsent::Broken(broken) | Unsent::Unbegun(broken) => {
                    recorder.edit(|r| r.cut |= broken == crate::origin::Broken::Cut);
                    recorder.error(broken.word());
                }
            }
            wire.end_exchange();
        }
    }
    None
}

/// Leaves HTTP: the 101 goes out, then bytes go both ways until someone ends it.
async fn tunnel<D: Door>(wire: Arc<Wire>, start: TunnelStart, mut recorder: Recorder<D>) {
    recorder.answered(http::StatusCode::SWITCHING_PROTOCOLS);
    wire.end_exchange();
    let mut switch = Vec::with_capacity(512);
    respond::write_switch(&mut switch, &start.fields, recorder.id());
    // Nobody else holds the wire: an upgrade has no body.
    let Some((client, read_ahead)) = wire.into_stream() else {
        recorder.error("panic");
        return;
    };
    let ends = tunnel::Ends { client, to_origin: read_ahead.to_vec(), origin: start.socket, switch, early: start.early };
    tunnel::run(ends, start.permit, start.idle, &mut recorder).await;
}

/// Answers a request that has no meaning, and closes.
async fn refuse<D: Door>(worker: &Arc<Worker<D>>, conn: &Connection, wire: &Wire, watchdog: &mut Watchdog, failure: Failure) {
    let now = worker.now();
    let unknown = Method::from_bytes(b"-").unwrap_or_default();
    let mut recorder = Recorder::new(worker.clone(), conn, worker.request_id(now), now, unknown, Version::HTTP_11);
    let outgoing = worker.fail(failure, false, &mut recorder);
    recorder.answered(outgoing.status);
    let reply = Reply { head_only: false, version: Version::HTTP_11, close: true, id: recorder.id(), now, pace: worker.settings.deadlines.take };
    if respond::send(wire, outgoing, reply, &mut recorder, watchdog).await.is_ok() {
        recorder.finish();
        drop(recorder);
        linger(wire, watchdog, true).await;
    }
}

/// Reads an unread body away. Says whether it ended in time.
async fn drain(wire: &Wire, watchdog: &mut Watchdog) -> bool {
    let deadline = Instant::now() + LINGER;
    poll_fn(|cx| match wire.poll_drain(cx) {
        Poll::Ready(ended) => Poll::Ready(ended),
        Poll::Pending => watchdog.poll(cx, deadline).map(|()| false),
    })
    .await
}

/// Closes our side and, if the client may still be sending, listens a little: a socket closed over unread bytes is
/// reset, and the client would never read why.
async fn linger(wire: &Wire, watchdog: &mut Watchdog, listen: bool) {
    let deadline = Instant::now() + LINGER;
    let mut left = 4 * DRAIN as usize;
    let mut shut = false;
    poll_fn(|cx: &mut Context<'_>| {
        if !shut {
            match wire.poll_shutdown(cx) {
                Poll::Ready(Ok(())) if listen => shut = true,
                Poll::Ready(_) => return Poll::Ready(()),
                Poll::Pending => return watchdog.poll(cx, deadline),
            }
        }
        loop {
            match wire.poll_discard(cx) {
                Poll::Ready(Ok(n)) if n > 0 && n < left => left -= n,
                Poll::Ready(_) => return Poll::Ready(()),
                Poll::Pending => return watchdog.poll(cx, deadline),
            }
        }
    })
    .await;
}
