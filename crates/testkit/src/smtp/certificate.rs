//! Certificates of the test's mail server, good and bad.
//!
//! Why: each way to be wrong is one that the client must notice.

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use std::sync::Arc;

/// An authority of the test's own.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);
impl Authority {
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }
    pub fn pem(&self) -> String {
        self.0.pem()
    }
    pub fn certificate(&self, name: &str) -> Certificate {
        self.issue(name, |_| {})
    }
    /// One to show to a server, with its key, both in PEM.
    pub fn client(&self, name: &str) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        (params.signed_by(&key, &self.0).unwrap().pem(), key.serialize_pem())
    }
    /// One that ended yesterday, as certificates go.
    pub fn expired(&self, name: &str) -> Certificate {
        self.issue(name, |params| {
            params.not_before = rcgen::date_time_ymd(2019, 1, 1);
            params.not_after = rcgen::date_time_ymd(2020, 1, 1);
        })
    }
    fn issue(&self, name: &str, change: impl FnOnce(&mut CertificateParams)) -> Certificate {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        change(&mut params);
        let certificate = params.signed_by(&key, &self.0).unwrap();
        Certificate { chain: vec![certificate.der().to_vec()], key: key.serialize_der() }
    }
}

pub struct Certificate {
    chain: Vec<Vec<u8>>,
    key: Vec<u8>,
}
impl Certificate {
    pub(crate) fn config(&self) -> Arc<ServerConfig> {
        self.config_for(None)
    }
    /// With an authority whose certificates clients have to show.
    pub(super) fn config_for(&self, clients: Option<&Authority>) -> Arc<ServerConfig> {
        let chain = self.chain.iter().map(|der| der.clone().into()).collect();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let key = PrivateKeyDer::try_from(self.key.clone()).unwrap();
        let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let builder = match clients {
            Some(authority) => {
                let mut roots = RootCertStore::empty();
                roots.add(authority.0.der().clone()).unwrap();
                let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
                builder.with_client_cert_verifier(WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap())
            }
            None => builder.with_no_client_auth(),
        };
        Arc::new(builder.with_single_cert(chain, key).unwrap())
    }
}
