//! One HTTP/2 stream: request in, response out at the client's pace.
//!
//! Why: each stream is timed, cut and reset alone; its neighbours on the connection do not notice.

use super::{request, tunnel};
use crate::access::Recorder;
use crate::body::RequestBody;
use crate::connection::Connection;
use crate::date;
use crate::door::{Door, Received};
use crate::failure::Failure;
use crate::fields;
use crate::h1::may_trail;
use crate::origin::{Broken, Piece};
use crate::outgoing::{OutBody, Outgoing};
use crate::watchdog::{Progress, Watchdog};
use crate::worker::{Outcome, REQUEST_ID, Worker};
use bytes::Bytes;
use h2::server::SendResponse;
use h2::{Reason, RecvStream, SendStream};
use http::header::{self, HeaderMap, HeaderValue};
use http::{Method, Request, Response, StatusCode, Version};
use portcullis_model::{RequestId, Timestamp};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// How much flow-control window is asked for at once.
const ASK: usize = 64 * 1024;

/// How a stream ended, as far as its connection cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Answered,
    /// The client took its request back.
    Reset,
}

/// A stream before anything is waited for. In one box, so that the future that carries it stays small: it is copied when it is
/// spawned and again when it ends.
pub(super) struct Begun<D: Door> {
    worker: Arc<Worker<D>>,
    recorder: Recorder<D>,
    respond: SendResponse<Bytes>,
    request: Option<Result<Box<Received>, Failure>>,
    accept_html: bool,
    head_only: bool,
    now: Timestamp,
}

/// Reads the request's head.
pub(super) fn begin<D: Door>(worker: &Arc<Worker<D>>, conn: &Arc<Connection>, request: Request<RecvStream>, respond: SendResponse<Bytes>) -> Box<Begun<D>> {
    let (parts, stream) = request.into_parts();
    let now = worker.now();
    let id = worker.request_id(now);
    let mut recorder = Recorder::new(worker.clone(), conn, id, now, parts.method.clone(), Version::HTTP_2);
    let head_only = parts.method == Method::HEAD;
    let accept_html = fields::accepts_html(&parts.headers);
    let request = request::read(parts, worker.settings.limits.fields).map(|request| {
        recorder.edit(|r| r.target = Some(request.target.clone()));
        let body = RequestBody::http2(stream, request.length, worker.settings.deadlines.body);
        recorder.count_body(body.taken());
        Box::new(Received { target: request.target, head: request.parts, body, conn: conn.clone(), id, now, upgrade: request.upgrade })
    });
    Box::new(Begun { worker: worker.clone(), recorder, respond, request: Some(request), accept_html, head_only, now })
}

pub(super) async fn run<D: Door>(mut begun: Box<Begun<D>>) -> End {
    let mut watchdog = Watchdog::new();
    let outgoing = match begun.request.take() {
        None => return End::Answered,
        Some(Err(failure)) => begun.worker.fail(failure, begun.accept_html, &mut begun.recorder),
        Some(Ok(received)) => {
            let Begun { worker, recorder, respond, accept_html, .. } = &mut *begun;
            let outcome = {
                let mut answer = pin!(worker.answer(received, *accept_html, recorder, &mut watchdog));
                poll_fn(|cx| match answer.as_mut().poll(cx) {
                    Poll::Ready(outcome) => Poll::Ready(Some(outcome)),
                    // A reset stream (or a lost connection) drops whatever was being done for it.
                    Poll::Pending => respond.poll_reset(cx).map(|_| None),
                })
                .await
            };
            match outcome {
                None => return End::Reset,
                Some(Outcome::Respond(outgoing)) => outgoing,
                Some(Outcome::Tunnel(start)) => {
                    let Begun { respond, mut recorder, .. } = *begun;
                    Box::pin(tunnel::run(*start, respond, &mut recorder)).await;
                    return End::Answered;
                }
            }
        }
    };
    send(&mut begun, outgoing, &mut watchdog).await;
    End::Answered
}

async fn send<D: Door>(begun: &mut Begun<D>, outgoing: Outgoing, watchdog: &mut Watchdog) {
    let Begun { worker, recorder, respond, head_only, now, .. } = begun;
    recorder.answered(outgoing.status);
    let Outgoing { status, fields, body } = outgoing;
    let bodiless = *head_only || status == StatusCode::NO_CONTENT || status == StatusCode::NOT_MODIFIED;
    let length = body.remaining();
    let ends = bodiless || length == Some(0);
    let head = head(status, fields, length, bodiless, recorder.id(), *now);
    let Ok(stream) = respond.send_response(head, ends) else { return recorder.error("client_gone") };
    if ends {
        return recorder.finish();
    }
    let pace = worker.settings.deadlines.take;
    let mut sending = Sending { stream, body, data: Bytes::new(), progress: Progress::new(pace), given: 0 };
    let sent = poll_fn(|cx| sending.poll(cx, watchdog)).await;
    recorder.edit(|r| r.bytes_out = sending.given);
    match sent {
        Ok(()) => recorder.finish(),
        Err(Unsent::ClientGone) => recorder.error("client_gone"),
        Err(Unsent::TooSlow) => {
            recorder.error("take_timeout");
            sending.stream.send_reset(Reason::CANCEL);
        }
        Err(Unsent::Broken(broken)) => {
            recorder.edit(|r| r.cut |= broken == Broken::Cut);
            recorder.error(broken.word());
            sending.stream.send_reset(if broken == Broken::Cut { Reason::CANCEL } else { Reason::INTERNAL_ERROR });
        }
    }
}

fn head(status: StatusCode, mut fields: HeaderMap, length: Option<u64>, bodiless: bool, id: RequestId, now: Timestamp) -> Response<()> {
    // Fields of a connection have no place in HTTP/2 (RFC 9113 §8.2.2), whoever set them.
    const HOP: [header::HeaderName; 3] = [header::CONNECTION, header::TRANSFER_ENCODING, header::UPGRADE];
    if fields.keys().any(crate::fields::is_hop) {
        for name in &HOP {
            fields.remove(name);
        }
    }
    if status == StatusCode::NO_CONTENT {
        fields.remove(header::CONTENT_LENGTH);
    } else if let Some(n) = length.filter(|n| !bodiless || (*n > 0 && !fields.contains_key(header::CONTENT_LENGTH))) {
        // Nearly always the origin has said so.
        if fields.get(header::CONTENT_LENGTH).is_none_or(|told| told.as_bytes() != itoa::Buffer::new().format(n).as_bytes()) {
            fields.insert(header::CONTENT_LENGTH, n.into());
        }
    }
    mark(&mut fields, id, now);
    let mut response = Response::new(());
    *response.status_mut() = status;
    *response.headers_mut() = fields;
    response
}

/// What every response carries: when it was made, and the request's number.
pub(super) fn mark(fields: &mut HeaderMap, id: RequestId, now: Timestamp) {
    if !fields.contains_key(header::DATE)
        && let Some(date) = date::value(now)
    {
        fields.insert(header::DATE, date);
    }
    if let Ok(mut id) = HeaderValue::from_str(id.as_str()) {
        // No two are the same: HTTP/2 is told not to remember it for later heads (RFC 7541 §6.2.3).
        id.set_sensitive(true);
        fields.insert(REQUEST_ID, id);
    }
}

enum Unsent {
    ClientGone,
    TooSlow,
    Broken(Broken),
}
struct Sending {
    stream: SendStream<Bytes>,
    body: OutBody,
    data: Bytes,
    progress: Progress,
    given: u64,
}
impl Sending {
    fn poll(&mut self, cx: &mut Context<'_>, watchdog: &mut Watchdog) -> Poll<Result<(), Unsent>> {
        loop {
            if self.data.is_empty() {
                match self.body.poll(cx) {
                    Poll::Ready(Some(Ok(Piece::Data(data)))) => self.data = data,
                    Poll::Ready(Some(Ok(Piece::Trailers(mut trailers)))) => {
                        let reserved: Vec<_> = trailers.keys().filter(|n| !may_trail(n)).cloned().collect();
                        for name in reserved {
                            trailers.remove(name);
                        }
                        return Poll::Ready(self.stream.send_trailers(trailers).map_err(|_| Unsent::ClientGone));
                    }
                    Poll::Ready(Some(Err(broken))) => return Poll::Ready(Err(Unsent::Broken(broken))),
                    Poll::Ready(None) => return Poll::Ready(self.stream.send_data(Bytes::new(), true).map_err(|_| Unsent::ClientGone)),
                    Poll::Pending => {
                        // The origin is waited for, not the client.
                        self.progress.pause();
                        return self.stream.poll_reset(cx).map(|_| Err(Unsent::ClientGone));
                    }
                }
                continue;
            }
            // Each question takes the connection's lock; before the first byte the answer is known.
            let mut room = if self.given > 0 { self.stream.capacity() } else { 0 };
            if room == 0 {
                self.stream.reserve_capacity(self.data.len().min(ASK));
                room = self.stream.capacity();
            }
            if room == 0 {
                match self.stream.poll_capacity(cx) {
                    Poll::Ready(Some(Ok(_))) => continue,
                    Poll::Ready(_) => return Poll::Ready(Err(Unsent::ClientGone)),
                    Poll::Pending => {
                        if let Poll::Ready(broken) = self.body.watch(cx) {
                            return Poll::Ready(Err(Unsent::Broken(broken)));
                        }
                        return watchdog.poll(cx, self.progress.waiting()).map(|()| Err(Unsent::TooSlow));
                    }
                }
            }
            let n = room.min(self.data.len());
            let part = self.data.split_to(n);
            self.given += n as u64;
            self.progress.made(n as u64);
            let last = self.data.is_empty() && self.body.remaining() == Some(0);
            if self.stream.send_data(part, last).is_err() {
                return Poll::Ready(Err(Unsent::ClientGone));
            }
            if last {
                return Poll::Ready(Ok(()));
            }
        }
    }
}
