//! Certificates by server name, replaceable while running.
//!
//! Why: exact name, then single-label wildcard, then the first certificate; the whole map is swapped at once, so no
//! handshake sees half of a change.

use super::names::ServedNames;
use arc_swap::ArcSwap;
use portcullis_outbound::provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

/// A chain and its key as PEM text.
#[derive(Clone, Copy)]
pub struct CertificatePem<'a> {
    /// For messages: a file name, or "internal".
    pub label: &'a str,
    pub chain: &'a [u8],
    pub key: &'a [u8],
}
impl fmt::Debug for CertificatePem<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CertificatePem").field("label", &self.label).finish_non_exhaustive()
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadCertificate {
    #[error("there is no certificate: name at least one")]
    None,
    #[error("{0}: not a PEM certificate chain")]
    Chain(String),
    #[error("{0}: not a PEM private key")]
    Key(String),
    #[error("{0}: the key does not belong to the certificate")]
    Mismatch(String),
}

struct Served {
    key: Arc<CertifiedKey>,
    names: Arc<ServedNames>,
}
#[derive(Default)]
struct CertMap {
    all: Vec<Served>,
    exact: HashMap<Box<str>, usize>,
    wildcard: HashMap<Box<str>, usize>,
}
impl CertMap {
    fn build(pairs: &[CertificatePem<'_>]) -> Result<Self, BadCertificate> {
        let mut map = Self::default();
        for pair in pairs {
            let label = || pair.label.to_owned();
            let chain: Vec<CertificateDer<'static>> =
                CertificateDer::pem_slice_iter(pair.chain).collect::<Result<_, _>>().map_err(|_| BadCertificate::Chain(label()))?;
            let leaf = chain.first().ok_or_else(|| BadCertificate::Chain(label()))?;
            let names = ServedNames::of(leaf).ok_or_else(|| BadCertificate::Chain(label()))?;
            let key = PrivateKeyDer::from_pem_slice(pair.key).map_err(|_| BadCertificate::Key(label()))?;
            let signing = provider().key_provider.load_private_key(key).map_err(|_| BadCertificate::Key(label()))?;
            let certified = CertifiedKey::new(chain, signing);
            match certified.keys_match() {
                // A key that cannot say its public half is taken at its word.
                Ok(()) | Err(rustls::Error::InconsistentKeys(rustls::InconsistentKeys::Unknown)) => {}
                Err(_) => return Err(BadCertificate::Mismatch(label())),
            }
            let index = map.all.len();
            for name in names.exact() {
                map.exact.entry(name.into()).or_insert(index);
            }
            for name in names.wildcard() {
                map.wildcard.entry(name.into()).or_insert(index);
            }
            map.all.push(Served { key: Arc::new(certified), names: Arc::new(names) });
        }
        if map.all.is_empty() { Err(BadCertificate::None) } else { Ok(map) }
    }
    fn pick(&self, sni: Option<&str>) -> Option<&Served> {
        let named = sni.and_then(|sni| {
            let wild = || sni.split_once('.').and_then(|(_, parent)| self.wildcard.get(parent));
            self.exact.get(sni).or_else(wild)
        });
        self.all.get(named.copied().unwrap_or(0))
    }
}

/// The certificates in force.
pub struct Certificates(ArcSwap<CertMap>);
impl Certificates {
    /// The first pair is the default, for clients that name no host or an unknown one. All faults refuse the whole set.
    pub fn new(pairs: &[CertificatePem<'_>]) -> Result<Arc<Self>, BadCertificate> {
        Ok(Arc::new(Self(ArcSwap::from_pointee(CertMap::build(pairs)?))))
    }
    /// Swaps the set for new handshakes; on a fault the old one stays.
    pub fn replace(&self, pairs: &[CertificatePem<'_>]) -> Result<(), BadCertificate> {
        self.0.store(Arc::new(CertMap::build(pairs)?));
        Ok(())
    }
    /// The names of the certificate that a client asking for `sni` is given.
    pub(crate) fn names(&self, sni: Option<&str>) -> Arc<ServedNames> {
        self.0.load().pick(sni).map(|s| s.names.clone()).unwrap_or_default()
    }
    /// Whether some certificate names `host`: for a configuration check.
    pub fn any_covers(&self, host: &str) -> bool {
        self.0.load().all.iter().any(|s| s.names.cover(host))
    }
}
impl ResolvesServerCert for Certificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let sni = hello.server_name().map(|n| n.trim_end_matches('.').to_ascii_lowercase());
        self.0.load().pick(sni.as_deref()).map(|s| s.key.clone())
    }
}
impl fmt::Debug for Certificates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificates").field("count", &self.0.load().all.len()).finish()
    }
}
