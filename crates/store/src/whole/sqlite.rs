//! Both files of the embedded store in one transaction.
//!
//! Why: with a rollback journal SQLite commits attached files together, also through a power cut; with a write-ahead log it does not.

use super::statements::on_sqlite as run;
use super::{Purpose, RecordRow, Whole};
use crate::backend::Answer;
use crate::ledger::LedgerRow;
use crate::sqlite::ledger_beside;
use crate::{OpenError, StoreError};
use portcullis_crypto::WrappedKey;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection, Row, SqliteConnection, query, raw_sql};
use std::path::Path;
use std::time::Duration;

pub(super) struct SqliteWhole {
    open: SqliteConnection,
}

pub(super) async fn open(path: &Path, purpose: Purpose) -> Result<SqliteWhole, OpenError> {
    let ledger = ledger_beside(path);
    for file in [path, &ledger] {
        if !file.is_file() {
            return Err(OpenError::Missing { path: file.to_owned() });
        }
    }
    let options = SqliteConnectOptions::new().filename(path).busy_timeout(Duration::from_secs(5)).foreign_keys(true);
    let options = match purpose {
        Purpose::Read => options.read_only(true),
        Purpose::Change => options.journal_mode(SqliteJournalMode::Delete).synchronous(SqliteSynchronous::Extra).pragma("secure_delete", "ON"),
    };
    let mut open = SqliteConnection::connect_with(&options).await?;
    query("ATTACH DATABASE $1 AS ledger").bind(ledger.display().to_string()).execute(&mut open).await?;
    if purpose == Purpose::Change {
        raw_sql("PRAGMA ledger.journal_mode = DELETE; PRAGMA ledger.synchronous = EXTRA; PRAGMA secure_delete = ON; BEGIN EXCLUSIVE")
            .execute(&mut open)
            .await?;
    } else {
        raw_sql("BEGIN").execute(&mut open).await?;
    }
    Ok(SqliteWhole { open })
}

/// The file's own chain has a table of its own, in which the number alone is the key.
fn table(chain: &str) -> (&'static str, &'static str) {
    if chain.is_empty() { ("ledger_event", "seq") } else { ("ledger_other", "node, seq") }
}

impl Whole for SqliteWhole {
    fn is_unused(&mut self) -> Answer<'_, bool> {
        Box::pin(async move { run::is_unused(&mut self.open, &["data_key", "record", "ledger_event", "ledger_other", "ledger_checkpoint", "settled"]).await })
    }
    fn data_keys(&mut self) -> Answer<'_, Vec<WrappedKey>> {
        Box::pin(run::data_keys(&mut self.open))
    }
    fn set_data_keys<'a>(&'a mut self, keys: &'a [WrappedKey]) -> Answer<'a, ()> {
        Box::pin(run::set_data_keys(&mut self.open, keys))
    }
    fn shelves(&mut self) -> Answer<'_, Vec<(String, String)>> {
        Box::pin(run::shelves(&mut self.open))
    }
    fn records<'a>(&'a mut self, org: &'a str, kind: &'a str, after: &'a [u8]) -> Answer<'a, Vec<RecordRow>> {
        Box::pin(run::records(&mut self.open, org, kind, after))
    }
    fn put_record<'a>(&'a mut self, row: &'a RecordRow) -> Answer<'a, ()> {
        Box::pin(run::put_record(&mut self.open, row))
    }
    fn chains(&mut self) -> Answer<'_, Vec<String>> {
        Box::pin(async move {
            let others = run::nodes_in(&mut self.open, "ledger_other").await?;
            Ok(std::iter::once(String::new()).chain(others).collect())
        })
    }
    fn events<'a>(&'a mut self, chain: &'a str, after: u64) -> Answer<'a, Vec<LedgerRow>> {
        Box::pin(run::events(&mut self.open, table(chain).0, chain, after))
    }
    fn put_event<'a>(&'a mut self, chain: &'a str, row: &'a LedgerRow) -> Answer<'a, ()> {
        let (table, key) = table(chain);
        Box::pin(run::put_event(&mut self.open, table, key, row))
    }
    fn checkpoints(&mut self) -> Answer<'_, Vec<(String, u64, String)>> {
        Box::pin(run::checkpoints(&mut self.open))
    }
    fn put_checkpoint<'a>(&'a mut self, node: &'a str, number: u64, line: &'a str) -> Answer<'a, ()> {
        Box::pin(run::put_checkpoint(&mut self.open, node, number, line))
    }
    fn settled(&mut self) -> Answer<'_, Option<Vec<u8>>> {
        Box::pin(async move {
            let row = query("SELECT value FROM settled").fetch_optional(&mut self.open).await?;
            Ok(row.map(|r| r.try_get(0)).transpose()?)
        })
    }
    fn set_settled<'a>(&'a mut self, value: &'a [u8]) -> Answer<'a, ()> {
        Box::pin(async move {
            let text = "INSERT INTO settled (one, value) VALUES (1, $1) ON CONFLICT (one) DO UPDATE SET value = excluded.value";
            query(text).bind(value.to_vec()).execute(&mut self.open).await?;
            Ok(())
        })
    }
    fn commit(mut self: Box<Self>) -> Answer<'static, ()> {
        Box::pin(async move {
            raw_sql("COMMIT").execute(&mut self.open).await?;
            self.open.close().await.map_err(StoreError::from)
        })
    }
}
