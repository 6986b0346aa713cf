//! A client's connection as the doors see it: who is at the other end, how they came in.
//!
//! Why: facts that hold for every request of a connection are built once, when it opens.

use crate::tls::ServedNames;
use http::HeaderValue;
use std::net::SocketAddr;
use std::sync::Arc;

/// Which kind of listener a connection came in by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ListenerKind {
    /// TLS, HTTP/1.1 and HTTP/2 by ALPN.
    Https,
    /// Plain HTTP/1.1: loopback under `up`, redirects to https under `serve`. The door decides what it answers.
    Http,
    /// Plain HTTP/1.1 from proxies of the house: they ask whether a request may pass, and send people of the portal.
    ForwardAuth,
    /// The same over TLS, where a client may show a certificate.
    ForwardAuthTls,
}
impl ListenerKind {
    /// Whether it is for proxies of the house.
    pub const fn is_private(self) -> bool {
        matches!(self, Self::ForwardAuth | Self::ForwardAuthTls)
    }
    pub(crate) const fn needs_tls(self) -> bool {
        matches!(self, Self::Https | Self::ForwardAuthTls)
    }
}

/// What the handshake established.
#[derive(Clone, Debug)]
pub struct TlsFacts {
    /// Server name indication, lower case, without a trailing dot.
    pub sni: Option<Box<str>>,
    /// The names of the certificate that this connection was given.
    pub names: Arc<ServedNames>,
    /// SHA-256 of the certificate that the client showed, and whose key it holds.
    pub client: Option<[u8; 32]>,
}

/// One client connection.
#[derive(Clone, Debug)]
pub struct Connection {
    pub peer: SocketAddr,
    /// The address this connection was made to.
    pub local: SocketAddr,
    pub listener: ListenerKind,
    /// The peer's address as text, for `X-Forwarded-For`. Built once.
    pub peer_text: HeaderValue,
    pub tls: Option<TlsFacts>,
}

impl Connection {
    pub fn new(peer: SocketAddr, local: SocketAddr, listener: ListenerKind, tls: Option<TlsFacts>) -> Self {
        // An IPv4 client on a dual-stack socket is the IPv4 client it is: policies and logs compare the plain form.
        let ip = peer.ip().to_canonical();
        let peer = SocketAddr::new(ip, peer.port());
        let peer_text = HeaderValue::from_str(&ip.to_string()).unwrap_or_else(|_| HeaderValue::from_static("unknown"));
        Self { peer, local, listener, peer_text, tls }
    }
    /// Whether the certificate of this connection names `host` (lower case, no port); always, without TLS.
    /// Where it does not, the request belongs on another connection: 421 (RFC 9110 §7.4, §15.5.20).
    pub fn covers(&self, host: &str) -> bool {
        self.tls.as_ref().is_none_or(|tls| tls.names.cover(host))
    }
}
