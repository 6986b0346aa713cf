//! TLS to clients: provider, certificates by name, server configuration.
//!
//! Why: every rustls type of the inbound side stays behind this module.

mod certificates;
mod clients;
mod names;

pub use certificates::{BadCertificate, CertificatePem, Certificates};
pub use names::ServedNames;
pub(crate) use portcullis_outbound::provider;

use rustls::ServerConfig;
use std::sync::Arc;

/// TLS of the https listeners. Certificates may be replaced at any time; running connections keep theirs.
#[derive(Clone, Debug)]
pub struct TlsSettings {
    pub certificates: Arc<Certificates>,
}

/// The TLS configuration could not be made.
#[derive(Debug, thiserror::Error)]
#[error("TLS cannot be set up: {0}")]
pub struct BadTls(#[from] rustls::Error);

/// Minimum 1.2, the suites of the house in server order, tickets on, no early data, ALPN `h2` and `http/1.1`.
pub(crate) fn server_config(tls: &TlsSettings) -> Result<Arc<ServerConfig>, BadTls> {
    configured(tls, false)
}
/// The same for proxies: a certificate is asked for and need not be shown, and HTTP/1.1 is what is spoken.
pub(crate) fn proxies_config(tls: &TlsSettings) -> Result<Arc<ServerConfig>, BadTls> {
    configured(tls, true)
}
fn configured(tls: &TlsSettings, proxies: bool) -> Result<Arc<ServerConfig>, BadTls> {
    let builder = ServerConfig::builder_with_provider(provider()).with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])?;
    let builder = if proxies { builder.with_client_cert_verifier(Arc::new(clients::Holders)) } else { builder.with_no_client_auth() };
    let mut config = builder.with_cert_resolver(tls.certificates.clone());
    config.alpn_protocols = if proxies { vec![b"http/1.1".to_vec()] } else { vec![b"h2".to_vec(), b"http/1.1".to_vec()] };
    config.ignore_client_order = true;
    // rustls keeps a small in-memory cache unless told otherwise; tickets cost nothing per client.
    config.ticketer = rustls::crypto::aws_lc_rs::Ticketer::new()?;
    config.send_tls13_tickets = 2;
    // A replayed request is a second request (RFC 8446 §8): no early data.
    config.max_early_data_size = 0;
    Ok(Arc::new(config))
}
