//! Bringing a store to this program's schema, ahead of its first start.
//!
//! Why: an upgrade at a quiet hour shows what happens before people wait for it.

use super::place;
use crate::postgres::PostgresBackend;
use crate::schema::Moved;
use crate::settings::Place;
use crate::sqlite::SqliteBackend;
use crate::{OpenError, StoreSettings};

/// What happened to one part of a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upgrade {
    /// `records` and `ledger` where they are two files, else `store`.
    pub part: &'static str,
    pub moved: Moved,
}

/// Applies what is missing. On PostgreSQL nodes of the version before may go on running.
pub async fn migrate(settings: &StoreSettings) -> Result<Vec<Upgrade>, OpenError> {
    match settings.place()? {
        Place::Sqlite(path) => {
            if !path.is_file() {
                return Err(OpenError::Missing { path });
            }
            let _alone = place::lock(&[settings])?;
            let [records, ledger] = SqliteBackend::migrate(&path).await?;
            Ok(vec![Upgrade { part: "records", moved: records }, Upgrade { part: "ledger", moved: ledger }])
        }
        Place::Postgres(options) => Ok(vec![Upgrade { part: "store", moved: PostgresBackend::migrate(*options).await? }]),
    }
}

/// Takes away what only the version before needed; says how many steps that were. So far no schema has left anything behind.
pub async fn finalize(settings: &StoreSettings) -> Result<u32, OpenError> {
    place::must_exist(settings).await?;
    Ok(0)
}
