//! A new connection: handshake, then the protocol it chose.
//!
//! Why: ALPN is read once and picks the protocol; nothing is sniffed.

use crate::connection::{Connection, ListenerKind, TlsFacts};
use crate::door::Door;
use crate::stream::ClientIo;
use crate::tls::Certificates;
use crate::worker::Worker;
use crate::{h1, h2};
use portcullis_crypto::sha256;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

/// TLS as workers need it.
#[derive(Clone)]
pub(super) struct Tls {
    pub(super) acceptor: TlsAcceptor,
    /// Of the listener for proxies.
    pub(super) proxies: TlsAcceptor,
    pub(super) certificates: Arc<Certificates>,
}

/// A connection on its way to a worker.
pub(super) struct Arrived {
    pub(super) stream: std::net::TcpStream,
    pub(super) peer: SocketAddr,
    pub(super) kind: ListenerKind,
}

/// Serves one connection to its end.
pub(super) async fn connection<D: Door>(worker: Arc<Worker<D>>, tls: Option<Tls>, arrived: Arrived) {
    let Arrived { stream, peer, kind } = arrived;
    let stream = match TcpStream::from_std(stream) {
        Ok(stream) => stream,
        Err(error) => return tracing::warn!(%error, "a connection could not be registered"),
    };
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY could not be set");
    }
    let local = stream.local_addr().unwrap_or(peer);
    match (kind, tls) {
        (ListenerKind::Http | ListenerKind::ForwardAuth, _) => {
            let conn = Arc::new(Connection::new(peer, local, kind, None));
            h1::serve(worker, ClientIo::Tcp(stream), conn).await;
        }
        (ListenerKind::Https | ListenerKind::ForwardAuthTls, Some(tls)) => {
            let acceptor = if kind.is_private() { &tls.proxies } else { &tls.acceptor };
            let limit = worker.settings.deadlines.handshake;
            let stream = match tokio::time::timeout(limit, acceptor.accept(stream)).await {
                Ok(Ok(stream)) => Box::new(stream),
                Ok(Err(error)) => return tracing::debug!(%peer, %error, "TLS handshake failed"),
                Err(_) => return tracing::debug!(%peer, "TLS handshake took too long"),
            };
            let session = stream.get_ref().1;
            let http2 = session.alpn_protocol() == Some(b"h2");
            let sni: Option<Box<str>> = session.server_name().map(|n| n.trim_end_matches('.').to_ascii_lowercase().into());
            let names = tls.certificates.names(sni.as_deref());
            let client = session.peer_certificates().and_then(<[_]>::first).map(|leaf| sha256(leaf));
            let conn = Arc::new(Connection::new(peer, local, kind, Some(TlsFacts { sni, names, client })));
            if http2 {
                h2::serve(worker, ClientIo::Tls(stream), conn).await;
            } else {
                h1::serve(worker, ClientIo::Tls(stream), conn).await;
            }
        }
        // Refused at start; a connection without its TLS is closed, never served open.
        (ListenerKind::Https | ListenerKind::ForwardAuthTls, None) => {}
    }
}
