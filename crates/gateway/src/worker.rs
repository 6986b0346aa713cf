//! What the connections of one worker share, and how one request is answered.
//!
//! Why: both protocols hand a [`Received`] in here and get something to send; a panic on the way is one 500.

use crate::access::Recorder;
use crate::door::{Answer, Door, FailureContext, Received, Reply};
use crate::failure::{self, Failure};
use crate::origin::{self, Forwarded, TunnelStart};
use crate::outgoing::{OutBody, Outgoing};
use crate::settings::Settings;
use crate::watchdog::Watchdog;
use bytes::Bytes;
use futures_util::FutureExt;
use http::HeaderName;
use portcullis_model::{RequestId, Timestamp};
use std::hash::{BuildHasher, RandomState};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

pub(crate) struct Worker<D> {
    pub(crate) door: Arc<D>,
    pub(crate) settings: Arc<Settings>,
    /// Cancelled when the gateway drains: finish what runs, begin nothing.
    pub(crate) drain: CancellationToken,
    /// Every connection and every stream of this worker.
    pub(crate) tasks: TaskTracker,
    seed: RandomState,
    drawn: AtomicU64,
}

pub(crate) enum Outcome {
    Respond(Outgoing),
    Tunnel(Box<TunnelStart>),
}

impl<D: Door> Worker<D> {
    pub(crate) fn new(door: Arc<D>, settings: Arc<Settings>, drain: CancellationToken) -> Self {
        Self { door, settings, drain, tasks: TaskTracker::new(), seed: RandomState::new(), drawn: AtomicU64::new(0) }
    }
    pub(crate) fn now(&self) -> Timestamp {
        (self.settings.clock)()
    }
    /// A request number. It is a label, not a secret: unpredictable enough not to collide.
    pub(crate) fn request_id(&self, now: Timestamp) -> RequestId {
        RequestId::new(now, self.seed.hash_one(self.drawn.fetch_add(1, Ordering::Relaxed)))
    }

    /// Asks the door and, where it says so, the origin.
    pub(crate) async fn answer(&self, received: Box<Received>, accept_html: bool, recorder: &mut Recorder<D>, watchdog: &mut Watchdog) -> Outcome {
        // Written in place: a future that is named first and wrapped then is stored twice.
        let done = AssertUnwindSafe(async {
            match self.door.answer(received).await {
                Answer::Reply(Reply { response, log }) => {
                    recorder.edit(|r| r.log = log);
                    let (parts, body) = response.into_parts();
                    Ok(Outcome::Respond(Outgoing { status: parts.status, fields: parts.headers, body: OutBody::Whole(body) }))
                }
                Answer::Forward(mut permitted) => {
                    let log = std::mem::take(&mut permitted.log);
                    let started = Instant::now();
                    recorder.edit(|r| r.log = log);
                    let forwarded = origin::forward(&self.settings, permitted, started, watchdog).await;
                    recorder.edit(|r| r.origin_time = Some(started.elapsed()));
                    forwarded.map(|f| match f {
                        Forwarded::Response(outgoing) => Outcome::Respond(outgoing),
                        Forwarded::Tunnel(start) => Outcome::Tunnel(start),
                    })
                }
            }
        })
        .catch_unwind()
        .await;
        match done {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(failure)) => Outcome::Respond(self.fail(failure, accept_html, recorder)),
            Err(_) => {
                tracing::error!(request_id = %recorder.id(), "a request panicked");
                Outcome::Respond(self.fail(Failure::Panic, accept_html, recorder))
            }
        }
    }

    /// Renders a failure, and writes it into the record.
    pub(crate) fn fail(&self, failure: Failure, accept_html: bool, recorder: &mut Recorder<D>) -> Outgoing {
        recorder.edit(|r| r.cut |= failure == Failure::Cut);
        recorder.error(failure.word());
        let response = {
            let record = recorder.get();
            let context = FailureContext {
                status: failure.status(),
                reason: failure.word(),
                accept_html,
                host: record.target.as_ref().map(|t| t.host()),
                port: record.target.as_ref().and_then(|t| t.port().filter(|p| *p != if t.is_https() { 443 } else { 80 })),
                path: record.target.as_ref().map(|t| t.path()),
                id: recorder.id(),
                route: record.log.route.as_deref(),
            };
            catch_unwind(AssertUnwindSafe(|| self.door.failure(&context))).unwrap_or_else(|_| failure::problem(&context))
        };
        let (parts, body): (_, Bytes) = response.into_parts();
        Outgoing { status: parts.status, fields: parts.headers, body: OutBody::Whole(body) }
    }
}
