//! Making and upgrading the tables in PostgreSQL.
//!
//! Why: several nodes may start at once; one of them does it while the others wait.

use crate::OpenError;
use crate::schema::{Moved, Plan, Steps, plan};
use sqlx::{PgConnection, PgPool, Row, query, raw_sql};

const MIGRATE_LOCK: i64 = 0x706f_7274_6d69_6772;

/// Brings the tables to the newest schema, in one transaction. The backup before an upgrade is the database administrator's.
pub(crate) async fn migrate(pool: &PgPool, steps: Steps) -> Result<Moved, OpenError> {
    let mut transaction = pool.begin().await?;
    // Another node may be at it for longer than a statement may usually wait.
    raw_sql("SET LOCAL lock_timeout = '60s'; SET LOCAL statement_timeout = '120s'").execute(&mut *transaction).await?;
    query("SELECT pg_advisory_xact_lock($1)").bind(MIGRATE_LOCK).execute(&mut *transaction).await?;
    raw_sql("CREATE TABLE IF NOT EXISTS schema_number (one BIGINT PRIMARY KEY CHECK (one = 1), number BIGINT NOT NULL)").execute(&mut *transaction).await?;
    let found = number(&mut transaction).await?;
    match plan(found, steps) {
        Plan::Ready => {}
        Plan::Newer => return Err(newer(found, steps)),
        Plan::From(from) => {
            for step in steps.iter().skip(from) {
                raw_sql(*step).execute(&mut *transaction).await?;
            }
            query("INSERT INTO schema_number (one, number) VALUES (1, $1) ON CONFLICT (one) DO UPDATE SET number = excluded.number")
                .bind(known(steps))
                .execute(&mut *transaction)
                .await?;
        }
    }
    transaction.commit().await?;
    Ok(Moved { from: found, to: known(steps), copy: None })
}

/// Only this program's schema can be read.
pub(crate) async fn must_be_current(pool: &PgPool, steps: Steps) -> Result<(), OpenError> {
    let mut connection = pool.acquire().await?;
    let found = number(&mut connection).await?;
    match plan(found, steps) {
        Plan::Newer => Err(newer(found, steps)),
        Plan::From(0) => Err(OpenError::Empty),
        Plan::From(_) => Err(OpenError::Older { found, known: known(steps) }),
        Plan::Ready => Ok(()),
    }
}

async fn number(connection: &mut PgConnection) -> Result<i64, OpenError> {
    let table: bool = query("SELECT to_regclass('schema_number') IS NOT NULL").fetch_one(&mut *connection).await?.try_get(0)?;
    if !table {
        return Ok(0);
    }
    let row = query("SELECT number FROM schema_number").fetch_optional(connection).await?;
    Ok(row.map(|r| r.try_get(0)).transpose()?.unwrap_or(0))
}

fn known(steps: Steps) -> i64 {
    i64::try_from(steps.len()).unwrap_or(i64::MAX)
}

fn newer(found: i64, steps: Steps) -> OpenError {
    OpenError::Newer { found, known: known(steps) }
}
