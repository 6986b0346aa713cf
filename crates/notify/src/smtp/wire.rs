//! The connection as the library is given it: plain or encrypted, with a greeting in front where there was one already.
//!
//! Why: after STARTTLS the server does not greet again, and the library waits for a greeting.

use crate::Encryption;
use lettre::transport::smtp::client::AsyncTokioStream;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

/// What stands in for the greeting.
const GREETED: &[u8] = b"220 encrypted\r\n";

pub(super) struct Wire {
    ahead: &'static [u8],
    stream: Stream,
}
enum Stream {
    Plain(TcpStream),
    Encrypted(Box<TlsStream<TcpStream>>),
}
impl Wire {
    pub(super) fn plain(tcp: TcpStream) -> Self {
        Self { ahead: b"", stream: Stream::Plain(tcp) }
    }
    pub(super) fn encrypted(stream: TlsStream<TcpStream>, encryption: Encryption) -> Self {
        let ahead = match encryption {
            Encryption::Implicit => &b""[..],
            Encryption::StartTls => GREETED,
        };
        Self { ahead, stream: Stream::Encrypted(Box::new(stream)) }
    }
}
impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.stream {
            Stream::Plain(_) => "Wire(plain)",
            Stream::Encrypted(_) => "Wire(encrypted)",
        })
    }
}
impl AsyncTokioStream for Wire {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        match &self.stream {
            Stream::Plain(tcp) => tcp.peer_addr(),
            Stream::Encrypted(tls) => tls.get_ref().0.peer_addr(),
        }
    }
}
impl AsyncRead for Wire {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if !self.ahead.is_empty() {
            let (now, later) = self.ahead.split_at(self.ahead.len().min(buf.remaining()));
            buf.put_slice(now);
            self.ahead = later;
            return Poll::Ready(Ok(()));
        }
        match &mut self.stream {
            Stream::Plain(tcp) => Pin::new(tcp).poll_read(cx, buf),
            Stream::Encrypted(tls) => Pin::new(tls.as_mut()).poll_read(cx, buf),
        }
    }
}
impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match &mut self.stream {
            Stream::Plain(tcp) => Pin::new(tcp).poll_write(cx, buf),
            Stream::Encrypted(tls) => Pin::new(tls.as_mut()).poll_write(cx, buf),
        }
    }
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.stream {
            Stream::Plain(tcp) => Pin::new(tcp).poll_flush(cx),
            Stream::Encrypted(tls) => Pin::new(tls.as_mut()).poll_flush(cx),
        }
    }
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.stream {
            Stream::Plain(tcp) => Pin::new(tcp).poll_shutdown(cx),
            Stream::Encrypted(tls) => Pin::new(tls.as_mut()).poll_shutdown(cx),
        }
    }
}
