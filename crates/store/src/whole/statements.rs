//! The statements over all rows, once, for both databases.
//!
//! Why: what a copy reads from one database it writes to the other; the same text on both sides can't lose a column.

macro_rules! statements {
    ($module:ident, $connection:ty, $row:ty, $event:path) => {
        pub(crate) mod $module {
            use crate::StoreError;
            use crate::backend::{signed, unsigned};
            use crate::ledger::LedgerRow;
            use crate::whole::{IndexRow, RecordRow};
            use portcullis_crypto::WrappedKey;
            use sqlx::{AssertSqlSafe, Row, query};

            type Outcome<T> = Result<T, StoreError>;
            const PAGE: i64 = 500;
            const COLUMNS: &str = "node, seq, at, kind, outcome, change_id, prev, payload_hash, hash, mac, salt, sealed";

            pub(crate) async fn is_unused(c: &mut $connection, tables: &[&'static str]) -> Outcome<bool> {
                for table in tables {
                    let text = AssertSqlSafe(["SELECT 1 FROM ", *table, " LIMIT 1"].concat());
                    if query(text).fetch_optional(&mut *c).await?.is_some() {
                        return Ok(false);
                    }
                }
                Ok(true)
            }

            pub(crate) async fn data_keys(c: &mut $connection) -> Outcome<Vec<WrappedKey>> {
                let found = query("SELECT id, sealed FROM data_key ORDER BY id").fetch_all(c).await?;
                found.iter().map(|row| Ok(WrappedKey { id: u32::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0), sealed: row.try_get(1)? })).collect()
            }
            pub(crate) async fn set_data_keys(c: &mut $connection, keys: &[WrappedKey]) -> Outcome<()> {
                query("DELETE FROM data_key").execute(&mut *c).await?;
                for key in keys {
                    query("INSERT INTO data_key (id, sealed) VALUES ($1, $2)").bind(i64::from(key.id)).bind(key.sealed.clone()).execute(&mut *c).await?;
                }
                Ok(())
            }

            pub(crate) async fn shelves(c: &mut $connection) -> Outcome<Vec<(String, String)>> {
                let found = query("SELECT DISTINCT org, kind FROM record").fetch_all(c).await?;
                let mut shelves = found.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect::<Outcome<Vec<(String, String)>>>()?;
                // Not by the database: each has an order of its own for text.
                shelves.sort();
                Ok(shelves)
            }
            pub(crate) async fn records(c: &mut $connection, org: &str, kind: &str, after: &[u8]) -> Outcome<Vec<RecordRow>> {
                let found = query("SELECT id, version, sealed, expires_at FROM record WHERE org = $1 AND kind = $2 AND id > $3 ORDER BY id LIMIT $4")
                    .bind(org.to_owned())
                    .bind(kind.to_owned())
                    .bind(after.to_vec())
                    .bind(PAGE)
                    .fetch_all(&mut *c)
                    .await?;
                let mut rows = Vec::with_capacity(found.len());
                for row in &found {
                    rows.push(RecordRow {
                        org: org.to_owned(),
                        kind: kind.to_owned(),
                        id: row.try_get(0)?,
                        version: unsigned(row.try_get(1)?),
                        sealed: row.try_get(2)?,
                        expires_at: row.try_get(3)?,
                        indexes: Vec::new(),
                    });
                }
                let Some(last) = rows.last().map(|row| row.id.clone()) else { return Ok(rows) };
                let indexes = query("SELECT id, name, hash, is_unique FROM record_index WHERE org = $1 AND kind = $2 AND id > $3 AND id <= $4 ORDER BY id")
                    .bind(org.to_owned())
                    .bind(kind.to_owned())
                    .bind(after.to_vec())
                    .bind(last)
                    .fetch_all(&mut *c)
                    .await?;
                for index in &indexes {
                    let id: Vec<u8> = index.try_get(0)?;
                    let of = rows.binary_search_by(|row| row.id.cmp(&id)).ok().and_then(|at| rows.get_mut(at));
                    if let Some(row) = of {
                        row.indexes.push(IndexRow { name: index.try_get(1)?, hash: index.try_get(2)?, unique: index.try_get::<i64, _>(3)? == 1 });
                    }
                }
                Ok(rows)
            }
            pub(crate) async fn put_record(c: &mut $connection, row: &RecordRow) -> Outcome<()> {
                query(
                    "INSERT INTO record (org, kind, id, version, sealed, expires_at) VALUES ($1, $2, $3, $4, $5, $6) \
                     ON CONFLICT (org, kind, id) DO UPDATE SET version = excluded.version, sealed = excluded.sealed, expires_at = excluded.expires_at",
                )
                .bind(row.org.clone())
                .bind(row.kind.clone())
                .bind(row.id.clone())
                .bind(signed(row.version))
                .bind(row.sealed.clone())
                .bind(row.expires_at)
                .execute(&mut *c)
                .await?;
                query("DELETE FROM record_index WHERE org = $1 AND kind = $2 AND id = $3")
                    .bind(row.org.clone())
                    .bind(row.kind.clone())
                    .bind(row.id.clone())
                    .execute(&mut *c)
                    .await?;
                for index in &row.indexes {
                    query("INSERT INTO record_index (org, kind, name, hash, id, is_unique) VALUES ($1, $2, $3, $4, $5, $6)")
                        .bind(row.org.clone())
                        .bind(row.kind.clone())
                        .bind(index.name.clone())
                        .bind(index.hash.clone())
                        .bind(row.id.clone())
                        .bind(i64::from(index.unique))
                        .execute(&mut *c)
                        .await?;
                }
                Ok(())
            }

            pub(crate) async fn nodes_in(c: &mut $connection, table: &'static str) -> Outcome<Vec<String>> {
                let found = query(AssertSqlSafe(["SELECT DISTINCT node FROM ", table].concat())).fetch_all(c).await?;
                let mut nodes = found.iter().map(|row| Ok(row.try_get(0)?)).collect::<Outcome<Vec<String>>>()?;
                nodes.sort();
                Ok(nodes)
            }
            /// A page of a table's events; of every node's when `node` is empty.
            pub(crate) async fn events(c: &mut $connection, table: &'static str, node: &str, after: u64) -> Outcome<Vec<LedgerRow>> {
                let text = ["SELECT ", COLUMNS, " FROM ", table, " WHERE seq > $1 AND ($2 = '' OR node = $2) ORDER BY seq LIMIT $3"].concat();
                let found = query(AssertSqlSafe(text)).bind(signed(after)).bind(node.to_owned()).bind(PAGE).fetch_all(c).await?;
                Ok(found.iter().map($event).collect())
            }
            /// `key` is the table's primary key.
            pub(crate) async fn put_event(c: &mut $connection, table: &'static str, key: &'static str, row: &LedgerRow) -> Outcome<()> {
                let text = [
                    "INSERT INTO ",
                    table,
                    " (",
                    COLUMNS,
                    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (",
                    key,
                    ") DO UPDATE SET mac = excluded.mac, salt = excluded.salt, sealed = excluded.sealed",
                ];
                query(AssertSqlSafe(text.concat()))
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
                    .execute(c)
                    .await?;
                Ok(())
            }
            pub(crate) async fn checkpoints(c: &mut $connection) -> Outcome<Vec<(String, u64, String)>> {
                let found = query("SELECT node, number, line FROM ledger_checkpoint").fetch_all(c).await?;
                let mut lines = Vec::with_capacity(found.len());
                for row in &found {
                    lines.push((row.try_get::<String, _>(0)?, unsigned(row.try_get(1)?), row.try_get::<String, _>(2)?));
                }
                lines.sort();
                Ok(lines)
            }
            pub(crate) async fn put_checkpoint(c: &mut $connection, node: &str, number: u64, line: &str) -> Outcome<()> {
                query("INSERT INTO ledger_checkpoint (node, number, line) VALUES ($1, $2, $3) ON CONFLICT (node, number) DO UPDATE SET line = excluded.line")
                    .bind(node.to_owned())
                    .bind(signed(number))
                    .bind(line.to_owned())
                    .execute(c)
                    .await?;
                Ok(())
            }
        }
    };
}

statements!(on_sqlite, sqlx::SqliteConnection, sqlx::sqlite::SqliteRow, crate::statements::on_sqlite::event);
statements!(on_postgres, sqlx::PgConnection, sqlx::postgres::PgRow, crate::statements::on_postgres::event);
