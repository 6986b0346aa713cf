//! A new sheet of recovery codes.
//!
//! Why: it is shown once, in the answer to the form, and never again.

use super::{Keeper, overview, trouble};
use crate::form_token::Form;
use crate::reply::Reply;
use crate::visit::{Visit, person};
use portcullis_pages::{FactorTrouble, RecoverySheet, RenewCodes};

/// `GET /account/security/codes`: the codes that there are end with new ones.
pub(super) async fn ask(visit: &Visit<'_>, keeper: &Keeper) -> Reply {
    if !keeper.owned.has_second() {
        return nothing_to_stand_in_for(visit, keeper).await;
    }
    let subject = keeper.session.subject();
    let csrf = visit.token(Form::Security, Some(&keeper.session));
    visit.page_with_form(RenewCodes { person: person(&subject), again: keeper.owned.recovery_codes > 0, csrf: &csrf }.render(&visit.site()))
}

/// A sheet stands in for a factor that is lost; without one there is nothing to stand in for.
async fn nothing_to_stand_in_for(visit: &Visit<'_>, keeper: &Keeper) -> Reply {
    overview::page(visit, &keeper.session, None, Some(FactorTrouble::Unknown)).await
}

pub(super) async fn draw(visit: &Visit<'_>, keeper: &Keeper) -> Reply {
    if !keeper.owned.has_second() {
        return nothing_to_stand_in_for(visit, keeper).await;
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
