//! Which certificates the https listener serves.
//!
//! Why: the file's own come first; with `tls.internal` our own authority covers the portal and the routes that they leave out.

use portcullis_config::CheckedConfig;
use portcullis_custody::{CaScope, Custody, ServerCertificate};
use portcullis_gateway::{CertificatePem, Certificates};
use portcullis_model::Timestamp;
use std::sync::Arc;

pub(crate) async fn first(config: &CheckedConfig, custody: &Custody, now: Timestamp) -> Result<Arc<Certificates>, String> {
    let own = own(config, custody, now).await?;
    Certificates::new(&pairs(config, own.as_ref())).map_err(|e| e.to_string())
}

pub(crate) async fn replace(served: &Certificates, config: &CheckedConfig, custody: &Custody, now: Timestamp) -> Result<(), String> {
    let own = own(config, custody, now).await?;
    served.replace(&pairs(config, own.as_ref())).map_err(|e| e.to_string())
}

/// The name under which the own authority's certificate lies in the data folder, for clients to trust. It is no secret.
const AUTHORITY: &str = "ca.pem";

pub(crate) async fn publish_authority(config: &CheckedConfig, custody: &Custody, now: Timestamp) -> Result<(), String> {
    let pem = custody.ca_certificate(&CaScope::Any, now).await.map_err(|e| e.to_string())?;
    let path = config.store.data.join(AUTHORITY);
    std::fs::write(&path, pem).map_err(|e| format!("{}: {e}", path.display()))
}

async fn own(config: &CheckedConfig, custody: &Custody, now: Timestamp) -> Result<Option<ServerCertificate>, String> {
    if !config.tls.internal {
        return Ok(None);
    }
    let mut hosts: Vec<String> =
        std::iter::once(config.portal.host.to_string()).chain(config.routes.iter().filter(|r| r.from_https).map(|r| r.host.to_string())).collect();
    hosts.sort();
    hosts.dedup();
    custody.server_certificate(&hosts, now).await.map(Some).map_err(|e| e.to_string())
}

fn pairs<'a>(config: &'a CheckedConfig, own: Option<&'a ServerCertificate>) -> Vec<CertificatePem<'a>> {
    let files =
        config.tls.certificates.iter().map(|pair| CertificatePem { label: "tls.certificates", chain: &pair.cert_pem, key: pair.key_pem.expose_bytes() });
    let own = own.map(|own| CertificatePem { label: "internal", chain: own.chain_pem.as_bytes(), key: own.key_pem.expose_bytes() });
    files.chain(own).collect()
}
