//! `/.portcullis/sign-out`: ends this host's session, and only this host's.
//!
//! Why: the path belongs to the application's origin, whose scripts can reach it; so it can close its own door and no other.
//! A GET only asks; the POST comes from our form, with the token bound to the session.

use crate::challenge::append;
use crate::enforce::{Asked, Pep, host_port, origin_of};
use crate::render::Reader;
use crate::{cookies, reserved_path};
use bytes::Bytes;
use data_encoding::BASE64URL_NOPAD;
use http::header::{self, HeaderMap};
use http::{Method, Response};
use portcullis_guard::{Rules, Who};
use portcullis_identity::LiveSession;
use portcullis_model::Email;
use portcullis_pages::{Person, SignOut, SignOutScope, SignedOut, Trouble};
use portcullis_route::Backend;

const ACTION: &str = "/.portcullis/sign-out";

pub(crate) async fn answer(pep: &Pep, rules: &Rules, asked: &Asked<'_>) -> Response<Bytes> {
    let Ok(who) = pep.visitor(asked).await else { return reserved_path::trouble(pep, asked, Trouble::Unavailable) };
    match (&asked.head.method, who.session()) {
        (&Method::GET | &Method::HEAD, Some(session)) => ask(pep, rules, &who, session, asked, false),
        (&Method::POST, Some(session)) => {
            if !from_our_form(&asked.head.headers, &origin_of(asked.target)) {
                return reserved_path::trouble(pep, asked, Trouble::CrossSite);
            }
            if !token_matches(pep, session, asked) {
                return ask(pep, rules, &who, session, asked, true);
            }
            if pep.end_here(session, asked).await.is_err() {
                return reserved_path::trouble(pep, asked, Trouble::Unavailable);
            }
            signed_out(pep, asked)
        }
        (&Method::GET | &Method::HEAD | &Method::POST, None) => signed_out(pep, asked),
        _ => reserved_path::trouble(pep, asked, Trouble::MethodNotAllowed),
    }
}

fn ask(pep: &Pep, rules: &Rules, who: &Who, session: &LiveSession, asked: &Asked<'_>, stale: bool) -> Response<Bytes> {
    let subject = who.subject();
    let host = host_port(asked.target);
    let csrf = token(pep, session, asked);
    let account = subject.email.as_ref().map_or(&*subject.user, Email::as_str);
    let person = Person { display_name: &subject.display_name, account };
    let streams_stay = rules.routes.iter().any(|r| matches!(r.backend, Backend::ForwardAuth) && r.host.matches(asked.target.host()));
    let page = SignOut { scope: SignOutScope::Host(&host), person, action: ACTION, csrf: &csrf, flow: "", stale, streams_stay };
    let reader = Reader { headers: Some(&asked.head.headers), session: Some(session) };
    pep.renderer.page(&pep.setting.load().portal, asked.now, reader, |site| page.render(site))
}

fn signed_out(pep: &Pep, asked: &Asked<'_>) -> Response<Bytes> {
    let host = host_port(asked.target);
    let page = SignedOut { scope: SignOutScope::Host(&host), again: "/", closed: None, others: 0 };
    let mut response = pep.renderer.page(&pep.setting.load().portal, asked.now, Reader::of(&asked.head.headers), |site| page.render(site));
    append(&mut response, cookies::set(cookies::SESSION, "", Some(0)));
    response
}

fn token(pep: &Pep, session: &LiveSession, asked: &Asked<'_>) -> String {
    BASE64URL_NOPAD.encode(&pep.form_key.sign(&[b"sign-out", session.auth.sid.as_bytes(), asked.target.host().as_bytes()]))
}

fn token_matches(pep: &Pep, session: &LiveSession, asked: &Asked<'_>) -> bool {
    let form = asked.form.as_deref().unwrap_or_default();
    let mut tokens = form.split(|b| *b == b'&').filter_map(|p| p.strip_prefix(b"csrf="));
    let (Some(one), None) = (tokens.next(), tokens.next()) else { return false };
    let Ok(tag) = BASE64URL_NOPAD.decode(one) else { return false };
    pep.form_key.verify(&[b"sign-out", session.auth.sid.as_bytes(), asked.target.host().as_bytes()], &tag)
}

/// A form of this very origin: `Sec-Fetch-Site` and `Origin`, each once and each that is present saying so. Browsers send at
/// least one with every form; a request with neither is a program's, and its form token is checked all the same.
fn from_our_form(headers: &HeaderMap, origin: &str) -> bool {
    let says = |name: &str, wanted: &str| {
        let mut all = headers.get_all(name).iter();
        all.next().is_none_or(|v| v.as_bytes() == wanted.as_bytes()) && all.next().is_none()
    };
    says("sec-fetch-site", "same-origin") && says(header::ORIGIN.as_str(), origin)
}
