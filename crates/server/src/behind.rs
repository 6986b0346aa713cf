//! `protect --behind`: the route of an application that another proxy has, and what that proxy is told.
//!
//! Why: the recipe holds what only the running server knows, where its listener for proxies is; asked for again it is written again.

use crate::shown::listed;
use portcullis_api::RouteRefused;
use portcullis_config::{Allow, BehindProxy, CheckedConfig, Protected, RecipeHost, guarded_document, recipe};
use portcullis_route::Backend;
use portcullis_wire::{NewRoute, Recipe, Route};
use std::net::SocketAddr;

pub(crate) struct Behind {
    proxy: BehindProxy,
    host: RecipeHost,
    checks: SocketAddr,
}

impl Behind {
    pub(crate) fn of(proxy: &str, new: &NewRoute, config: &CheckedConfig) -> Result<Self, RouteRefused> {
        let bad = |why: String| Err(RouteRefused::Bad(why));
        let Some(proxy) = BehindProxy::parse(proxy) else {
            let known: Vec<&str> = BehindProxy::ALL.iter().map(|(name, _)| *name).collect();
            return bad(format!("There is no recipe for `{proxy}`, only for {}.", known.join(", ")));
        };
        let Some(host) = RecipeHost::parse(&new.url) else {
            return bad(format!("`{}` is no host; with `--behind` write NAME=HOST, like wiki=wiki.example.com.", new.url));
        };
        let Some(checks) = config.listen.forward_auth else {
            return bad(
                "There is no listener for proxies: set `listen: { forward_auth: \"127.0.0.1:9091\" }` and name the proxy's address in `trusted_proxies`."
                    .into(),
            );
        };
        Ok(Self { proxy, host, checks })
    }

    /// The route, where it is there already and nothing else is asked of it.
    pub(crate) fn known(&self, new: &NewRoute, config: &CheckedConfig) -> Option<Route> {
        let route = config.routes.by_name(&new.name.to_ascii_lowercase())?;
        let same = matches!(route.backend, Backend::ForwardAuth) && route.from_origin() == format!("https://{}", self.host.name());
        (same && new.allow.is_empty()).then(|| Route { recipe: Some(self.recipe(&route.name)), ..listed(route, config) })
    }

    pub(crate) fn document(&self, name: &str, allow: &[Allow]) -> Result<Protected, RouteRefused> {
        guarded_document(name, &self.host, allow).map_err(|e| RouteRefused::Bad(format!("{e}.")))
    }

    pub(crate) fn recipe(&self, name: &str) -> Recipe {
        let portcullis_config::Recipe { file, text, lines } = recipe(self.proxy, name, &self.host, self.checks);
        Recipe { file, text, lines }
    }
}
