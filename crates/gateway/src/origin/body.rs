//! A response body on its way from an origin, while the request may still be going up.
//!
//! Why: here the exchange turns long or ends; a long one holds its permit and is cut when that is withdrawn, an exact
//! end gives the socket back, anything else closes it.

use super::io::Socket;
use super::pool;
use super::upload::{Stopped, Upload};
use crate::body::BodyError;
use crate::failure::Failure;
use crate::framing::{Decoded, Decoder};
use bytes::Bytes;
use http::HeaderMap;
use portcullis_guard::LivePermit;
use portcullis_model::Origin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// What a response body is made of.
#[derive(Debug)]
pub(crate) enum Piece {
    Data(Bytes),
    Trailers(HeaderMap),
}

/// Why a response stopped after its head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Broken {
    /// The permit was withdrawn.
    Cut,
    /// The origin closed or sent nonsense.
    Origin,
    /// The client's own body failed.
    Upload(BodyError),
}
impl Broken {
    /// What a client is told that has not been told anything yet.
    pub(crate) const fn failure(self) -> Failure {
        match self {
            Self::Cut => Failure::Cut,
            Self::Origin => Failure::OriginClosed,
            Self::Upload(BodyError::TooSlow) => Failure::BodyTimeout,
            Self::Upload(BodyError::Malformed) => Failure::BadBody,
            Self::Upload(BodyError::Gone) => Failure::ClientGone,
        }
    }
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Cut => "cut",
            Self::Origin => "origin_broke_off",
            Self::Upload(BodyError::TooSlow) => "body_timeout",
            Self::Upload(BodyError::Malformed) => "bad_body",
            Self::Upload(BodyError::Gone) => "client_gone",
        }
    }
}

pub(crate) struct OriginBody {
    pub(super) socket: Option<Socket>,
    pub(super) decoder: Decoder,
    pub(super) upload: Option<Upload>,
    pub(super) keeps: bool,
    pub(super) wants_trailers: bool,
    pub(super) permit: LivePermit,
    pub(super) held: bool,
    pub(super) origin: Arc<Origin>,
    pub(super) pooled: usize,
}
impl OriginBody {
    pub(crate) fn remaining(&self) -> Option<u64> {
        self.decoder.remaining()
    }
    /// Whether the client's body is still going up.
    pub(crate) fn uploads(&self) -> bool {
        self.upload.is_some()
    }
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Piece, Broken>>> {
        if let Poll::Ready(broken) = self.watch(cx) {
            return Poll::Ready(Some(Err(broken)));
        }
        loop {
            let Some(socket) = &mut self.socket else { return Poll::Ready(None) };
            match self.decoder.decode(&mut socket.buf) {
                Ok(Decoded::Data(data)) => {
                    if self.decoder.is_done() {
                        self.release();
                    }
                    return Poll::Ready(Some(Ok(Piece::Data(data))));
                }
                Ok(Decoded::End) => {
                    let trailers = self.decoder.take_trailers().filter(|_| self.wants_trailers);
                    self.release();
                    return Poll::Ready(trailers.map(|t| Ok(Piece::Trailers(t))));
                }
                Ok(Decoded::More) => {}
                Err(_) => return self.broke(),
            }
            match socket.poll_fill(cx, self.decoder.want()) {
                Poll::Ready(Ok(0)) => {
                    if self.decoder.closed().is_err() {
                        return self.broke();
                    }
                    self.socket = None;
                }
                Poll::Ready(Ok(_)) => {}
                Poll::Ready(Err(_)) => return self.broke(),
                Poll::Pending => return self.hold_and_watch(cx).map(|broken| Some(Err(broken))),
            }
        }
    }
    fn broke(&mut self) -> Poll<Option<Result<Piece, Broken>>> {
        self.socket = None;
        Poll::Ready(Some(Err(Broken::Origin)))
    }
    /// Somebody must be waited for: from here on the permit can be withdrawn. Polls what goes on beside the response.
    pub(crate) fn hold_and_watch(&mut self, cx: &mut Context<'_>) -> Poll<Broken> {
        self.hold();
        self.watch(cx)
    }
    fn hold(&mut self) {
        if !self.held {
            self.held = true;
            self.permit.hold();
        }
    }
    fn watch(&mut self, cx: &mut Context<'_>) -> Poll<Broken> {
        if let (Some(upload), Some(socket)) = (&mut self.upload, &mut self.socket) {
            match upload.poll(&mut socket.io, cx) {
                Poll::Ready(Ok(())) => self.upload = None,
                Poll::Ready(Err(Stopped::Client(error))) => return Poll::Ready(Broken::Upload(error)),
                // The origin has answered and takes no more: the answer counts, the socket is spent.
                Poll::Ready(Err(Stopped::Origin)) => {
                    self.upload = None;
                    self.keeps = false;
                }
                Poll::Pending if upload.waited() => self.hold(),
                Poll::Pending => {}
            }
        }
        if self.held && self.permit.poll_cut(cx).is_ready() {
            self.socket = None;
            return Poll::Ready(Broken::Cut);
        }
        Poll::Pending
    }
    /// The whole body, where it came with the head and nothing else goes on: most small answers. The socket is given back.
    pub(super) fn whole(&mut self) -> Option<Bytes> {
        let socket = self.socket.as_mut()?;
        let n = usize::try_from(self.decoder.remaining()?).ok()?;
        if self.upload.is_some() || socket.buf.len() < n {
            return None;
        }
        let data = socket.buf.split_to(n).freeze();
        self.decoder = Decoder::none();
        self.release();
        Some(data)
    }
    /// Both bodies ended exactly: the socket may serve again.
    pub(super) fn release(&mut self) {
        if let Some(socket) = self.socket.take()
            && self.keeps
            && self.upload.is_none()
        {
            pool::give(&self.origin, socket, self.pooled);
        }
    }
}
