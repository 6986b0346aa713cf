//! A whole PostgreSQL store in one transaction.
//!
//! Why: a backup sees one moment of it while nodes write; a change of everything wants no node beside it.

use super::statements::on_postgres as run;
use super::{Purpose, RecordRow, Whole};
use crate::backend::Answer;
use crate::ledger::LedgerRow;
use crate::{OpenError, StoreError};
use portcullis_crypto::WrappedKey;
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection, Row, query, raw_sql};
use std::time::Duration;

const PATIENCE: u32 = 20;

pub(super) struct PostgresWhole {
    open: PgConnection,
}

pub(super) async fn open(options: PgConnectOptions, purpose: Purpose) -> Result<PostgresWhole, OpenError> {
    let mut open = PgConnection::connect_with(&options.application_name("portcullis store")).await?;
    match purpose {
        Purpose::Read => raw_sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").execute(&mut open).await?,
        Purpose::Change => {
            refuse_nodes(&mut open).await?;
            // A node that starts now waits, gives up, and says that the store is unavailable.
            let alone = "BEGIN; SET LOCAL lock_timeout = '5s'; \
                 LOCK TABLE record, record_index, lease, data_key, change_notice, ledger_node, ledger_event, ledger_checkpoint IN ACCESS EXCLUSIVE MODE";
            raw_sql(alone).execute(&mut open).await?
        }
    };
    Ok(PostgresWhole { open })
}

/// A node keeps a connection open as long as it runs; they are called `portcullis`.
async fn refuse_nodes(open: &mut PgConnection) -> Result<(), OpenError> {
    let text = "SELECT count(DISTINCT pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'portcullis'";
    let mut tries = 0;
    loop {
        let connections: i64 = query(text).fetch_one(&mut *open).await?.try_get(0)?;
        match connections {
            0 => return Ok(()),
            _ if tries == PATIENCE => return Err(OpenError::Nodes { connections }),
            // A node that has just stopped is still shown for a moment.
            _ => tokio::time::sleep(Duration::from_millis(100)).await,
        }
        tries += 1;
    }
}

impl Whole for PostgresWhole {
    fn is_unused(&mut self) -> Answer<'_, bool> {
        Box::pin(async move { run::is_unused(&mut self.open, &["data_key", "record", "ledger_event", "ledger_checkpoint"]).await })
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
        Box::pin(run::nodes_in(&mut self.open, "ledger_event"))
    }
    fn events<'a>(&'a mut self, chain: &'a str, after: u64) -> Answer<'a, Vec<LedgerRow>> {
        Box::pin(run::events(&mut self.open, "ledger_event", chain, after))
    }
    fn put_event<'a>(&'a mut self, _chain: &'a str, row: &'a LedgerRow) -> Answer<'a, ()> {
        Box::pin(async move {
            query("INSERT INTO ledger_node (node) VALUES ($1) ON CONFLICT DO NOTHING").bind(row.node.clone()).execute(&mut self.open).await?;
            run::put_event(&mut self.open, "ledger_event", "node, seq", row).await
        })
    }
    fn checkpoints(&mut self) -> Answer<'_, Vec<(String, u64, String)>> {
        Box::pin(run::checkpoints(&mut self.open))
    }
    fn put_checkpoint<'a>(&'a mut self, node: &'a str, number: u64, line: &'a str) -> Answer<'a, ()> {
        Box::pin(run::put_checkpoint(&mut self.open, node, number, line))
    }
    fn settled(&mut self) -> Answer<'_, Option<Vec<u8>>> {
        Box::pin(std::future::ready(Ok(None)))
    }
    fn set_settled<'a>(&'a mut self, _value: &'a [u8]) -> Answer<'a, ()> {
        Box::pin(std::future::ready(Ok(())))
    }
    fn commit(mut self: Box<Self>) -> Answer<'static, ()> {
        Box::pin(async move {
            raw_sql("COMMIT").execute(&mut self.open).await?;
            self.open.close().await.map_err(StoreError::from)
        })
    }
}
