//! One request of the doctor's, and the head and beginning of its answer.
//!
//! Why: attacks send fields that a polite client library would not; certificates are verified all the same.

use crate::client::ClientError;
use portcullis_outbound::{ClientTls, client_config};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

/// Nobody waits longer for one answer.
const LIMIT: Duration = Duration::from_secs(10);
/// More of an answer is not read.
const MOST: usize = 256 * 1024;

/// Where a request goes.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) https: bool,
    /// Without the port.
    pub(super) host: String,
    /// As it stands in `Host`.
    pub(super) authority: String,
    pub(super) path: String,
    connect: String,
}
impl Target {
    pub(super) fn parse(url: &str, connect: Option<&str>) -> Result<Self, ClientError> {
        let bad = || ClientError::Input(format!("`{url}` is not an address like https://wiki.example.com/"));
        let uri: http::Uri = url.parse().map_err(|_| bad())?;
        let https = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(bad()),
        };
        let authority = uri.authority().filter(|a| !a.as_str().contains('@')).ok_or_else(bad)?;
        let host = authority.host().to_owned();
        let port = authority.port_u16().unwrap_or(if https { 443 } else { 80 });
        let path = uri.path_and_query().map_or("/", |p| p.as_str()).to_owned();
        let connect = connect.map_or_else(|| format!("{host}:{port}"), str::to_owned);
        Ok(Self { https, host, authority: authority.as_str().to_owned(), path, connect })
    }
    /// The same way in, for the host and name of another address.
    pub(super) fn of(self, other: &Self) -> Self {
        Self { host: other.host.clone(), authority: other.host.clone(), ..self }
    }
    pub(super) fn with_path(&self, path: &str) -> Result<Self, ClientError> {
        if !path.starts_with('/') || path.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return Err(ClientError::Input(format!("`{path}` is not a path like /echo")));
        }
        Ok(Self { path: path.to_owned(), ..self.clone() })
    }
}

pub(super) struct Said {
    pub(super) status: u16,
    pub(super) location: Option<String>,
    /// Head and body as text.
    pub(super) text: String,
}

/// How the doctor goes out.
pub(super) struct Door(TlsConnector);
impl Door {
    pub(super) fn new(authorities: Option<String>) -> Result<Self, ClientError> {
        let tls = ClientTls { authorities: authorities.map(Arc::from), ..ClientTls::default() };
        let config = client_config(&tls).map_err(|e| ClientError::Input(e.to_string()))?;
        Ok(Self(TlsConnector::from(Arc::new(config))))
    }

    /// Err: nothing answers there, in words.
    pub(super) async fn get(&self, target: &Target, fields: &[(&str, &str)]) -> Result<Said, String> {
        match tokio::time::timeout(LIMIT, self.exchange(target, fields)).await {
            Ok(said) => said,
            Err(_) => Err("no answer within ten seconds".into()),
        }
    }

    async fn exchange(&self, target: &Target, fields: &[(&str, &str)]) -> Result<Said, String> {
        let tcp = TcpStream::connect(&target.connect).await.map_err(|e| format!("{}: {e}", target.connect))?;
        if !target.https {
            return talk(tcp, target, fields).await;
        }
        let name = ServerName::try_from(target.host.clone()).map_err(|e| e.to_string())?;
        let tls = self.0.connect(name, tcp).await.map_err(|e| format!("{}: {e}", target.connect))?;
        talk(tls, target, fields).await
    }
}

async fn talk(mut wire: impl AsyncRead + AsyncWrite + Unpin, target: &Target, fields: &[(&str, &str)]) -> Result<Said, String> {
    let mut head = format!("GET {} HTTP/1.1\r\nHost: {}\r\n", target.path, target.authority);
    let upgrade = fields.iter().any(|(n, _)| n.eq_ignore_ascii_case("upgrade"));
    head.push_str(if upgrade { "Connection: Upgrade\r\n" } else { "Connection: close\r\n" });
    for (name, value) in fields {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    wire.write_all(head.as_bytes()).await.map_err(|e| e.to_string())?;
    wire.flush().await.map_err(|e| e.to_string())?;
    let mut raw = Vec::new();
    // Some do not close, and streams do not end: what came counts.
    let _ = tokio::time::timeout(LIMIT / 3, whole(&mut wire, &mut raw, upgrade)).await;
    let text = String::from_utf8_lossy(&raw).into_owned();
    let status = text.strip_prefix("HTTP/1.").and_then(|t| t.get(2..5)).and_then(|s| s.parse().ok()).ok_or("what answers there speaks no HTTP")?;
    let fields = text.split("\r\n\r\n").next().unwrap_or_default();
    let location = fields.lines().find_map(|l| l.split_once(':').filter(|(n, _)| n.eq_ignore_ascii_case("location"))).map(|(_, v)| v.trim().to_owned());
    Ok(Said { status, location, text })
}

/// Reads to the end of the answer, or to the end of its head where a socket may follow.
async fn whole(wire: &mut (impl AsyncRead + Unpin), raw: &mut Vec<u8>, head_only: bool) {
    let mut piece = [0; 8192];
    while raw.len() < MOST {
        match wire.read(&mut piece).await {
            Ok(0) | Err(_) => return,
            Ok(n) => raw.extend_from_slice(piece.get(..n).unwrap_or_default()),
        }
        let Some(end) = raw.windows(4).position(|w| w == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(raw.get(..end).unwrap_or_default()).to_ascii_lowercase();
        let length = head.lines().find_map(|l| l.strip_prefix("content-length:")).and_then(|v| v.trim().parse::<usize>().ok());
        if head_only || length.is_some_and(|length| raw.len() >= (end + 4).saturating_add(length)) {
            return;
        }
    }
}
