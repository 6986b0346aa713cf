//! The first page: the applications of this person.
//!
//! Why: a door that would not open is not shown; what is shown comes from the same judge that opens it.

use crate::reply::{self, Reply};
use crate::visit::{Visit, person};
use http::StatusCode;
use portcullis_pages::{Launcher, Tile, Trouble};

pub(crate) async fn show(visit: &Visit<'_>) -> Reply {
    let fields = match visit.query() {
        Ok(fields) => fields,
        Err(trouble) => return visit.trouble(trouble),
    };
    let session = match visit.session().await {
        Ok(Some(session)) => session,
        Ok(None) => return reply::redirect(StatusCode::FOUND, "/login"),
        Err(_) => return visit.trouble(Trouble::Unavailable),
    };
    if crate::accept::missing(visit, &session).is_some() {
        return reply::redirect(StatusCode::FOUND, "/accept");
    }
    let applications = visit.portal.launcher.applications(&session, visit.request.peer_ip, visit.request.now);
    let tiles: Vec<Tile<'_>> =
        applications.iter().map(|a| Tile { name: &a.name, host: &a.host, url: &a.url, description: &a.description, second_factor: a.second_factor }).collect();
    let subject = session.subject();
    let page = Launcher {
        person: person(&subject),
        tiles: &tiles,
        query: fields.get("q"),
        amr: session.auth.amr,
        signed_in: session.auth.auth_time,
        ends: session.ends_at(),
    };
    visit.page(page.render(&visit.site()))
}
