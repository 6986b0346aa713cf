//! One key that signs assertions (ES256, RFC 7518 §3.4).
//!
//! Why: origins verify our word with a public key; the pair is held ready in memory, so signing waits for nothing.

use crate::CustodyError;
use crate::vault::{StoredKey, private_bytes, private_text};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use data_encoding::BASE64URL_NOPAD;
use portcullis_crypto::sha256;
use portcullis_model::Timestamp;
use serde_json::json;
use std::fmt;
use std::time::Duration;

/// How long a key signs before its successor does.
pub const PERIOD: Duration = Duration::from_secs(30 * 24 * 3600);
/// How long before its first signature a key is published, so that every cache of the key set has it in time.
pub const LEAD: Duration = Duration::from_secs(24 * 3600);
/// How long after its last signature a key stays published: far longer than any assertion lives.
pub const KEEP: Duration = Duration::from_secs(24 * 3600);

/// A signing key, ready for use.
pub struct Signer {
    pair: EcdsaKeyPair,
    kid: Box<str>,
    x: String,
    y: String,
    /// The encoded JOSE header and its full stop.
    head: Box<str>,
    pub(crate) signs_from: Timestamp,
}

impl Signer {
    /// Draws a new pair; the second part is what goes into the store.
    pub(crate) fn generate(now: Timestamp, signs_from: Timestamp) -> Result<(Self, StoredKey), CustodyError> {
        let refused = |e: &dyn fmt::Display| CustodyError::Library(e.to_string().into());
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).map_err(|e| refused(&e))?;
        let signer = Self::from_pkcs8(pkcs8.as_ref(), signs_from)?;
        Ok((signer, StoredKey { schema: 1, private: private_text(pkcs8.as_ref()), created: now, signs_from }))
    }
    pub(crate) fn restore(stored: StoredKey) -> Result<Self, CustodyError> {
        Self::from_pkcs8(private_bytes(stored.private)?.expose_bytes(), stored.signs_from)
    }
    fn from_pkcs8(pkcs8: &[u8], signs_from: Timestamp) -> Result<Self, CustodyError> {
        let damaged = || CustodyError::Damaged("signing key");
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8).map_err(|_| damaged())?;
        // An uncompressed point: 4, x, y (SEC 1 §2.3.3).
        let (x, y) = match pair.public_key().as_ref() {
            [4, point @ ..] if point.len() == 64 => point.split_at(32),
            _ => return Err(damaged()),
        };
        let (x, y) = (BASE64URL_NOPAD.encode(x), BASE64URL_NOPAD.encode(y));
        // RFC 7638 §3.2: the required members, in this order, without white space.
        let kid: Box<str> = BASE64URL_NOPAD.encode(&sha256(format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#).as_bytes())).into();
        let head = BASE64URL_NOPAD.encode(format!(r#"{{"alg":"ES256","kid":"{kid}","typ":"JWT"}}"#).as_bytes()) + ".";
        Ok(Self { pair, kid, x, y, head: head.into(), signs_from })
    }
    /// The key's id: its thumbprint (RFC 7638).
    pub fn kid(&self) -> &str {
        &self.kid
    }
    /// The public key (RFC 7517).
    pub fn jwk(&self) -> serde_json::Value {
        json!({ "kty": "EC", "crv": "P-256", "x": self.x, "y": self.y, "use": "sig", "alg": "ES256", "kid": &*self.kid })
    }
    /// A compact JWS over the claims (RFC 7515 §7.1). No I/O.
    pub fn sign(&self, claims: &serde_json::Value) -> Result<String, CustodyError> {
        let payload = serde_json::to_vec(claims).map_err(|e| CustodyError::Library(e.to_string().into()))?;
        let mut token = String::with_capacity(self.head.len() + payload.len() * 4 / 3 + 96);
        token.push_str(&self.head);
        BASE64URL_NOPAD.encode_append(&payload, &mut token);
        let signature = self.pair.sign(&SystemRandom::new(), token.as_bytes()).map_err(|e| CustodyError::Library(e.to_string().into()))?;
        token.push('.');
        BASE64URL_NOPAD.encode_append(signature.as_ref(), &mut token);
        Ok(token)
    }
}
impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({}, [secret])", self.kid)
    }
}
