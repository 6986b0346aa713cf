//! The two files of the embedded backend: making, opening, upgrading, copying.
//!
//! Why: modes, locks and pragmas decide whether data survives; they stand in one place.

use crate::folder::{self, FolderLock};
use crate::schema::{Moved, Plan, Steps, plan};
use crate::{OpenError, StoreError};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Connection as _, Row, SqliteConnection, query, raw_sql};
use std::path::{Path, PathBuf};
use std::time::Duration;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    Read,
    Write,
}

/// `ledger.db` beside the database.
pub(crate) fn ledger_beside(path: &Path) -> PathBuf {
    path.with_file_name("ledger.db")
}

/// Makes folders and files private and takes them for this process.
pub(super) fn take(path: &Path, data: &Path) -> Result<(Vec<FolderLock>, PathBuf), OpenError> {
    let beside = match path.parent() {
        Some(p) if !p.as_os_str().is_empty() => p.to_owned(),
        _ => PathBuf::from("."),
    };
    let ledger = ledger_beside(path);
    if ledger == path {
        return Err(OpenError::BadUrl("the database can't be called ledger.db: that is the ledger's file".into()));
    }
    folder::prepare(data)?;
    folder::prepare(&beside)?;
    let mut locks = vec![folder::lock(&beside)?];
    let same = |a: &Path, b: &Path| matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b);
    if !same(&beside, data) {
        locks.push(folder::lock(data)?);
    }
    folder::private_file(path)?;
    folder::private_file(&ledger)?;
    Ok((locks, ledger))
}

pub(super) fn options(path: &Path, access: Access) -> SqliteConnectOptions {
    let options = SqliteConnectOptions::new().filename(path).busy_timeout(Duration::from_secs(5)).foreign_keys(true);
    match access {
        Access::Read => options.read_only(true),
        // What was erased or deleted must not linger in free pages.
        Access::Write => options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full).pragma("secure_delete", "ON"),
    }
}

/// Brings a file to the newest schema, after a copy when there is something to lose.
pub(super) async fn migrate(file: &mut SqliteConnection, path: &Path, steps: Steps) -> Result<Moved, OpenError> {
    let found = schema_of(file).await?;
    let mut moved = Moved { from: found, to: known(steps), copy: None };
    let from = match plan(found, steps) {
        Plan::Ready => return Ok(moved),
        Plan::Newer => return Err(newer(found, steps)),
        Plan::From(from) => from,
    };
    if from > 0 {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".schema-{found}.backup"));
        let beside = path.with_file_name(name);
        copy(file, &beside).await?;
        moved.copy = Some(beside);
    }
    let mut transaction = file.begin_with("BEGIN IMMEDIATE").await?;
    for step in steps.iter().skip(from) {
        raw_sql(*step).execute(&mut *transaction).await?;
    }
    // The number lies in the file's header, so that it is there before any table is.
    let number = i32::try_from(steps.len()).unwrap_or(i32::MAX);
    raw_sql(AssertSqlSafe(format!("PRAGMA user_version = {number}"))).execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(moved)
}

/// Only this program's schema can be read.
pub(super) async fn must_be_current(file: &mut SqliteConnection, steps: Steps) -> Result<(), OpenError> {
    let found = schema_of(file).await?;
    match plan(found, steps) {
        Plan::Newer => Err(newer(found, steps)),
        Plan::From(0) => Err(OpenError::Empty),
        Plan::From(_) => Err(OpenError::Older { found, known: known(steps) }),
        Plan::Ready => Ok(()),
    }
}

/// Copies a live database into one new file (0600).
pub(super) async fn copy(file: &mut SqliteConnection, to: &Path) -> Result<(), StoreError> {
    let fault = |error: std::io::Error| StoreError::Unavailable(format!("{}: {error}", to.display()).into());
    match std::fs::remove_file(to) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(fault(error)),
        _ => {}
    }
    crate::folder::private_file(to).map_err(|error| StoreError::Unavailable(error.to_string().into()))?;
    query("VACUUM INTO $1").bind(to.display().to_string()).execute(file).await?;
    std::fs::File::open(to).and_then(|f| f.sync_all()).map_err(fault)
}

async fn schema_of(file: &mut SqliteConnection) -> Result<i64, OpenError> {
    Ok(query("PRAGMA user_version").fetch_one(file).await?.try_get::<i64, _>(0)?)
}

fn newer(found: i64, steps: Steps) -> OpenError {
    OpenError::Newer { found, known: known(steps) }
}

fn known(steps: Steps) -> i64 {
    i64::try_from(steps.len()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use sqlx::ConnectOptions as _;

    const ONE: Steps = &["CREATE TABLE thing (n INTEGER); INSERT INTO thing VALUES (1);"];
    const TWO: Steps =
        &["CREATE TABLE thing (n INTEGER); INSERT INTO thing VALUES (1);", "ALTER TABLE thing ADD COLUMN m INTEGER; UPDATE thing SET m = n + 1;"];
    const BROKEN: Steps = &["CREATE TABLE thing (n INTEGER); INSERT INTO thing VALUES (1);", "ALTER TABLE thing ADD COLUMN m INTEGER; nonsense;"];

    #[tokio::test]
    async fn upgrades_after_a_backup_and_refuses_the_newer() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.db");
        let mut open = options(&path_made(&path), Access::Write).connect().await.unwrap();
        migrate(&mut open, &path, ONE).await.unwrap();
        assert!(migrate(&mut open, &path, BROKEN).await.is_err());
        assert_eq!(schema_of(&mut open).await.unwrap(), 1, "a step that fails leaves the file as it was");
        migrate(&mut open, &path, TWO).await.unwrap();
        migrate(&mut open, &path, TWO).await.unwrap();
        let m: i64 = query("SELECT m FROM thing").fetch_one(&mut open).await.unwrap().get(0);
        assert_eq!(m, 2);

        let mut backup = options(&dir.path().join("x.db.schema-1.backup"), Access::Read).connect().await.unwrap();
        assert_eq!(schema_of(&mut backup).await.unwrap(), 1);
        let n: i64 = query("SELECT n FROM thing").fetch_one(&mut backup).await.unwrap().get(0);
        assert_eq!(n, 1);

        let refused = migrate(&mut open, &path, ONE).await.unwrap_err();
        assert!(matches!(refused, OpenError::Newer { found: 2, known: 1 }));
        assert!(refused.to_string().contains("newer program"), "{refused}");
    }

    fn path_made(path: &Path) -> PathBuf {
        folder::private_file(path).unwrap();
        path.to_owned()
    }
}
