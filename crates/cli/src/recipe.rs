//! A proxy's file, written.
//!
//! Why: it may hold a secret, so only its owner reads it; and nothing that somebody else wrote is ever written over.

use crate::client::ClientError;
use portcullis_wire::Recipe;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// Stands in the first line of each file of ours.
const MARK: &str = "Written by `portcullis protect`";

/// A proxy's secret: of letters, digits and a few signs, so that it means itself in every proxy's language.
pub(crate) fn secret(file: &Path) -> Result<String, ClientError> {
    let text = fs::read_to_string(file).map_err(|e| ClientError::Input(format!("{}: {e}", file.display())))?;
    let secret = text.trim();
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.~+/=".contains(&b);
    if secret.is_empty() || !secret.bytes().all(plain) {
        return Err(ClientError::Input(format!("{}: a proxy's secret here is made of letters, digits and - _ . ~ + / =", file.display())));
    }
    Ok(secret.to_owned())
}

/// Writes the file, and says in the lines where it lies.
pub(crate) fn write(recipe: &mut Recipe, folder: &Path, secret: Option<&str>) -> Result<PathBuf, ClientError> {
    let failed = |path: &Path, e: &std::io::Error| ClientError::Input(format!("{}: {e}", path.display()));
    fs::create_dir_all(folder).map_err(|e| failed(folder, &e))?;
    let folder = fs::canonicalize(folder).map_err(|e| failed(folder, &e))?;
    // The server names the file, and only the file.
    let name = Path::new(&recipe.file).file_name().ok_or_else(|| ClientError::Input("the server named no file".into()))?;
    let path = folder.join(name);
    match fs::read_to_string(&path) {
        Ok(text) if text.lines().next().is_some_and(|l| l.contains(MARK)) => {}
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
        _ => return Err(ClientError::Input(format!("{} is not a file that `protect` wrote; move it, or give --write-to another folder", path.display()))),
    }
    recipe.text = filled(&recipe.text, secret);
    recipe.lines = recipe.lines.replace("{{file}}", &path.display().to_string()).replace("{{folder}}", &folder.display().to_string());
    let fresh = folder.join(format!(".{}.new", recipe.file));
    let _ = fs::remove_file(&fresh);
    let written = fs::OpenOptions::new().write(true).create_new(true).mode(if secret.is_some() { 0o600 } else { 0o644 }).open(&fresh);
    written.and_then(|mut f| f.write_all(recipe.text.as_bytes())).and_then(|()| fs::rename(&fresh, &path)).map_err(|e| failed(&path, &e))?;
    // What is printed is read over shoulders.
    recipe.text = String::new();
    Ok(path)
}

fn filled(text: &str, secret: Option<&str>) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        match (line.strip_prefix("{{#secret}}"), secret) {
            (Some(rest), Some(secret)) => out.push_str(&rest.replace("{{secret}}", secret)),
            (Some(_), None) => continue,
            (None, _) => out.push_str(line),
        }
        out.push('\n');
    }
    out
}
