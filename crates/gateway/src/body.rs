//! The body of a request, streaming, from whichever protocol it comes.
//!
//! Why: a door or an origin reads it at its own pace; the client is held to a pace of its own (S21), and only while
//! somebody waits for it.

use crate::h1::Wire;
use crate::settings::Pace;
use crate::watchdog::{Progress, Watchdog};
use bytes::Bytes;
use h2::RecvStream;
use http_body::{Frame, SizeHint};
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};

/// Why a request's body cannot be read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    #[error("the client sent its body too slowly")]
    TooSlow,
    #[error("the body is malformed")]
    Malformed,
    #[error("the client went away")]
    Gone,
}

/// A streaming request body: `http_body::Body<Data = Bytes>`. It may be moved to and read on any runtime.
pub struct RequestBody {
    source: Source,
    taken: Option<Arc<AtomicU64>>,
    progress: Progress,
    watchdog: Watchdog,
    failed: Option<BodyError>,
    /// `Content-Length` of an HTTP/2 request: h2 holds the client to it.
    declared: Option<u64>,
}
enum Source {
    Empty,
    Whole(Bytes),
    /// The wire, and which of its exchanges this body belongs to.
    Http1(Arc<Wire>, u64),
    Http2(RecvStream),
}

const NO_PACE: Pace = Pace { bytes: 0, window: std::time::Duration::from_secs(86_400) };

impl RequestBody {
    /// No body.
    pub const fn empty() -> Self {
        Self { source: Source::Empty, taken: None, progress: Progress::new(NO_PACE), watchdog: Watchdog::new(), failed: None, declared: None }
    }
    pub(crate) fn http1(wire: Arc<Wire>, turn: u64, pace: Pace) -> Self {
        Self { source: Source::Http1(wire, turn), taken: Some(Arc::default()), progress: Progress::new(pace), ..Self::empty() }
    }
    pub(crate) fn http2(stream: RecvStream, declared: Option<u64>, pace: Pace) -> Self {
        if stream.is_end_stream() {
            return Self::empty();
        }
        Self { declared, source: Source::Http2(stream), taken: Some(Arc::default()), progress: Progress::new(pace), ..Self::empty() }
    }
    pub(crate) fn taken(&self) -> Option<Arc<AtomicU64>> {
        self.taken.clone()
    }
    /// Takes the HTTP/2 stream out, for a tunnel over it.
    pub(crate) fn into_http2(self) -> Option<RecvStream> {
        match self.source {
            Source::Http2(stream) => Some(stream),
            _ => None,
        }
    }
    /// Whether everything was read.
    pub fn is_end(&self) -> bool {
        match &self.source {
            Source::Empty => true,
            Source::Whole(bytes) => bytes.is_empty(),
            Source::Http1(wire, turn) => wire.remaining_of(*turn) == Some(0),
            Source::Http2(stream) => stream.is_end_stream(),
        }
    }
    /// Body bytes still to come, where the client said how many.
    pub fn remaining(&self) -> Option<u64> {
        match &self.source {
            Source::Empty => Some(0),
            Source::Whole(bytes) => Some(bytes.len() as u64),
            Source::Http1(wire, turn) => wire.remaining_of(*turn),
            Source::Http2(stream) if stream.is_end_stream() => Some(0),
            Source::Http2(_) => self.declared,
        }
    }
    /// The next piece of data; `None` at the end. Trailers of requests are dropped.
    pub fn poll_data(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, BodyError>>> {
        if let Some(error) = self.failed {
            return Poll::Ready(Some(Err(error)));
        }
        let read = match &mut self.source {
            Source::Empty => return Poll::Ready(None),
            Source::Whole(bytes) => {
                let all = std::mem::take(bytes);
                return Poll::Ready((!all.is_empty()).then_some(Ok(all)));
            }
            Source::Http1(wire, turn) => wire.poll_body(*turn, cx),
            Source::Http2(stream) => poll_http2(stream, cx),
        };
        match read {
            Poll::Ready(Some(Ok(data))) => {
                let n = data.len() as u64;
                self.declared = self.declared.map(|left| left.saturating_sub(n));
                self.progress.made(n);
                if let Some(taken) = &self.taken {
                    taken.fetch_add(n, Ordering::Relaxed);
                }
                Poll::Ready(Some(Ok(data)))
            }
            Poll::Ready(Some(Err(error))) => self.fail(error),
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending => {
                ready!(self.watchdog.poll(cx, self.progress.waiting()));
                self.fail(BodyError::TooSlow)
            }
        }
    }
    fn fail(&mut self, error: BodyError) -> Poll<Option<Result<Bytes, BodyError>>> {
        self.failed = Some(error);
        Poll::Ready(Some(Err(error)))
    }
    /// Says that nobody waits for the client now (the origin does not take more).
    pub(crate) fn pause(&mut self) {
        self.progress.pause();
    }
}

fn poll_http2(stream: &mut RecvStream, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, BodyError>>> {
    loop {
        match ready!(stream.poll_data(cx)) {
            Some(Ok(data)) => {
                if stream.flow_control().release_capacity(data.len()).is_err() {
                    return Poll::Ready(Some(Err(BodyError::Gone)));
                }
                if !data.is_empty() {
                    return Poll::Ready(Some(Ok(data)));
                }
            }
            Some(Err(error)) => {
                let malformed = !error.is_io() && !error.is_remote();
                return Poll::Ready(Some(Err(if malformed { BodyError::Malformed } else { BodyError::Gone })));
            }
            None => return Poll::Ready(None),
        }
    }
}

impl From<Bytes> for RequestBody {
    fn from(bytes: Bytes) -> Self {
        Self { source: Source::Whole(bytes), ..Self::empty() }
    }
}
impl http_body::Body for RequestBody {
    type Data = Bytes;
    type Error = BodyError;
    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        self.get_mut().poll_data(cx).map(|o| o.map(|r| r.map(Frame::data)))
    }
    fn is_end_stream(&self) -> bool {
        self.is_end()
    }
    fn size_hint(&self) -> SizeHint {
        self.remaining().map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
impl fmt::Debug for RequestBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestBody").field("remaining", &self.remaining()).finish_non_exhaustive()
    }
}
