//! The launcher's list: what this person may open, asked of the judge.
//!
//! Why: a list that is not made by the enforcing evaluator lies sooner or later.

use portcullis_guard::{Ask, Guard, Openable, Who};
use portcullis_identity::{LiveSession, ReturnTarget};
use portcullis_model::{Aal, Amr, RequestId, TargetUri, Timestamp, WireTarget};
use portcullis_policy::Challenge;
use portcullis_portal::{Application, Launcher};
use portcullis_route::{Backend, HostPattern, PathPattern, Route};
use std::net::IpAddr;
use std::sync::Arc;

pub(crate) struct OpenableRoutes {
    pub(crate) guard: Arc<Guard>,
    /// The port people reach us by, where it is not the scheme's own.
    pub(crate) port: Option<u16>,
}

impl Launcher for OpenableRoutes {
    fn applications(&self, session: &LiveSession, ip: IpAddr, now: Timestamp) -> Vec<Application> {
        let rules = self.guard.rules();
        let who = Who::for_list(session, now);
        let mut found: Vec<Application> = Vec::new();
        for route in rules.routes.iter().filter(|r| shown(r)) {
            let HostPattern::Exact(host) = &route.host else { continue };
            let port = route.from_port.or(self.port);
            let authority = port.map_or_else(|| host.to_string(), |p| format!("{host}:{p}"));
            let Some(path) = entry(&route.path) else { continue };
            let wire = WireTarget { https: route.from_https, authority: Some(&authority), hosts: &[], path_and_query: path };
            let Ok(target) = TargetUri::parse(wire).map(Arc::new) else { continue };
            let ask =
                Ask { rules: &rules, epoch: 0, route, target: &target, method: "GET", preflight: false, websocket: false, ip, request: RequestId::new(now, 0) };
            let second_factor = match self.guard.could_open(&who, &ask, now) {
                Openable::No => continue,
                Openable::Yes => false,
                Openable::AfterChallenge(challenge) => asks_for_another(&challenge),
            };
            let scheme = if route.from_https { "https" } else { "http" };
            found.push(Application {
                name: route.name.clone(),
                host: authority.clone().into(),
                url: format!("{scheme}://{authority}{path}").into(),
                description: route.description.clone(),
                second_factor,
            });
        }
        found.sort_by(|a, b| a.name.cmp(&b.name));
        found
    }

    fn application_at(&self, target: &ReturnTarget) -> Option<Box<str>> {
        let rules = self.guard.rules();
        let target = target.target()?;
        // A route of many hosts is named for none of them.
        let named = rules.routes.find(&target).map(|route| match route.host {
            HostPattern::Exact(_) => route.name.clone(),
            HostPattern::Wildcard(_) => target.host().into(),
        });
        // Our own pages on a guarded host are under no route of theirs.
        named.or_else(|| rules.routes.has_host(target.host()).then(|| target.host().into()))
    }
}

/// Whether a password alone does not meet the challenge.
fn asks_for_another(challenge: &Challenge) -> bool {
    challenge.aal.is_some_and(|level| level > Aal::One) || challenge.amr.iter().any(|method| method != Amr::Pwd)
}

fn shown(route: &Route) -> bool {
    matches!(route.backend, Backend::Origins(_) | Backend::Redirect(_) | Backend::ForwardAuth)
}

/// Where a person enters: an exact path or a prefix; a regular expression has no first page.
fn entry(path: &PathPattern) -> Option<&str> {
    match path {
        PathPattern::Exact(p) | PathPattern::Prefix(p) => Some(p),
        PathPattern::Regex { .. } => None,
    }
}
