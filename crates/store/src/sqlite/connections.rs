//! Connections to one file, lent one at a time.
//!
//! Why: the library's own pool asks a connection after each use whether it still lives, and every question is a way to that connection's
//! thread and back, as dear as the statement before it. A file does not hang up; a connection that failed is closed instead.

use super::files::{self, Access};
use crate::{OpenError, StoreError};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection, raw_sql};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How long one waits for one.
const PATIENCE: Duration = Duration::from_secs(5);
/// SQLite has one writer, and waiting for it in a queue is fairer than by polling a lock.
const WRITERS: u32 = 1;
const READERS: u32 = 3;

pub(super) struct Connections {
    options: SqliteConnectOptions,
    size: u32,
    idle: Mutex<Vec<Idle>>,
    free: Arc<Semaphore>,
}

struct Idle {
    connection: SqliteConnection,
    unfinished: bool,
}

/// Goes back when it is dropped.
pub(super) struct Lent {
    connection: Option<SqliteConnection>,
    /// A transaction was begun and has not ended: whoever comes next takes it back first.
    pub(super) unfinished: bool,
    home: Arc<Connections>,
    _permit: OwnedSemaphorePermit,
}

impl Connections {
    pub(super) async fn open(path: &Path, access: Access) -> Result<Arc<Self>, OpenError> {
        let options = files::options(path, access);
        let first = Idle { connection: options.connect().await?, unfinished: false };
        let size = if access == Access::Write { WRITERS } else { READERS };
        let free = Arc::new(Semaphore::new(usize::try_from(size).unwrap_or(1)));
        Ok(Arc::new(Self { options, size, idle: Mutex::new(vec![first]), free }))
    }
    pub(super) async fn take(self: &Arc<Self>) -> Result<Lent, StoreError> {
        let free = tokio::time::timeout(PATIENCE, Arc::clone(&self.free).acquire_owned()).await;
        let permit = match free {
            Ok(Ok(permit)) => permit,
            Ok(Err(_)) => return Err(StoreError::Unavailable("the store is closed".into())),
            Err(_) => return Err(StoreError::Unavailable("no connection to the file became free within 5 seconds".into())),
        };
        let idle = self.idle().pop();
        let usable = match idle {
            Some(Idle { mut connection, unfinished: true }) => raw_sql("ROLLBACK").execute(&mut connection).await.is_ok().then_some(connection),
            other => other.map(|idle| idle.connection),
        };
        let connection = match usable {
            Some(connection) => connection,
            None => self.options.connect().await?,
        };
        Ok(Lent { connection: Some(connection), unfinished: false, home: Arc::clone(self), _permit: permit })
    }
    /// Waits for those that are lent, and closes all.
    pub(super) async fn close(&self) {
        let Ok(all) = self.free.acquire_many(self.size).await else { return };
        self.free.close();
        drop(all);
        let idle = std::mem::take(&mut *self.idle());
        for Idle { connection, .. } in idle {
            if let Err(error) = connection.close().await {
                tracing::warn!(%error, "a connection to the store's file did not close well");
            }
        }
    }
    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Idle>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lent {
    pub(super) fn open(&mut self) -> Result<&mut SqliteConnection, StoreError> {
        self.connection.as_mut().ok_or_else(|| StoreError::Unavailable("the connection is closed".into()))
    }
    /// What came of it. After a failure that is not the data's the connection is not used again.
    pub(super) fn done<T>(mut self, result: Result<T, StoreError>) -> Result<T, StoreError> {
        if matches!(result, Err(StoreError::Unavailable(_))) {
            self.connection = None;
        }
        result
    }
}
impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            self.home.idle().push(Idle { connection, unfinished: self.unfinished });
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use sqlx::{Row as _, query};

    #[tokio::test]
    async fn what_was_left_unfinished_is_taken_back_and_what_failed_is_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.db");
        crate::folder::private_file(&path).unwrap();
        let all = Connections::open(&path, Access::Write).await.unwrap();
        let count = async || {
            let mut lent = all.take().await.unwrap();
            query("SELECT count(*) FROM thing").fetch_one(lent.open().unwrap()).await.unwrap().get::<i64, _>(0)
        };
        let mut lent = all.take().await.unwrap();
        raw_sql("CREATE TABLE thing (n INTEGER); BEGIN IMMEDIATE; INSERT INTO thing VALUES (1)").execute(lent.open().unwrap()).await.unwrap();
        lent.unfinished = true;
        drop(lent);
        assert_eq!(count().await, 0);
        // Somebody who says so wrongly does no harm.
        let mut lent = all.take().await.unwrap();
        lent.unfinished = true;
        drop(lent);
        assert_eq!(count().await, 0);
        let lent = all.take().await.unwrap();
        assert!(lent.done::<()>(Err(StoreError::Unavailable("the disk".into()))).is_err());
        assert!(all.idle().is_empty());
        assert_eq!(count().await, 0);
        all.close().await;
        assert!(all.take().await.is_err());
    }
}
