//! A new connection to an origin: name, socket, TLS.
//!
//! Why: every step is under one deadline, and which step failed decides what the client is told.

use super::io::{OriginIo, Socket};
use super::pool;
use crate::failure::Failure;
use portcullis_model::{Origin, OriginScheme};
use rustls::pki_types::ServerName;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpStream, UnixStream};
use tokio_rustls::TlsConnector;

/// Connects within `limit`. Addresses are tried in turn.
pub(super) async fn connect(origin: &Arc<Origin>, limit: Duration) -> Result<Socket, Failure> {
    match tokio::time::timeout(limit, steps(origin, limit)).await {
        Ok(done) => done,
        Err(_) => {
            pool::remember(origin, None);
            Err(Failure::OriginTimeout)
        }
    }
}

async fn steps(origin: &Arc<Origin>, limit: Duration) -> Result<Socket, Failure> {
    let io = match &origin.scheme {
        OriginScheme::Unix(path) => OriginIo::Unix(UnixStream::connect(path).await.map_err(|e| unreachable(origin, &e))?),
        OriginScheme::Http => OriginIo::Tcp(tcp(origin, limit).await?),
        OriginScheme::Https => {
            let config = pool::tls(origin).map_err(|e| bad_tls(origin, &e))?;
            let name = origin.tls.server_name.as_deref().unwrap_or(&origin.host);
            let name = ServerName::try_from(name.to_owned()).map_err(|e| bad_tls(origin, &e))?;
            let stream = tcp(origin, limit).await?;
            let stream = TlsConnector::from(config).connect(name, stream).await.map_err(|e| bad_tls(origin, &e))?;
            OriginIo::Tls(Box::new(stream))
        }
    };
    Ok(Socket::new(io))
}

async fn tcp(origin: &Arc<Origin>, limit: Duration) -> Result<TcpStream, Failure> {
    let addresses = addresses(origin).await?;
    // An address that swallows packets must leave time for the next one.
    let each = limit / u32::try_from(addresses.len()).unwrap_or(1).clamp(1, 4);
    for address in addresses.iter() {
        match tokio::time::timeout(each, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%address, %error, "TCP_NODELAY could not be set");
                }
                return Ok(stream);
            }
            Ok(Err(error)) => tracing::debug!(%address, %error, "an origin's address cannot be reached"),
            Err(_) => tracing::debug!(%address, "an origin's address does not answer"),
        }
    }
    pool::remember(origin, None);
    Err(Failure::OriginUnreachable)
}

async fn addresses(origin: &Arc<Origin>) -> Result<Arc<[SocketAddr]>, Failure> {
    if let Ok(ip) = origin.host.parse::<IpAddr>() {
        return Ok(Arc::new([SocketAddr::new(ip, origin.port)]));
    }
    if let Some(known) = pool::resolved(origin) {
        return Ok(known);
    }
    let found: Arc<[SocketAddr]> = tokio::net::lookup_host((&*origin.host, origin.port)).await.map_err(|e| unreachable(origin, &e))?.collect();
    if found.is_empty() {
        return Err(Failure::OriginUnreachable);
    }
    pool::remember(origin, Some(found.clone()));
    Ok(found)
}

fn unreachable(origin: &Origin, error: &dyn std::error::Error) -> Failure {
    tracing::debug!(origin = %origin.authority, %error, "the origin cannot be reached");
    Failure::OriginUnreachable
}
fn bad_tls(origin: &Origin, error: &dyn std::error::Error) -> Failure {
    tracing::warn!(origin = %origin.authority, %error, "TLS to the origin failed");
    Failure::OriginTls
}
