//! Groups of the internal directory and their members.
//!
//! Why: a membership is a fact policies hang on; changing one is an event of its own.

use crate::answer::{Answer, Refused};
use crate::caller::Visit;
use crate::read::{Asked, Body, Limited, Named};
use crate::{Api, RouteKeeper};
use axum::Json;
use axum::extract::State;
use portcullis_identity::ManageError;
use portcullis_model::Action;
use portcullis_wire::{Group, GroupMember, Listing, NewGroup};
use std::sync::Arc;

type Here<R> = State<Arc<Api<R>>>;

pub(crate) async fn list<R: RouteKeeper>(State(api): Here<R>, visit: Visit, limit: Result<Asked<Limited>, Refused>) -> Answer<Listing<Group>> {
    visit.may(&api, Action::ApiRead, "groups").await?;
    let Asked(limit) = limit?;
    let people = api.identity.list_people().await?;
    let members = |group: &str| people.iter().filter(|p| p.groups.iter().any(|g| **g == *group)).map(|p| p.username.to_string()).collect();
    let items = api.identity.list_groups().await?.iter().map(|g| Group { name: g.name.to_string(), members: members(&g.name) }).collect();
    Ok(Json(Listing { items: limit.of(items)?, next: None }))
}
pub(crate) async fn add<R: RouteKeeper>(State(api): Here<R>, visit: Visit, body: Result<Body<NewGroup>, Refused>) -> Answer<Group> {
    visit.may(&api, Action::ApiWrite, "groups").await?;
    let Body(new) = body?;
    let group = api.identity.add_group(&new.name, "", &visit.actor(), visit.now).await?;
    Ok(Json(Group { name: group.name.to_string(), members: Vec::new() }))
}
pub(crate) async fn show<R: RouteKeeper>(State(api): Here<R>, visit: Visit, Named(name): Named<String>) -> Answer<Group> {
    visit.may(&api, Action::ApiRead, "groups").await?;
    one(&api, &name).await
}
pub(crate) async fn remove<R: RouteKeeper>(State(api): Here<R>, visit: Visit, Named(name): Named<String>) -> Answer<Group> {
    visit.may(&api, Action::ApiWrite, "groups").await?;
    let group = one(&api, &name).await?;
    api.identity.delete_group(&name, &visit.actor(), visit.now).await?;
    Ok(group)
}
pub(crate) async fn add_member<R: RouteKeeper>(State(api): Here<R>, visit: Visit, Named((name, person)): Named<(String, String)>) -> Answer<GroupMember> {
    visit.may(&api, Action::ApiWrite, "groups").await?;
    api.identity.add_member(&name, &person, &visit.actor(), visit.now).await?;
    Ok(Json(GroupMember { person }))
}
pub(crate) async fn remove_member<R: RouteKeeper>(State(api): Here<R>, visit: Visit, Named((name, person)): Named<(String, String)>) -> Answer<GroupMember> {
    visit.may(&api, Action::ApiWrite, "groups").await?;
    api.identity.remove_member(&name, &person, &visit.actor(), visit.now).await?;
    Ok(Json(GroupMember { person }))
}

/// A group by its canonical or bare name, wherever it is kept.
async fn one<R>(api: &Api<R>, name: &str) -> Answer<Group> {
    let groups = api.identity.list_groups().await?;
    let internal = format!("internal/{name}");
    let is_bare = |canonical: &str| canonical.split_once('/').is_some_and(|(_, bare)| bare == name);
    let found = groups.iter().find(|g| *g.name == *name || *g.name == *internal).or_else(|| groups.iter().find(|g| is_bare(&g.name)));
    let Some(group) = found else { return Err(ManageError::UnknownGroup(name.into()).into()) };
    let people = api.identity.list_people().await?;
    let members = people.iter().filter(|p| p.groups.contains(&group.name)).map(|p| p.username.to_string()).collect();
    Ok(Json(Group { name: group.name.to_string(), members }))
}
