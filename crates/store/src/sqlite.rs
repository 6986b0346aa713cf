//! The embedded backend: two SQLite files, records and ledger.
//!
//! Why: one host needs no server. Both files are written with `synchronous=FULL`, the ledger first, so that what was
//! acknowledged survives a kill and a power cut alike.

mod files;

use crate::backend::{Answer, Backend, LeaseRow, Queries, RawChange, RawRecord, Unit, signed, unsigned};
use crate::folder::FolderLock;
use crate::ledger::{Checkpoint, Head, LedgerRow, Newest};
use crate::schema::Moved;
use crate::statements::on_sqlite as run;
use crate::{Kind, Notice, OpenError};
use files::Access;
pub(crate) use files::ledger_beside;
use futures_util::future::BoxFuture;
use portcullis_crypto::WrappedKey;
use sqlx::{Row, Sqlite, SqlitePool, Transaction, query};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// As `run::EVENT`, from the chains beside the file's own.
const OTHER: &str = "SELECT node, seq, at, kind, outcome, change_id, prev, payload_hash, hash, mac, salt, sealed FROM ledger_other";

/// The same without what stands in the file's own chain too: that was copied there, and is shown once.
const OTHER_ALONE: &str = "SELECT node, seq, at, kind, outcome, change_id, prev, payload_hash, hash, mac, salt, sealed FROM \
     (SELECT * FROM ledger_other o WHERE NOT EXISTS (SELECT 1 FROM ledger_event e WHERE e.seq = o.seq AND e.node = CAST(o.node AS TEXT)))";
const MARK: &str = "INSERT INTO settled (one, value) VALUES (1, $1) ON CONFLICT (one) DO UPDATE SET value = excluded.value";

pub(crate) struct SqliteBackend {
    /// One connection each: SQLite has one writer, and waiting for it in a queue is fairer than by polling a lock.
    write_records: SqlitePool,
    write_ledger: SqlitePool,
    read_records: SqlitePool,
    read_ledger: SqlitePool,
    queries: Arc<Queries>,
    notices: Arc<AtomicU64>,
    locks: Mutex<Vec<FolderLock>>,
}

impl SqliteBackend {
    /// Opens, and makes or upgrades, the files for this process alone.
    pub(crate) async fn open(path: &Path, data: &Path, queries: Arc<Queries>) -> Result<Self, OpenError> {
        let (locks, ledger) = files::take(path, data)?;
        let write_records = files::pool(path, Access::Write).await?;
        files::migrate(&write_records, path, crate::schema::SQLITE_RECORDS).await?;
        let write_ledger = files::pool(&ledger, Access::Write).await?;
        files::migrate(&write_ledger, &ledger, crate::schema::SQLITE_LEDGER).await?;
        let (read_records, read_ledger) = (files::pool(path, Access::Read).await?, files::pool(&ledger, Access::Read).await?);
        // No lease of an earlier process is alive: the folder is ours alone.
        queries.count();
        query("DELETE FROM lease").execute(&write_records).await?;
        Ok(Self { write_records, write_ledger, read_records, read_ledger, queries, notices: Arc::default(), locks: Mutex::new(locks) })
    }
    /// Makes or upgrades both files, records first, and no more. The caller has taken them.
    pub(crate) async fn migrate(path: &Path) -> Result<[Moved; 2], OpenError> {
        let ledger = files::ledger_beside(path);
        let records = files::pool(path, Access::Write).await?;
        let moved_records = files::migrate(&records, path, crate::schema::SQLITE_RECORDS).await;
        records.close().await;
        let moved_records = moved_records?;
        let events = files::pool(&ledger, Access::Write).await?;
        let moved_events = files::migrate(&events, &ledger, crate::schema::SQLITE_LEDGER).await;
        events.close().await;
        Ok([moved_records, moved_events?])
    }
    /// Whether both files are as this program wants them.
    pub(crate) async fn must_be_current(path: &Path) -> Result<(), OpenError> {
        let audit = Self::open_for_audit(path, Arc::default()).await?;
        audit.close().await;
        Ok(())
    }
    /// Copies both files of a running or stopped store, of whatever schema, into a folder.
    pub(crate) async fn copy_files(path: &Path, folder: &Path) -> Result<(), OpenError> {
        // Records first: a ledger that knows more than the records is reconciled at the next start, the other way round is a gap.
        for (file, name) in [(path.to_owned(), "portcullis.db"), (files::ledger_beside(path), "ledger.db")] {
            if !file.is_file() {
                return Err(OpenError::Missing { path: file });
            }
            let pool = files::pool(&file, Access::Read).await?;
            let copied = files::copy(&pool, &folder.join(name)).await;
            pool.close().await;
            copied?;
        }
        Ok(())
    }
    /// Opens the files to read only, beside whoever owns them.
    pub(crate) async fn open_for_audit(path: &Path, queries: Arc<Queries>) -> Result<Self, OpenError> {
        let ledger = files::ledger_beside(path);
        for file in [path, &ledger] {
            if !file.is_file() {
                return Err(OpenError::Missing { path: file.to_owned() });
            }
        }
        let (records, events) = (files::pool(path, Access::Read).await?, files::pool(&ledger, Access::Read).await?);
        files::must_be_current(&records, crate::schema::SQLITE_RECORDS).await?;
        files::must_be_current(&events, crate::schema::SQLITE_LEDGER).await?;
        Ok(Self {
            write_records: records.clone(),
            write_ledger: events.clone(),
            read_records: records,
            read_ledger: events,
            queries,
            notices: Arc::default(),
            locks: Mutex::default(),
        })
    }
}

impl Backend for SqliteBackend {
    fn get<'a>(&'a self, org: &'a str, kind: Kind, id: Uuid) -> Answer<'a, Option<RawRecord>> {
        Box::pin(async move { run::get(&mut *self.read_records.acquire().await?, &self.queries, org, kind, id).await })
    }
    fn find<'a>(&'a self, org: &'a str, kind: Kind, index: &'a str, hash: [u8; 32]) -> Answer<'a, Vec<RawRecord>> {
        Box::pin(async move { run::find(&mut *self.read_records.acquire().await?, &self.queries, org, kind, index, hash).await })
    }
    fn list<'a>(&'a self, org: &'a str, kind: Kind, after: Option<Uuid>, now: i64, limit: u32) -> Answer<'a, Vec<RawRecord>> {
        Box::pin(async move { run::list(&mut *self.read_records.acquire().await?, &self.queries, org, kind, after, now, limit).await })
    }
    fn sweep(&self, now: i64, limit: u32) -> Answer<'_, u64> {
        Box::pin(async move { run::sweep(&mut *self.write_records.acquire().await?, &self.queries, now, limit).await })
    }
    fn take_lease<'a>(&'a self, lease: LeaseRow<'a>) -> Answer<'a, bool> {
        Box::pin(async move { run::take_lease(&mut *self.write_records.acquire().await?, &self.queries, &lease).await })
    }
    fn renew_lease<'a>(&'a self, lease: LeaseRow<'a>) -> Answer<'a, bool> {
        Box::pin(async move { run::renew_lease(&mut *self.write_records.acquire().await?, &self.queries, &lease).await })
    }
    fn release_lease<'a>(&'a self, name: &'a str, holder: &'a str) -> Answer<'a, ()> {
        Box::pin(async move { run::release_lease(&mut *self.write_records.acquire().await?, &self.queries, name, holder).await })
    }
    fn data_keys(&self) -> Answer<'_, Vec<WrappedKey>> {
        Box::pin(async move { run::data_keys(&mut *self.read_records.acquire().await?, &self.queries).await })
    }
    fn add_data_key<'a>(&'a self, key: &'a WrappedKey) -> Answer<'a, ()> {
        Box::pin(async move { run::add_data_key(&mut *self.write_records.acquire().await?, &self.queries, key).await })
    }
    fn begin(&self) -> Answer<'_, Box<dyn Unit>> {
        Box::pin(async move {
            let unit: Box<dyn Unit> = Box::new(SqliteUnit {
                pool_records: self.write_records.clone(),
                pool_ledger: self.write_ledger.clone(),
                records: None,
                ledger: None,
                queries: self.queries.clone(),
                notices: self.notices.clone(),
            });
            Ok(unit)
        })
    }
    fn has_separate_ledger(&self) -> bool {
        true
    }
    fn head<'a>(&'a self, _node: &'a str) -> Answer<'a, Option<Head>> {
        // One file, one chain: it goes on whatever the node is called.
        Box::pin(async move {
            self.queries.count();
            let row = query("SELECT node, seq, hash FROM ledger_event ORDER BY seq DESC LIMIT 1").fetch_optional(&self.write_ledger).await?;
            row.as_ref().map(run::head_of).transpose()
        })
    }
    fn heads(&self) -> Answer<'_, Vec<Head>> {
        Box::pin(async move {
            let mut heads: Vec<Head> = self.head("").await?.into_iter().collect();
            self.queries.count();
            let last = "SELECT node, seq, hash FROM ledger_other o WHERE seq = (SELECT max(seq) FROM ledger_other WHERE node = o.node) ORDER BY node";
            for row in query(last).fetch_all(&self.read_ledger).await? {
                heads.push(run::head_of(&row)?);
            }
            Ok(heads)
        })
    }
    fn nodes(&self) -> Answer<'_, Vec<String>> {
        Box::pin(async move {
            self.queries.count();
            let rows = query("SELECT DISTINCT node FROM ledger_checkpoint").fetch_all(&self.read_ledger).await?;
            Ok(rows.iter().map(|r| r.try_get::<String, _>(0).unwrap_or_default()).collect())
        })
    }
    fn settled(&self) -> Answer<'_, Option<Vec<u8>>> {
        Box::pin(async move {
            self.queries.count();
            let row = query("SELECT value FROM settled").fetch_optional(&self.read_records).await?;
            Ok(row.map(|r| r.try_get(0)).transpose()?)
        })
    }
    fn mark(&self, settled: Vec<u8>) -> Answer<'_, ()> {
        Box::pin(async move {
            query(MARK).bind(settled).execute(&self.write_records).await?;
            Ok(())
        })
    }
    fn unsettled(&self, after: u64) -> Answer<'_, Vec<LedgerRow>> {
        Box::pin(async move {
            self.queries.count();
            let text = run::const_format(run::EVENT, " WHERE change_id IS NOT NULL AND seq > $1 ORDER BY seq");
            let rows = query(text).bind(signed(after)).fetch_all(&self.write_ledger).await?;
            Ok(rows.iter().map(run::event).collect())
        })
    }
    fn chains(&self) -> Answer<'_, Vec<String>> {
        Box::pin(async move {
            self.queries.count();
            let rows = query("SELECT DISTINCT node FROM ledger_other ORDER BY 1").fetch_all(&self.read_ledger).await?;
            let others = rows.iter().map(|r| r.try_get::<String, _>(0).unwrap_or_default()).filter(|n| !n.is_empty());
            Ok(std::iter::once(String::new()).chain(others).collect())
        })
    }
    fn chain<'a>(&'a self, node: &'a str, after: u64, limit: u32) -> Answer<'a, Vec<LedgerRow>> {
        Box::pin(async move {
            self.queries.count();
            let text = match node {
                "" => run::const_format(run::EVENT, " WHERE seq > $1 ORDER BY seq LIMIT $2"),
                _ => run::const_format(OTHER, " WHERE seq > $1 AND node = $3 ORDER BY seq LIMIT $2"),
            };
            let rows = query(text).bind(signed(after)).bind(i64::from(limit)).bind(node.to_owned()).fetch_all(&self.read_ledger).await?;
            Ok(rows.iter().map(run::event).collect())
        })
    }
    fn stray(&self) -> Answer<'_, Option<String>> {
        Box::pin(async move {
            let mut connection = self.read_ledger.acquire().await?;
            match run::stray(&mut connection, &self.queries, run::EVENT).await? {
                None => run::stray(&mut connection, &self.queries, OTHER).await,
                found => Ok(found),
            }
        })
    }
    fn twice(&self) -> Answer<'_, Option<(String, u64)>> {
        Box::pin(async move {
            self.queries.count();
            // A node's name that is no text is nobody's, and no chain would show it.
            let text = "SELECT CAST(o.node AS TEXT), o.seq FROM ledger_other o LEFT JOIN ledger_event e ON e.seq = o.seq AND e.node = CAST(o.node AS TEXT) \
                 WHERE e.seq IS NOT NULL OR typeof(o.node) <> 'text' OR o.node = '' ORDER BY 1, 2 LIMIT 1";
            let row = query(text).fetch_optional(&self.read_ledger).await?;
            row.map(|r| Ok((r.try_get::<String, _>(0).unwrap_or_default(), unsigned(r.try_get(1)?)))).transpose()
        })
    }
    fn has_event<'a>(&'a self, seq: u64, hash: &'a [u8]) -> Answer<'a, bool> {
        Box::pin(async move {
            let mut connection = self.read_ledger.acquire().await?;
            Ok(run::has_event(&mut connection, &self.queries, run::EVENT, seq, hash).await?
                || run::has_event(&mut connection, &self.queries, OTHER, seq, hash).await?)
        })
    }
    fn newest<'a>(&'a self, wanted: &'a Newest) -> Answer<'a, Vec<LedgerRow>> {
        Box::pin(async move {
            let mut connection = self.read_ledger.acquire().await?;
            let mut rows = run::newest(&mut connection, &self.queries, run::EVENT, wanted).await?;
            rows.extend(run::newest(&mut connection, &self.queries, OTHER_ALONE, wanted).await?);
            rows.sort_by(|a, b| (b.at, &b.node, b.seq).cmp(&(a.at, &a.node, a.seq)));
            rows.truncate(wanted.limit as usize);
            Ok(rows)
        })
    }
    fn erase<'a>(&'a self, node: &'a str, seq: u64, mark: [u8; 32]) -> Answer<'a, bool> {
        Box::pin(async move {
            let mut connection = self.write_ledger.acquire().await?;
            Ok(run::erase(&mut connection, &self.queries, "ledger_event", node, seq, mark).await?
                || run::erase(&mut connection, &self.queries, "ledger_other", node, seq, mark).await?)
        })
    }
    fn add_checkpoint<'a>(&'a self, checkpoint: &'a Checkpoint) -> Answer<'a, ()> {
        Box::pin(async move { run::add_checkpoint(&mut *self.write_ledger.acquire().await?, &self.queries, checkpoint).await })
    }
    fn last_checkpoint<'a>(&'a self, node: &'a str) -> Answer<'a, Option<String>> {
        Box::pin(async move { run::last_checkpoint(&mut *self.write_ledger.acquire().await?, &self.queries, node).await })
    }
    fn checkpoints<'a>(&'a self, node: &'a str, after: u64, limit: u32) -> Answer<'a, Vec<(u64, String)>> {
        Box::pin(async move { run::checkpoints(&mut *self.read_ledger.acquire().await?, &self.queries, node, after, limit).await })
    }
    fn close(&self) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            for pool in [&self.read_records, &self.read_ledger, &self.write_records, &self.write_ledger] {
                pool.close().await;
            }
            self.locks.lock().unwrap_or_else(PoisonError::into_inner).clear();
        })
    }
}

/// Two transactions, each begun when it is needed: events alone never wait for the records' file.
struct SqliteUnit {
    pool_records: SqlitePool,
    pool_ledger: SqlitePool,
    records: Option<Transaction<'static, Sqlite>>,
    ledger: Option<Transaction<'static, Sqlite>>,
    queries: Arc<Queries>,
    notices: Arc<AtomicU64>,
}

impl Unit for SqliteUnit {
    fn prepare<'a>(&'a mut self, _changes: &'a [&'a RawChange]) -> Answer<'a, ()> {
        Box::pin(std::future::ready(Ok(())))
    }
    fn apply<'a>(&'a mut self, change: &'a RawChange, alone: bool) -> Answer<'a, ()> {
        Box::pin(async move {
            let records = match &mut self.records {
                Some(open) => open,
                none => {
                    self.queries.count();
                    none.insert(self.pool_records.begin_with("BEGIN IMMEDIATE").await?)
                }
            };
            run::apply(records, &self.queries, change, alone).await
        })
    }
    fn append<'a>(&'a mut self, rows: &'a [LedgerRow]) -> Answer<'a, ()> {
        Box::pin(async move {
            self.queries.count();
            let ledger = self.ledger.insert(self.pool_ledger.begin_with("BEGIN IMMEDIATE").await?);
            run::append(ledger, &self.queries, rows).await
        })
    }
    fn announce<'a>(&'a mut self, notices: &'a mut [Notice]) -> Answer<'a, ()> {
        for notice in notices {
            notice.seq = self.notices.fetch_add(1, Ordering::Relaxed) + 1;
        }
        Box::pin(std::future::ready(Ok(())))
    }
    fn commit(self: Box<Self>, settled: Vec<u8>) -> Answer<'static, ()> {
        Box::pin(async move {
            if let Some(ledger) = self.ledger {
                self.queries.count();
                ledger.commit().await?;
            }
            if let Some(mut records) = self.records {
                self.queries.count();
                query(MARK).bind(settled).execute(&mut *records).await?;
                self.queries.count();
                records.commit().await?;
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use sqlx::sqlite::SqlitePoolOptions;
    use sqlx::{AssertSqlSafe, raw_sql};

    /// What SQLite would do, step by step.
    async fn plan(steps: crate::schema::Steps, statement: &str) -> Vec<String> {
        let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
        for step in steps {
            raw_sql(*step).execute(&pool).await.unwrap();
        }
        let rows = query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"))).fetch_all(&pool).await.unwrap();
        rows.iter().map(|r| r.get(3)).collect()
    }

    #[tokio::test]
    async fn a_record_is_found_by_its_value_without_walking_through_its_kind() {
        let plan = plan(crate::schema::SQLITE_RECORDS, run::FIND).await;
        assert_eq!(plan.len(), 2, "no sort: {plan:?}");
        assert!(plan[0].contains("(org=? AND kind=? AND name=? AND hash=?)"), "{plan:?}");
        assert!(plan[1].contains("(org=? AND kind=? AND id=?)"), "{plan:?}");
    }
    #[tokio::test]
    async fn events_of_a_kind_are_found_without_walking_through_all_events() {
        for select in [run::EVENT, OTHER_ALONE] {
            let plan = plan(crate::schema::SQLITE_LEDGER, &[select, run::NEWEST_OF_KIND].concat()).await;
            assert!(plan[0].contains("_by_kind (kind=? AND at>? AND at<?)"), "{plan:?}");
            assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{plan:?}");
        }
    }
}
