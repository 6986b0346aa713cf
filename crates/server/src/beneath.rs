//! What a configuration leans on: users files and certificates, read as the server would read them.
//!
//! Why: `config check` must say of a file what `serve` would say, before anybody is waiting.

use portcullis_config::CheckedConfig;
use portcullis_directory::{Person, Rules, Snapshot, read};
use portcullis_gateway::{CertificatePem, Certificates};
use std::sync::Arc;

/// Every fault beneath, as `FILE:LINE:COL: error: …` where there is a place.
pub(crate) fn faults(config: &CheckedConfig) -> Vec<String> {
    let mut all = Vec::new();
    for directory in &config.directories {
        let file = directory.path.display();
        match std::fs::read_to_string(&directory.path) {
            Err(error) => all.push(format!("{file}:1:1: error: the users file cannot be read: {error}")),
            Ok(text) => {
                if let Err(faults) = read(&text, Rules::default()) {
                    all.extend(faults.iter().map(|f| {
                        let hint = f.hint.as_ref().map(|h| format!("; {h}")).unwrap_or_default();
                        format!("{file}:{}: {}: {}{hint}", f.span, f.severity.as_str(), f.message)
                    }));
                }
            }
        }
    }
    for pair in &config.tls.certificates {
        let pem = CertificatePem { label: "certificate", chain: &pair.cert_pem, key: pair.key_pem.expose_bytes() };
        if let Err(error) = Certificates::new(&[pem]) {
            all.push(format!("tls.certificates:{}: error: {error}", pair.span));
        }
    }
    all
}

/// Somebody of a users file, by name or e-mail, with the name of the directory.
pub(crate) fn person(config: &CheckedConfig, who: &str) -> Option<(Box<str>, Arc<Person>)> {
    config.directories.iter().find_map(|directory| {
        let text = std::fs::read_to_string(&directory.path).ok()?;
        let (people, _): (Snapshot, _) = read(&text, Rules::default()).ok()?;
        let person = people.find(who)?.clone();
        Some((directory.name.clone(), person))
    })
}
