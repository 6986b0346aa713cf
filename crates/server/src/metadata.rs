//! FIDO metadata, read from the file that the configuration names.
//!
//! Why: the file is large and changes on its own; what is kept is small. One that is not the Alliance's is refused like a
//! configuration with a fault: the server does not start with it, and a running one keeps what it has.

use portcullis_config::{CheckedConfig, FidoMetadata, LocatedFault, Severity};
use portcullis_identity::{IdentitySettings, Metadata, MetadataRules};
use portcullis_model::Timestamp;
use std::path::PathBuf;
use std::sync::Arc;

/// Puts what the file says into the settings.
pub(crate) fn into(settings: &mut IdentitySettings, config: &CheckedConfig, now: Timestamp) -> Result<(), String> {
    let (Some(wanted), Some(keys)) = (wanted(config), &mut settings.factors.passkeys) else { return Ok(()) };
    let metadata = read(wanted, now)?;
    let (number, models) = (metadata.number(), metadata.len());
    if metadata.is_outdated(now) {
        tracing::warn!(number, models, "FIDO metadata: a newer file is due, and no new key is taken until it is there");
    } else {
        tracing::info!(number, models, "FIDO metadata");
    }
    keys.rules.metadata = Some((Arc::new(metadata), MetadataRules { require_known: wanted.require_known, check_at_use: wanted.check_at_use }));
    Ok(())
}

/// What `config check` has to say of it.
pub(crate) fn faults(config: &CheckedConfig, now: Timestamp) -> Vec<LocatedFault> {
    let Some(wanted) = wanted(config) else { return Vec::new() };
    let told = |severity, message: String, hint: &str| {
        vec![LocatedFault { file: config.portal_place.file.clone(), span: wanted.span, severity, message, hint: Some(hint.into()) }]
    };
    match read(wanted, now) {
        Err(why) => told(Severity::Error, why, "fetch it anew, and name the root that its signature leads to"),
        Ok(metadata) if metadata.is_outdated(now) => {
            told(Severity::Warning, "a newer file of FIDO metadata is due, and no new key is taken until it is there".into(), "fetch it anew")
        }
        Ok(_) => Vec::new(),
    }
}

/// The files whose change is a change of the configuration.
pub(crate) fn files(config: &CheckedConfig) -> Vec<PathBuf> {
    wanted(config).map(|m| vec![m.file.clone(), m.root_file.clone()]).unwrap_or_default()
}

fn wanted(config: &CheckedConfig) -> Option<&FidoMetadata> {
    config.webauthn.as_ref()?.metadata.as_ref()
}

fn read(wanted: &FidoMetadata, now: Timestamp) -> Result<Metadata, String> {
    let told = |why: &dyn std::fmt::Display| format!("FIDO metadata {}: {why}", wanted.file.display());
    let bytes = portcullis_directory::read_file(&wanted.file).map_err(|e| told(&e))?;
    Metadata::read(&bytes, &wanted.root, now).map_err(|e| told(&e))
}
