//! A route as people see it.
//!
//! Why: whoever lists the routes wants to know where each leads and who gets there, without opening the file.

use crate::beneath;
use portcullis_config::CheckedConfig;
use portcullis_model::OriginScheme;
use portcullis_route::{Backend, PathPattern, Route};

/// With the port that people reach it by.
pub(crate) fn shown(route: &Route, port: Option<u16>) -> portcullis_wire::Route {
    let from = match (route.from_port, port) {
        // Another proxy has it, on a port of its own.
        _ if matches!(route.backend, Backend::ForwardAuth) => route.from_origin(),
        (None, Some(port)) => format!("{}:{port}", route.from_origin()),
        _ => route.from_origin(),
    };
    let path = origin_path(route);
    let to = match &route.backend {
        Backend::Origins(origins) => origins
            .iter()
            .map(|o| match &o.scheme {
                OriginScheme::Http => format!("http://{}{path}", o.authority),
                OriginScheme::Https => format!("https://{}{path}", o.authority),
                OriginScheme::Unix(path) => format!("unix://{}", path.display()),
            })
            .collect(),
        Backend::Redirect(_) => vec!["redirect".into()],
        Backend::Response(_) => vec!["response".into()],
        Backend::ForwardAuth => vec!["another proxy".into()],
    };
    let source = if route.stored { "stored" } else { "file" }.into();
    portcullis_wire::Route { name: route.name.to_string(), from, to, allow: Vec::new(), source, document: None, warnings: Vec::new(), recipe: None }
}

/// With whom its policy allows.
pub(crate) fn listed(route: &Route, config: &CheckedConfig) -> portcullis_wire::Route {
    let allow = match config.policies.get(route.policy) {
        _ if route.public => vec!["public".into()],
        Some(policy) => policy.allows(),
        None => Vec::new(),
    };
    portcullis_wire::Route { allow, ..shown(route, config.portal.port) }
}

/// What is put before the paths of the origin, where it is more than the route's own prefix.
fn origin_path(route: &Route) -> &str {
    let own = if let PathPattern::Prefix(prefix) = &route.path { &**prefix } else { "/" };
    route.prefix_rewrite.as_deref().filter(|to| *to != "/" && *to != own).unwrap_or_default()
}

/// What is to be said of a stored route, once it is there.
pub(crate) fn warnings(config: &CheckedConfig, name: &str) -> Vec<String> {
    let file = format!("stored route {name}");
    let here = config.warnings.iter().cloned().chain(beneath::uncovered(config)).filter(|w| *w.file == *file);
    here.map(|w| match w.hint {
        Some(hint) => format!("{}; {hint}", w.message),
        None => w.message,
    })
    .collect()
}
