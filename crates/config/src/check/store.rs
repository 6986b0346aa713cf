//! The store: its address, its root key, the data folder.
//!
//! Why: a store that cannot be opened, or a key that is too short, is told before anything starts.

use super::desk::Desk;
use super::secret::secret;
use crate::StoreConf;
use crate::table::Section;
use data_encoding::{BASE64, BASE64_NOPAD, BASE64URL, BASE64URL_NOPAD};
use portcullis_crypto::{ROOT_KEY_BYTES, SecretBytes, Zeroizing};
use portcullis_document::Node;
use std::path::{Path, PathBuf};

pub(super) fn read(root: Section<'_>, desk: &mut Desk<'_>) -> Option<StoreConf> {
    let section = root.inner("store")?;
    let key_node = section.get("root_key");
    let root_key = key_node.map(|node| root_key(node, desk));
    let stated = root.text("data").map(|(t, _)| desk.input.base.join(t));
    let (url, beside) = url(section.get("url")?, desk)?;
    let Some(data) = stated.or(beside) else {
        desk.error(section.key_span("url"), "PostgreSQL leaves no folder for the command socket and locks", "add `data: /var/lib/portcullis`");
        return None;
    };
    let root_key = match root_key {
        Some(Some(key)) => Some(key),
        Some(None) => return None,
        None => None,
    };
    Some(StoreConf { url, root_key, data })
}

/// The address with an absolute path, and the folder of a SQLite file.
fn url(node: &Node, desk: &mut Desk<'_>) -> Option<(String, Option<PathBuf>)> {
    let bytes = secret(node, desk)?;
    let text = bytes.expose_text().map(str::trim).unwrap_or_default();
    if ["postgres://", "postgresql://"].iter().any(|p| text.strip_prefix(p).is_some_and(|rest| !rest.is_empty())) {
        return Some((text.to_owned(), None));
    }
    let hint = "write sqlite:///var/lib/portcullis/portcullis.db, or postgres://HOST/DATABASE";
    let Some(path) = text.strip_prefix("sqlite://") else {
        // Not shown: it may hold a password.
        desk.error(node.span, "this is not the address of a store", hint);
        return None;
    };
    if path.is_empty() || path.contains(['?', '#', '%']) || path.ends_with('/') || path.starts_with(':') {
        desk.error(node.span, "this is not the path of a SQLite file", hint);
        return None;
    }
    let path = desk.input.base.join(Path::new(path));
    let folder = path.parent().map(Path::to_path_buf);
    Some((format!("sqlite://{}", path.display()), folder))
}

fn root_key(node: &Node, desk: &mut Desk<'_>) -> Option<SecretBytes> {
    if let Some((name, at)) = node.get("file").and_then(|n| Some((n.as_str()?, n.span))) {
        let path = desk.input.base.join(Path::new(name));
        if let Some(mode) = (desk.input.mode)(&path).map(|m| m & 0o777).filter(|m| m & 0o077 != 0) {
            let shown = path.display();
            desk.warn(
                at,
                format!("`{shown}` can be read by others (mode {mode:03o}), and it opens everything in the store"),
                format!("run `chmod 600 {shown}`"),
            );
        }
    }
    let bytes = secret(node, desk)?;
    let text = bytes.expose_text().map(str::trim).unwrap_or_default();
    let decoded = [BASE64, BASE64_NOPAD, BASE64URL, BASE64URL_NOPAD].iter().find_map(|e| e.decode(text.as_bytes()).ok()).map(Zeroizing::new);
    match decoded {
        Some(key) if key.len() == ROOT_KEY_BYTES => Some(SecretBytes::from(key.as_slice())),
        _ => {
            desk.error(node.span, "the root key is not 32 bytes in base64", "make one with `openssl rand -base64 32`");
            None
        }
    }
}
