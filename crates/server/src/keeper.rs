//! Routes added and removed on the running server.
//!
//! Why: the whole configuration with the new route is checked first; only what passes is written, and what is written holds
//! before the command answers.

use crate::behind::{Behind, overruled};
use crate::house::House;
use crate::reload::Cause;
pub(crate) use crate::shown::shown;
use crate::shown::{listed, warnings};
use crate::stored_routes;
use portcullis_api::{RouteKeeper, RouteRefused};
use portcullis_config::{Allow, CheckedConfig, Protect, Protected, StoredRoute, lead_to, protect_document};
use portcullis_gateway::Certificates;
use portcullis_identity::Actor;
use portcullis_model::{EventKind, Groups, Timestamp};
use portcullis_store::StoreError;
use portcullis_wire::NewRoute;
use std::sync::Arc;
use std::sync::atomic::Ordering;

pub(crate) struct Keeper {
    pub(crate) house: Arc<House>,
    pub(crate) certificates: Option<Arc<Certificates>>,
}

impl RouteKeeper for Keeper {
    async fn list(&self) -> Result<Vec<portcullis_wire::Route>, RouteRefused> {
        let stored = stored_routes::load(&self.house.store).await.map_err(|_| RouteRefused::Unavailable)?;
        let document = |name: &str| stored.iter().find(|s| *s.name == *name).map(|s| s.document.to_string());
        let config = self.house.config.load();
        let one = |r| {
            let route = listed(r, &config);
            let document = Some(&*route.source).filter(|s| *s == "stored").and_then(|_| document(&route.name));
            portcullis_wire::Route { document, ..route }
        };
        Ok(config.routes.iter().map(|r| one(r)).collect())
    }

    async fn add(&self, new: NewRoute, actor: Actor, now: Timestamp) -> Result<portcullis_wire::Route, RouteRefused> {
        let house = &self.house;
        let _one = house.changing.lock().await;
        let config = house.config.load_full();
        let behind = new.behind.as_deref().map(|proxy| Behind::of(proxy, &new, &config)).transpose()?;
        if let Some(known) = behind.as_ref().and_then(|b| b.known(&new, &config)) {
            return Ok(known);
        }
        let allow = new.allow.iter().map(|a| Allow::parse(a)).collect::<Result<Vec<_>, _>>().map_err(|e| RouteRefused::Bad(format!("{e}.")))?;
        self.groups_exist(&allow).await?;
        let protected = match &behind {
            Some(behind) => behind.document(&new.name, &allow)?,
            None => proxied(&new, &allow, &config)?,
        };
        let route = StoredRoute { name: protected.name.clone(), document: protected.document.into() };
        let mut stored = stored_routes::load(&house.store).await.map_err(|_| RouteRefused::Unavailable)?;
        if let Some(there) = config.routes.by_name(&protected.name) {
            // The same again, for its file: it was not written, or another proxy's is wanted.
            let same = stored.iter().any(|r| r.name == route.name && r.document == route.document);
            return match &behind {
                Some(behind) if same => Ok(behind.known_as(there, &config)),
                Some(behind) => Err(RouteRefused::Taken(behind.taken(there))),
                None => Err(RouteRefused::Taken(format!("There is a route `{}` already. See `portcullis route list`.", protected.name))),
            };
        }
        stored.push(route.clone());
        house.source.check(&stored).map_err(|faults| RouteRefused::Bad(faults.to_string()))?;
        let before = behind.as_ref().and_then(|b| b.judged_by(&config));
        let event = stored_routes::event(now, EventKind::RouteAdded, &route.name, &actor).with("to", &new.url);
        let mut random = [0; 10];
        house.random.fill(&mut random);
        let millis = u64::try_from(now.micros() / 1000).unwrap_or(0);
        let id = uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid();
        stored_routes::add(&house.store, &route, id, event).await.map_err(|error| refused(&error, &route.name))?;
        house.apply(&stored, Cause::StoredRoutes, self.certificates.as_deref()).await.map_err(RouteRefused::Bad)?;
        let config = house.config.load();
        let added = config.routes.by_name(&route.name).ok_or(RouteRefused::Unavailable)?;
        let recipe = behind.as_ref().map(|b| b.recipe(&route.name));
        let mut warnings = warnings(&config, &route.name);
        warnings.extend(before.map(|before| overruled(added, &before)));
        Ok(portcullis_wire::Route { warnings, recipe, ..listed(added, &config) })
    }

    async fn remove(&self, name: &str, actor: Actor, now: Timestamp) -> Result<portcullis_wire::Route, RouteRefused> {
        let house = &self.house;
        let _one = house.changing.lock().await;
        let config = house.config.load_full();
        let route = config.routes.by_name(name).filter(|r| r.stored).map(|r| listed(r, &config));
        let Some(route) = route else {
            return Err(if config.routes.by_name(name).is_some() {
                RouteRefused::Taken(format!("The route `{name}` is in the configuration file; remove it there."))
            } else {
                RouteRefused::Missing(format!("There is no route `{name}`. See `portcullis route list`."))
            });
        };
        let event = stored_routes::event(now, EventKind::RouteRemoved, name, &actor);
        stored_routes::remove(&house.store, name, event).await.map_err(|error| refused(&error, name))?;
        let stored = stored_routes::load(&house.store).await.map_err(|_| RouteRefused::Unavailable)?;
        house.apply(&stored, Cause::StoredRoutes, self.certificates.as_deref()).await.map_err(RouteRefused::Bad)?;
        Ok(route)
    }

    fn epoch(&self) -> u64 {
        self.house.epoch.load(Ordering::Relaxed)
    }
}

impl Keeper {
    /// Nobody is in a group that is nowhere, so a route for it would let nobody in.
    async fn groups_exist(&self, allow: &[Allow]) -> Result<(), RouteRefused> {
        let named: Vec<&str> = allow.iter().filter_map(|a| if let Allow::Group(name) = a { Some(&**name) } else { None }).collect();
        if named.is_empty() {
            return Ok(());
        }
        let known = self.house.identity.list_groups().await.map_err(|_| RouteRefused::Unavailable)?;
        let config = self.house.config.load();
        let only_other = config.only_other_directory();
        let groups = Groups::of_sources(known.iter().filter_map(|g| g.name.split_once('/')), only_other);
        match named.into_iter().find(|name| !groups.has(name)) {
            Some(name) => {
                Err(RouteRefused::Missing(format!("There is no group \"{name}\"; add it with `portcullis group add`, or see `portcullis group list`.")))
            }
            None => Ok(()),
        }
    }
    /// Leads a stored route to another address; who may come stays as it was. Whether it led elsewhere before.
    pub(crate) async fn lead_to(&self, route: &StoredRoute, url: &str, actor: Actor, now: Timestamp) -> Result<bool, RouteRefused> {
        let house = &self.house;
        let _one = house.changing.lock().await;
        let Some(document) = lead_to(&route.document, url).map_err(|e| RouteRefused::Bad(format!("{e}.")))? else { return Ok(false) };
        let route = StoredRoute { name: route.name.clone(), document: document.into() };
        let mut stored = stored_routes::load(&house.store).await.map_err(|_| RouteRefused::Unavailable)?;
        for old in stored.iter_mut().filter(|r| r.name == route.name) {
            *old = route.clone();
        }
        house.source.check(&stored).map_err(|faults| RouteRefused::Bad(faults.to_string()))?;
        let event = stored_routes::event(now, EventKind::RouteChanged, &route.name, &actor).with("to", url);
        stored_routes::replace(&house.store, &route, event).await.map_err(|error| refused(&error, &route.name))?;
        house.apply(&stored, Cause::StoredRoutes, self.certificates.as_deref()).await.map_err(RouteRefused::Bad)?;
        Ok(true)
    }
}

fn proxied(new: &NewRoute, allow: &[Allow], config: &CheckedConfig) -> Result<Protected, RouteRefused> {
    let Some(domain) = &config.domain else {
        return Err(RouteRefused::Bad(
            "There is no `domain:` in the configuration: set it to where `protect` puts new routes, like `domain: example.com`.".into(),
        ));
    };
    let request = Protect { name: &new.name, url: &new.url, allow, domain, https: config.portal.https };
    protect_document(&request).map_err(|e| RouteRefused::Bad(format!("{e}.")))
}

fn refused(error: &StoreError, name: &str) -> RouteRefused {
    match error {
        StoreError::Taken(_) | StoreError::Conflict => RouteRefused::Taken(format!("There is a route `{name}` already. See `portcullis route list`.")),
        _ => RouteRefused::Unavailable,
    }
}
