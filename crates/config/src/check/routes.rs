//! All routes, of the file and of the store, into one table.
//!
//! Why: a stored route that collides with one of the file must be told before either answers.

use super::desk::Desk;
use super::policies::Policies;
use super::route;
use super::server::Server;
use crate::table::{self, Section};
use portcullis_document::{Span, read_yaml};
use portcullis_route::{Clash, Route, RouteClash, RouteTable};

/// The table; none where some route has faults.
pub(super) fn read(root: Section<'_>, server: &Server, policies: &mut Policies, desk: &mut Desk<'_>) -> Option<RouteTable> {
    let mut routes: Vec<(Route, Written)> = Vec::new();
    for section in root.inners("routes") {
        if let Some(route) = route::read(section, None, server, policies, desk) {
            routes.push((route, Written { file: desk.input.name.to_owned(), span: section.span() }));
        }
    }
    for stored in desk.input.stored_routes {
        let file = format!("stored route {}", stored.name);
        desk.turn_to(&file);
        let Some(tree) = desk.told(read_yaml(&stored.document)) else { continue };
        let mut found = Vec::new();
        table::check_shape(&tree, &table::ROUTE, &mut found);
        desk.take(found);
        let section = Section::new(&tree, &table::ROUTE);
        if let Some(route) = route::read(section, Some(&stored.name), server, policies, desk) {
            routes.push((route, Written { file, span: Span::START }));
        }
    }
    let clashes = RouteTable::build(routes.iter().map(|(r, _)| r.clone()).collect()).err().unwrap_or_default();
    for clash in &clashes {
        tell(clash, &routes, desk);
    }
    desk.turn_back();
    RouteTable::build(routes.into_iter().map(|(route, _)| route).collect()).ok()
}

struct Written {
    file: String,
    span: Span,
}

/// At the later of the two: what is in the file comes before what was stored.
fn tell(clash: &RouteClash, routes: &[(Route, Written)], desk: &mut Desk<'_>) {
    let (Some((_, first)), Some((_, second))) = (routes.get(clash.routes.0), routes.get(clash.routes.1)) else { return };
    let place = if first.file == second.file { format!("line {}", first.span.line) } else { format!("{}:{}", first.file, first.span) };
    let hint = match clash.what {
        Clash::Name => "give one of them another `name`",
        Clash::Match(_) => "join them, or tell them apart by `path` or `prefix`",
        Clash::Priority(_) => "give one of them another `priority`; the higher wins",
    };
    if second.file == desk.input.name {
        desk.turn_back();
    } else {
        desk.turn_to(&second.file);
    }
    desk.error(second.span, format!("{clash}; the first is at {place}"), hint);
}
