//! The crypto provider: exactly the suites and groups of the design, in order.
//!
//! Why: what a scanner sees is written here and nowhere else.

use rustls::crypto::CryptoProvider;
use rustls::crypto::aws_lc_rs::{self, cipher_suite as suite, kx_group};
use std::sync::{Arc, OnceLock};

/// TLS 1.3 suites, then TLS 1.2 in server order; X25519MLKEM768, X25519, P-256. Shared by both sides.
pub fn provider() -> Arc<CryptoProvider> {
    static PROVIDER: OnceLock<Arc<CryptoProvider>> = OnceLock::new();
    PROVIDER
        .get_or_init(|| {
            Arc::new(CryptoProvider {
                cipher_suites: vec![
                    suite::TLS13_AES_256_GCM_SHA384,
                    suite::TLS13_AES_128_GCM_SHA256,
                    suite::TLS13_CHACHA20_POLY1305_SHA256,
                    suite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
                    suite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
                    suite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
                    suite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
                    suite::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
                    suite::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
                ],
                kx_groups: vec![kx_group::X25519MLKEM768, kx_group::X25519, kx_group::SECP256R1],
                ..aws_lc_rs::default_provider()
            })
        })
        .clone()
}
