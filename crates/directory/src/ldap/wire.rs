//! A connection to one server: TCP or a socket, encrypted as the settings say, its messages looked at.
//!
//! Why: encryption is decided here and nowhere else. Where StartTLS is asked for, nothing but that question is ever sent in the
//! clear, and a server that does not answer it with yes is an error.

use super::failure::LdapFailure;
use super::frame;
use super::settings::{LdapSettings, Server, Tls};
use ldap3::{Ldap, LdapConnAsync, LdapConnSettings, StdStream};
use portcullis_outbound::{BadTls, ClientIdentity, ClientTls, MinimumTls, client_config};
use rustls::pki_types::ServerName;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpStream, UnixStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;

/// StartTLS as our first message (RFC 4511 §4.14.1).
const START_TLS: &[u8] = b"\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037";
const EXTENDED_RESPONSE: u8 = 0x78;

/// An open connection. Dropping it ends it.
pub(crate) struct Wire {
    pub(crate) ldap: Ldap,
    tasks: [JoinHandle<()>; 2],
}
impl Drop for Wire {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

pub(crate) fn connector(tls: &Tls) -> Result<TlsConnector, BadTls> {
    let authorities = match &tls.authorities {
        Some(pem) => Some(std::str::from_utf8(pem).map_err(|_| BadTls::Authorities)?.into()),
        None => None,
    };
    let identity = tls.client.as_ref().map(|(chain, key)| ClientIdentity { chain: chain.as_slice().into(), key: key.clone() });
    let minimum = if tls.only_1_3 { MinimumTls::Tls13 } else { MinimumTls::Tls12 };
    Ok(TlsConnector::from(Arc::new(client_config(&ClientTls { authorities, minimum, identity })?)))
}

impl Wire {
    /// Within the settings' time.
    pub(crate) async fn open(server: &Server, settings: &LdapSettings, tls: &TlsConnector) -> Result<Self, LdapFailure> {
        match tokio::time::timeout(settings.timeout, Self::connect(server, settings, tls)).await {
            Ok(opened) => opened,
            Err(_) => Err(LdapFailure::Slow),
        }
    }
    async fn connect(server: &Server, settings: &LdapSettings, tls: &TlsConnector) -> Result<Self, LdapFailure> {
        let (host, port, ldaps) = match server {
            Server::Socket(path) => return Self::over(UnixStream::connect(path).await.map_err(unreachable)?).await,
            Server::Tcp { host, port, ldaps } => (host, *port, *ldaps),
        };
        let mut stream = TcpStream::connect((&**host, port)).await.map_err(unreachable)?;
        let _only_slower = stream.set_nodelay(true);
        if !ldaps && !settings.start_tls {
            return Self::over(stream).await;
        }
        if !ldaps {
            stream.write_all(START_TLS).await.map_err(unreachable)?;
            let answer = frame::next(&mut stream).await.map_err(unreachable)?.ok_or(LdapFailure::NoStartTls)?;
            if frame::first_result(&answer, EXTENDED_RESPONSE) != Some(0) {
                return Err(LdapFailure::NoStartTls);
            }
        }
        let name = settings.tls.server_name.as_deref().unwrap_or(host);
        let name = ServerName::try_from(name.to_owned()).map_err(|e| LdapFailure::Tls(e.to_string()))?;
        let stream = tls.connect(name, stream).await.map_err(|e| LdapFailure::Tls(e.to_string()))?;
        Self::over(stream).await
    }
    /// The library speaks over a pair of sockets; what comes from the server passes the look at its frames first.
    async fn over(stream: impl AsyncRead + AsyncWrite + Send + 'static) -> Result<Self, LdapFailure> {
        let (ours, theirs) = UnixStream::pair().map_err(unreachable)?;
        let theirs = theirs.into_std().map_err(unreachable)?;
        let through = LdapConnSettings::new().set_std_stream(StdStream::Unix(theirs));
        let (library, ldap) = LdapConnAsync::with_settings(through, "ldapi:///").await.map_err(|e| LdapFailure::Unreachable(e.to_string()))?;
        let drive = tokio::spawn(async move {
            if let Err(error) = library.drive().await {
                tracing::debug!(%error, "a connection to an LDAP server ended");
            }
        });
        Ok(Self { ldap, tasks: [drive, tokio::spawn(carry(stream, ours))] })
    }
}

fn unreachable(error: std::io::Error) -> LdapFailure {
    LdapFailure::Unreachable(error.to_string())
}

/// Carries bytes until either side ends; then both do.
async fn carry(server: impl AsyncRead + AsyncWrite, library: UnixStream) {
    let (mut from_server, mut to_server) = tokio::io::split(server);
    let (mut from_library, mut to_library) = library.into_split();
    let down = async {
        while let Some(message) = frame::next(&mut from_server).await? {
            to_library.write_all(&message).await?;
        }
        Ok::<(), std::io::Error>(())
    };
    let up = async {
        let mut part = [0; 4096];
        loop {
            let n = from_library.read(&mut part).await?;
            if n == 0 {
                return Ok::<(), std::io::Error>(());
            }
            to_server.write_all(part.get(..n).unwrap_or_default()).await?;
            to_server.flush().await?;
        }
    };
    let ended = tokio::select! { r = down => r, r = up => r };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection to an LDAP server broke");
    }
    let _it_is_over = to_server.shutdown().await;
}
