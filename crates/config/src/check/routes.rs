//! All routes, of the file and of the store, into one table.
//!
//! Why: a stored route that collides with one of the file must be told before either answers.

use super::desk::Desk;
use super::policies::Policies;
use super::route::{self, Found};
use super::server::Server;
use crate::Place;
use crate::table::{self, Section};
use portcullis_document::{Span, read_yaml};
use portcullis_route::{Clash, PathPattern, RouteClash, RouteTable};
use std::collections::HashMap;

/// The table, and where each of its routes is written; none where routes clash or have no place.
pub(super) fn read(root: Section<'_>, server: &Server, policies: &mut Policies, desk: &mut Desk<'_>) -> Option<(RouteTable, Vec<Place>)> {
    let mut all: Vec<(Found, Written)> = Vec::new();
    for section in root.inners("routes") {
        let found = route::read(section, None, server, policies, desk);
        all.push((found, Written::of(section, desk.input.name, section.span())));
    }
    for stored in desk.input.stored_routes {
        let file = format!("stored route {}", stored.name);
        desk.turn_to(&file);
        let Some(tree) = desk.told(read_yaml(&stored.document)) else { continue };
        let mut found = Vec::new();
        table::check_shape(&tree, &table::ROUTE, &mut found);
        desk.take(found);
        let section = Section::new(&tree, &table::ROUTE);
        let found = route::read(section, Some(&stored.name), server, policies, desk);
        all.push((found, Written::of(section, &file, Span::START)));
    }
    // Positions in the table, as positions among all.
    let placed: Vec<usize> = all.iter().enumerate().filter(|(_, (found, _))| found.route.is_some()).map(|(at, _)| at).collect();
    let built = RouteTable::build(all.iter().filter_map(|(found, _)| found.route.clone()).collect());
    let clashes: Vec<RouteClash> = match &built {
        Ok(_) => Vec::new(),
        Err(clashes) => clashes.iter().filter(|c| c.what != Clash::Name).filter_map(|c| among_all(c, &placed)).collect(),
    };
    for clash in clashes.iter().chain(&same_names(&all, &clashes)) {
        tell(clash, &all, desk);
    }
    if let (Ok(table), false) = (&built, desk.has_errors()) {
        slashes(table, &all, desk);
    }
    desk.turn_back();
    let places =
        all.into_iter().filter(|(found, _)| found.route.is_some()).map(|(_, written)| Place { file: written.file.into(), span: written.from }).collect();
    built.ok().map(|table| (table, places))
}

fn among_all(clash: &RouteClash, placed: &[usize]) -> Option<RouteClash> {
    let routes = (*placed.get(clash.routes.0)?, *placed.get(clash.routes.1)?);
    Some(RouteClash { routes, ..clash.clone() })
}

/// Names that are taken, also by and of routes that have no place in a table. Two that were both made from the same host and
/// path clash already.
fn same_names(all: &[(Found, Written)], clashes: &[RouteClash]) -> Vec<RouteClash> {
    let mut first: HashMap<&str, usize> = HashMap::new();
    let mut told = Vec::new();
    for (at, (found, written)) in all.iter().enumerate().filter(|(_, (found, _))| !found.name.is_empty()) {
        let earlier = *first.entry(&found.name).or_insert(at);
        let Some((_, other)) = all.get(earlier).filter(|_| earlier != at) else { continue };
        let derived = !written.named && !other.named && clashes.iter().any(|c| c.routes == (earlier, at));
        if !derived {
            told.push(RouteClash { routes: (earlier, at), names: (found.name.clone(), found.name.clone()), what: Clash::Name });
        }
    }
    told
}

/// An exact path is that path and no other; where another route takes it with a slash more or less, who may see the page may differ.
fn slashes(table: &RouteTable, all: &[(Found, Written)], desk: &mut Desk<'_>) {
    for (found, written) in all {
        let Some((route, other)) = found.route.as_ref().and_then(|route| Some((route, table.beside(route)?))) else { continue };
        let (PathPattern::Exact(path), false) = (&route.path, route.public) else { continue };
        let twin = path.strip_suffix('/').map_or_else(|| format!("{path}/"), str::to_owned);
        turn_to_file_of(written, desk);
        desk.warn(
            written.path,
            format!("`{path}` is this path and no other: `{twin}` goes to the route `{}`", other.name),
            "many applications read both as one page; write `prefix:`, or a route for each",
        );
    }
}

fn turn_to_file_of(written: &Written, desk: &mut Desk<'_>) {
    if written.file == desk.input.name {
        desk.turn_back();
    } else {
        desk.turn_to(&written.file);
    }
}

struct Written {
    file: String,
    span: Span,
    /// The place of its address.
    from: Span,
    /// The place of its path, or of its address.
    path: Span,
    /// Its author named it.
    named: bool,
}
impl Written {
    fn of(section: Section<'_>, file: &str, span: Span) -> Self {
        let from = section.text("from").map_or(span, |(_, s)| s);
        let path = section.text("path").map_or(from, |(_, s)| s);
        Self { file: file.to_owned(), span, from, path, named: section.node().get("name").is_some() }
    }
}

/// At the later of the two: what is in the file comes before what was stored.
fn tell(clash: &RouteClash, routes: &[(Found, Written)], desk: &mut Desk<'_>) {
    let (Some((_, first)), Some((_, second))) = (routes.get(clash.routes.0), routes.get(clash.routes.1)) else { return };
    let place = if first.file == second.file { format!("line {}", first.span.line) } else { format!("{}:{}", first.file, first.span) };
    let hint = match clash.what {
        Clash::Name => "give one of them another `name`",
        Clash::Match(_) => "join them, or tell them apart by `path` or `prefix`",
        Clash::Priority(_) => "give one of them another `priority`; the higher wins",
    };
    turn_to_file_of(second, desk);
    desk.error(second.span, format!("{clash}; the first is at {place}"), hint);
}
