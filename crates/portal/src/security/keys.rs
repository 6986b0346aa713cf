//! Adding and renaming passkeys.
//!
//! Why: the browser's answer comes with the sealed question, and is believed for this person only.

use super::{Keeper, done, overview, trouble};
use crate::form::Fields;
use crate::form_token::Form;
use crate::reply::Reply;
use crate::visit::{Visit, person};
use portcullis_identity::FactorRefused;
use portcullis_pages::{AddKey, FactorTrouble, KeyAsk};
use uuid::Uuid;

pub(super) async fn show(visit: &Visit<'_>, keeper: &Keeper, told: Option<FactorTrouble>, name: &str) -> Reply {
    let subject = keeper.session.subject();
    let offer = visit.portal.identity.offer_passkey(&keeper.proof, &subject.user, &subject.display_name, visit.request.now).await;
    let offer = match offer {
        Ok(offer) => offer,
        Err(refused) => return overview::page(visit, &keeper.session, None, Some(trouble(refused))).await,
    };
    let page = AddKey {
        person: person(&subject),
        key: KeyAsk { options: &offer.options, sealed: &offer.sealed },
        name,
        trouble: told,
        csrf: &visit.token(Form::Security, Some(&keeper.session)),
    };
    visit.page_with_form(page.render(&visit.site()))
}

pub(super) async fn add(visit: &Visit<'_>, keeper: &Keeper, fields: &Fields) -> Reply {
    let actor = visit.actor(&keeper.session);
    let identity = &visit.portal.identity;
    match identity.add_passkey(&keeper.proof, fields.get("sealed"), fields.get("answer"), fields.get("name"), &actor, visit.request.now).await {
        Ok(()) => done("key-added"),
        Err(refused) => show(visit, keeper, Some(trouble(refused)), fields.get("name")).await,
    }
}

pub(super) async fn rename(visit: &Visit<'_>, keeper: &Keeper, fields: &Fields) -> Reply {
    let actor = visit.actor(&keeper.session);
    let renamed = match fields.get("id").parse::<Uuid>() {
        Ok(id) => visit.portal.identity.rename_factor(&keeper.proof, id, fields.get("name"), &actor, visit.request.now).await,
        Err(_) => Err(FactorRefused::Unknown),
    };
    match renamed {
        Ok(()) => done("key-renamed"),
        Err(refused) => overview::page(visit, &keeper.session, None, Some(trouble(refused))).await,
    }
}
