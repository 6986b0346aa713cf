//! `/.portcullis/user`: who this host is told is visiting, as a page or as JSON.
//!
//! Why: the quickest answer to "why can't I open it" is what the gate knows.

use crate::client::prefers_html;
use crate::enforce::{Asked, Pep, Scene};
use crate::render::{Reader, json};
use crate::{assertion, challenge, reserved_path};
use bytes::Bytes;
use http::{Method, Response, StatusCode};
use portcullis_guard::Challenge;
use portcullis_guard::{Rules, Who};
use portcullis_identity::LiveSession;
use portcullis_model::{AmrSet, Email, Reason, ReasonSet, Role};
use portcullis_pages::{Person, Trouble, User};
use std::sync::Arc;

pub(crate) async fn answer(pep: &Pep, rules: &Rules, asked: &Asked<'_>) -> Response<Bytes> {
    if !matches!(asked.head.method, Method::GET | Method::HEAD) {
        return reserved_path::trouble(pep, asked, Trouble::MethodNotAllowed);
    }
    let Ok(who) = pep.visitor(asked).await else { return reserved_path::trouble(pep, asked, Trouble::Unavailable) };
    let Some(route) = rules.routes.iter().find(|r| r.host.matches(asked.target.host())) else { return reserved_path::trouble(pep, asked, Trouble::NotFound) };
    let scene = Scene { route, who: &who, host: asked.target.host() };
    match who.session() {
        Some(session) if prefers_html(&asked.head.headers) => page(pep, &who, session, asked),
        Some(session) => json(StatusCode::OK, assertion::claims(pep, &scene, session, asked.now).to_string()),
        None => {
            let sign_in = Challenge { sign_in: true, aal: None, fresh_within: None, amr: AmrSet::default() };
            challenge::render(pep, &scene, asked, &sign_in, None, ReasonSet::of(Reason::UserUnauthenticated))
        }
    }
}

fn page(pep: &Pep, who: &Who, session: &Arc<LiveSession>, asked: &Asked<'_>) -> Response<Bytes> {
    let subject = who.subject();
    let groups: Vec<&str> = subject.groups.shown().collect();
    let roles: Vec<&str> = subject.roles.iter().map(Role::as_str).collect();
    let host = crate::enforce::host_port(asked.target);
    let email = subject.email.as_ref().map_or("", Email::as_str);
    let user = User {
        person: Person { display_name: &subject.display_name, account: if email.is_empty() { &subject.user } else { email } },
        host: &host,
        username: &subject.user,
        email,
        groups: &groups,
        roles: &roles,
        aal: session.auth.aal,
        amr: session.auth.amr,
        signed_in: session.auth.auth_time,
        ends: session.ends_at(),
        latest: session.auth.expires,
        sid: &session.auth.sid,
    };
    let reader = Reader { headers: Some(&asked.head.headers), session: Some(session) };
    pep.renderer.page(&pep.setting.load().portal, asked.now, reader, |site| user.render(site))
}
