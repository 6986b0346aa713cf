//! The statements, once, for both databases.
//!
//! Why: SQLite and PostgreSQL take the same text with `$1`; written once it can't differ, and what must differ stands in `sqlite.rs` and `postgres.rs`.

macro_rules! statements {
    ($module:ident, $connection:ty, $row:ty) => {
        pub(crate) mod $module {
            use crate::backend::{LeaseRow, Queries, RawChange, RawIndex, RawPut, RawRecord, signed, unsigned};
            use crate::ledger::{Checkpoint, Head, LedgerRow, Newest};
            use crate::{Kind, StoreError};
            use portcullis_crypto::WrappedKey;
            use sqlx::{Row, query};
            use uuid::Uuid;

            type Outcome<T> = Result<T, StoreError>;
            pub(crate) const EVENT: &str = "SELECT node, seq, at, kind, outcome, change_id, prev, payload_hash, hash, mac, salt, sealed FROM ledger_event";

            // Ordered by the index's own id: by the record's, SQLite would walk through every record of the kind to save itself a sort.
            pub(crate) const FIND: &str =
                "SELECT r.id, r.version, r.sealed FROM record_index i JOIN record r ON r.org = i.org AND r.kind = i.kind AND r.id = i.id \
                 WHERE i.org = $1 AND i.kind = $2 AND i.name = $3 AND i.hash = $4 ORDER BY i.id";

            fn record(row: &$row) -> Outcome<RawRecord> {
                let id: Vec<u8> = row.try_get(0)?;
                Ok(RawRecord { id: Uuid::from_slice(&id).unwrap_or_default(), version: unsigned(row.try_get(1)?), sealed: row.try_get(2)? })
            }
            /// Reads whatever is there: a row that somebody spoilt must come through to be named by `verify`.
            pub(crate) fn event(row: &$row) -> LedgerRow {
                let bytes = |i: usize| row.try_get::<Option<Vec<u8>>, _>(i).ok().flatten();
                let text = |i: usize| row.try_get::<String, _>(i).unwrap_or_default();
                let number = |i: usize| row.try_get::<i64, _>(i).unwrap_or(-1);
                LedgerRow {
                    node: text(0),
                    seq: unsigned(number(1)),
                    at: number(2),
                    kind: text(3),
                    outcome: text(4),
                    change_id: bytes(5),
                    prev: bytes(6).unwrap_or_default(),
                    payload_hash: bytes(7).unwrap_or_default(),
                    hash: bytes(8).unwrap_or_default(),
                    mac: bytes(9).unwrap_or_default(),
                    salt: bytes(10),
                    sealed: bytes(11),
                }
            }

            pub(crate) async fn get(c: &mut $connection, q: &Queries, org: &str, kind: Kind, id: Uuid) -> Outcome<Option<RawRecord>> {
                q.count();
                let found = query("SELECT id, version, sealed FROM record WHERE org = $1 AND kind = $2 AND id = $3")
                    .bind(org.to_owned())
                    .bind(kind.as_str())
                    .bind(id.as_bytes().to_vec())
                    .fetch_optional(c)
                    .await?;
                found.as_ref().map(record).transpose()
            }
            pub(crate) async fn find(c: &mut $connection, q: &Queries, org: &str, kind: Kind, index: &str, hash: [u8; 32]) -> Outcome<Vec<RawRecord>> {
                q.count();
                let found =
                    query(FIND).bind(org.to_owned()).bind(kind.as_str()).bind(index.to_owned()).bind(hash.to_vec()).fetch_all(c).await?;
                found.iter().map(record).collect()
            }
            pub(crate) async fn list(c: &mut $connection, q: &Queries, org: &str, kind: Kind, after: Option<Uuid>, now: i64, limit: u32) -> Outcome<Vec<RawRecord>> {
                q.count();
                let found = query(
                    "SELECT id, version, sealed FROM record WHERE org = $1 AND kind = $2 AND id > $3 AND (expires_at IS NULL OR expires_at > $4) ORDER BY id LIMIT $5",
                )
                .bind(org.to_owned())
                .bind(kind.as_str())
                .bind(after.map(|id| id.as_bytes().to_vec()).unwrap_or_default())
                .bind(now)
                .bind(i64::from(limit))
                .fetch_all(c)
                .await?;
                found.iter().map(record).collect()
            }
            pub(crate) async fn sweep(c: &mut $connection, q: &Queries, now: i64, limit: u32) -> Outcome<u64> {
                q.count();
                let done = query(
                    "DELETE FROM record WHERE (org, kind, id) IN (SELECT org, kind, id FROM record WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2) AND expires_at <= $1",
                )
                .bind(now)
                .bind(i64::from(limit))
                .execute(c)
                .await?;
                Ok(done.rows_affected())
            }

            pub(crate) async fn take_lease(c: &mut $connection, q: &Queries, lease: &LeaseRow<'_>) -> Outcome<bool> {
                q.count();
                let done = query(
                    "INSERT INTO lease (name, node, holder, ends_at) VALUES ($1, $2, $3, $4) \
                     ON CONFLICT (name) DO UPDATE SET node = excluded.node, holder = excluded.holder, ends_at = excluded.ends_at WHERE lease.ends_at <= $5",
                )
                .bind(lease.name.to_owned())
                .bind(lease.node.to_owned())
                .bind(lease.holder.to_owned())
                .bind(lease.ends_at)
                .bind(lease.now)
                .execute(c)
                .await?;
                Ok(done.rows_affected() == 1)
            }
            pub(crate) async fn renew_lease(c: &mut $connection, q: &Queries, lease: &LeaseRow<'_>) -> Outcome<bool> {
                q.count();
                let done = query("UPDATE lease SET ends_at = $1 WHERE name = $2 AND holder = $3 AND ends_at > $4")
                    .bind(lease.ends_at)
                    .bind(lease.name.to_owned())
                    .bind(lease.holder.to_owned())
                    .bind(lease.now)
                    .execute(c)
                    .await?;
                Ok(done.rows_affected() == 1)
            }
            pub(crate) async fn release_lease(c: &mut $connection, q: &Queries, name: &str, holder: &str) -> Outcome<()> {
                q.count();
                query("DELETE FROM lease WHERE name = $1 AND holder = $2").bind(name.to_owned()).bind(holder.to_owned()).execute(c).await?;
                Ok(())
            }

            pub(crate) async fn data_keys(c: &mut $connection, q: &Queries) -> Outcome<Vec<WrappedKey>> {
                q.count();
                let found = query("SELECT id, sealed FROM data_key ORDER BY id").fetch_all(c).await?;
                let key = |row: &$row| Ok(WrappedKey { id: u32::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0), sealed: row.try_get(1)? });
                found.iter().map(key).collect()
            }
            pub(crate) async fn add_data_key(c: &mut $connection, q: &Queries, key: &WrappedKey) -> Outcome<()> {
                q.count();
                query("INSERT INTO data_key (id, sealed) VALUES ($1, $2) ON CONFLICT DO NOTHING").bind(i64::from(key.id)).bind(key.sealed.clone()).execute(c).await?;
                Ok(())
            }

            /// Applies a change; where it has neighbours, inside a savepoint, so that a refused one leaves them alone.
            pub(crate) async fn apply(c: &mut $connection, q: &Queries, change: &RawChange, alone: bool) -> Outcome<()> {
                if alone {
                    return apply_inside(c, q, change).await;
                }
                q.count();
                query("SAVEPOINT one_change").execute(&mut *c).await?;
                let done = apply_inside(c, q, change).await;
                q.count();
                match &done {
                    Ok(()) => query("RELEASE SAVEPOINT one_change").execute(&mut *c).await?,
                    Err(StoreError::Conflict | StoreError::Taken(_)) => query("ROLLBACK TO SAVEPOINT one_change").execute(&mut *c).await?,
                    Err(_) => return done,
                };
                done
            }
            async fn apply_inside(c: &mut $connection, q: &Queries, change: &RawChange) -> Outcome<()> {
                let org = change.org.as_str();
                for delete in &change.deletes {
                    q.count();
                    let done = query("DELETE FROM record WHERE org = $1 AND kind = $2 AND id = $3 AND ($4 = 0 OR (version = $4 AND (expires_at IS NULL OR expires_at > $5)))")
                        .bind(org.to_owned())
                        .bind(delete.kind.as_str())
                        .bind(delete.id.as_bytes().to_vec())
                        .bind(signed(delete.expect.unwrap_or(0)))
                        .bind(change.now)
                        .execute(&mut *c)
                        .await?;
                    if delete.expect.is_some() && done.rows_affected() == 0 {
                        return Err(StoreError::Conflict);
                    }
                }
                // Every record first, and with it every index value that is given up; then the values that are claimed.
                for put in &change.puts {
                    if put.expect == 0 { insert(c, q, change, put).await? } else { update(c, q, change, put).await? }
                }
                for put in &change.puts {
                    for index in &put.indexes {
                        claim(c, q, change, put, index).await?;
                    }
                }
                Ok(())
            }
            /// A record that has expired makes room. It is looked for only where something stands in the way: nearly never.
            async fn insert(c: &mut $connection, q: &Queries, change: &RawChange, put: &RawPut) -> Outcome<()> {
                if insert_once(c, q, change, put).await? {
                    return Ok(());
                }
                q.count();
                let gone = query("DELETE FROM record WHERE org = $1 AND kind = $2 AND id = $3 AND expires_at <= $4")
                    .bind(change.org.as_str().to_owned())
                    .bind(put.kind.as_str())
                    .bind(put.id.as_bytes().to_vec())
                    .bind(change.now)
                    .execute(&mut *c)
                    .await?;
                if gone.rows_affected() > 0 && insert_once(c, q, change, put).await? { Ok(()) } else { Err(StoreError::Conflict) }
            }
            async fn insert_once(c: &mut $connection, q: &Queries, change: &RawChange, put: &RawPut) -> Outcome<bool> {
                q.count();
                let done = query("INSERT INTO record (org, kind, id, version, sealed, expires_at) VALUES ($1, $2, $3, 1, $4, $5) ON CONFLICT DO NOTHING")
                    .bind(change.org.as_str().to_owned())
                    .bind(put.kind.as_str())
                    .bind(put.id.as_bytes().to_vec())
                    .bind(put.sealed.clone())
                    .bind(put.expires_at)
                    .execute(&mut *c)
                    .await?;
                Ok(done.rows_affected() == 1)
            }
            async fn update(c: &mut $connection, q: &Queries, change: &RawChange, put: &RawPut) -> Outcome<()> {
                q.count();
                let done = query(
                    "UPDATE record SET version = version + 1, sealed = $1, expires_at = $2 \
                     WHERE org = $3 AND kind = $4 AND id = $5 AND version = $6 AND (expires_at IS NULL OR expires_at > $7)",
                )
                .bind(put.sealed.clone())
                .bind(put.expires_at)
                .bind(change.org.as_str().to_owned())
                .bind(put.kind.as_str())
                .bind(put.id.as_bytes().to_vec())
                .bind(signed(put.expect))
                .bind(change.now)
                .execute(&mut *c)
                .await?;
                if done.rows_affected() == 0 {
                    return Err(StoreError::Conflict);
                }
                q.count();
                query("DELETE FROM record_index WHERE org = $1 AND kind = $2 AND id = $3")
                    .bind(change.org.as_str().to_owned())
                    .bind(put.kind.as_str())
                    .bind(put.id.as_bytes().to_vec())
                    .execute(&mut *c)
                    .await?;
                Ok(())
            }
            async fn claim(c: &mut $connection, q: &Queries, change: &RawChange, put: &RawPut, index: &RawIndex) -> Outcome<()> {
                if claim_once(c, q, change, put, index).await? || !index.unique {
                    return Ok(());
                }
                // Who has expired holds nothing any more.
                q.count();
                let gone = query(
                    "DELETE FROM record WHERE org = $1 AND kind = $2 AND expires_at <= $3 AND id IN \
                     (SELECT id FROM record_index WHERE org = $1 AND kind = $2 AND name = $4 AND hash = $5 AND is_unique = 1)",
                )
                .bind(change.org.as_str().to_owned())
                .bind(put.kind.as_str())
                .bind(change.now)
                .bind(index.name)
                .bind(index.hash.to_vec())
                .execute(&mut *c)
                .await?;
                if gone.rows_affected() > 0 && claim_once(c, q, change, put, index).await? { Ok(()) } else { Err(StoreError::Taken(index.name.into())) }
            }
            async fn claim_once(c: &mut $connection, q: &Queries, change: &RawChange, put: &RawPut, index: &RawIndex) -> Outcome<bool> {
                q.count();
                let done = query("INSERT INTO record_index (org, kind, name, hash, id, is_unique) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING")
                    .bind(change.org.as_str().to_owned())
                    .bind(put.kind.as_str())
                    .bind(index.name)
                    .bind(index.hash.to_vec())
                    .bind(put.id.as_bytes().to_vec())
                    .bind(i64::from(index.unique))
                    .execute(&mut *c)
                    .await?;
                Ok(done.rows_affected() > 0)
            }

            pub(crate) fn head_of(row: &$row) -> Outcome<Head> {
                let hash: Vec<u8> = row.try_get(2)?;
                Ok(Head { node: row.try_get::<String, _>(0)?.into(), seq: unsigned(row.try_get(1)?), hash: hash.try_into().unwrap_or([0; 32]) })
            }
            const NEWEST: &str = " WHERE $3 = '' AND seq > 0 AND at >= $1 AND at < $2 AND at <= $4 AND (at < $4 OR node < $5 OR (node = $5 AND seq < $6)) \
                 ORDER BY at DESC, node DESC, seq DESC LIMIT $7";
            // A text of its own: with one condition for both, no index by kind would be used.
            pub(crate) const NEWEST_OF_KIND: &str =
                " WHERE kind = $3 AND seq > 0 AND at >= $1 AND at < $2 AND at <= $4 AND (at < $4 OR node < $5 OR (node = $5 AND seq < $6)) \
                 ORDER BY at DESC, node DESC, seq DESC LIMIT $7";
            pub(crate) async fn newest(c: &mut $connection, q: &Queries, select: &'static str, wanted: &Newest) -> Outcome<Vec<LedgerRow>> {
                q.count();
                let text = if wanted.kind.is_empty() { const_format(select, NEWEST) } else { const_format(select, NEWEST_OF_KIND) };
                let rows = query(text)
                    .bind(wanted.since)
                    .bind(wanted.until)
                    .bind(wanted.kind.clone())
                    .bind(wanted.before.at)
                    .bind(wanted.before.node.clone())
                    .bind(signed(wanted.before.seq))
                    .bind(i64::from(wanted.limit))
                    .fetch_all(c)
                    .await?;
                Ok(rows.iter().map(event).collect())
            }
            pub(crate) async fn stray(c: &mut $connection, q: &Queries, select: &'static str) -> Outcome<Option<String>> {
                q.count();
                let row = query(const_format(select, " WHERE seq < 1 LIMIT 1")).fetch_optional(c).await?;
                Ok(row.map(|r| r.try_get(0).unwrap_or_default()))
            }
            /// Whether there is an event of that number and hash, in whichever chain.
            pub(crate) async fn has_event(c: &mut $connection, q: &Queries, select: &'static str, seq: u64, hash: &[u8]) -> Outcome<bool> {
                q.count();
                let text = const_format(select, " WHERE seq = $1 AND hash = $2 LIMIT 1");
                Ok(query(text).bind(signed(seq)).bind(hash.to_vec()).fetch_optional(c).await?.is_some())
            }
            pub(crate) async fn erase(c: &mut $connection, q: &Queries, table: &'static str, node: &str, seq: u64, mark: [u8; 32]) -> Outcome<bool> {
                q.count();
                let text = sqlx::AssertSqlSafe(["UPDATE ", table, " SET salt = $3, sealed = NULL WHERE node = $1 AND seq = $2"].concat());
                let done = query(text).bind(node.to_owned()).bind(signed(seq)).bind(mark.to_vec()).execute(c).await?;
                Ok(done.rows_affected() == 1)
            }
            pub(crate) async fn add_checkpoint(c: &mut $connection, q: &Queries, checkpoint: &Checkpoint) -> Outcome<()> {
                q.count();
                query("INSERT INTO ledger_checkpoint (node, number, line) VALUES ($1, $2, $3)")
                    .bind(checkpoint.node.to_string())
                    .bind(signed(checkpoint.number))
                    .bind(checkpoint.to_line())
                    .execute(c)
                    .await?;
                Ok(())
            }
            pub(crate) async fn last_checkpoint(c: &mut $connection, q: &Queries, node: &str) -> Outcome<Option<String>> {
                q.count();
                let row = query("SELECT line FROM ledger_checkpoint WHERE node = $1 ORDER BY number DESC LIMIT 1").bind(node.to_owned()).fetch_optional(c).await?;
                Ok(row.map(|r| r.try_get(0)).transpose()?)
            }
            pub(crate) async fn checkpoints(c: &mut $connection, q: &Queries, node: &str, after: u64, limit: u32) -> Outcome<Vec<(u64, String)>> {
                q.count();
                let rows = query("SELECT number, line FROM ledger_checkpoint WHERE node = $1 AND number > $2 ORDER BY number LIMIT $3")
                    .bind(node.to_owned())
                    .bind(signed(after))
                    .bind(i64::from(limit))
                    .fetch_all(c)
                    .await?;
                rows.iter().map(|r| Ok((unsigned(r.try_get(0)?), r.try_get::<String, _>(1).unwrap_or_default()))).collect()
            }

            /// Joins two constant texts; no value ever gets into a statement.
            pub(crate) fn const_format(a: &'static str, b: &'static str) -> sqlx::AssertSqlSafe<String> {
                sqlx::AssertSqlSafe([a, b].concat())
            }
        }
    };
}

statements!(on_sqlite, sqlx::SqliteConnection, sqlx::sqlite::SqliteRow);
statements!(on_postgres, sqlx::PgConnection, sqlx::postgres::PgRow);
