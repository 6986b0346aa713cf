//! A response on its way to the client.
//!
//! Why: our own answers and an origin's leave through the same two writers, HTTP/1.1 and HTTP/2.

use crate::origin::{Broken, OriginBody, Piece};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use std::task::{Context, Poll};

pub(crate) struct Outgoing {
    pub(crate) status: StatusCode,
    pub(crate) fields: HeaderMap,
    pub(crate) body: OutBody,
}
pub(crate) enum OutBody {
    Whole(Bytes),
    Origin(Box<OriginBody>),
}
impl OutBody {
    /// Bytes to come, where it is known.
    pub(crate) fn remaining(&self) -> Option<u64> {
        match self {
            Self::Whole(bytes) => Some(bytes.len() as u64),
            Self::Origin(body) => body.remaining(),
        }
    }
    pub(crate) fn uploads(&self) -> bool {
        matches!(self, Self::Origin(body) if body.uploads())
    }
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Piece, Broken>>> {
        match self {
            Self::Whole(bytes) => {
                let all = std::mem::take(bytes);
                Poll::Ready((!all.is_empty()).then_some(Ok(Piece::Data(all))))
            }
            Self::Origin(body) => body.poll(cx),
        }
    }
    /// The client is waited for: the permit is held and watched, the request's own body goes on.
    pub(crate) fn watch(&mut self, cx: &mut Context<'_>) -> Poll<Broken> {
        match self {
            Self::Whole(_) => Poll::Pending,
            Self::Origin(body) => body.hold_and_watch(cx),
        }
    }
}
