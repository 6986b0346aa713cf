//! A person's factors: list, bring along and remove.
//!
//! Why: whoever lost a phone asks an administrator; what was lost opens nothing afterwards, and no session of theirs is left.

use crate::answer::{Answer, Refused};
use crate::caller::Visit;
use crate::read::{Asked, Body, Limited, Named};
use crate::{Api, RouteKeeper};
use axum::Json;
use axum::extract::State;
use portcullis_crypto::SecretText;
use portcullis_identity::{BroughtApp, FactorKind, FactorView, WhichFactors};
use portcullis_model::{Action, Timestamp};
use portcullis_wire::{Factor, Listing, NewApp};
use std::sync::Arc;

type Here<R> = State<Arc<Api<R>>>;

pub(crate) async fn list<R: RouteKeeper>(
    State(api): Here<R>,
    visit: Visit,
    Named(name): Named<String>,
    limit: Result<Asked<Limited>, Refused>,
) -> Answer<Listing<Factor>> {
    visit.may(&api, Action::ApiRead, "people").await?;
    let Asked(limit) = limit?;
    let factors = limit.of(api.identity.factors_of(&name).await?)?;
    Ok(Json(Listing { items: factors.iter().map(shown).collect(), next: None }))
}

/// The person's app goes on giving codes, which are taken here from now on.
pub(crate) async fn add<R: RouteKeeper>(State(api): Here<R>, visit: Visit, Named(name): Named<String>, body: Result<Body<NewApp>, Refused>) -> Answer<Factor> {
    visit.may(&api, Action::ApiWrite, "people").await?;
    let Body(NewApp { secret, algorithm, digits, period }) = body?;
    let secret: SecretText = secret.into();
    let app = BroughtApp { secret: &secret, algorithm: &algorithm, digits, period };
    Ok(Json(shown(&api.identity.bring_app(&name, &app, &visit.actor(), visit.now).await?)))
}

/// Answers with what was removed.
pub(crate) async fn remove<R: RouteKeeper>(
    State(api): Here<R>,
    visit: Visit,
    Named((name, which)): Named<(String, String)>,
    forced: Result<Asked<Forced>, Refused>,
) -> Answer<Listing<Factor>> {
    visit.may(&api, Action::ApiWrite, "people").await?;
    let Asked(Forced { force }) = forced?;
    let which = match which.as_str() {
        "all" => WhichFactors::All,
        id => WhichFactors::One(
            id.parse().map_err(|_| Refused::bad(format!("`{id}` is not the id of a factor. Take one from `portcullis user factors`, or write `all`.")))?,
        ),
    };
    let gone = api.identity.remove_factor_of(&name, which, force, &visit.actor(), visit.now).await?;
    Ok(Json(Listing { items: gone.iter().map(shown).collect(), next: None }))
}

/// `?force=true`: also where it is the last way in.
#[derive(serde::Deserialize)]
pub(crate) struct Forced {
    #[serde(default)]
    force: bool,
}

fn shown(f: &FactorView) -> Factor {
    let left = match f.kind {
        FactorKind::Recovery { left, .. } => u64::try_from(left).ok(),
        FactorKind::App | FactorKind::Passkey { .. } | FactorKind::Duo => None,
    };
    Factor {
        id: f.id.to_string(),
        kind: f.kind.word().into(),
        name: f.name.to_string(),
        added: f.created.rfc3339(),
        last_used: f.last_used.map(Timestamp::rfc3339),
        left,
        cloned: matches!(f.kind, FactorKind::Passkey { cloned: true, .. }),
    }
}
