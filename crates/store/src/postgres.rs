//! The shared backend: PostgreSQL, any number of nodes.
//!
//! Why: PostgreSQL is the distributed engine; a node is a client of it and keeps nothing that a restart could lose.

mod listen;
mod tables;

pub(crate) use listen::Listening;

use crate::backend::{Answer, Backend, LeaseRow, Queries, RawChange, RawRecord, Unit, signed, unsigned};
use crate::feed::Feed;
use crate::folder::FolderLock;
use crate::ledger::{Checkpoint, Head, LedgerRow, Newest};
use crate::schema::Moved;
use crate::statements::on_postgres as run;
use crate::{Clock, Kind, Notice, OpenError};
use futures_util::future::BoxFuture;
use portcullis_crypto::WrappedKey;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection, PgConnection, PgPool, Postgres, Row, Transaction, query};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use uuid::Uuid;

/// Who draws a notice's number holds this until his change is visible, so that numbers become visible in their order.
const NOTICE_LOCK: i64 = 0x706f_7274_6e6f_7465;
/// The channel that wakes the other nodes.
const CHANNEL: &str = "portcullis_change";
/// Notices are kept so long, in microseconds. A node that was away longer drops its caches.
const KEEP_NOTICES: i64 = 60 * 60 * 1_000_000;

pub(crate) struct PostgresBackend {
    pool: PgPool,
    options: PgConnectOptions,
    node: String,
    queries: Arc<Queries>,
    locks: Mutex<Vec<FolderLock>>,
}

impl PostgresBackend {
    pub(crate) async fn open(options: PgConnectOptions, node: String, locks: Vec<FolderLock>, queries: Arc<Queries>) -> Result<Self, OpenError> {
        let options = with_limits(options);
        let pool = pool(&options, 8).await?;
        tables::migrate(&pool, crate::schema::POSTGRES).await?;
        // What an earlier run of this node held is free again: the data folder's lock says that it is gone.
        queries.count();
        query("DELETE FROM lease WHERE node = $1").bind(node.clone()).execute(&pool).await?;
        queries.count();
        query("INSERT INTO ledger_node (node) VALUES ($1) ON CONFLICT DO NOTHING").bind(node.clone()).execute(&pool).await?;
        Ok(Self { pool, options, node, queries, locks: Mutex::new(locks) })
    }
    pub(crate) async fn open_for_audit(options: PgConnectOptions, queries: Arc<Queries>) -> Result<Self, OpenError> {
        let options = with_limits(options).options([("default_transaction_read_only", "on")]);
        let pool = pool(&options, 2).await?;
        tables::must_be_current(&pool, crate::schema::POSTGRES).await?;
        Ok(Self { pool, options, node: String::new(), queries, locks: Mutex::default() })
    }
    /// Makes or upgrades the tables, and no more.
    pub(crate) async fn migrate(options: PgConnectOptions) -> Result<Moved, OpenError> {
        let pool = pool(&options.application_name("portcullis store"), 1).await?;
        let moved = tables::migrate(&pool, crate::schema::POSTGRES).await;
        pool.close().await;
        moved
    }
    /// Whether the tables are as this program wants them.
    pub(crate) async fn must_be_current(options: PgConnectOptions) -> Result<(), OpenError> {
        let pool = pool(&options.application_name("portcullis store"), 1).await?;
        let checked = tables::must_be_current(&pool, crate::schema::POSTGRES).await;
        pool.close().await;
        checked
    }
    /// Begins to hear of other nodes' changes.
    pub(crate) async fn listening(&self, feed: Arc<Feed>, clock: Arc<dyn Clock>) -> Result<Listening, OpenError> {
        Ok(Listening::start(self.options.clone(), &self.pool, self.node.clone(), feed, clock, self.queries.clone()).await?)
    }
}

/// A node that hangs in the middle of a transaction must not hold up the others.
fn with_limits(options: PgConnectOptions) -> PgConnectOptions {
    options.application_name("portcullis").options([("lock_timeout", "1500"), ("statement_timeout", "4000"), ("idle_in_transaction_session_timeout", "3000")])
}

/// How long the first connection may take.
const CONNECT: Duration = Duration::from_secs(5);

async fn pool(options: &PgConnectOptions, size: u32) -> Result<PgPool, OpenError> {
    // The pool tries again until its time is over and keeps the cause to itself, so one connection is made beforehand.
    let place = || format!("PostgreSQL at {}:{}", options.get_host(), options.get_port());
    match tokio::time::timeout(CONNECT, PgConnection::connect_with(options)).await {
        Ok(Ok(first)) => drop(first.close().await),
        Ok(Err(error)) => return Err(OpenError::Unavailable(format!("{}: {error}", place()).into())),
        Err(_) => return Err(OpenError::Unavailable(format!("{} did not answer within {} s", place(), CONNECT.as_secs()).into())),
    }
    let pool = PgPoolOptions::new()
        .max_connections(size)
        .min_connections(0)
        .idle_timeout(Duration::from_secs(300))
        .max_lifetime(None)
        .acquire_timeout(Duration::from_secs(2))
        .connect_with(options.clone())
        .await?;
    Ok(pool)
}

impl Backend for PostgresBackend {
    fn get<'a>(&'a self, org: &'a str, kind: Kind, id: Uuid) -> Answer<'a, Option<RawRecord>> {
        Box::pin(async move { run::get(&mut *self.pool.acquire().await?, &self.queries, org, kind, id).await })
    }
    fn find<'a>(&'a self, org: &'a str, kind: Kind, index: &'a str, hash: [u8; 32]) -> Answer<'a, Vec<RawRecord>> {
        Box::pin(async move { run::find(&mut *self.pool.acquire().await?, &self.queries, org, kind, index, hash).await })
    }
    fn list<'a>(&'a self, org: &'a str, kind: Kind, after: Option<Uuid>, now: i64, limit: u32) -> Answer<'a, Vec<RawRecord>> {
        Box::pin(async move { run::list(&mut *self.pool.acquire().await?, &self.queries, org, kind, after, now, limit).await })
    }
    fn sweep(&self, now: i64, limit: u32) -> Answer<'_, u64> {
        Box::pin(async move {
            self.queries.count();
            query("DELETE FROM change_notice WHERE at < $1").bind(now.saturating_sub(KEEP_NOTICES)).execute(&self.pool).await?;
            run::sweep(&mut *self.pool.acquire().await?, &self.queries, now, limit).await
        })
    }
    fn take_lease<'a>(&'a self, lease: LeaseRow<'a>) -> Answer<'a, bool> {
        Box::pin(async move { run::take_lease(&mut *self.pool.acquire().await?, &self.queries, &lease).await })
    }
    fn renew_lease<'a>(&'a self, lease: LeaseRow<'a>) -> Answer<'a, bool> {
        Box::pin(async move { run::renew_lease(&mut *self.pool.acquire().await?, &self.queries, &lease).await })
    }
    fn release_lease<'a>(&'a self, name: &'a str, holder: &'a str) -> Answer<'a, ()> {
        Box::pin(async move { run::release_lease(&mut *self.pool.acquire().await?, &self.queries, name, holder).await })
    }
    fn data_keys(&self) -> Answer<'_, Vec<WrappedKey>> {
        Box::pin(async move { run::data_keys(&mut *self.pool.acquire().await?, &self.queries).await })
    }
    fn add_data_key<'a>(&'a self, key: &'a WrappedKey) -> Answer<'a, ()> {
        Box::pin(async move { run::add_data_key(&mut *self.pool.acquire().await?, &self.queries, key).await })
    }
    fn begin(&self) -> Answer<'_, Box<dyn Unit>> {
        Box::pin(async move {
            self.queries.count();
            let open = self.pool.begin().await?;
            let unit: Box<dyn Unit> = Box::new(PostgresUnit { open, node: self.node.clone(), queries: self.queries.clone() });
            Ok(unit)
        })
    }
    fn has_separate_ledger(&self) -> bool {
        false
    }
    fn head<'a>(&'a self, node: &'a str) -> Answer<'a, Option<Head>> {
        Box::pin(async move {
            self.queries.count();
            let newest = query("SELECT node, seq, hash FROM ledger_event WHERE node = $1 ORDER BY seq DESC LIMIT 1");
            let row = newest.bind(node.to_owned()).fetch_optional(&self.pool).await?;
            row.as_ref().map(run::head_of).transpose()
        })
    }
    fn heads(&self) -> Answer<'_, Vec<Head>> {
        Box::pin(async move {
            self.queries.count();
            let newest = "SELECT e.node, e.seq, e.hash FROM ledger_node n \
                 JOIN LATERAL (SELECT node, seq, hash FROM ledger_event WHERE node = n.node ORDER BY seq DESC LIMIT 1) e ON TRUE ORDER BY 1";
            query(newest).fetch_all(&self.pool).await?.iter().map(run::head_of).collect()
        })
    }
    fn chains(&self) -> Answer<'_, Vec<String>> {
        Box::pin(async move {
            self.queries.count();
            let rows = query("SELECT DISTINCT node FROM ledger_event ORDER BY 1").fetch_all(&self.pool).await?;
            Ok(rows.iter().map(|r| r.try_get::<String, _>(0).unwrap_or_default()).collect())
        })
    }
    fn nodes(&self) -> Answer<'_, Vec<String>> {
        Box::pin(async move {
            self.queries.count();
            let rows = query("SELECT DISTINCT node FROM ledger_checkpoint ORDER BY 1").fetch_all(&self.pool).await?;
            Ok(rows.iter().map(|r| r.try_get::<String, _>(0).unwrap_or_default()).collect())
        })
    }
    fn settled(&self) -> Answer<'_, Option<Vec<u8>>> {
        Box::pin(std::future::ready(Ok(None)))
    }
    fn mark(&self, _settled: Vec<u8>) -> Answer<'_, ()> {
        Box::pin(std::future::ready(Ok(())))
    }
    fn unsettled(&self, _after: u64) -> Answer<'_, Vec<LedgerRow>> {
        Box::pin(std::future::ready(Ok(Vec::new())))
    }
    fn chain<'a>(&'a self, node: &'a str, after: u64, limit: u32) -> Answer<'a, Vec<LedgerRow>> {
        Box::pin(async move {
            self.queries.count();
            let text = run::const_format(run::EVENT, " WHERE node = $1 AND seq > $2 ORDER BY seq LIMIT $3");
            let rows = query(text).bind(node.to_owned()).bind(signed(after)).bind(i64::from(limit)).fetch_all(&self.pool).await?;
            Ok(rows.iter().map(run::event).collect())
        })
    }
    fn stray(&self) -> Answer<'_, Option<String>> {
        Box::pin(async move { run::stray(&mut *self.pool.acquire().await?, &self.queries, run::EVENT).await })
    }
    fn twice(&self) -> Answer<'_, Option<(String, u64)>> {
        // Node and number are the key of the only table.
        Box::pin(std::future::ready(Ok(None)))
    }
    fn has_event<'a>(&'a self, seq: u64, hash: &'a [u8]) -> Answer<'a, bool> {
        Box::pin(async move { run::has_event(&mut *self.pool.acquire().await?, &self.queries, run::EVENT, seq, hash).await })
    }
    fn newest<'a>(&'a self, wanted: &'a Newest) -> Answer<'a, Vec<LedgerRow>> {
        Box::pin(async move { run::newest(&mut *self.pool.acquire().await?, &self.queries, run::EVENT, wanted).await })
    }
    fn erase<'a>(&'a self, node: &'a str, seq: u64, mark: [u8; 32]) -> Answer<'a, bool> {
        Box::pin(async move { run::erase(&mut *self.pool.acquire().await?, &self.queries, "ledger_event", node, seq, mark).await })
    }
    fn add_checkpoint<'a>(&'a self, checkpoint: &'a Checkpoint) -> Answer<'a, ()> {
        Box::pin(async move { run::add_checkpoint(&mut *self.pool.acquire().await?, &self.queries, checkpoint).await })
    }
    fn last_checkpoint<'a>(&'a self, node: &'a str) -> Answer<'a, Option<String>> {
        Box::pin(async move { run::last_checkpoint(&mut *self.pool.acquire().await?, &self.queries, node).await })
    }
    fn checkpoints<'a>(&'a self, node: &'a str, after: u64, limit: u32) -> Answer<'a, Vec<(u64, String)>> {
        Box::pin(async move { run::checkpoints(&mut *self.pool.acquire().await?, &self.queries, node, after, limit).await })
    }
    fn close(&self) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            self.pool.close().await;
            self.locks.lock().unwrap_or_else(PoisonError::into_inner).clear();
        })
    }
}

/// One transaction holds it all: an event can't be without its record here.
struct PostgresUnit {
    open: Transaction<'static, Postgres>,
    node: String,
    queries: Arc<Queries>,
}

impl Unit for PostgresUnit {
    /// Locks every record that will be touched, in one order for all nodes: two nodes that want the same ones never lock each other out.
    fn prepare<'a>(&'a mut self, changes: &'a [&'a RawChange]) -> Answer<'a, ()> {
        Box::pin(async move {
            let (mut orgs, mut kinds, mut ids) = (Vec::new(), Vec::new(), Vec::new());
            for change in changes {
                let old = change.puts.iter().filter(|p| p.expect > 0).map(|p| (p.kind, p.id));
                for (kind, id) in old.chain(change.deletes.iter().map(|d| (d.kind, d.id))) {
                    orgs.push(change.org.as_str().to_owned());
                    kinds.push(kind.as_str());
                    ids.push(id.as_bytes().to_vec());
                }
            }
            if ids.len() > 1 {
                self.queries.count();
                let sorted = "SELECT 1 FROM record r JOIN unnest($1::text[], $2::text[], $3::bytea[]) AS w(org, kind, id) \
                     ON r.org = w.org AND r.kind = w.kind AND r.id = w.id ORDER BY r.org, r.kind, r.id FOR UPDATE OF r";
                query(sorted).bind(orgs).bind(kinds).bind(ids).execute(&mut *self.open).await?;
            }
            Ok(())
        })
    }
    fn apply<'a>(&'a mut self, change: &'a RawChange, alone: bool, _mark: Option<&'a [u8]>) -> Answer<'a, ()> {
        Box::pin(async move { run::apply(&mut self.open, &self.queries, change, alone).await })
    }
    fn append<'a>(&'a mut self, rows: &'a [LedgerRow]) -> Answer<'a, ()> {
        Box::pin(async move {
            for row in rows {
                self.queries.count();
                query(
                    "INSERT INTO ledger_event (node, seq, at, kind, outcome, change_id, prev, payload_hash, hash, mac, salt, sealed) \
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
                )
                .bind(row.node.clone())
                .bind(signed(row.seq))
                .bind(row.at)
                .bind(row.kind.clone())
                .bind(row.outcome.clone())
                .bind(row.change_id.clone())
                .bind(row.prev.clone())
                .bind(row.payload_hash.clone())
                .bind(row.hash.clone())
                .bind(row.mac.clone())
                .bind(row.salt.clone())
                .bind(row.sealed.clone())
                .execute(&mut *self.open)
                .await?;
            }
            Ok(())
        })
    }
    fn announce<'a>(&'a mut self, notices: &'a mut [Notice]) -> Answer<'a, ()> {
        Box::pin(async move {
            // Last before the commit: whoever holds this lock waits for no other.
            self.queries.count();
            query("SELECT pg_advisory_xact_lock($1)").bind(NOTICE_LOCK).execute(&mut *self.open).await?;
            for notice in notices {
                self.queries.count();
                let drawn = query(
                    "INSERT INTO change_notice (node, at, org, kind, id, gone) VALUES ($1, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint, $2, $3, $4, $5) RETURNING seq",
                )
                .bind(self.node.clone())
                .bind(notice.org.as_str().to_owned())
                .bind(notice.kind.as_str())
                .bind(notice.id.as_bytes().to_vec())
                .bind(notice.gone)
                .fetch_one(&mut *self.open)
                .await?;
                notice.seq = unsigned(drawn.try_get(0)?);
            }
            self.queries.count();
            query("SELECT pg_notify($1, '')").bind(CHANNEL).execute(&mut *self.open).await?;
            Ok(())
        })
    }
    fn commit(self: Box<Self>, _settled: Vec<u8>) -> Answer<'static, ()> {
        Box::pin(async move {
            self.queries.count();
            Ok(self.open.commit().await?)
        })
    }
}
