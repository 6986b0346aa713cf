//! SCRAM's client half (RFC 5802, RFC 7677), one message after the other.
//!
//! Why: the password is never sent, and a server that does not know it is found out before a mail goes to it.

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use portcullis_crypto::{SecretText, equal};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// Which hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hash {
    Sha1,
    Sha256,
}
impl Hash {
    pub(super) const fn mechanism(self) -> &'static str {
        match self {
            Self::Sha1 => "SCRAM-SHA-1",
            Self::Sha256 => "SCRAM-SHA-256",
        }
    }
    fn hmac(self, key: &[u8], text: &[u8]) -> Zeroizing<Vec<u8>> {
        // A key of any length is taken, so there is always a tag.
        fn tag<M: Mac + KeyInit>(key: &[u8], text: &[u8]) -> Vec<u8> {
            <M as KeyInit>::new_from_slice(key).map(|mac| mac.chain_update(text).finalize().into_bytes().to_vec()).unwrap_or_default()
        }
        Zeroizing::new(match self {
            Self::Sha1 => tag::<Hmac<Sha1>>(key, text),
            Self::Sha256 => tag::<Hmac<Sha256>>(key, text),
        })
    }
    fn digest(self, text: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => Sha1::digest(text).to_vec(),
            Self::Sha256 => Sha256::digest(text).to_vec(),
        }
    }
    /// `Hi` of RFC 5802 §2.2.
    fn salted(self, password: &[u8], salt: &[u8], rounds: u32) -> Zeroizing<Vec<u8>> {
        match self {
            Self::Sha1 => {
                let mut out = Zeroizing::new(vec![0; 20]);
                pbkdf2::pbkdf2_hmac::<Sha1>(password, salt, rounds, &mut out);
                out
            }
            Self::Sha256 => {
                let mut out = Zeroizing::new(vec![0; 32]);
                pbkdf2::pbkdf2_hmac::<Sha256>(password, salt, rounds, &mut out);
                out
            }
        }
    }
}

/// What is wrong with the server's part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum BadServer {
    #[error("its first message cannot be read")]
    Unreadable,
    #[error("it answered to somebody else")]
    Nonce,
    #[error("it asks for {0} rounds, where 4,096 to 1,000,000 are done")]
    Rounds(u32),
    #[error("it did not prove that it knows the password")]
    Unproved,
    #[error("the password holds characters that SCRAM does not take")]
    Password,
}

/// RFC 5802 §5.1 and RFC 7677 §4 ask for 4096 at least; above the other, a server would keep our processor busy.
const ROUNDS: std::ops::RangeInclusive<u32> = 4_096..=1_000_000;
/// No channel binding.
const HEAD: &str = "n,,";

/// Before the server said anything.
pub(super) struct First {
    hash: Hash,
    nonce: String,
    bare: String,
}
/// After it: what goes out next, and what has to come back.
pub(super) struct Last {
    pub(super) message: String,
    proof: Zeroizing<Vec<u8>>,
}

impl First {
    /// `nonce`: fresh printable characters without a comma.
    pub(super) fn new(hash: Hash, user: &str, nonce: String) -> Self {
        let user = stringprep::saslprep(user).map_or_else(|_| user.to_owned(), Into::into);
        let bare = format!("n={},r={nonce}", user.replace('=', "=3D").replace(',', "=2C"));
        Self { hash, nonce, bare }
    }
    pub(super) fn message(&self) -> String {
        format!("{HEAD}{}", self.bare)
    }
    /// The costly step.
    pub(super) fn answer(&self, password: &SecretText, said: &str) -> Result<Last, BadServer> {
        let mut parts = said.split(',');
        let mut part = |name: &str| parts.next().and_then(|p| p.strip_prefix(name)).ok_or(BadServer::Unreadable);
        let (nonce, salt, rounds) = (part("r=")?, part("s=")?, part("i=")?);
        // Ours with something of the server's behind it.
        if nonce.len() <= self.nonce.len() || !nonce.starts_with(&self.nonce) {
            return Err(BadServer::Nonce);
        }
        let salt = BASE64.decode(salt.as_bytes()).ok().filter(|s| !s.is_empty()).ok_or(BadServer::Unreadable)?;
        let rounds: u32 = rounds.parse().map_err(|_| BadServer::Unreadable)?;
        if !ROUNDS.contains(&rounds) {
            return Err(BadServer::Rounds(rounds));
        }
        let password = Zeroizing::new(stringprep::saslprep(password.expose()).map_err(|_| BadServer::Password)?.into_owned());
        let hash = self.hash;
        let salted = hash.salted(password.as_bytes(), &salt, rounds);
        let without = format!("c={},r={nonce}", BASE64.encode(HEAD.as_bytes()));
        let whole = format!("{},{said},{without}", self.bare);
        let client = hash.hmac(&salted, b"Client Key");
        let signature = hash.hmac(&hash.digest(&client), whole.as_bytes());
        let shown: Vec<u8> = client.iter().zip(signature.iter()).map(|(a, b)| a ^ b).collect();
        let proof = hash.hmac(&hash.hmac(&salted, b"Server Key"), whole.as_bytes());
        Ok(Last { message: format!("{without},p={}", BASE64.encode(&shown)), proof })
    }
}
impl Last {
    /// Whether the server knows the password as well.
    pub(super) fn check(&self, said: &str) -> Result<(), BadServer> {
        let shown = said.split(',').next().and_then(|p| p.strip_prefix("v=")).and_then(|v| BASE64.decode(v.as_bytes()).ok()).unwrap_or_default();
        if equal(&shown, &self.proof) { Ok(()) } else { Err(BadServer::Unproved) }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// RFC 5802 §5 and RFC 7677 §3.
    #[test]
    fn the_rfcs_own_conversations() {
        let sha1 = First::new(Hash::Sha1, "user", "fyko+d2lbbFgONRv9qkxdawL".to_owned());
        assert_eq!(sha1.message(), "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL");
        let last = sha1.answer(&"pencil".into(), "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096").unwrap();
        assert_eq!(last.message, "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=");
        assert_eq!(last.check("v=rmF9pqV8S7suAoZWja4dJRkFsKQ="), Ok(()));
        let sha256 = First::new(Hash::Sha256, "user", "rOprNGfwEbeRWgbNEkqO".to_owned());
        let said = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
        let last = sha256.answer(&"pencil".into(), said).unwrap();
        assert!(last.message.ends_with(",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="), "{}", last.message);
        assert_eq!(last.check("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="), Ok(()));
        for bad in ["", "v=", "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=", "e=other-error", "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G5="] {
            assert_eq!(last.check(bad), Err(BadServer::Unproved), "{bad}");
        }
    }
    #[test]
    fn a_server_that_answers_oddly_hears_no_more() {
        let first = First::new(Hash::Sha256, "a,b=c", "abc".to_owned());
        assert_eq!(first.message(), "n,,n=a=2Cb=3Dc,r=abc");
        let of = |said: &str| first.answer(&"pw".into(), said).err();
        for (said, why) in [
            ("", BadServer::Unreadable),
            ("m=ext,r=abcd,s=AAAA,i=4096", BadServer::Unreadable),
            ("s=AAAA,r=abcd,i=4096", BadServer::Unreadable),
            ("r=abcd,s=,i=4096", BadServer::Unreadable),
            ("r=abcd,s=AAAA,i=x", BadServer::Unreadable),
            ("r=abc,s=AAAA,i=4096", BadServer::Nonce),
            ("r=xyzd,s=AAAA,i=4096", BadServer::Nonce),
            ("r=abcd,s=AAAA,i=4095", BadServer::Rounds(4_095)),
            ("r=abcd,s=AAAA,i=1000001", BadServer::Rounds(1_000_001)),
        ] {
            assert_eq!(of(said), Some(why), "{said}");
        }
        assert_eq!(first.answer(&"\u{7}bell".into(), "r=abcd,s=AAAA,i=4096").err(), Some(BadServer::Password));
    }
}
