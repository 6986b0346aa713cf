//! The embedded backend: two SQLite files, records and ledger.
//!
//! Why: one host needs no server. Both files are written with `synchronous=FULL`, the ledger first, so that what was
//! acknowledged survives a kill and a power cut alike.

mod connections;
mod files;
mod together;

use crate::backend::{Answer, Backend, LeaseRow, Queries, RawChange, RawRecord, Unit, signed, unsigned};
use crate::folder::FolderLock;
use crate::ledger::{Checkpoint, Head, LedgerRow, Newest};
use crate::schema::Moved;
use crate::statements::on_sqlite as run;
use crate::{Kind, Notice, OpenError, StoreError};
use connections::{Connections, Lent};
use files::Access;
pub(crate) use files::ledger_beside;
use futures_util::future::BoxFuture;
use portcullis_crypto::WrappedKey;
use sqlx::{ConnectOptions as _, Connection as _, Row, query, raw_sql};
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
    write_records: Arc<Connections>,
    write_ledger: Arc<Connections>,
    read_records: Arc<Connections>,
    read_ledger: Arc<Connections>,
    queries: Arc<Queries>,
    notices: Arc<AtomicU64>,
    locks: Mutex<Vec<FolderLock>>,
}

/// One piece of work on a connection of a file.
macro_rules! on {
    ($file:expr, |$open:ident| $work:expr) => {
        Box::pin(async move {
            let mut lent = $file.take().await?;
            let $open = lent.open()?;
            let done = $work;
            lent.done(done)
        })
    };
}

impl SqliteBackend {
    /// Opens, and makes or upgrades, the files for this process alone.
    pub(crate) async fn open(path: &Path, data: &Path, queries: Arc<Queries>) -> Result<Self, OpenError> {
        let (locks, ledger) = files::take(path, data)?;
        let write_records = Connections::open(path, Access::Write).await?;
        files::migrate(write_records.take().await?.open()?, path, crate::schema::SQLITE_RECORDS).await?;
        let write_ledger = Connections::open(&ledger, Access::Write).await?;
        files::migrate(write_ledger.take().await?.open()?, &ledger, crate::schema::SQLITE_LEDGER).await?;
        let (read_records, read_ledger) = (Connections::open(path, Access::Read).await?, Connections::open(&ledger, Access::Read).await?);
        // No lease of an earlier process is alive: the folder is ours alone.
        queries.count();
        query("DELETE FROM lease").execute(write_records.take().await?.open()?).await?;
        Ok(Self { write_records, write_ledger, read_records, read_ledger, queries, notices: Arc::default(), locks: Mutex::new(locks) })
    }
    /// Makes or upgrades both files, records first, and no more. The caller has taken them.
    pub(crate) async fn migrate(path: &Path) -> Result<[Moved; 2], OpenError> {
        let ledger = files::ledger_beside(path);
        let mut records = files::options(path, Access::Write).connect().await?;
        let moved_records = files::migrate(&mut records, path, crate::schema::SQLITE_RECORDS).await;
        records.close().await?;
        let moved_records = moved_records?;
        let mut events = files::options(&ledger, Access::Write).connect().await?;
        let moved_events = files::migrate(&mut events, &ledger, crate::schema::SQLITE_LEDGER).await;
        events.close().await?;
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
            let mut open = files::options(&file, Access::Read).connect().await?;
            let copied = files::copy(&mut open, &folder.join(name)).await;
            open.close().await?;
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
        let (records, events) = (Connections::open(path, Access::Read).await?, Connections::open(&ledger, Access::Read).await?);
        files::must_be_current(records.take().await?.open()?, crate::schema::SQLITE_RECORDS).await?;
        files::must_be_current(events.take().await?.open()?, crate::schema::SQLITE_LEDGER).await?;
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
        on!(self.read_records, |open| run::get(open, &self.queries, org, kind, id).await)
    }
    fn find<'a>(&'a self, org: &'a str, kind: Kind, index: &'a str, hash: [u8; 32]) -> Answer<'a, Vec<RawRecord>> {
        on!(self.read_records, |open| run::find(open, &self.queries, org, kind, index, hash).await)
    }
    fn list<'a>(&'a self, org: &'a str, kind: Kind, after: Option<Uuid>, now: i64, limit: u32) -> Answer<'a, Vec<RawRecord>> {
        on!(self.read_records, |open| run::list(open, &self.queries, org, kind, after, now, limit).await)
    }
    fn sweep(&self, now: i64, limit: u32) -> Answer<'_, u64> {
        on!(self.write_records, |open| run::sweep(open, &self.queries, now, limit).await)
    }
    fn take_lease<'a>(&'a self, lease: LeaseRow<'a>) -> Answer<'a, bool> {
        on!(self.write_records, |open| run::take_lease(open, &self.queries, &lease).await)
    }
    fn renew_lease<'a>(&'a self, lease: LeaseRow<'a>) -> Answer<'a, bool> {
        on!(self.write_records, |open| run::renew_lease(open, &self.queries, &lease).await)
    }
    fn release_lease<'a>(&'a self, name: &'a str, holder: &'a str) -> Answer<'a, ()> {
        on!(self.write_records, |open| run::release_lease(open, &self.queries, name, holder).await)
    }
    fn data_keys(&self) -> Answer<'_, Vec<WrappedKey>> {
        on!(self.read_records, |open| run::data_keys(open, &self.queries).await)
    }
    fn add_data_key<'a>(&'a self, key: &'a WrappedKey) -> Answer<'a, ()> {
        on!(self.write_records, |open| run::add_data_key(open, &self.queries, key).await)
    }
    fn begin(&self) -> Answer<'_, Box<dyn Unit>> {
        Box::pin(async move {
            let unit: Box<dyn Unit> = Box::new(SqliteUnit {
                records: self.write_records.clone(),
                ledger: self.write_ledger.clone(),
                open: None,
                has_savepoint: false,
                is_marked: false,
                events: Vec::new(),
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
            let row =
                query("SELECT node, seq, hash FROM ledger_event ORDER BY seq DESC LIMIT 1").fetch_optional(self.write_ledger.take().await?.open()?).await?;
            row.as_ref().map(run::head_of).transpose()
        })
    }
    fn heads(&self) -> Answer<'_, Vec<Head>> {
        Box::pin(async move {
            let mut heads: Vec<Head> = self.head("").await?.into_iter().collect();
            self.queries.count();
            let last = "SELECT node, seq, hash FROM ledger_other o WHERE seq = (SELECT max(seq) FROM ledger_other WHERE node = o.node) ORDER BY node";
            for row in query(last).fetch_all(self.read_ledger.take().await?.open()?).await? {
                heads.push(run::head_of(&row)?);
            }
            Ok(heads)
        })
    }
    fn nodes(&self) -> Answer<'_, Vec<String>> {
        Box::pin(async move {
            self.queries.count();
            let rows = query("SELECT DISTINCT node FROM ledger_checkpoint").fetch_all(self.read_ledger.take().await?.open()?).await?;
            Ok(rows.iter().map(|r| r.try_get::<String, _>(0).unwrap_or_default()).collect())
        })
    }
    fn settled(&self) -> Answer<'_, Option<Vec<u8>>> {
        Box::pin(async move {
            self.queries.count();
            let row = query("SELECT value FROM settled").fetch_optional(self.read_records.take().await?.open()?).await?;
            Ok(row.map(|r| r.try_get(0)).transpose()?)
        })
    }
    fn mark(&self, settled: Vec<u8>) -> Answer<'_, ()> {
        Box::pin(async move {
            query(MARK).bind(settled).execute(self.write_records.take().await?.open()?).await?;
            Ok(())
        })
    }
    fn unsettled(&self, after: u64) -> Answer<'_, Vec<LedgerRow>> {
        Box::pin(async move {
            self.queries.count();
            let text = run::const_format(run::EVENT, " WHERE change_id IS NOT NULL AND seq > $1 ORDER BY seq");
            let rows = query(text).bind(signed(after)).fetch_all(self.write_ledger.take().await?.open()?).await?;
            Ok(rows.iter().map(run::event).collect())
        })
    }
    fn chains(&self) -> Answer<'_, Vec<String>> {
        Box::pin(async move {
            self.queries.count();
            let rows = query("SELECT DISTINCT node FROM ledger_other ORDER BY 1").fetch_all(self.read_ledger.take().await?.open()?).await?;
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
            let rows = query(text).bind(signed(after)).bind(i64::from(limit)).bind(node.to_owned()).fetch_all(self.read_ledger.take().await?.open()?).await?;
            Ok(rows.iter().map(run::event).collect())
        })
    }
    fn stray(&self) -> Answer<'_, Option<String>> {
        Box::pin(async move {
            let mut lent = self.read_ledger.take().await?;
            match run::stray(lent.open()?, &self.queries, run::EVENT).await? {
                None => run::stray(lent.open()?, &self.queries, OTHER).await,
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
            let row = query(text).fetch_optional(self.read_ledger.take().await?.open()?).await?;
            row.map(|r| Ok((r.try_get::<String, _>(0).unwrap_or_default(), unsigned(r.try_get(1)?)))).transpose()
        })
    }
    fn has_event<'a>(&'a self, seq: u64, hash: &'a [u8]) -> Answer<'a, bool> {
        Box::pin(async move {
            let mut lent = self.read_ledger.take().await?;
            Ok(run::has_event(lent.open()?, &self.queries, run::EVENT, seq, hash).await?
                || run::has_event(lent.open()?, &self.queries, OTHER, seq, hash).await?)
        })
    }
    fn newest<'a>(&'a self, wanted: &'a Newest) -> Answer<'a, Vec<LedgerRow>> {
        Box::pin(async move {
            let mut lent = self.read_ledger.take().await?;
            let mut rows = run::newest(lent.open()?, &self.queries, run::EVENT, wanted).await?;
            rows.extend(run::newest(lent.open()?, &self.queries, OTHER_ALONE, wanted).await?);
            rows.sort_by(|a, b| (b.at, &b.node, b.seq).cmp(&(a.at, &a.node, a.seq)));
            rows.truncate(wanted.limit as usize);
            Ok(rows)
        })
    }
    fn erase<'a>(&'a self, node: &'a str, seq: u64, mark: [u8; 32]) -> Answer<'a, bool> {
        Box::pin(async move {
            let mut lent = self.write_ledger.take().await?;
            Ok(run::erase(lent.open()?, &self.queries, "ledger_event", node, seq, mark).await?
                || run::erase(lent.open()?, &self.queries, "ledger_other", node, seq, mark).await?)
        })
    }
    fn add_checkpoint<'a>(&'a self, checkpoint: &'a Checkpoint) -> Answer<'a, ()> {
        on!(self.write_ledger, |open| run::add_checkpoint(open, &self.queries, checkpoint).await)
    }
    fn last_checkpoint<'a>(&'a self, node: &'a str) -> Answer<'a, Option<String>> {
        on!(self.write_ledger, |open| run::last_checkpoint(open, &self.queries, node).await)
    }
    fn checkpoints<'a>(&'a self, node: &'a str, after: u64, limit: u32) -> Answer<'a, Vec<(u64, String)>> {
        on!(self.read_ledger, |open| run::checkpoints(open, &self.queries, node, after, limit).await)
    }
    fn close(&self) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            for connections in [&self.read_records, &self.read_ledger, &self.write_records, &self.write_ledger] {
                connections.close().await;
            }
            self.locks.lock().unwrap_or_else(PoisonError::into_inner).clear();
        })
    }
}

/// The records' transaction, begun when it is needed: events alone never wait for that file. Events wait for the commit, where they are
/// one statement that needs no transaction around it.
struct SqliteUnit {
    records: Arc<Connections>,
    ledger: Arc<Connections>,
    open: Option<Lent>,
    /// Around the last change.
    has_savepoint: bool,
    is_marked: bool,
    events: Vec<LedgerRow>,
    queries: Arc<Queries>,
    notices: Arc<AtomicU64>,
}

impl SqliteUnit {
    /// The connection that the transaction runs on, and what stands before the next change.
    async fn records(&mut self) -> Result<(&mut Lent, &'static str), StoreError> {
        let before = match (&self.open, self.has_savepoint) {
            (None, _) => "BEGIN IMMEDIATE; SAVEPOINT one_change;",
            (Some(_), true) => "RELEASE one_change; SAVEPOINT one_change;",
            (Some(_), false) => "SAVEPOINT one_change;",
        };
        if self.open.is_none() {
            let mut lent = self.records.take().await?;
            lent.unfinished = true;
            self.open = Some(lent);
        }
        let lent = self.open.as_mut().ok_or_else(|| StoreError::Unavailable("the connection is closed".into()))?;
        Ok((lent, before))
    }
    async fn write_events(&self) -> Result<(), StoreError> {
        let mut lent = self.ledger.take().await?;
        let done = async {
            if self.events.len() <= together::EVENTS {
                return together::append(lent.open()?, &self.queries, &self.events).await;
            }
            lent.unfinished = true;
            self.queries.count();
            raw_sql("BEGIN IMMEDIATE").execute(lent.open()?).await?;
            for some in self.events.chunks(together::EVENTS) {
                together::append(lent.open()?, &self.queries, some).await?;
            }
            self.queries.count();
            raw_sql("COMMIT").execute(lent.open()?).await?;
            lent.unfinished = false;
            Ok(())
        };
        let done = done.await;
        lent.done(done)
    }
}

impl Unit for SqliteUnit {
    fn prepare<'a>(&'a mut self, _changes: &'a [&'a RawChange]) -> Answer<'a, ()> {
        Box::pin(std::future::ready(Ok(())))
    }
    fn apply<'a>(&'a mut self, change: &'a RawChange, alone: bool, mark: Option<&'a [u8]>) -> Answer<'a, ()> {
        Box::pin(async move {
            let queries = self.queries.clone();
            let (lent, before) = self.records().await?;
            let open = lent.open()?;
            if together::fits(change) {
                if together::apply(open, &queries, change, mark, before).await? {
                    (self.has_savepoint, self.is_marked) = (true, mark.is_some());
                    return Ok(());
                }
            } else {
                // Whatever savepoint is there goes, and a new one stands for what comes.
                queries.count();
                raw_sql(before).execute(&mut *open).await?;
                queries.count();
                raw_sql("RELEASE one_change").execute(&mut *open).await?;
            }
            let done = run::apply(open, &queries, change, alone).await;
            self.has_savepoint = false;
            done
        })
    }
    fn append<'a>(&'a mut self, rows: &'a [LedgerRow]) -> Answer<'a, ()> {
        self.events.extend_from_slice(rows);
        Box::pin(std::future::ready(Ok(())))
    }
    fn announce<'a>(&'a mut self, notices: &'a mut [Notice]) -> Answer<'a, ()> {
        for notice in notices {
            notice.seq = self.notices.fetch_add(1, Ordering::Relaxed) + 1;
        }
        Box::pin(std::future::ready(Ok(())))
    }
    fn commit(mut self: Box<Self>, settled: Vec<u8>) -> Answer<'static, ()> {
        Box::pin(async move {
            if !self.events.is_empty() {
                self.write_events().await?;
            }
            let Some(mut lent) = self.open.take() else { return Ok(()) };
            let done = together::commit(lent.open()?, &self.queries, (!self.is_marked).then_some(settled)).await;
            lent.unfinished = done.is_err();
            lent.done(done)
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use sqlx::{AssertSqlSafe, SqliteConnection};

    /// What SQLite would do, step by step.
    async fn plan(steps: crate::schema::Steps, statement: &str) -> Vec<String> {
        let mut open = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        for step in steps {
            raw_sql(*step).execute(&mut open).await.unwrap();
        }
        let rows = query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"))).fetch_all(&mut open).await.unwrap();
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
