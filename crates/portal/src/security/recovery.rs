//! A new sheet of recovery codes.
//!
//! Why: it is shown once, in the answer to the form, and never again.

use super::{Keeper, overview, trouble};
use crate::reply::Reply;
use crate::visit::{Visit, person};
use portcullis_pages::{FactorTrouble, RecoverySheet};

pub(super) async fn draw(visit: &Visit<'_>, keeper: &Keeper) -> Reply {
    if !keeper.owned.has_second() {
        // A sheet stands in for a factor that is lost; without one there is nothing to stand in for.
        return overview::page(visit, &keeper.session, None, Some(FactorTrouble::Unknown)).await;
    }
    let actor = visit.actor(&keeper.session);
    let codes = match visit.portal.identity.draw_recovery_codes(&keeper.proof, &actor, visit.request.now).await {
        Ok(codes) => codes,
        Err(refused) => return overview::page(visit, &keeper.session, None, Some(trouble(refused))).await,
    };
    let subject = keeper.session.subject();
    let shown: Vec<&str> = codes.iter().map(|c| c.expose().as_str()).collect();
    visit.page(RecoverySheet { person: person(&subject), codes: &shown, made: visit.request.now }.render(&visit.site()))
}
