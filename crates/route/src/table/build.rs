//! Building the table: every route into its place, every clash told.
//!
//! Why: a tie that the order of a file would decide is an error that its author can see, not a surprise in production.

use super::{Clash, Hosts, Paths, Ports, RouteClash, RouteTable};
use crate::{HostPattern, PathPattern, Route};
use std::collections::HashMap;
use std::sync::Arc;

pub(super) fn build(routes: Vec<Route>) -> Result<RouteTable, Vec<RouteClash>> {
    let mut table = RouteTable::default();
    let mut clashes = Vec::new();
    for (at, route) in routes.iter().enumerate() {
        let mut clash = |earlier: usize, what: Clash| {
            let name = |i: usize| routes.get(i).map(|r| r.name.clone()).unwrap_or_default();
            clashes.push(RouteClash { routes: (earlier, at), names: (name(earlier), name(at)), what });
        };
        if let Some(&earlier) = table.names.get(&route.name) {
            clash(earlier, Clash::Name);
        } else {
            table.names.insert(route.name.clone(), at);
        }
        if let Some((earlier, what)) = place(paths_of(&mut table, route), route, at) {
            clash(earlier, what);
        }
    }
    if !clashes.is_empty() {
        return Err(clashes);
    }
    for hosts in [&mut table.http, &mut table.https] {
        hosts.exact.values_mut().chain(hosts.wildcard.values_mut()).for_each(seal);
    }
    table.routes = routes.into_iter().map(Arc::new).collect();
    Ok(table)
}

fn paths_of<'t>(table: &'t mut RouteTable, route: &Route) -> &'t mut Paths {
    let hosts: &mut Hosts = if route.from_https { &mut table.https } else { &mut table.http };
    let ports: &mut Ports = match &route.host {
        HostPattern::Exact(name) => hosts.exact.entry(name.clone()).or_default(),
        HostPattern::Wildcard(suffix) => hosts.wildcard.entry(suffix.clone()).or_default(),
    };
    let Some(port) = route.from_port else { return ports.any.get_or_insert_default() };
    let at = match ports.named.iter().position(|(p, _)| *p == port) {
        Some(at) => at,
        None => {
            ports.named.push((port, Paths::default()));
            ports.named.len() - 1
        }
    };
    // The entry at `at` was found or pushed just above; the fallback is never taken.
    match ports.named.get_mut(at) {
        Some((_, paths)) => paths,
        None => ports.any.get_or_insert_default(),
    }
}

/// Puts the route in; tells the earlier one where the place is taken.
fn place(paths: &mut Paths, route: &Route, at: usize) -> Option<(usize, Clash)> {
    let taken = |map: &mut HashMap<Box<str>, usize, _>, key: &str| match map.get(key) {
        Some(&earlier) => Some((earlier, Clash::Match(format!("{} {}", route.from_origin(), route.path).into()))),
        None => {
            map.insert(key.into(), at);
            None
        }
    };
    match &route.path {
        PathPattern::Exact(path) => taken(&mut paths.exact, path),
        PathPattern::Prefix(path) => taken(&mut paths.prefixes, path),
        PathPattern::Regex { regex, priority, .. } => match paths.expressions.iter().find(|(p, ..)| p == priority) {
            Some((_, _, earlier)) => Some((*earlier, Clash::Priority(*priority))),
            None => {
                paths.expressions.push((*priority, regex.clone(), at));
                None
            }
        },
    }
}

fn seal(ports: &mut Ports) {
    for paths in ports.any.iter_mut().chain(ports.named.iter_mut().map(|(_, p)| p)) {
        paths.lengths = paths.prefixes.keys().map(|p| p.len()).collect();
        paths.lengths.sort_unstable_by(|a, b| b.cmp(a));
        paths.lengths.dedup();
        paths.expressions.sort_by_key(|(priority, ..)| std::cmp::Reverse(*priority));
        paths.exact.shrink_to_fit();
        paths.prefixes.shrink_to_fit();
    }
}
