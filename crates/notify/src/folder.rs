//! The development notifier: each mail becomes a file.
//!
//! Why: whoever tries the gate out has no mail server; any mail program opens these files.

use crate::NotSent;
use crate::compose::Composed;
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// Writes it as a new file that only the server's user reads; the name sorts by time.
pub(crate) async fn write(folder: &Path, id: Uuid, composed: Composed) -> Result<(), NotSent> {
    let folder = folder.to_owned();
    let written = tokio::task::spawn_blocking(move || write_now(&folder, id, &composed.bytes)).await;
    match written {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(NotSent::Unreachable(error)),
        Err(error) => Err(NotSent::Unreachable(error.to_string())),
    }
}

/// Whether mails could be written there.
pub(crate) async fn check(folder: &Path) -> Result<(), NotSent> {
    let folder = folder.to_owned();
    let made = tokio::task::spawn_blocking(move || make(&folder)).await;
    made.map_err(|e| NotSent::Unreachable(e.to_string()))?.map_err(NotSent::Unreachable)
}

fn make(folder: &Path) -> Result<(), String> {
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(|e| format!("{}: {e}", folder.display()))
}
fn write_now(folder: &Path, id: Uuid, bytes: &[u8]) -> Result<(), String> {
    make(folder)?;
    // Written beside and renamed: nobody reads half a mail.
    let (part, whole): (PathBuf, PathBuf) = (folder.join(format!(".{id}.part")), folder.join(format!("{id}.eml")));
    let told = |e: std::io::Error| format!("{}: {e}", whole.display());
    let mut file = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&part).map_err(told)?;
    file.write_all(bytes).map_err(told)?;
    std::fs::rename(&part, &whole).map_err(told)
}
