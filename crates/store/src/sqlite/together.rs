//! A whole change in one way to SQLite's thread and back, and events in another.
//!
//! Why: every statement alone costs two changes of thread, more than it does itself. What goes as expected, nearly always, is said at
//! once and counted at the end; what does not is undone and goes step by step, where each step knows why it refuses.

use crate::StoreError;
use crate::backend::{Queries, RawChange, RawIndex, RawPut, signed};
use crate::ledger::LedgerRow;
use sqlx::{AssertSqlSafe, Row as _, SqliteConnection, query, raw_sql};

/// A longer change goes step by step: it is rare, and its text would push others out of the cache of prepared ones.
const MOST: usize = 64;
/// So many events at once are one statement, which is durable by itself.
pub(super) const EVENTS: usize = 64;

const MARK: &str = "INSERT INTO settled (one, value) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET value = excluded.value;";

enum Value {
    Text(String),
    Blob(Vec<u8>),
    Number(i64),
    /// Nothing where there is none.
    Some(Option<i64>),
    Bytes(Option<Vec<u8>>),
}

/// Statements, their values in order, and the sum of what they give back if all goes well.
#[derive(Default)]
struct Script {
    text: String,
    values: Vec<Value>,
    sum: i64,
}

impl Script {
    fn say(&mut self, text: &str, values: impl IntoIterator<Item = Value>) {
        self.text.push_str(text);
        self.values.extend(values);
    }
    /// The same once for each item, with commas.
    fn list<T>(&mut self, items: impl IntoIterator<Item = T>, text: &str, values: impl Fn(T) -> Vec<Value>) {
        for (n, item) in items.into_iter().enumerate() {
            self.say(if n == 0 { "" } else { ", " }, []);
            self.say(text, values(item));
        }
    }
    async fn run(self, c: &mut SqliteConnection, q: &Queries) -> Result<bool, sqlx::Error> {
        q.count();
        let all = self.values.into_iter().fold(query(AssertSqlSafe(self.text)), |all, value| match value {
            Value::Text(text) => all.bind(text),
            Value::Blob(bytes) => all.bind(bytes),
            Value::Number(n) => all.bind(n),
            Value::Some(n) => all.bind(n),
            Value::Bytes(bytes) => all.bind(bytes),
        });
        let mut sum = 0;
        for row in all.fetch_all(c).await? {
            sum += row.try_get::<i64, _>(0)?;
        }
        Ok(sum == self.sum)
    }
}

/// Applies a change inside a savepoint, and the mark after it where there is one. `before` begins the savepoint. `false`: it did not go
/// as expected, and nothing of it is there.
pub(super) async fn apply(c: &mut SqliteConnection, q: &Queries, change: &RawChange, mark: Option<&[u8]>, before: &str) -> Result<bool, StoreError> {
    let script = script(change, mark, before);
    match script.run(&mut *c, q).await {
        Ok(true) => return Ok(true),
        Ok(false) | Err(sqlx::Error::Database(_)) => {}
        Err(other) => return Err(other.into()),
    }
    q.count();
    raw_sql("ROLLBACK TO one_change; RELEASE one_change").execute(c).await?;
    Ok(false)
}

/// What is worth saying at once.
pub(super) fn fits(change: &RawChange) -> bool {
    change.puts.len() + change.deletes.len() + change.puts.iter().map(|p| p.indexes.len()).sum::<usize>() <= MOST
}

fn script(change: &RawChange, mark: Option<&[u8]>, before: &str) -> Script {
    let org = || Value::Text(change.org.as_str().to_owned());
    let record = |put: &RawPut| [org(), Value::Text(put.kind.as_str().to_owned()), Value::Blob(put.id.as_bytes().to_vec())];
    let mut s = Script::default();
    s.say(before, []);
    for delete in &change.deletes {
        s.say(
            "DELETE FROM record WHERE org = ? AND kind = ? AND id = ?",
            [org(), Value::Text(delete.kind.as_str().to_owned()), Value::Blob(delete.id.as_bytes().to_vec())],
        );
        if let Some(version) = delete.expect {
            s.say(" AND version = ? AND (expires_at IS NULL OR expires_at > ?) RETURNING 1", [Value::Number(signed(version)), Value::Number(change.now)]);
            s.sum += 1;
        }
        s.say(";", []);
    }
    // Every record first, and with it every index value that is given up; then the values that are claimed.
    for put in &change.puts {
        s.sum += 1;
        if put.expect == 0 {
            s.say("INSERT INTO record (org, kind, id, version, sealed, expires_at) VALUES (?, ?, ?, 1, ?, ?) ON CONFLICT DO NOTHING RETURNING 1;", record(put));
            s.values.extend([Value::Blob(put.sealed.clone()), Value::Some(put.expires_at)]);
            continue;
        }
        s.say("UPDATE record SET version = version + 1, sealed = ?, expires_at = ?", [Value::Blob(put.sealed.clone()), Value::Some(put.expires_at)]);
        s.say(" WHERE org = ? AND kind = ? AND id = ?", record(put));
        s.say(" AND version = ? AND (expires_at IS NULL OR expires_at > ?) RETURNING 1;", [Value::Number(signed(put.expect)), Value::Number(change.now)]);
        s.say("DELETE FROM record_index WHERE org = ? AND kind = ? AND id = ?", record(put));
        if !put.indexes.is_empty() {
            // What stays the same is not written again.
            s.say(" AND (name, hash, is_unique) NOT IN (VALUES ", []);
            s.list(&put.indexes, "(?, ?, ?)", |index| value(index).into());
            s.say(")", []);
        }
        s.say(";", []);
    }
    let claims: Vec<_> = change.puts.iter().flat_map(|put| put.indexes.iter().map(move |index| (put, index))).collect();
    if !claims.is_empty() {
        s.say("INSERT INTO record_index (org, kind, id, name, hash, is_unique) VALUES ", []);
        s.list(claims, "(?, ?, ?, ?, ?, ?)", |(put, index)| record(put).into_iter().chain(value(index)).collect());
        s.say(" ON CONFLICT DO NOTHING;", []);
    }
    for put in change.puts.iter().filter(|put| !put.indexes.is_empty()) {
        s.say("SELECT count(*) FROM record_index WHERE org = ? AND kind = ? AND id = ?;", record(put));
        s.sum += i64::try_from(put.indexes.len()).unwrap_or(i64::MAX);
    }
    if let Some(mark) = mark {
        s.say(MARK, [Value::Blob(mark.to_vec())]);
    }
    s
}

fn value(index: &RawIndex) -> [Value; 3] {
    [Value::Text(index.name.to_owned()), Value::Blob(index.hash.to_vec()), Value::Number(i64::from(index.unique))]
}

/// Writes at most [`EVENTS`] events; outside a transaction they are durable when this returns.
pub(super) async fn append(c: &mut SqliteConnection, q: &Queries, rows: &[LedgerRow]) -> Result<(), StoreError> {
    let mut s = Script::default();
    s.say("INSERT INTO ledger_event (node, seq, at, kind, outcome, change_id, prev, payload_hash, hash, mac, salt, sealed) VALUES ", []);
    s.list(rows, "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", |row| {
        vec![
            Value::Text(row.node.clone()),
            Value::Number(signed(row.seq)),
            Value::Number(row.at),
            Value::Text(row.kind.clone()),
            Value::Text(row.outcome.clone()),
            Value::Bytes(row.change_id.clone()),
            Value::Blob(row.prev.clone()),
            Value::Blob(row.payload_hash.clone()),
            Value::Blob(row.hash.clone()),
            Value::Blob(row.mac.clone()),
            Value::Bytes(row.salt.clone()),
            Value::Bytes(row.sealed.clone()),
        ]
    });
    s.run(c, q).await?;
    Ok(())
}

/// Ends the transaction, with the mark where it is not there yet.
pub(super) async fn commit(c: &mut SqliteConnection, q: &Queries, mark: Option<Vec<u8>>) -> Result<(), StoreError> {
    let mut s = Script::default();
    if let Some(mark) = mark {
        s.say(MARK, [Value::Blob(mark)]);
    }
    s.say("COMMIT", []);
    s.run(c, q).await?;
    Ok(())
}
