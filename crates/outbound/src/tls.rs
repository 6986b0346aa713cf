//! TLS towards a server that the configuration names: a mail server, a directory.
//!
//! Why: there is no way to leave the check out. Whoever has an authority of their own names its file.

use crate::provider;
use portcullis_crypto::SecretBytes;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};
use std::sync::{Arc, OnceLock};

/// What the configuration says of it.
#[derive(Clone, Debug, Default)]
pub struct ClientTls {
    /// Authorities in PEM that are believed in place of the system's.
    pub authorities: Option<Arc<str>>,
    pub minimum: MinimumTls,
    pub identity: Option<ClientIdentity>,
}
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MinimumTls {
    #[default]
    Tls12,
    Tls13,
}
/// A certificate of ours, where the server asks for one.
#[derive(Clone, Debug)]
pub struct ClientIdentity {
    /// PEM, leaf first.
    pub chain: Arc<[u8]>,
    /// PEM.
    pub key: SecretBytes,
}

/// Why there is no such configuration.
#[derive(Debug, thiserror::Error)]
pub enum BadTls {
    #[error("the authorities are no certificates in PEM")]
    Authorities,
    #[error("the client's chain holds no certificate in PEM")]
    Chain,
    #[error("the client's key is no private key in PEM")]
    Key,
    #[error("the client's certificate and key cannot be used: {0}")]
    Rustls(#[from] rustls::Error),
}

/// The client's side: certificates are verified, always.
pub fn client_config(tls: &ClientTls) -> Result<ClientConfig, BadTls> {
    const FROM_12: &[&SupportedProtocolVersion] = &[&rustls::version::TLS13, &rustls::version::TLS12];
    const FROM_13: &[&SupportedProtocolVersion] = &[&rustls::version::TLS13];
    let versions = match tls.minimum {
        MinimumTls::Tls12 => FROM_12,
        MinimumTls::Tls13 => FROM_13,
    };
    let builder = ClientConfig::builder_with_provider(provider()).with_protocol_versions(versions)?.with_root_certificates(roots(tls)?);
    let Some(ClientIdentity { chain, key }) = &tls.identity else { return Ok(builder.with_no_client_auth()) };
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(chain).collect::<Result<_, _>>().map_err(|_| BadTls::Chain)?;
    if chain.is_empty() {
        return Err(BadTls::Chain);
    }
    let key = PrivateKeyDer::from_pem_slice(key.expose_bytes()).map_err(|_| BadTls::Key)?;
    Ok(builder.with_client_auth_cert(chain, key)?)
}

fn roots(tls: &ClientTls) -> Result<Arc<RootCertStore>, BadTls> {
    static SYSTEM: OnceLock<Arc<RootCertStore>> = OnceLock::new();
    let Some(pem) = &tls.authorities else {
        return Ok(SYSTEM
            .get_or_init(|| {
                let mut store = RootCertStore::empty();
                store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
                Arc::new(store)
            })
            .clone());
    };
    let mut store = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
        store.add(certificate.map_err(|_| BadTls::Authorities)?).map_err(|_| BadTls::Authorities)?;
    }
    if store.is_empty() { Err(BadTls::Authorities) } else { Ok(Arc::new(store)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_certificate_is_refused() {
        let with =
            |authorities: Option<&str>, identity| client_config(&ClientTls { authorities: authorities.map(Into::into), identity, ..ClientTls::default() });
        assert!(with(None, None).is_ok());
        assert!(matches!(with(Some(""), None), Err(BadTls::Authorities)));
        assert!(matches!(with(Some("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), None), Err(BadTls::Authorities)));
        let empty = ClientIdentity { chain: Arc::from(&b""[..]), key: SecretBytes::from("x") };
        assert!(matches!(with(None, Some(empty)), Err(BadTls::Chain)));
    }
}
