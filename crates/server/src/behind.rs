//! `protect --behind`: the route of an application that another proxy has, and what that proxy is told.
//!
//! Why: the recipe holds what only the running server knows, where its listener for proxies is; asked for again it is written again.

use crate::shown::listed;
use portcullis_api::RouteRefused;
use portcullis_config::{Allow, BehindProxy, CheckedConfig, Protected, RecipeHost, TrustedProxy, guarded_document, recipe};
use portcullis_crypto::equal;
use portcullis_model::{TargetUri, WireTarget};
use portcullis_route::{Backend, Route as Guarded};
use portcullis_wire::{NewRoute, Recipe, Route};
use std::net::{IpAddr, SocketAddr};

pub(crate) struct Behind {
    proxy: BehindProxy,
    host: RecipeHost,
    checks: SocketAddr,
}

/// Whether a proxy that shows this is believed: a file that leads to nothing but refusals is not written.
fn believed(new: &NewRoute, checks: IpAddr, trusted: &[TrustedProxy]) -> Result<(), RouteRefused> {
    let bad = |why: String| Err(RouteRefused::Bad(why));
    // Whoever asks on loopback is on loopback; elsewhere it may be any of them.
    let from: Vec<&TrustedProxy> = trusted.iter().filter(|p| !checks.is_loopback() || p.network.contains(&checks)).collect();
    if from.is_empty() {
        return bad(format!("`trusted_proxies` does not name {checks}, where the proxy asks from: add it, or no check of it is answered."));
    }
    let shown = new.secret.as_ref().map(|s| s.0.as_bytes());
    if from.iter().any(|p| p.secret.as_ref().is_none_or(|s| shown.is_some_and(|v| equal(v, s.expose())))) {
        return Ok(());
    }
    bad(match shown {
        None => "`trusted_proxies` asks a secret of this proxy: give its file with --secret-file.".into(),
        Some(_) => "What --secret-file holds is not the secret that `trusted_proxies` asks of this proxy: give the file that is named there.".into(),
    })
}

/// A new route that takes a host away from rules that were there.
pub(crate) fn overruled(added: &Guarded, before: &str) -> String {
    let (name, from) = (&added.name, added.from_origin());
    format!(
        "{from} was judged by the rules of route `{before}`, and is by `{name}` alone now. To keep those rules: `portcullis route remove {name}`, write a route into the configuration file with `name: {name}`, `from: {from}`, `forward_auth: true` and the policy of `{before}`, and say the same again without --allow"
    )
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
        believed(new, checks.ip(), &config.trusted_proxies)?;
        Ok(Self { proxy, host, checks })
    }

    /// The route, where it is there already and nothing else is asked of it.
    pub(crate) fn known(&self, new: &NewRoute, config: &CheckedConfig) -> Option<Route> {
        let route = config.routes.by_name(&new.name.to_ascii_lowercase())?;
        let same = matches!(route.backend, Backend::ForwardAuth) && route.from_origin() == format!("https://{}", self.host.name());
        (same && new.allow.is_empty()).then(|| self.known_as(route, config))
    }
    pub(crate) fn known_as(&self, route: &Guarded, config: &CheckedConfig) -> Route {
        Route { recipe: Some(self.recipe(&route.name)), ..listed(route, config) }
    }

    /// The route that has judged this host so far.
    pub(crate) fn judged_by(&self, config: &CheckedConfig) -> Option<Box<str>> {
        let wire = WireTarget { https: true, authority: Some(self.host.name()), hosts: &[], path_and_query: "/" };
        config.routes.find(&TargetUri::parse(wire).ok()?).map(|r| r.name.clone())
    }

    /// What is there under this name, and how to go on.
    pub(crate) fn taken(&self, route: &Guarded) -> String {
        let (name, from) = (&route.name, route.from_origin());
        if !matches!(route.backend, Backend::ForwardAuth) || from != format!("https://{}", self.host.name()) {
            return format!("There is a route `{name}` already, for {from}: take another name.");
        }
        let change = if route.stored { "remove it with `portcullis route remove` first" } else { "change it in the configuration file" };
        format!(
            "There is a route `{name}` for this host already. Leave --allow out to have its file written, also for another proxy; to let in others, {change}."
        )
    }

    pub(crate) fn document(&self, name: &str, allow: &[Allow]) -> Result<Protected, RouteRefused> {
        guarded_document(name, &self.host, allow).map_err(|e| RouteRefused::Bad(format!("{e}.")))
    }

    pub(crate) fn recipe(&self, name: &str) -> Recipe {
        let portcullis_config::Recipe { file, text, lines } = recipe(self.proxy, name, &self.host, self.checks);
        Recipe { file, text, lines }
    }
}
