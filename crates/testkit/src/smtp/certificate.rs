//! Certificates of the test's mail server, good and bad.
//!
//! Why: each way to be wrong is one that the client must notice.

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
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
    pub(super) fn config(&self) -> Arc<ServerConfig> {
        let chain = self.chain.iter().map(|der| der.clone().into()).collect();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let key = PrivateKeyDer::try_from(self.key.clone()).unwrap();
        let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        Arc::new(builder.with_no_client_auth().with_single_cert(chain, key).unwrap())
    }
}
