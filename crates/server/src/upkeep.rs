//! `store …`: what an operator does with the whole store.
//!
//! Why: these need the store's address and its root key, and most of them a stopped server; each says what it did and what is left to do.

mod installation;
mod said;

use crate::house::system_now;
use crate::place::Located;
use clap::Subcommand;
use installation::Installation;
use portcullis_crypto::{KeyRing, SystemRandom};
use portcullis_custody::root_key;
use portcullis_model::{Event, EventKind, Outcome};
use portcullis_store::upkeep::{self, BackupError, FillError, NewKey, RotateError};
use portcullis_store::{OpenError, StoreSettings};
use said::Said;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

#[derive(Subcommand, Debug, Clone)]
pub enum StoreCommand {
    /// Write a backup into a new folder, from a running or stopped store
    #[command(
        after_help = "The backup is sealed as the store is, and has no root key in it: keep a copy of the key in another place.\n\nExample:\n  portcullis store backup /backup/2026-11-24 -c /etc/portcullis/portcullis.yaml"
    )]
    Backup {
        /// A folder that is not there yet
        #[arg(value_name = "FOLDER")]
        to: PathBuf,
    },
    /// Fill an empty store from a backup; the server must be stopped
    #[command(
        after_help = "The root key must be the one the backup was made with. It works into SQLite and PostgreSQL, wherever the backup came from.\n\nExample:\n  install -D -m 0600 root.key /srv/portcullis/root.key\n  portcullis store restore /backup/2026-11-24 --data /srv/portcullis"
    )]
    Restore {
        /// The folder that `store backup` wrote
        #[arg(value_name = "FOLDER")]
        from: PathBuf,
    },
    /// Copy the store into an empty one, SQLite or PostgreSQL; the server must be stopped
    #[command(
        after_help = "What was written is opened and compared before it counts; the old store stays as it is. A password need not stand in the address: PGPASSWORD and ~/.pgpass are read.\n\nExample:\n  portcullis store copy --to postgres://portcullis@db.example.com/portcullis -c portcullis.yaml"
    )]
    Copy {
        /// Where to: postgres://USER@HOST/DATABASE or sqlite:///FOLDER/FILE.db
        #[arg(long, value_name = "URL")]
        to: String,
    },
    /// Seal everything with a new key; the server must be stopped
    #[command(
        after_help = "Without --new-root-key the root key stays and only the data key is new. With it, the old root key opens nothing afterwards, and everybody signs in again. A crash leaves the store wholly under the old key or wholly under the new one.\n\nExample:\n  portcullis store rotate-key --new-root-key /etc/portcullis/root-2.key -c /etc/portcullis/portcullis.yaml"
    )]
    RotateKey {
        /// The new root key: a file (made if it is not there) or env:NAME
        #[arg(long, value_name = "FILE|env:NAME")]
        new_root_key: Option<String>,
    },
    /// Bring the store to this program's schema, ahead of its first start
    #[command(after_help = "`up` and `serve` do the same when they start.\n\nExample:\n  portcullis store migrate -c /etc/portcullis/portcullis.yaml")]
    Migrate,
    /// Remove what only the version before needed
    #[command(
        after_help = "Run it when every node runs this version and you do not want to go back.\n\nExample:\n  portcullis store finalize -c /etc/portcullis/portcullis.yaml"
    )]
    Finalize,
}

/// Runs a command to its end. The error is a sentence for the person.
pub(crate) fn store(command: &StoreCommand, place: &Located, json: bool) -> Result<ExitCode, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|e| e.to_string())?;
    let said = runtime.block_on(run(command, place))?;
    let text = if json { serde_json::to_string_pretty(&said.json).map_err(|e| e.to_string())? } else { said.text };
    let _ = writeln!(std::io::stdout().lock(), "{text}");
    Ok(if said.good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn run(command: &StoreCommand, place: &Located) -> Result<Said, String> {
    let at = Installation::find(place, matches!(command, StoreCommand::Restore { .. }))?;
    let (random, clock) = (Arc::new(SystemRandom), Arc::new(crate::clock::SystemClock));
    match command {
        StoreCommand::Backup { to } => {
            let to = absolute(to)?;
            let backed = upkeep::backup(&at.store, at.ring()?, &to, &*random).await;
            Ok(said::backup(&to, &backed.map_err(|e| not_backed(&e))?))
        }
        StoreCommand::Restore { from } => {
            let from = absolute(from)?;
            let contents = upkeep::restore(&from, &at.store, at.ring()?, &*random).await.map_err(|e| not_filled(&e))?;
            Ok(said::restore(&from, &contents))
        }
        StoreCommand::Copy { to } => {
            let target = target(to, &at.store)?;
            let contents = upkeep::copy(&at.store, &target, at.ring()?, random, clock).await.map_err(|e| not_filled(&e))?;
            Ok(said::copy(to, &at, &contents))
        }
        StoreCommand::RotateKey { new_root_key } => {
            let new = new_root_key.as_deref().map(new_root).transpose()?;
            let ring = match &new {
                Some((_, ring)) => NewKey::Root(Box::new(ring.clone())),
                None => NewKey::Data,
            };
            let uid = rustix::process::geteuid().as_raw();
            let told = Event::new(system_now(), EventKind::KeyRotated, Outcome::Success)
                .by(&format!("host:{uid}"), &format!("host:{uid}"))
                .on("store")
                .with("key", if new.is_some() { "root" } else { "data" });
            let done = upkeep::rotate(&at.store, at.ring()?, ring, told, random, clock).await.map_err(|e| not_rotated(&e))?;
            Ok(said::rotate(&done, new.as_ref().map(|(named, _)| named), &at))
        }
        StoreCommand::Migrate => upkeep::migrate(&at.store).await.map(|done| said::migrate(&done)).map_err(|e| not_open(&e)),
        StoreCommand::Finalize => upkeep::finalize(&at.store).await.map(said::finalize).map_err(|e| not_open(&e)),
    }
}

/// Where a new root key is, for the configuration.
pub(super) enum NamedKey {
    File(PathBuf),
    Env(String),
}

fn new_root(text: &str) -> Result<(NamedKey, KeyRing), String> {
    let (named, key) = match text.strip_prefix("env:") {
        Some(name) => {
            let value = std::env::var(name).map_err(|_| format!("the environment has no {name}: set it to the new root key, 32 bytes in base64"))?;
            (NamedKey::Env(name.to_owned()), root_key::decode(&value).map_err(|e| e.to_string())?)
        }
        None => {
            let path = absolute(Path::new(text))?;
            let key = root_key::load_or_generate(&path, &SystemRandom).map_err(|e| e.to_string())?;
            (NamedKey::File(path), key)
        }
    };
    Ok((named, KeyRing::new(key).map_err(|e| e.to_string())?))
}

/// A file's folder is its data folder; a database shares the one that is there.
fn target(url: &str, from: &StoreSettings) -> Result<StoreSettings, String> {
    let Some(path) = url.strip_prefix("sqlite://") else { return Ok(StoreSettings::new(url, &from.data)) };
    let path = absolute(Path::new(path))?;
    let folder = path.parent().unwrap_or(Path::new("/")).to_owned();
    Ok(StoreSettings::new(format!("sqlite://{}", path.display()), folder))
}

fn absolute(path: &Path) -> Result<PathBuf, String> {
    std::path::absolute(path).map_err(|e| format!("{}: {e}", path.display()))
}

fn not_open(error: &OpenError) -> String {
    match error {
        OpenError::Busy { path } => format!(
            "a server is running on {} (or another command works on it): stop it first, with Ctrl-C or `systemctl stop portcullis`, then run this again",
            path.display()
        ),
        other => other.to_string(),
    }
}
fn not_backed(error: &BackupError) -> String {
    match error {
        BackupError::Open(error) => not_open(error),
        BackupError::NotFilled(error) => not_filled(error),
        other => other.to_string(),
    }
}
fn not_filled(error: &FillError) -> String {
    match error {
        FillError::Open(error) => not_open(error),
        other => other.to_string(),
    }
}
fn not_rotated(error: &RotateError) -> String {
    match error {
        RotateError::Open(error) => not_open(error),
        other => other.to_string(),
    }
}
