//! A WebSocket over one HTTP/2 stream (RFC 8441), as a byte stream.
//!
//! Why: the same tunnel serves both protocols; here is only the translation of flow control into reads and writes.

use super::stream;
use crate::access::Recorder;
use crate::door::Door;
use crate::origin::TunnelStart;
use crate::tunnel::{self, Ends};
use bytes::{Buf, Bytes};
use h2::server::SendResponse;
use h2::{Reason, RecvStream, SendStream};
use http::header;
use http::{Response, StatusCode};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

pub(super) async fn run<D: Door>(start: TunnelStart, mut respond: SendResponse<Bytes>, recorder: &mut Recorder<D>) {
    let TunnelStart { socket, early, mut fields, permit, idle, body } = start;
    let Some(receive) = body.into_http2() else { return recorder.error("client_gone") };
    // The handshake of HTTP/1.1 ends here; over HTTP/2 a 200 says yes (RFC 8441 §5).
    const HOP: [header::HeaderName; 5] = [header::SEC_WEBSOCKET_ACCEPT, header::CONNECTION, header::UPGRADE, header::TRANSFER_ENCODING, header::CONTENT_LENGTH];
    for name in &HOP {
        fields.remove(name);
    }
    stream::mark(&mut fields, recorder.id(), recorder.get().time);
    let mut response = Response::new(());
    *response.headers_mut() = fields;
    recorder.answered(StatusCode::OK);
    let Ok(send) = respond.send_response(response, false) else { return recorder.error("client_gone") };
    let client = StreamIo { receive, send, read: Bytes::new(), closed: false };
    tunnel::run(Ends { client, to_origin: Vec::new(), origin: socket, switch: Vec::new(), early }, permit, idle, recorder).await;
}

struct StreamIo {
    receive: RecvStream,
    send: SendStream<Bytes>,
    read: Bytes,
    closed: bool,
}
impl AsyncRead for StreamIo {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        while self.read.is_empty() {
            match ready!(self.receive.poll_data(cx)) {
                Some(Ok(data)) => self.read = data,
                Some(Err(error)) => return Poll::Ready(Err(io::Error::other(error))),
                None => return Poll::Ready(Ok(())),
            }
        }
        let n = self.read.len().min(buf.remaining());
        buf.put_slice(self.read.get(..n).unwrap_or_default());
        self.read.advance(n);
        self.receive.flow_control().release_capacity(n).map_err(io::Error::other)?;
        Poll::Ready(Ok(()))
    }
}
impl AsyncWrite for StreamIo {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, data: &[u8]) -> Poll<io::Result<usize>> {
        if data.is_empty() {
            return Poll::Ready(Ok(0));
        }
        self.send.reserve_capacity(data.len());
        while self.send.capacity() == 0 {
            match ready!(self.send.poll_capacity(cx)) {
                Some(Ok(_)) => {}
                Some(Err(error)) => return Poll::Ready(Err(io::Error::other(error))),
                None => return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into())),
            }
        }
        let n = self.send.capacity().min(data.len());
        let part = Bytes::copy_from_slice(data.get(..n).unwrap_or_default());
        self.send.send_data(part, false).map_err(io::Error::other)?;
        Poll::Ready(Ok(n))
    }
    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
    fn poll_shutdown(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        if !self.closed {
            self.closed = true;
            self.send.send_data(Bytes::new(), true).map_err(io::Error::other)?;
        }
        Poll::Ready(Ok(()))
    }
}
impl Drop for StreamIo {
    fn drop(&mut self) {
        if !self.closed {
            self.send.send_reset(Reason::CANCEL);
        }
    }
}
