//! How the server is, for its private listener.
//!
//! Why: whoever balances nodes must hear that a node cannot judge, and why, before people do.

use crate::house::House;
use crate::metrics::Figures;
use crate::private::Vitals;
use portcullis_store::Kind;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// How long the store may be silent before others should be asked instead, and how long one look at it may take.
const SILENT: Duration = Duration::from_secs(5);
const LOOK: Duration = Duration::from_secs(2);

pub(crate) struct HouseVitals(pub(crate) Arc<House>);
impl Vitals for HouseVitals {
    async fn ready(&self) -> Result<(), String> {
        let house = &self.0;
        if !house.ready.load(Ordering::Acquire) {
            return Err("starting or stopping".into());
        }
        // An idle server would not notice: being asked is the occasion to look.
        let _ = tokio::time::timeout(LOOK, house.store.list(Kind::Route, None, 1)).await;
        let silent = house.store.unreachable_for(house.now());
        if silent < SILENT { Ok(()) } else { Err(format!("the store has been unreachable for {} s", silent.as_secs())) }
    }
    fn remarks(&self) -> Vec<String> {
        // Requests are judged by what a directory said last, so the node stays in use.
        self.0.identity.directory_trouble().into_iter().map(|(name, why)| format!("directory {name}: {why}")).collect()
    }
    fn metrics(&self) -> String {
        let house = &self.0;
        let followed = house.identity.followings();
        let away = house.identity.directory_trouble().len();
        house.door.metrics.text(&Figures {
            live: house.guard.live_permits(),
            log_dropped: house.door.log.dropped(),
            queries: house.store.queries(),
            directories_away: away,
            looks: followed.looks,
            looks_failed: followed.failed,
        })
    }
}
