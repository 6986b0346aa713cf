//! HTTP over the server's Unix socket.
//!
//! Why: the socket's file permissions and the peer's uid are the credential; there is none to leak.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper_util::rt::TokioIo;
use portcullis_wire::Problem;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::net::UnixStream;

/// Why a command got no good answer.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    #[error("no server is running with {0}: start it with `portcullis up` or `portcullis serve`, or name its folder with --data or its file with -c")]
    NotRunning(PathBuf),
    #[error("{0} may only be used by root and the server's own user")]
    NotAllowed(PathBuf),
    #[error("{}", said(.0))]
    Refused(Box<Problem>),
    #[error("the server's answer was not understood: {0}")]
    Garbled(String),
    #[error("the connection broke: {0}")]
    Broken(String),
    #[error("{0}")]
    Input(String),
}

fn said(problem: &Problem) -> String {
    problem.detail.clone().unwrap_or_else(|| problem.title.clone())
}

pub struct Client {
    socket: PathBuf,
}
impl Client {
    pub fn over(socket: &Path) -> Self {
        Self { socket: socket.to_owned() }
    }
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ClientError> {
        read(&self.send("GET", path, Bytes::new()).await?)
    }
    pub async fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, ClientError> {
        let body = serde_json::to_vec(body).map_err(|e| ClientError::Input(e.to_string()))?;
        read(&self.send("POST", path, body.into()).await?)
    }
    pub async fn put(&self, path: &str) -> Result<(), ClientError> {
        self.send("PUT", path, Bytes::new()).await.map(drop)
    }
    pub async fn delete<T: DeserializeOwned>(&self, path: &str) -> Result<T, ClientError> {
        read(&self.send("DELETE", path, Bytes::new()).await?)
    }
    /// The raw answer, for exports.
    pub async fn text(&self, path: &str) -> Result<Bytes, ClientError> {
        self.send("GET", path, Bytes::new()).await
    }

    async fn send(&self, method: &str, path: &str, body: Bytes) -> Result<Bytes, ClientError> {
        let stream = UnixStream::connect(&self.socket).await.map_err(|e| match e.kind() {
            io::ErrorKind::PermissionDenied => ClientError::NotAllowed(self.socket.clone()),
            io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused => ClientError::NotRunning(self.socket.clone()),
            _ => ClientError::Broken(e.to_string()),
        })?;
        let broken = |e: hyper::Error| ClientError::Broken(e.to_string());
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(broken)?;
        let task = tokio::spawn(connection);
        let request = http::Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header("host", "portcullis")
            .header("accept", "application/json")
            .header("content-type", "application/json")
            .body(Full::new(body))
            .map_err(|e| ClientError::Input(e.to_string()))?;
        let answer = tokio::time::timeout(Duration::from_secs(60), async {
            let response = sender.send_request(request).await.map_err(broken)?;
            let status = response.status();
            let bytes = response.into_body().collect().await.map_err(broken)?.to_bytes();
            Ok((status, bytes))
        })
        .await
        .map_err(|_| ClientError::Broken("no answer within 60 seconds".into()));
        task.abort();
        let (status, bytes) = answer??;
        if status.is_success() {
            return Ok(bytes);
        }
        match serde_json::from_slice::<Problem>(&bytes) {
            Ok(problem) => Err(ClientError::Refused(Box::new(problem))),
            Err(_) => Err(ClientError::Garbled(format!("status {status}"))),
        }
    }
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ClientError> {
    let bytes = if bytes.is_empty() { b"null" } else { bytes };
    serde_json::from_slice(bytes).map_err(|e| ClientError::Garbled(e.to_string()))
}

/// One path segment or query value, escaped.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for b in text.bytes() {
        match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(b as char),
            _ => {
                out.push('%');
                out.push_str(&format!("{b:02X}"));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_all_but_the_unreserved() {
        assert_eq!(escape("a b/ü@x"), "a%20b%2F%C3%BC%40x");
    }
    #[test]
    fn a_refusal_prints_its_detail() {
        let p = Problem { title: "Conflict".into(), status: 409, detail: Some("The name ada is taken.".into()), request_id: None };
        assert_eq!(ClientError::Refused(Box::new(p)).to_string(), "The name ada is taken.");
    }
}
