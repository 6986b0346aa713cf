//! One request to one HTTPS server that the configuration names.
//!
//! Why: whom we ask is settled before there is a request; an answer has a deadline and a size, and leads nowhere else: redirects are
//! answers like any other.

mod answer;

use crate::{BadTls, ClientTls, client_config};
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// Whom to ask.
#[derive(Clone)]
pub struct HttpsServer {
    host: Box<str>,
    port: u16,
    name: ServerName<'static>,
    tls: Arc<ClientConfig>,
}
impl std::fmt::Debug for HttpsServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "HttpsServer({}:{})", self.host, self.port)
    }
}

#[derive(Debug, thiserror::Error)]
pub enum BadServer {
    #[error("`{0}` is no name that a certificate can have")]
    Name(Box<str>),
    #[error(transparent)]
    Tls(#[from] BadTls),
}

/// What is asked. Fields and path are ours and have no control characters; where one has, nothing is sent.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    pub method: &'a str,
    /// With its query.
    pub path: &'a str,
    pub fields: &'a [(&'static str, String)],
    pub body: &'a str,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    pub status: u16,
    pub body: Vec<u8>,
}

/// Why there is no answer. For logs; no secret is in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnswered {
    #[error("{0}")]
    Unreachable(String),
    #[error("no answer within {} s", .0.as_secs_f32())]
    TooLate(Duration),
    #[error("the answer is longer than {} KiB", Answered::MOST / 1024)]
    TooLong,
    #[error("the answer is no HTTP, or ends early")]
    Unreadable,
    #[error("the request has a character that it cannot have")]
    Unsendable,
}

impl Answered {
    /// The longest body that is read.
    pub const MOST: usize = 128 * 1024;
}

impl HttpsServer {
    pub fn new(host: &str, port: u16, tls: &ClientTls) -> Result<Self, BadServer> {
        let name = ServerName::try_from(host.to_owned()).map_err(|_| BadServer::Name(host.into()))?;
        Ok(Self { host: host.into(), port, name, tls: Arc::new(client_config(tls)?) })
    }
    /// Asks once, over a connection of its own, from the first look-up to the last byte within the limit.
    pub async fn ask(&self, asked: Asked<'_>, limit: Duration) -> Result<Answered, NotAnswered> {
        let head = self.head(asked).ok_or(NotAnswered::Unsendable)?;
        tokio::time::timeout(limit, self.exchange(head, asked.body)).await.map_err(|_| NotAnswered::TooLate(limit))?
    }
    async fn exchange(&self, head: String, body: &str) -> Result<Answered, NotAnswered> {
        let unreachable = |e: std::io::Error| NotAnswered::Unreachable(format!("{}:{}: {e}", self.host, self.port));
        let tcp = TcpStream::connect((&*self.host, self.port)).await.map_err(unreachable)?;
        let mut tls = TlsConnector::from(Arc::clone(&self.tls)).connect(self.name.clone(), tcp).await.map_err(unreachable)?;
        tls.write_all(head.as_bytes()).await.map_err(unreachable)?;
        tls.write_all(body.as_bytes()).await.map_err(unreachable)?;
        tls.flush().await.map_err(unreachable)?;
        let mut heard = Vec::new();
        loop {
            if let Some(whole) = answer::read(&heard, false)? {
                return Ok(whole);
            }
            if heard.len() > answer::MOST_HEAD + 2 * Answered::MOST {
                return Err(NotAnswered::TooLong);
            }
            let mut some = [0; 4096];
            match tls.read(&mut some).await {
                // TLS says that this is the end: nobody in between cut it off.
                Ok(0) => return answer::read(&heard, true)?.ok_or(NotAnswered::Unreadable),
                Ok(n) => heard.extend(some.iter().take(n)),
                Err(_) => return Err(NotAnswered::Unreadable),
            }
        }
    }
    fn head(&self, asked: Asked<'_>) -> Option<String> {
        let plain = |text: &str| text.bytes().all(|b| (b' '..=b'~').contains(&b));
        let word = |text: &str| plain(text) && !text.contains(' ');
        let fields = asked.fields.iter().all(|(name, value)| word(name) && plain(value));
        if !word(asked.method) || !word(asked.path) || !asked.path.starts_with('/') || !fields {
            return None;
        }
        let authority = if self.port == 443 { self.host.to_string() } else { format!("{}:{}", self.host, self.port) };
        let mut head = format!("{} {} HTTP/1.1\r\nhost: {authority}\r\naccept: application/json\r\nconnection: close\r\n", asked.method, asked.path);
        for (name, value) in asked.fields {
            write!(head, "{name}: {value}\r\n").ok()?;
        }
        if asked.method != "GET" {
            write!(head, "content-length: {}\r\n", asked.body.len()).ok()?;
        }
        head.push_str("\r\n");
        Some(head)
    }
}
