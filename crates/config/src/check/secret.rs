//! Secrets of the file: written out, in a file of their own, or in the environment.
//!
//! Why: one reader, so that a secret never lands in a message (S17) and a missing one is told where it is named.

use super::desk::Desk;
use portcullis_crypto::SecretBytes;
use portcullis_document::Node;
use std::path::Path;

/// What the first line of a certificate in PEM ends in.
pub(super) const CERTIFICATE: &str = "BEGIN CERTIFICATE-----";

/// The secret's bytes; of files, whole. Faults name the file or the variable, never the content.
pub(super) fn secret(node: &Node, desk: &mut Desk<'_>) -> Option<SecretBytes> {
    if let Some(text) = node.as_str() {
        return Some(SecretBytes::from(text));
    }
    if let Some(path) = node.get("file") {
        let name = path.as_str()?;
        return file(name, path, desk).map(SecretBytes::from);
    }
    let name = node.get("env")?;
    let variable = name.as_str()?;
    match (desk.input.env)(variable).filter(|v| !v.is_empty()) {
        Some(value) => Some(SecretBytes::from(value)),
        None => {
            desk.error(name.span, format!("the environment has no `{variable}`"), "set it for the server's process");
            None
        }
    }
}

/// A file that the configuration names, whole; relative names start from the configuration's folder.
pub(super) fn file(name: &str, at: &Node, desk: &mut Desk<'_>) -> Option<Vec<u8>> {
    let path = desk.input.base.join(Path::new(name));
    match (desk.input.read)(&path) {
        Ok(bytes) => Some(bytes),
        Err(e) => {
            let hint = match e.kind() {
                std::io::ErrorKind::NotFound => "put it there, or name another",
                std::io::ErrorKind::PermissionDenied => "let the server's user read it",
                std::io::ErrorKind::FileTooLarge => "name another; this is no file of that kind",
                _ => "name a file that can be read",
            };
            desk.error(at.span, format!("`{}` cannot be read: {}", path.display(), plain(&e)), hint);
            None
        }
    }
}

/// The cause without numbers of the operating system.
fn plain(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "it is not there".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        // The reader says how large is too large.
        std::io::ErrorKind::FileTooLarge => error.to_string(),
        kind => kind.to_string(),
    }
}
