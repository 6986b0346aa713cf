//! How an application checks who its visitor is: the assertion's signature, audience and lifetime, against our JWKS.
//!
//! Why: the demonstration is also the recipe; it does what `docs/guides` tell an application to do.

use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper_util::rt::TokioIo;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio::sync::RwLock;

const KEEP_KEYS: Duration = Duration::from_secs(60);

#[derive(Debug, thiserror::Error)]
pub(super) enum NotVerified {
    #[error("no assertion came with the request")]
    Absent,
    #[error("the gate's keys could not be fetched")]
    NoKeys,
    #[error("the assertion does not verify: {0}")]
    Wrong(String),
}

/// What the assertion says (DESIGN: origins and paths).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Claims {
    pub(super) iss: String,
    pub(super) aud: String,
    pub(super) sub: String,
    #[serde(default)]
    pub(super) email: String,
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) groups: Vec<String>,
    #[serde(default)]
    pub(super) sid: String,
    #[serde(default)]
    pub(super) aal: u8,
    #[serde(default)]
    pub(super) amr: Vec<String>,
    pub(super) iat: i64,
    pub(super) exp: i64,
}

pub(super) struct Visitor {
    pub(super) claims: Claims,
    pub(super) key: String,
}

pub(super) struct Verifier {
    gate: SocketAddr,
    authority: String,
    issuer: String,
    keys: RwLock<Option<(Instant, JwkSet)>>,
}

impl Verifier {
    pub(super) fn new(gate: SocketAddr, authority: String, issuer: String) -> Self {
        Self { gate, authority, issuer, keys: RwLock::new(None) }
    }
    pub(super) async fn verify(&self, assertion: Option<&str>) -> Result<Visitor, NotVerified> {
        let assertion = assertion.ok_or(NotVerified::Absent)?;
        let wrong = |e: jsonwebtoken::errors::Error| NotVerified::Wrong(e.to_string());
        let kid = decode_header(assertion).map_err(wrong)?.kid.ok_or_else(|| NotVerified::Wrong("it names no key".into()))?;
        let keys = self.keys_with(&kid).await?;
        let jwk = keys.find(&kid).ok_or_else(|| NotVerified::Wrong("its key is not published".into()))?;
        let mut rules = Validation::new(Algorithm::ES256);
        rules.set_audience(&[self.authority.split(':').next().unwrap_or_default()]);
        rules.set_issuer(&[&self.issuer]);
        rules.leeway = 5;
        let claims = decode::<Claims>(assertion, &DecodingKey::from_jwk(jwk).map_err(wrong)?, &rules).map_err(wrong)?.claims;
        Ok(Visitor { claims, key: kid })
    }
    async fn keys_with(&self, kid: &str) -> Result<JwkSet, NotVerified> {
        if let Some((at, keys)) = &*self.keys.read().await
            && (keys.find(kid).is_some() || at.elapsed() < Duration::from_secs(1))
            && at.elapsed() < KEEP_KEYS
        {
            return Ok(keys.clone());
        }
        let fetched = tokio::time::timeout(Duration::from_secs(5), self.fetch()).await.ok().flatten().ok_or(NotVerified::NoKeys)?;
        *self.keys.write().await = Some((Instant::now(), fetched.clone()));
        Ok(fetched)
    }
    async fn fetch(&self) -> Option<JwkSet> {
        let stream = TcpStream::connect(self.gate).await.ok()?;
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.ok()?;
        let task = tokio::spawn(connection);
        let request = http::Request::get("/.portcullis/jwks.json").header("host", &self.authority).body(Empty::<Bytes>::new()).ok()?;
        let response = sender.send_request(request).await.ok()?;
        let body = response.into_body().collect().await.ok()?.to_bytes();
        task.abort();
        serde_json::from_slice(&body).ok()
    }
}
