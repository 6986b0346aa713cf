//! Sending one message over SMTP (RFC 5321).
//!
//! Why: the connection is encrypted and verified by us before the library hears its first word; the library never
//! upgrades one, because what was sent before the upgrade must not be read after it.

mod opening;
mod scram;
mod sign_in;
mod wire;

use crate::compose::Composed;
use crate::{Encryption, Smtp, SmtpSecurity};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::extension::ClientId;
use std::future::Future;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use wire::Wire;

/// Why a mail was not sent. Texts are for logs and administrators; none of them holds a secret or an address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSent {
    /// The server was not reached, is not the one that it should be, or did not let us in: no other mail would fare better.
    #[error("{0}")]
    Unreachable(String),
    /// This mail was put off.
    #[error("{0}")]
    Later(String),
    /// This mail will never be taken.
    #[error("{0}")]
    Never(String),
}

/// What a server's words are cut to.
const SAID: usize = 200;

pub(crate) async fn send(smtp: &Smtp, composed: &Composed) -> Result<(), NotSent> {
    let mut connection = open(smtp).await?;
    let sent = within(smtp.timeout.saturating_mul(6), "the message", connection.send(&composed.envelope, &composed.bytes)).await?;
    if let Err(error) = sent {
        let said = said(&error);
        return Err(if error.is_permanent() { NotSent::Never(said) } else { NotSent::Later(said) });
    }
    // It has the message: how the goodbye goes is nobody's business.
    let _ = tokio::time::timeout(smtp.timeout, connection.quit()).await;
    Ok(())
}

/// Everything but a message.
pub(crate) async fn check(smtp: &Smtp) -> Result<(), NotSent> {
    let mut connection = open(smtp).await?;
    let _ = tokio::time::timeout(smtp.timeout, connection.quit()).await;
    Ok(())
}

async fn open(smtp: &Smtp) -> Result<AsyncSmtpConnection, NotSent> {
    let tcp = within(smtp.timeout, "the connection", TcpStream::connect((&*smtp.host, smtp.port))).await?;
    let tcp = tcp.map_err(|e| NotSent::Unreachable(format!("{}:{}: {e}", smtp.host, smtp.port)))?;
    let (wire, credentials) = match &smtp.security {
        SmtpSecurity::Plain => (Wire::plain(tcp), None),
        SmtpSecurity::Encrypted { encryption, name, tls, credentials } => {
            let tcp = match encryption {
                Encryption::Implicit => tcp,
                Encryption::StartTls => within(smtp.timeout, "STARTTLS", opening::start_tls(tcp, &smtp.identifier)).await??,
            };
            let shaken = within(smtp.timeout, "the TLS handshake", TlsConnector::from(tls.clone()).connect(name.clone(), tcp)).await?;
            let stream = shaken.map_err(|e| NotSent::Unreachable(format!("TLS with {}: {e}", smtp.host)))?;
            (Wire::encrypted(stream, *encryption), credentials.as_ref())
        }
    };
    let hello = ClientId::Domain(smtp.identifier.clone().into());
    let opened = within(smtp.timeout, "the greeting", AsyncSmtpConnection::connect_with_transport(Box::new(wire), &hello)).await?;
    let mut connection = opened.map_err(|e| NotSent::Unreachable(said(&e)))?;
    if let Some(credentials) = credentials {
        within(smtp.timeout.saturating_mul(3), "signing in", sign_in::sign_in(&mut connection, &smtp.identifier, credentials)).await??;
    }
    Ok(connection)
}

async fn within<T>(limit: Duration, what: &str, work: impl Future<Output = T>) -> Result<T, NotSent> {
    tokio::time::timeout(limit, work).await.map_err(|_| NotSent::Unreachable(format!("{what} took longer than {} s", limit.as_secs_f32())))
}

/// The server's words on one line.
fn said(error: &lettre::transport::smtp::Error) -> String {
    error.to_string().chars().map(|c| if c.is_control() { ' ' } else { c }).take(SAID).collect()
}
