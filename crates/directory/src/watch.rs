//! A users file that is kept current.
//!
//! Why: who was disabled in the file must be out within a second, not at the next sign-in (S28); a file that is half
//! written or wrong must lock nobody out.

use crate::write::{replace, with_hash};
use crate::{Rules, Snapshot, WriteError, read, read_file};
use arc_swap::ArcSwap;
use notify::{RecursiveMode, Watcher as _};
use portcullis_crypto::SecretText;
use portcullis_document::{Fault, read_utf8};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

/// How long a file must lie still before it is read: editors write in pieces.
const SETTLE: Duration = Duration::from_millis(80);
/// The file is looked at this often as well: network mounts and some sandboxes tell of nothing. One `stat` costs microseconds.
const GLANCE: Duration = Duration::from_millis(400);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The source name in `source/group`.
    pub name: Box<str>,
    pub path: PathBuf,
    pub rules: Rules,
    /// Whether a password that is changed here is written into the file.
    pub writable: bool,
}

/// Why a directory could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("{}: cannot be read: {cause}", path.display())]
    Unreadable { path: PathBuf, cause: std::io::Error },
    #[error("{}", shown(path, faults))]
    Faults { path: PathBuf, faults: Vec<Fault> },
}

/// One directory: its snapshot of now, and a bell that rings when it changed.
#[derive(Debug)]
pub struct FileDirectory {
    settings: Settings,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}
#[derive(Debug)]
struct Shared {
    snapshot: ArcSwap<Snapshot>,
    bell: watch::Sender<u64>,
    trouble: ArcSwap<Option<String>>,
    /// One password at a time.
    writing: parking_lot::Mutex<()>,
}

impl FileDirectory {
    /// Reads the file, then watches its folder. Needs a tokio runtime.
    pub fn open(settings: Settings) -> Result<Self, OpenError> {
        let seen = Seen::of(&settings.path);
        let text = load(&settings.path)?;
        let snapshot = parse(&settings, &text)?;
        let (bell, _) = watch::channel(0);
        let shared =
            Arc::new(Shared { snapshot: ArcSwap::from_pointee(snapshot), bell, trouble: ArcSwap::from_pointee(None), writing: parking_lot::Mutex::default() });
        let task = tokio::spawn(keep(settings.clone(), Arc::clone(&shared), seen, text));
        Ok(Self { settings, shared, task })
    }
    pub fn name(&self) -> &str {
        &self.settings.name
    }
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.shared.snapshot.load_full()
    }
    /// Changes whenever the snapshot did.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.shared.bell.subscribe()
    }
    /// Writes a person's new hash into the file; it holds when this returns.
    pub async fn set_password(&self, username: &str, hash: SecretText) -> Result<(), WriteError> {
        if !self.settings.writable {
            return Err(WriteError::Off);
        }
        let (settings, shared, username) = (self.settings.clone(), Arc::clone(&self.shared), username.to_owned());
        let work = move || {
            let _one_at_a_time = shared.writing.lock();
            let seen = Seen::of(&settings.path);
            // As the file is now, not as it was read last: somebody may have edited it since.
            let (text, people) = with_hash(&load(&settings.path)?, settings.rules, &username, &hash)?;
            if Seen::of(&settings.path) != seen {
                return Err(WriteError::Moved);
            }
            replace(&settings.path, &text)?;
            shared.snapshot.store(Arc::new(people));
            shared.bell.send_modify(|n| *n += 1);
            Ok(())
        };
        // Reading and writing wait for disks.
        tokio::task::spawn_blocking(work).await.unwrap_or_else(|e| Err(WriteError::Unwritable(std::io::Error::other(e))))
    }
    /// Why the file as it now is was not taken, if it was not.
    pub fn trouble(&self) -> Option<String> {
        self.shared.trouble.load().as_ref().clone()
    }
}
impl Drop for FileDirectory {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn shown(path: &Path, faults: &[Fault]) -> String {
    let line = |f: &Fault| {
        let hint = f.hint.as_ref().map(|h| format!("; {h}")).unwrap_or_default();
        format!("{}:{}:{}: {}: {}{hint}", path.display(), f.span.line, f.span.column, f.severity.as_str(), f.message)
    };
    faults.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The text of a users file.
pub fn load(path: &Path) -> Result<String, OpenError> {
    let bytes = read_file(path).map_err(|cause| OpenError::Unreadable { path: path.to_owned(), cause })?;
    let text = read_utf8(&bytes).map_err(|fault| OpenError::Faults { path: path.to_owned(), faults: vec![fault] })?;
    Ok(text.to_owned())
}

fn parse(settings: &Settings, text: &str) -> Result<Snapshot, OpenError> {
    let path = &settings.path;
    let (snapshot, warnings) = read(text, settings.rules).map_err(|faults| OpenError::Faults { path: path.clone(), faults })?;
    for warning in &warnings {
        tracing::warn!(directory = &*settings.name, "{}", shown(path, std::slice::from_ref(warning)));
    }
    Ok(snapshot)
}

/// What a look at the file costs no reading to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Seen(Option<(SystemTime, u64, u64)>);
impl Seen {
    fn of(path: &Path) -> Self {
        Self(std::fs::metadata(path).and_then(|m| Ok((m.modified()?, m.len(), m.ino()))).ok())
    }
}

async fn keep(settings: Settings, shared: Arc<Shared>, mut seen: Seen, mut current: String) {
    let (tell, mut told) = mpsc::channel::<()>(1);
    let folder = settings.path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // The folder, not the file: editors and config maps put a new file in the old one's place.
    let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|e| !e.kind.is_access()) {
            let _already_told = tell.try_send(());
        }
    })
    .and_then(|mut w| w.watch(folder, RecursiveMode::NonRecursive).map(|()| w));
    loop {
        tokio::select! {
            told = told.recv(), if watcher.is_ok() => if told.is_none() { return },
            () = tokio::time::sleep(GLANCE) => if Seen::of(&settings.path) == seen { continue },
        }
        let text = match settled(&settings.path).await {
            Ok(text) => text,
            Err(why) => {
                match &why {
                    OpenError::Unreadable { cause, .. } if cause.kind() == std::io::ErrorKind::NotFound => {
                        refuse(&settings, &shared, "the file is gone; the people read before stay");
                    }
                    other => refuse(&settings, &shared, &other.to_string()),
                }
                seen = Seen::of(&settings.path);
                continue;
            }
        };
        seen = Seen::of(&settings.path);
        if text == current {
            shared.trouble.store(Arc::new(None));
            continue;
        }
        match parse(&settings, &text) {
            Ok(snapshot) => {
                let _no_password_is_written_meanwhile = shared.writing.lock();
                if Seen::of(&settings.path) != seen {
                    seen = Seen(None);
                    continue;
                }
                shared.snapshot.store(Arc::new(snapshot));
                shared.trouble.store(Arc::new(None));
                shared.bell.send_modify(|n| *n += 1);
                tracing::info!(directory = &*settings.name, people = shared.snapshot.load().len(), "directory read again");
                current = text;
            }
            Err(why) => refuse(&settings, &shared, &why.to_string()),
        }
    }
}

fn refuse(settings: &Settings, shared: &Shared, why: &str) {
    if shared.trouble.load().as_deref() != Some(why) {
        tracing::error!(directory = &*settings.name, "the directory was not taken, the one before stays: {why}");
        shared.trouble.store(Arc::new(Some(why.to_owned())));
    }
}

/// The file's text once two readings, a little apart, agree; a few tries.
async fn settled(path: &Path) -> Result<String, OpenError> {
    let mut last = read_aside(path).await;
    for _ in 0..5 {
        tokio::time::sleep(SETTLE).await;
        let text = read_aside(path).await;
        if matches!((&text, &last), (Ok(now), Ok(before)) if now == before) {
            return text;
        }
        last = text;
    }
    last
}

/// Reading waits for disks, so not on the runtime's own threads.
async fn read_aside(path: &Path) -> Result<String, OpenError> {
    let owned = path.to_owned();
    let read = tokio::task::spawn_blocking(move || load(&owned)).await;
    read.unwrap_or_else(|e| Err(OpenError::Unreadable { path: path.to_owned(), cause: std::io::Error::other(e) }))
}

#[cfg(test)]
#[path = "watch_tests.rs"]
mod tests;
