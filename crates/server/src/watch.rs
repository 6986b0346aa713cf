//! Watching the configuration file.
//!
//! Why: editors and secret mounts replace files instead of writing them, so the folder is watched; and since some
//! file systems tell nothing, the file's own stamp is looked at as well. A change holds within two seconds.

use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

const SETTLE: Duration = Duration::from_millis(150);
const LOOK: Duration = Duration::from_secs(1);

/// Ends the watch when dropped.
pub(crate) struct Watch {
    _watcher: Option<RecommendedWatcher>,
    task: Option<JoinHandle<()>>,
}
impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }
}

/// A message for every change of the file; none ever without a file.
pub(crate) fn watch(path: Option<&Path>) -> Result<(mpsc::Receiver<()>, Watch), String> {
    let (changed, receiver) = mpsc::channel(1);
    let Some(path) = path else {
        // Kept open by the watch's own task, so that the receiver never reports an end.
        let task = tokio::spawn(async move {
            let _open = changed;
            std::future::pending::<()>().await;
        });
        return Ok((receiver, Watch { _watcher: None, task: Some(task) }));
    };
    let path = std::path::absolute(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let (nudge, nudged) = mpsc::channel(1);
    let watcher = notify::recommended_watcher(move |_| {
        let _ = nudge.try_send(());
    })
    .and_then(|mut w| {
        w.watch(path.parent().unwrap_or(Path::new("/")), RecursiveMode::NonRecursive)?;
        Ok(w)
    });
    if let Err(error) = &watcher {
        tracing::warn!(%error, "the folder of the configuration file is not watched; the file is looked at every second");
    }
    let task = tokio::spawn(look(path, nudged, changed));
    Ok((receiver, Watch { _watcher: watcher.ok(), task: Some(task) }))
}

async fn look(path: PathBuf, mut nudged: mpsc::Receiver<()>, changed: mpsc::Sender<()>) {
    let mut known = stamp(&path);
    let mut told = true;
    loop {
        tokio::select! {
            Some(()) = nudged.recv() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
        let now = stamp(&path);
        if told && now.is_some() && now == known {
            continue;
        }
        // Half-written files settle first.
        tokio::time::sleep(SETTLE).await;
        known = stamp(&path);
        if known.is_none() {
            if told {
                tracing::warn!("the configuration file {} is gone; what it said last stays in force", path.display());
            }
            told = false;
            continue;
        }
        told = true;
        if changed.send(()).await.is_err() {
            return;
        }
    }
}

pub(crate) type Stamp = Option<(u64, i64, i64, u64)>;

pub(crate) fn stamp(path: &Path) -> Stamp {
    std::fs::metadata(path).ok().map(|m| (m.ino(), m.mtime(), m.mtime_nsec(), m.len()))
}
