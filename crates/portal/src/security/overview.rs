//! The page of a person's factors.
//!
//! Why: looking asks for a session only; every change asks for more.

use crate::form_token::Form;
use crate::purpose::SECURITY;
use crate::reply::{self, Reply};
use crate::visit::{Visit, person};
use http::StatusCode;
use portcullis_identity::{FactorKind, FactorView, LiveSession};
use portcullis_pages::{AppRow, Done, FactorTrouble, KeyRow, PasswordRow, RecoveryRow, Security, Trouble};

/// `GET /account/security?done=…`
pub(crate) async fn show(visit: &Visit<'_>) -> Reply {
    let fields = match visit.query() {
        Ok(fields) => fields,
        Err(trouble) => return visit.trouble(trouble),
    };
    match visit.session().await {
        Ok(Some(session)) => page(visit, &session, done_of(fields.get("done")), None).await,
        Ok(None) => reply::redirect(StatusCode::FOUND, &format!("/login?flow={SECURITY}")),
        Err(_) => visit.trouble(Trouble::Unavailable),
    }
}

fn done_of(text: &str) -> Option<Done> {
    Some(match text {
        "key-added" => Done::KeyAdded,
        "key-renamed" => Done::KeyRenamed,
        "key-removed" => Done::KeyRemoved,
        "app-added" => Done::AppAdded,
        "app-removed" => Done::AppRemoved,
        "codes-removed" => Done::CodesRemoved,
        "phone-forgotten" => Done::PhoneForgotten,
        "password-changed" => Done::PasswordChanged,
        _ => return None,
    })
}

pub(super) async fn page(visit: &Visit<'_>, session: &LiveSession, done: Option<Done>, trouble: Option<FactorTrouble>) -> Reply {
    let identity = &visit.portal.identity;
    let (Ok(factors), Ok(kept)) = (identity.factors(session.person).await, identity.password_of(session.person).await) else {
        return visit.trouble(Trouble::Unavailable);
    };
    let ids: Vec<String> = factors.iter().map(|f| f.id.to_string()).collect();
    let all = || factors.iter().zip(&ids).map(|(f, id)| (f, id.as_str()));
    let key = |f: &FactorView| match f.kind {
        FactorKind::Passkey { synced, cloned } => Some((synced, cloned)),
        _ => None,
    };
    let keys: Vec<KeyRow<'_>> = all()
        .filter_map(|(f, id)| {
            key(f).map(|(synced, cloned)| KeyRow {
                id,
                name: &f.name,
                synced,
                cloned,
                model: f.model.as_deref().unwrap_or_default(),
                created: f.created,
                last_used: f.last_used,
            })
        })
        .collect();
    let named = |kind| all().find(|(f, _)| f.kind == kind).map(|(f, id)| AppRow { id, name: &f.name, created: f.created, last_used: f.last_used });
    let recovery = all().find_map(|(f, id)| match f.kind {
        FactorKind::Recovery { left, drawn } => Some(RecoveryRow { id, left, drawn, created: f.created }),
        _ => None,
    });
    let abilities = identity.offers();
    let subject = session.subject();
    let page = Security {
        person: person(&subject),
        keys: &keys,
        app: named(FactorKind::App),
        recovery,
        phone: named(FactorKind::Duo),
        password: kept.as_ref().map(|k| PasswordRow { set: k.set, directory: k.directory.as_deref().filter(|_| !k.changeable) }),
        keys_on: abilities.passkeys,
        app_on: abilities.codes,
        done,
        trouble,
        csrf: &visit.token(Form::Security, Some(session)),
    };
    visit.page_with_form(page.render(&visit.site()))
}
