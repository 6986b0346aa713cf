//! People: list, add, show, disable, enable, delete, password, invitation, recovery.
//!
//! Why: each is one call into identity, which writes record and event together.

use crate::answer::{Answer, Refused};
use crate::caller::Visit;
use crate::read::{Asked, Body, Named, most};
use crate::{Api, RouteKeeper};
use axum::Json;
use axum::extract::State;
use portcullis_crypto::SecretText;
use portcullis_identity::{INVITATION_LIFE, PersonView, RECOVERY_LIFE};
use portcullis_model::{Action, Role, Timestamp};
use portcullis_wire::{Invitation, Listing, NewPerson, Person, PersonFacts, Refreshed, SetPassword};
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;

type Here<R> = State<Arc<Api<R>>>;

/// People on one page of a listing.
const PAGE: usize = 200;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Search {
    /// Part of a name, an e-mail address or a display name.
    query: Option<String>,
    /// The last name of the page before.
    after: Option<String>,
    /// At most this many; a page is never longer than [`PAGE`].
    limit: Option<u64>,
}

pub(crate) async fn list<R: RouteKeeper>(State(api): Here<R>, visit: Visit, search: Result<Asked<Search>, Refused>) -> Answer<Listing<Person>> {
    visit.may(&api, Action::ApiRead, "people").await?;
    let Asked(search) = search?;
    let page = most(search.limit)?.min(PAGE);
    let (people, more) = api.identity.find_people(search.query.as_deref(), search.after.as_deref(), page).await?;
    let items: Vec<Person> = people.iter().map(shown).collect();
    let next = items.last().filter(|_| more).map(|p| p.name.clone());
    Ok(Json(Listing { items, next }))
}

pub(crate) async fn add<R: RouteKeeper>(State(api): Here<R>, visit: Visit, body: Result<Body<NewPerson>, Refused>) -> Answer<Person> {
    visit.may(&api, Action::ApiWrite, "people").await?;
    let Body(new) = body?;
    let person = portcullis_identity::NewPerson {
        username: new.name.into(),
        email: Some(new.email.into()),
        display_name: new.display_name.unwrap_or_default().into(),
        groups: new.groups.into_iter().map(Into::into).collect(),
    };
    Ok(Json(shown(&api.identity.add_person(&person, &visit.actor(), visit.now).await?)))
}

pub(crate) async fn show<R: RouteKeeper>(State(api): Here<R>, visit: Visit, Named(name): Named<String>) -> Answer<Person> {
    visit.may(&api, Action::ApiRead, "people").await?;
    one(&api, &name).await
}
pub(crate) async fn facts<R: RouteKeeper>(State(api): Here<R>, visit: Visit, Named(name): Named<String>) -> Answer<PersonFacts> {
    visit.may(&api, Action::ApiRead, "people").await?;
    let known = api.identity.facts_of(&name).await?;
    let subject = &known.subject;
    Ok(Json(PersonFacts {
        name: subject.user.to_string(),
        display_name: subject.display_name.to_string(),
        email: subject.email.as_ref().map(|e| e.as_str().to_owned()),
        groups: subject.groups.canonical().map(str::to_owned).collect(),
        claims: subject.claims.iter().map(|(name, values)| (name.to_string(), values.clone())).collect(),
        administrator: known.administrator,
        disabled: known.disabled,
        source: known.source.to_string(),
    }))
}
pub(crate) async fn disable<R: RouteKeeper>(State(api): Here<R>, visit: Visit, Named(name): Named<String>) -> Answer<Person> {
    visit.may(&api, Action::ApiWrite, "people").await?;
    api.identity.disable_person(&name, &visit.actor(), visit.now).await?;
    one(&api, &name).await
}
pub(crate) async fn enable<R: RouteKeeper>(State(api): Here<R>, visit: Visit, Named(name): Named<String>) -> Answer<Person> {
    visit.may(&api, Action::ApiWrite, "people").await?;
    api.identity.enable_person(&name, &visit.actor(), visit.now).await?;
    one(&api, &name).await
}
pub(crate) async fn remove<R: RouteKeeper>(State(api): Here<R>, visit: Visit, Named(name): Named<String>) -> Answer<Person> {
    visit.may(&api, Action::ApiWrite, "people").await?;
    let person = one(&api, &name).await?;
    api.identity.delete_person(&name, &visit.actor(), visit.now).await?;
    Ok(person)
}
pub(crate) async fn set_password<R: RouteKeeper>(
    State(api): Here<R>,
    visit: Visit,
    Named(name): Named<String>,
    body: Result<Body<SetPassword>, Refused>,
) -> Answer<Person> {
    visit.may(&api, Action::ApiWrite, "people").await?;
    let Body(new) = body?;
    api.identity.set_password(&name, &SecretText::from(new.password), None, &visit.actor(), visit.now).await?;
    one(&api, &name).await
}
/// What directory servers say of everybody who is signed in, now.
pub(crate) async fn refresh_all<R: RouteKeeper>(State(api): Here<R>, visit: Visit) -> Answer<Refreshed> {
    visit.may(&api, Action::ApiWrite, "people").await?;
    Ok(Json(refreshed(api.identity.refresh_people(None).await?)))
}
pub(crate) async fn refresh<R: RouteKeeper>(State(api): Here<R>, visit: Visit, Named(name): Named<String>) -> Answer<Refreshed> {
    visit.may(&api, Action::ApiWrite, "people").await?;
    Ok(Json(refreshed(api.identity.refresh_people(Some(&name)).await?)))
}
fn refreshed(of: portcullis_identity::Refreshed) -> Refreshed {
    Refreshed { looked_at: of.looked_at, changed: of.changed, failed: of.failed }
}
pub(crate) async fn invite<R: RouteKeeper>(State(api): Here<R>, visit: Visit, Named(name): Named<String>) -> Answer<Invitation> {
    visit.may(&api, Action::ApiWrite, "people").await?;
    let token = api.identity.invite(&name, &visit.actor(), visit.now).await?;
    Ok(Json(invitation(&(api.portal)(), &token, visit.now, INVITATION_LIFE)))
}
pub(crate) async fn recover<R: RouteKeeper>(State(api): Here<R>, visit: Visit) -> Answer<Invitation> {
    visit.may(&api, Action::ApiWrite, "recovery").await?;
    let token = api.identity.recover(None, &visit.actor(), visit.now).await?;
    Ok(Json(invitation(&(api.portal)(), &token, visit.now, RECOVERY_LIFE)))
}

/// The link is built from the configured origin, never from a request (S13).
pub fn invitation(portal: &str, token: &SecretText, now: Timestamp, life: Duration) -> Invitation {
    Invitation { link: format!("{portal}/enrol?token={}", token.expose()), expires: now.plus(life).rfc3339() }
}

async fn one<R>(api: &Api<R>, name: &str) -> Answer<Person> {
    Ok(Json(shown(&api.identity.show_person(name).await?)))
}

fn shown(p: &PersonView) -> Person {
    let state = match (p.disabled, p.enrolled) {
        (true, _) => "disabled",
        (false, true) => "active",
        (false, false) => "invited",
    };
    Person {
        id: p.id.map(|id| id.to_string()).unwrap_or_default(),
        name: p.username.to_string(),
        email: p.email.as_deref().map(Into::into),
        display_name: p.display_name.to_string(),
        groups: p.groups.iter().map(ToString::to_string).collect(),
        roles: p.roles.iter().map(|r: &Role| r.as_str().into()).collect(),
        state: state.into(),
        source: p.source.as_deref().unwrap_or("internal").into(),
        created: p.created.map(Timestamp::rfc3339),
    }
}
