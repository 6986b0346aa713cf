//! Removing a factor: a question first, then the deed.
//!
//! Why: the last key that goes leaves a password alone; the person is told before.

use super::{Keeper, done, overview, trouble};
use crate::form::Fields;
use crate::form_token::Form;
use crate::reply::Reply;
use crate::visit::{Visit, person};
use portcullis_identity::{FactorKind, FactorRefused, FactorView};
use portcullis_pages::{ConfirmRemove, FactorTrouble, Removed};
use uuid::Uuid;

/// `GET /account/security/remove?id=…`
pub(super) async fn confirm(visit: &Visit<'_>, keeper: &Keeper) -> Reply {
    let fields = match visit.query() {
        Ok(fields) => fields,
        Err(trouble) => return visit.trouble(trouble),
    };
    let found = match find(visit, keeper, fields.get("id")).await {
        Ok(found) => found,
        Err(refused) => return overview::page(visit, &keeper.session, None, Some(trouble(refused))).await,
    };
    let second = usize::from(keeper.owned.app) + usize::from(keeper.owned.push) + keeper.owned.keys();
    let counts = !matches!(found.kind, FactorKind::Recovery { .. } | FactorKind::Passkey { cloned: true, .. });
    let subject = keeper.session.subject();
    let page = ConfirmRemove {
        person: person(&subject),
        what: match found.kind {
            FactorKind::App => Removed::App,
            FactorKind::Recovery { .. } => Removed::Codes,
            FactorKind::Passkey { .. } => Removed::Key,
            FactorKind::Duo => Removed::Phone,
        },
        id: fields.get("id"),
        name: &found.name,
        leaves_nothing: counts && second == 1,
        csrf: &visit.token(Form::Security, Some(&keeper.session)),
    };
    visit.page_with_form(page.render(&visit.site()))
}

/// `POST /account/security/remove` with `id`.
pub(super) async fn remove(visit: &Visit<'_>, keeper: &Keeper, fields: &Fields) -> Reply {
    let found = match find(visit, keeper, fields.get("id")).await {
        Ok(found) => found,
        Err(refused) => return overview::page(visit, &keeper.session, None, Some(trouble(refused))).await,
    };
    // The only way in is not taken away: there would be no page to add another on.
    let last_way = !keeper.owned.password && keeper.owned.keys() == 1 && matches!(found.kind, FactorKind::Passkey { cloned: false, .. });
    if last_way {
        return overview::page(visit, &keeper.session, None, Some(FactorTrouble::LastWay)).await;
    }
    let actor = visit.actor(&keeper.session);
    match visit.portal.identity.remove_factor(&keeper.proof, found.id, &actor, visit.request.now).await {
        Ok(()) => done(match found.kind {
            FactorKind::App => "app-removed",
            FactorKind::Recovery { .. } => "codes-removed",
            FactorKind::Passkey { .. } => "key-removed",
            FactorKind::Duo => "phone-forgotten",
        }),
        Err(refused) => overview::page(visit, &keeper.session, None, Some(trouble(refused))).await,
    }
}

/// One of the person's own (S18).
async fn find(visit: &Visit<'_>, keeper: &Keeper, id: &str) -> Result<FactorView, FactorRefused> {
    let id: Uuid = id.parse().map_err(|_| FactorRefused::Unknown)?;
    let all = visit.portal.identity.factors(keeper.session.person).await?;
    all.into_iter().find(|f| f.id == id).ok_or(FactorRefused::Unknown)
}
