//! Pages and problem documents on guarded hosts.
//!
//! Why: a person gets a page, a program a document, both with the request's number and nothing cached.

use crate::client::prefers_html;
use crate::enforce::{Asked, host_port};
use arc_swap::ArcSwap;
use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Method, Response, StatusCode};
use portcullis_crypto::Random;
use portcullis_identity::LiveSession;
use portcullis_model::{RequestId, Timestamp};
use portcullis_pages::{Appearance, Failure, Nonce, Page, Person, Place, Problem, Site, Theme, Trouble};
use std::sync::Arc;

/// Where our assets lie on guarded hosts.
pub(crate) const ASSETS: &str = "/.portcullis/assets";

#[derive(Clone)]
pub struct Renderer {
    random: Arc<dyn Random>,
    /// Shared by all who draw: a reload swaps it for everybody.
    appearance: Arc<ArcSwap<Appearance>>,
}

/// For whom a page is drawn: what the browser takes, and whose session it is.
#[derive(Clone, Copy, Default)]
pub struct Reader<'a> {
    pub headers: Option<&'a HeaderMap>,
    pub session: Option<&'a LiveSession>,
}
impl<'a> Reader<'a> {
    pub fn of(headers: &'a HeaderMap) -> Self {
        Self { headers: Some(headers), session: None }
    }
}

impl Renderer {
    pub fn new(random: Arc<dyn Random>, appearance: Arc<Appearance>) -> Self {
        Self { random, appearance: Arc::new(ArcSwap::new(appearance)) }
    }
    pub fn swap_appearance(&self, appearance: Arc<Appearance>) {
        self.appearance.store(appearance);
    }
    pub(crate) fn appearance(&self) -> Arc<Appearance> {
        self.appearance.load_full()
    }
    pub(crate) fn random(&self) -> &dyn Random {
        &*self.random
    }
    pub(crate) fn nonce(&self) -> Nonce {
        let mut bytes = [0; 16];
        self.random.fill(&mut bytes);
        Nonce::new(bytes)
    }
    /// Draws with the surroundings of a guarded host. A language is chosen on the portal; here it follows the person, then the browser.
    pub(crate) fn page(&self, portal: &str, now: Timestamp, reader: Reader<'_>, draw: impl FnOnce(&Site<'_>) -> Page) -> Response<Bytes> {
        let (nonce, appearance) = (self.nonce(), self.appearance.load());
        let prefers = reader.session.map(LiveSession::preferences).unwrap_or_default();
        let accepted = reader.headers.and_then(|h| h.get(header::ACCEPT_LANGUAGE)).and_then(|v| v.to_str().ok());
        response(draw(&Site {
            assets: ASSETS,
            portal,
            nonce: &nonce,
            appearance: &appearance,
            language: appearance.languages().choose(&[Some(&*prefers.language)], accepted),
            theme: Theme::parse(&prefers.theme).unwrap_or(appearance.theme()),
            here: "",
            now,
        }))
    }
    /// A failure in the form that suits the client.
    pub(crate) fn trouble(&self, asked: &Asked<'_>, trouble: Trouble, application: &str, portal: &str) -> Response<Bytes> {
        let html = matches!(asked.head.method, Method::GET | Method::HEAD | Method::POST) && prefers_html(&asked.head.headers);
        let host = host_port(asked.target);
        // An unknown host's name is the stranger's; a page of ours does not repeat it (S13).
        let host = if trouble == Trouble::UnknownHost { "" } else { &*host };
        let place = Place { method: asked.head.method.as_str(), host, path: asked.target.raw_path(), request: asked.id };
        trouble_response(self, trouble, application, None, place, portal, asked.now, html, Reader::of(&asked.head.headers))
    }
}

/// Renders a failure as a page or a problem document.
#[allow(clippy::too_many_arguments, reason = "a page's facts, each from another owner")]
pub fn trouble_response(
    renderer: &Renderer,
    trouble: Trouble,
    application: &str,
    person: Option<Person<'_>>,
    place: Place<'_>,
    portal: &str,
    now: Timestamp,
    html: bool,
    reader: Reader<'_>,
) -> Response<Bytes> {
    if html {
        renderer.page(portal, now, reader, |site| Failure { trouble, application, person, place }.render(site))
    } else {
        let title = trouble.title(application);
        let detail = trouble.detail(application);
        problem(&Problem {
            kind: "about:blank",
            status: trouble.status(),
            title: &title,
            detail: &detail,
            request_id: place.request.as_str(),
            ..Problem::default()
        })
    }
}

pub(crate) fn response(page: Page) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(page.html));
    *response.status_mut() = StatusCode::from_u16(page.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    put(response.headers_mut(), &page.headers);
    response
}

pub(crate) fn problem(problem: &Problem<'_>) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(problem.to_json()));
    *response.status_mut() = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(Problem::CONTENT_TYPE));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

pub(crate) fn redirect(status: StatusCode, location: &str) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    match HeaderValue::from_str(location) {
        Ok(location) => {
            headers.insert(header::LOCATION, location);
        }
        // Built from configuration and an already parsed target: this cannot be; and if it is, nobody is sent anywhere.
        Err(_) => *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR,
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

pub(crate) fn json(status: StatusCode, body: String) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

pub(crate) fn put(headers: &mut HeaderMap, fields: &[(&'static str, String)]) {
    for (name, value) in fields {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
}

/// The number of a request, for pages drawn elsewhere.
pub(crate) fn place<'a>(asked: &'a Asked<'_>, host: &'a str) -> Place<'a> {
    let id: RequestId = asked.id;
    Place { method: asked.head.method.as_str(), host, path: asked.target.raw_path(), request: id }
}
