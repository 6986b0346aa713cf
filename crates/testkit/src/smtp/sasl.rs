//! The server's half of SCRAM (RFC 5802) and CRAM-MD5's challenge, written apart from the client's and over another library.
//!
//! Why: two halves by one hand agree on the same mistake; here the hashes, the splitting and the order are done anew.

use aws_lc_rs::{digest, hmac, pbkdf2};
use data_encoding::BASE64;
use std::num::NonZeroU32;

pub(super) const SALT: &[u8] = b"a salt of the test";
/// What is sent for CRAM-MD5 (RFC 2195).
pub(super) const CRAM: &str = "<1.2@test>";

/// Which hash, by the mechanism's name.
pub(super) struct Scram {
    mac: hmac::Algorithm,
    hash: &'static digest::Algorithm,
    derive: pbkdf2::Algorithm,
    client_first_bare: String,
    server_first: String,
    nonce: String,
}
impl Scram {
    /// Takes the client's first message and makes ours.
    pub(super) fn begin(mechanism: &str, client_first: &str, rounds: u32) -> Option<(Self, String)> {
        let (mac, hash, derive) = match mechanism {
            "SCRAM-SHA-256" => (hmac::HMAC_SHA256, &digest::SHA256, pbkdf2::PBKDF2_HMAC_SHA256),
            "SCRAM-SHA-1" => (hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &digest::SHA1_FOR_LEGACY_USE_ONLY, pbkdf2::PBKDF2_HMAC_SHA1),
            _ => return None,
        };
        let bare = client_first.strip_prefix("n,,")?;
        let nonce = format!("{}-and-the-servers", bare.split(",r=").nth(1)?);
        let server_first = format!("r={nonce},s={},i={rounds}", BASE64.encode(SALT));
        let said = server_first.clone();
        Some((Self { mac, hash, derive, client_first_bare: bare.to_owned(), server_first, nonce }, said))
    }
    pub(super) fn user(&self) -> &str {
        self.client_first_bare.trim_start_matches("n=").split(",r=").next().unwrap()
    }
    /// Our signature, if the client knows the password.
    pub(super) fn finish(&self, client_final: &str, password: &str, rounds: u32) -> Option<String> {
        let at = client_final.rfind(",p=")?;
        let (without, proof) = (&client_final[..at], BASE64.decode(&client_final.as_bytes()[at + 3..]).ok()?);
        if without != format!("c=biws,r={}", self.nonce) {
            return None;
        }
        let mut salted = vec![0; self.hash.output_len()];
        pbkdf2::derive(self.derive, NonZeroU32::new(rounds)?, SALT, password.as_bytes(), &mut salted);
        let tag = |key: &[u8], text: &str| hmac::sign(&hmac::Key::new(self.mac, key), text.as_bytes()).as_ref().to_vec();
        let auth = [self.client_first_bare.as_str(), &self.server_first, without].join(",");
        let stored = digest::digest(self.hash, &tag(&salted, "Client Key"));
        let signature = tag(stored.as_ref(), &auth);
        // The client's key comes out of its proof, and has to hash to what is stored.
        let key: Vec<u8> = proof.iter().zip(&signature).map(|(p, s)| p ^ s).collect();
        if digest::digest(self.hash, &key).as_ref() != stored.as_ref() {
            return None;
        }
        Some(format!("v={}", BASE64.encode(&tag(&tag(&salted, "Server Key"), &auth))))
    }
}
