//! TLS to origins: roots, names, and the one way not to check.
//!
//! Why: an origin is verified unless its route says otherwise, and what says otherwise has a name that frightens.

use crate::tls::provider;
use portcullis_model::OriginTls;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use std::sync::{Arc, OnceLock};

/// Why no TLS configuration could be made for an origin.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BadOriginTls {
    #[error("the custom CA is not PEM")]
    CustomCa,
    #[error("{0}")]
    Rustls(#[from] rustls::Error),
}

/// The client configuration for an origin: TLS 1.2 or 1.3, the suites of the house, ALPN `http/1.1`.
pub(crate) fn client_config(tls: &OriginTls) -> Result<Arc<ClientConfig>, BadOriginTls> {
    let builder = ClientConfig::builder_with_provider(provider()).with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])?;
    let mut config = if tls.skip_verify {
        builder.dangerous().with_custom_certificate_verifier(Arc::new(DangerouslyTrustsAnyCertificate)).with_no_client_auth()
    } else {
        builder.with_root_certificates(roots(tls)?).with_no_client_auth()
    };
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

fn roots(tls: &OriginTls) -> Result<Arc<RootCertStore>, BadOriginTls> {
    static SYSTEM: OnceLock<Arc<RootCertStore>> = OnceLock::new();
    if let Some(pem) = &tls.custom_ca {
        let mut store = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
            store.add(certificate.map_err(|_| BadOriginTls::CustomCa)?)?;
        }
        return if store.is_empty() { Err(BadOriginTls::CustomCa) } else { Ok(Arc::new(store)) };
    }
    Ok(SYSTEM
        .get_or_init(|| {
            let mut store = RootCertStore::empty();
            store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            Arc::new(store)
        })
        .clone())
}

/// `tls_skip_verify`: whoever answers is believed to be the origin. Signatures are still checked, which proves only
/// that the certificate's holder is at the other end.
#[derive(Debug)]
struct DangerouslyTrustsAnyCertificate;
impl ServerCertVerifier for DangerouslyTrustsAnyCertificate {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }
    fn verify_tls12_signature(&self, message: &[u8], cert: &CertificateDer<'_>, dss: &DigitallySignedStruct) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &provider().signature_verification_algorithms)
    }
    fn verify_tls13_signature(&self, message: &[u8], cert: &CertificateDer<'_>, dss: &DigitallySignedStruct) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, &provider().signature_verification_algorithms)
    }
    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        provider().signature_verification_algorithms.supported_schemes()
    }
}
